from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

_SENTENCES = {
    "meeting.planned": _("A meeting was planned"),
    "meeting.moved": _("A meeting was moved"),
    "meeting.cancelled": _("A meeting was cancelled"),
    "meeting.answered": _("Somebody answered an invitation"),
    "call.noted": _("A call was noted"),
}
#: What brings letters with calendars.
_LETTERS = ("message.received", "message.found", "conversation.answered", "conversation.begun")


class MeetingsConfig(AppConfig):
    name = "regard.meetings"
    label = "meetings"

    def ready(self) -> None:
        from regard.events.queries.timeline import Chip, Shown, chips, shown  # noqa: PLC0415
        from regard.kit.holders import hold  # noqa: PLC0415  the registry of apps must be ready first
        from regard.kit.registry import event_sentences, subscribe  # noqa: PLC0415
        from regard.meetings import jobs  # noqa: F401, PLC0415
        from regard.meetings.personal.operations import MeetingsHolder  # noqa: PLC0415
        from regard.meetings.queries.timeline import tell_meetings  # noqa: PLC0415

        hold("meetings", _("Meetings and calls"), MeetingsHolder())
        chips.add("meetings", Chip(label=_("Meetings and calls"), icon="calendar", place=2))
        for kind, sentence in _SENTENCES.items():
            event_sentences.add(kind, sentence)
            shown.add(
                kind, Shown(chip="meetings", icon="phone" if kind == "call.noted" else "calendar", tell=tell_meetings)
            )
        for event in _LETTERS:
            subscribe(event=event, job="meetings.file_invitations", when="calendar")
