from django.apps import AppConfig


class EventsConfig(AppConfig):
    name = "regard.events"
    label = "events"
