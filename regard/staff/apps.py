from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class StaffConfig(AppConfig):
    name = "regard.staff"
    label = "staff"

    def ready(self) -> None:
        from regard.kit.registry import event_sentences  # noqa: PLC0415  the registry of apps must be ready first

        event_sentences.add("user.added", _("A user was added"))
        event_sentences.add("user.deactivated", _("A user was deactivated"))
        event_sentences.add("user.signed_in_by_link", _("Signed in by a one-time link"))
        event_sentences.add("token.added", _("An API token was made"))
        event_sentences.add("token.revoked", _("An API token was revoked"))
        event_sentences.add("team.added", _("A team was added"))
        event_sentences.add("team.changed", _("A team was changed"))
        event_sentences.add("user.changed", _("A person’s settings were changed"))
        event_sentences.add("user.skills_set", _("What a person knows was changed"))
        event_sentences.add("absence.noted", _("An absence was noted"))
        event_sentences.add("absence.ended", _("An absence ended"))
