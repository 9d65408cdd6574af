from django.apps import AppConfig


class KitConfig(AppConfig):
    name = "regard.kit"
    label = "kit"
