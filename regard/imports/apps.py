from django.apps import AppConfig


class ImportsConfig(AppConfig):
    name = "regard.imports"
    label = "imports"
