"""What happened to opportunities, as the timelines of accounts and people tell it."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from regard.events.models import Event
from regard.events.queries.timeline import Entry

_Told = Callable[[Mapping[str, Any]], str]


def tell(events: Sequence[Event]) -> Mapping[UUID, Entry]:
    """Each by what the event itself says. No statement."""
    return {
        event.id: Entry(
            title=_TITLES[event.kind](event.data), detail=event.data.get("name", ""),
            url=reverse("opportunity", args=[event.subject_id]), is_theirs=event.actor == Event.Actor.CUSTOMER,
        )
        for event in events
    }  # fmt: skip


_TITLES: Mapping[str, _Told] = {
    "opportunity.opened": lambda _data: _("Opportunity opened"),
    "opportunity.moved": lambda data: _("Committed: %(gate)s") % {"gate": data.get("to", "")},
    "opportunity.slipped_back": lambda data: (
        _("Back to: %(gate)s") % {"gate": data.get("to") or _("nothing shown yet")}
    ),
    "opportunity.won": lambda _data: _("Won"),
    "opportunity.lost": lambda data: _("Lost to %(name)s") % {"name": data.get("to", "")},
    "opportunity.undecided": lambda _data: _("Ended without a decision"),
    "opportunity.withdrawn": lambda _data: _("Withdrawn by us"),
    "opportunity.reopened": lambda _data: _("Opened again"),
    "opportunity.reason_given": lambda data: _("They said why: “%(words)s”") % {"words": data.get("words", "")},
    "evidence.recorded": lambda data: f"{data.get('gate', '')}: “{data.get('words', '')}”",
    "evidence.withdrawn": lambda data: _("No evidence after all: %(why)s") % {"why": data.get("because", "")},
    "plan.shared": lambda _data: _("Plan shared"),
    "plan.opened": lambda _data: _("Looked at the plan"),
    "step.ticked_by_customer": lambda data: _("Ticked: %(step)s") % {"step": data.get("text", "")},
    "step.unticked_by_customer": lambda data: _("Opened again: %(step)s") % {"step": data.get("text", "")},
}
#: What stands in timelines.
TOLD = tuple(_TITLES)
