from django.apps import AppConfig


class MeetingsConfig(AppConfig):
    name = "regard.meetings"
    label = "meetings"
