"""Addresses of what staff are told."""

from django.urls import path

from regard.notifications.views import preferences, told

urlpatterns = [
    path("notifications/", told.notifications, name="notifications"),
    path("notifications/live/", told.live, name="notifications-live"),
    path("account/notifications/", preferences.preferences, name="notification-preferences"),
    path("account/notifications/write-again/", preferences.write_again, name="notification-write-again"),
]
