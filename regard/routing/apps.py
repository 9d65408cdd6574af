from django.apps import AppConfig


class RoutingConfig(AppConfig):
    name = "regard.routing"
    label = "routing"

    def ready(self) -> None:
        from regard.kit.registry import subscribe  # noqa: PLC0415  the registry of apps must be ready first
        from regard.routing import jobs  # noqa: F401, PLC0415

        subscribe(event="conversation.closed", job="routing.learn_from_closing")
        subscribe(event="conversation.reopened", job="routing.learn_from_reopening")
