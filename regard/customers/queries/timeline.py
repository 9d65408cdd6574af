"""What changed about customers, as their timelines tell it."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any
from uuid import UUID

from django.db.models import OuterRef, Subquery
from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from regard.customers.models import Account, Contact, CustomerNote
from regard.customers.queries.catalogue import fields_of
from regard.events.models import Event
from regard.events.queries.timeline import Entry, brought
from regard.fields.rules import Field, plain_text
from regard.staff import queries as staff
from regard.staff.models import Team, User

_LENGTH = 300
#: What events bring along by these names.
BY, ABOUT = "by_name", "about_name"


def tell_notes(events: Sequence[Event]) -> Mapping[UUID, Entry]:
    """Notes about a customer by their text. One statement."""
    wanted = {event.id: str(event.data.get("note", "")) for event in events}
    rows = CustomerNote.objects.filter(id__in=[one for one in wanted.values() if one]).select_related("author")
    known = {str(row.id): row for row in rows}
    return {
        event: Entry(
            title=_("Note by %(name)s") % {"name": row.author.name} if row.author else _("Note"),
            detail=Truncator(row.text).chars(_LENGTH),
        )
        for event, note in wanted.items()
        if (row := known.get(note))
    }


def tell_files(events: Sequence[Event]) -> Mapping[UUID, Entry]:
    """Files that were added or taken away, by their names."""
    return {
        event.id: Entry(
            title=event.data.get("filename", ""),
            detail=_("Added by %(name)s") % {"name": _by(event)} if event.kind == "customer_file.added"
            else _("Taken away by %(name)s") % {"name": _by(event)},
            url=reverse("customer-file", args=[event.data["file"]]) if "file" in event.data else "",
        )
        for event in events
    }  # fmt: skip


def tell_hand_overs(events: Sequence[Event]) -> Mapping[UUID, Entry]:
    """Who looked after an account, who does, and what was said at the hand-over. Two statements."""
    notes = tell_notes(events)
    return {
        event.id: Entry(
            title=_("Looked after by %(name)s from now on") % {"name": _name(event.data.get("user"))}
            if event.data.get("user") else _("Looked after by nobody from now on"),
            detail=": ".join(filter(None, [
                _("%(name)s had it until now") % {"name": _name(event.data.get("from"))} if event.data.get("from") else "",
                notes[event.id].detail if event.id in notes else "",
            ])),
        )
        for event in events
    }  # fmt: skip


def tell_changes(events: Sequence[Event]) -> Mapping[UUID, Entry]:
    """Fields that were changed: what stood there, what stands there. Two statements, one each where they name accounts or teams."""
    fields = {kind: {field.name: field for field in fields_of(kind)} for kind in ("account", "contact")}
    names = _References(events, fields)
    told = {}
    for event in events:
        changes: Mapping[str, Sequence[Any]] = event.data.get("changes", {})
        known = fields.get(event.subject_kind, {})
        lines = [names.line(known[name], *change) for name, change in changes.items() if name in known]
        title = _("%(what)s changed") % {"what": ", ".join(str(known[name].label) for name in changes if name in known)}
        detail = " · ".join(lines)
        told[event.id] = Entry(title=title, detail=f"{detail} ({_by(event)})" if _by(event) else detail)
    return told


def tell_the_rest(events: Sequence[Event]) -> Mapping[UUID, Entry]:
    """What needs no reading: a tag, a number, an address, a colleague. One statement where it names another record."""
    named = _named(events)
    return {event.id: Entry(title=_TOLD[event.kind](event, named), detail=_by(event)) for event in events}


def who_of_event() -> Mapping[str, Subquery]:
    """Who did it and whom it is about, to be brought along by the events of a timeline."""
    user, contact = User.objects.filter(id=OuterRef("by_id")), Contact.objects.filter(id=OuterRef("contact_id"))
    return {BY: Subquery(user.values("name")[:1]), ABOUT: Subquery(contact.values("name")[:1])}


class _References:
    """The names of accounts and teams that changes name by their ids."""

    def __init__(self, events: Sequence[Event], fields: Mapping[str, Mapping[str, Field]]) -> None:
        ids: dict[str, set[str]] = {"account": set(), "team": set()}
        for event in events:
            for name, change in event.data.get("changes", {}).items():
                field = fields.get(event.subject_kind, {}).get(name)
                if field and field.kind in ids:
                    ids[field.kind] |= {str(value) for value in change if value}
        self._names: dict[str, str] = {}
        for rows, wanted in ((Account.objects.all(), ids["account"]), (Team.objects.all(), ids["team"])):
            if wanted:
                self._names |= {str(row.pk): str(row) for row in rows.filter(pk__in=wanted)}

    def line(self, field: Field, before: Any, after: Any) -> str:
        return f"{field.label}: {self._said(field, before)} → {self._said(field, after)}"

    def _said(self, field: Field, value: Any) -> str:
        if value in (None, ""):
            return _("nothing")
        if field.kind in {"owner", "person"}:
            return _name(value)
        if field.kind in {"account", "team"}:
            return self._names.get(str(value), _("one that is gone"))
        return Truncator(plain_text(field, value)).chars(80)


def _name(identifier: object) -> str:
    """A colleague's name; '' for nobody."""
    try:
        return staff.names().get(UUID(str(identifier)), "") if identifier else ""
    except ValueError:
        return ""


def _by(event: Event) -> str:
    return brought(event, BY) or ""


def _named(events: Sequence[Event]) -> Mapping[str, str]:
    """The names of people and accounts that the data of events name, by id."""
    contacts = {str(event.data["contact"]) for event in events if "contact" in event.data}
    accounts = {str(event.data["account"]) for event in events if "account" in event.data}
    names: dict[str, str] = {}
    for rows, wanted in ((Contact.objects.all(), contacts), (Account.objects.all(), accounts)):
        if wanted:
            names |= {str(row.pk): str(row) for row in rows.filter(pk__in=wanted)}
    return names


def _of(event: Event) -> str:
    """Whom an event is about, where a company's timeline holds that of its people too."""
    return brought(event, ABOUT) or ""


def _with(event: Event, _named: Mapping[str, str], text: str) -> str:
    who = _of(event)
    return f"{who}: {text}" if who else text


_Told = Callable[[Event, Mapping[str, str]], str]
_TOLD: Mapping[str, _Told] = {
    "account.added": lambda _event, _people: _("Added to the customers"),
    "contact.added": lambda event, _people: _("%(name)s was added") % {"name": _of(event) or _("Somebody")},
    "contact_method.added": lambda event, people: _with(event, people, event.data.get("value", "")),
    "contact_method.removed": lambda event, people: _with(
        event, people, _("%(value)s was taken out") % {"value": event.data.get("value", "")}
    ),
    "contact_method.bounced": lambda event, people: _with(
        event, people, _("Mail to %(value)s comes back") % {"value": event.data.get("address", "")}
    ),
    "customer.tagged": lambda event, people: _with(event, people, _("Tag: %(tag)s") % {"tag": event.data.get("tag", "")}),
    "customer.untagged": lambda event, people: _with(
        event, people, _("Tag taken off: %(tag)s") % {"tag": event.data.get("tag", "")}
    ),
    "identifier.added": lambda event, _people: f"{_('Mail domain')}: {event.data['value']}"
    if event.data.get("kind") == "domain"
    else _("Number: %(value)s") % {"value": event.data.get("value", "")},
    "identifier.removed": lambda event, _people: _("Number taken out: %(value)s") % {"value": event.data.get("value", "")},
    "address.added": lambda event, people: _with(event, people, event.data.get("address", "")),
    "address.removed": lambda event, people: _with(
        event, people, _("%(value)s was taken out") % {"value": event.data.get("address", "")}
    ),
    "position.added": lambda event, people: _("%(name)s also works here") % {"name": people.get(event.data["contact"], "")}
    if "contact" in event.data else _("Also works at %(name)s") % {"name": people.get(event.data.get("account", ""), "")},
    "position.removed": lambda event, people: _("%(name)s does not work here any more")
    % {"name": people.get(event.data["contact"], "")}
    if "contact" in event.data else _("Left %(name)s") % {"name": people.get(event.data.get("account", ""), "")},
    "account.joined_by_colleague": lambda event, _people: _("%(name)s works on it too") % {"name": _name(event.data.get("user"))},
    "account.left_by_colleague": lambda event, _people: _("%(name)s works on it no longer")
    % {"name": _name(event.data.get("user"))},
}  # fmt: skip
#: What `tell_the_rest` can tell.
THE_REST = tuple(_TOLD)
