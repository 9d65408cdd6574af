from django.apps import AppConfig


class DeskConfig(AppConfig):
    name = "regard.desk"
    label = "desk"
