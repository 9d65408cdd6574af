from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MoneyConfig(AppConfig):
    name = "regard.money"
    label = "money"

    def ready(self) -> None:
        from regard.kit.registry import event_sentences  # noqa: PLC0415  the registry of apps must be ready first

        event_sentences.add("currency.chosen", _("The company's currency was chosen"))
        event_sentences.add("rate.set", _("An exchange rate was given"))
