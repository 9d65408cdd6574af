from django.apps import AppConfig


class EffortConfig(AppConfig):
    name = "regard.effort"
    label = "effort"
