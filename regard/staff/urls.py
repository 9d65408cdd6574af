"""Addresses of signing in and of one's own account."""

from django.urls import path

from regard.staff.views import account, keys, sign_in

urlpatterns = [
    path("sign-in/<str:token>/", sign_in.by_link, name="sign-in-link"),
    path("account/", account.account, name="account"),
    path("account/keys/", keys.keys, name="account-keys"),
]
