"""The one address of the room; its figures are shown on pages of others."""

from django.urls import path

from regard.effort import views

urlpatterns = [path("effort/left/", views.left, name="form-left")]
