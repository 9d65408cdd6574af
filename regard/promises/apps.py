from django.apps import AppConfig


class PromisesConfig(AppConfig):
    name = "regard.promises"
    label = "promises"
