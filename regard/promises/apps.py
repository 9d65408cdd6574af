from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PromisesConfig(AppConfig):
    name = "regard.promises"
    label = "promises"

    def ready(self) -> None:
        from regard.kit.registry import event_sentences  # noqa: PLC0415  the registry of apps must be ready first
        from regard.promises import jobs  # noqa: F401, PLC0415

        event_sentences.add("promise.made", _("A promise began to run"))
        event_sentences.add("promise.paused", _("The promise rests: the customer has the word"))
        event_sentences.add("promise.resumed", _("The promise runs again"))
        event_sentences.add("promise.kept", _("The promise was kept"))
        event_sentences.add("promise.ended", _("The promise ended"))
        event_sentences.add("promise.restored", _("The promise runs on: the answer was taken back"))
        event_sentences.add("promise.broken", _("The promise was broken"))
        event_sentences.add("promise.escalated", _("The promise was escalated"))
        event_sentences.add("promise.taken", _("A named person took it"))
        event_sentences.add("ledger.promised", _("A date was promised"))
        event_sentences.add("ledger.kept", _("A promised date was kept"))
        event_sentences.add("ledger.restored", _("A promised date stands again: the answer was taken back"))
        event_sentences.add("ledger.withdrawn", _("A promised date never left the house"))
