from django.apps import AppConfig


class MimeConfig(AppConfig):
    name = "regard.mime"
    label = "mime"
