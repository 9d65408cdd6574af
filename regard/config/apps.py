from django.apps import AppConfig


class ConfigConfig(AppConfig):
    name = "regard.config"
    label = "config"

    def ready(self) -> None:
        from regard.config.demo import jobs  # noqa: F401, PLC0415  the registry of apps must be ready first
