from django.apps import AppConfig


class AdministrationConfig(AppConfig):
    name = "regard.administration"
    label = "administration"
