from django.apps import AppConfig


class NotificationsConfig(AppConfig):
    name = "regard.notifications"
    label = "notifications"
