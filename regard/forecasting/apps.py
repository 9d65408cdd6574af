from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ForecastingConfig(AppConfig):
    name = "regard.forecasting"
    label = "forecasting"

    def ready(self) -> None:
        from regard.forecasting import jobs  # noqa: F401, PLC0415  the registry of apps must be ready first
        from regard.kit.registry import event_sentences  # noqa: PLC0415

        event_sentences.add("forecast.taken", _("The forecast of a night was taken"))
        event_sentences.add("forecast.model_tested", _("The sales model was tested"))
