"""Addresses of the settings and of the first-run page."""

from django.urls import include, path

from regard.administration.views import channels, frame

urlpatterns = [
    path("settings/", frame.settings, name="settings"),
    path("", include("regard.administration.settings_urls")),
    path("settings/channels/", channels.channels, name="settings-channels"),
]
