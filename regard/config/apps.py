from django.apps import AppConfig


class ConfigConfig(AppConfig):
    name = "regard.config"
    label = "config"
