from django.apps import AppConfig


class IntakeConfig(AppConfig):
    name = "regard.intake"
    label = "intake"
