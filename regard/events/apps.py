from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class EventsConfig(AppConfig):
    name = "regard.events"
    label = "events"

    def ready(self) -> None:
        from regard.events.personal.operations import EventsHolder  # noqa: PLC0415  the registry of apps must be ready first
        from regard.kit.holders import hold  # noqa: PLC0415

        hold("events", _("The log"), EventsHolder())
