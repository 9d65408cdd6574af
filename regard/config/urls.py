"""Every page's address: the first word names the room."""

from django.urls import include, path

urlpatterns = [
    path("accounts/", include("allauth.urls")),
]
