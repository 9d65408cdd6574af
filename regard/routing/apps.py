from django.apps import AppConfig


class RoutingConfig(AppConfig):
    name = "regard.routing"
    label = "routing"
