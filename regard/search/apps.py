from django.apps import AppConfig


class SearchConfig(AppConfig):
    name = "regard.search"
    label = "search"

    def ready(self) -> None:
        from regard.search import jobs  # noqa: F401, PLC0415  the registry of apps must be ready first
