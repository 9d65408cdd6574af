from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RoutingConfig(AppConfig):
    name = "regard.routing"
    label = "routing"

    def ready(self) -> None:
        from regard.kit.holders import hold  # noqa: PLC0415  the registry of apps must be ready first
        from regard.kit.registry import subscribe  # noqa: PLC0415  the registry of apps must be ready first
        from regard.routing import jobs  # noqa: F401, PLC0415
        from regard.routing.personal.operations import RoutingHolder  # noqa: PLC0415

        hold("routing", _("What colleagues know"), RoutingHolder())

        subscribe(event="conversation.closed", job="routing.learn_from_closing")
        subscribe(event="conversation.reopened", job="routing.learn_from_reopening")
