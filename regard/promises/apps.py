from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PromisesConfig(AppConfig):
    name = "regard.promises"
    label = "promises"

    def ready(self) -> None:
        from regard.conversations.queries.timeline import tell_conversations  # noqa: PLC0415
        from regard.events.queries.timeline import Chip, Shown, chips, shown  # noqa: PLC0415
        from regard.kit.holders import hold  # noqa: PLC0415  the registry of apps must be ready first
        from regard.kit.registry import event_sentences, subscribe  # noqa: PLC0415  the registry of apps must be ready first
        from regard.promises import jobs  # noqa: F401, PLC0415
        from regard.promises.personal.operations import PromisesHolder  # noqa: PLC0415

        hold("promises", _("Promises"), PromisesHolder())

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
        event_sentences.add("ledger.proposed", _("A day was found in a letter of ours"))
        event_sentences.add("ledger.declined", _("What was found in a letter is no promise"))
        event_sentences.add("policy.added", _("A promise policy was added"))
        event_sentences.add("policy.changed", _("A promise policy was changed"))
        event_sentences.add("policy.moved", _("The order of the promise policies was changed"))
        event_sentences.add("policy.retired", _("A promise policy was retired"))
        event_sentences.add("calendar.added", _("Working hours were added"))
        event_sentences.add("calendar.changed", _("Working hours were changed"))
        event_sentences.add("calendar.retired", _("Working hours were retired"))
        event_sentences.add("team.hours_set", _("A team was given its working hours"))
        for event in ("conversation.answered", "conversation.begun"):
            subscribe(event=event, job="promises.propose")
        chips.add("promises", Chip(label=_("Promises"), icon="clock", place=4))
        for kind, icon in (("ledger.promised", "clock"), ("ledger.kept", "check"), ("promise.broken", "warn")):
            shown.add(kind, Shown(chip="promises", icon=icon, tell=tell_conversations))
