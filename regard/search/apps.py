from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SearchConfig(AppConfig):
    name = "regard.search"
    label = "search"

    def ready(self) -> None:
        from regard.kit.holders import hold  # noqa: PLC0415  the registry of apps must be ready first
        from regard.search import jobs  # noqa: F401, PLC0415  the registry of apps must be ready first
        from regard.search.personal.operations import SearchHolder  # noqa: PLC0415

        hold("search", _("The search index"), SearchHolder())
