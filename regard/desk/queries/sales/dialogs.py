"""The small forms on an opportunity's page: one at a time, each with what it is asked for."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from regard.conversations.models import Message
from regard.conversations.queries import few_contacts_visible_to
from regard.conversations.queries import visible_to as conversations_visible_to
from regard.customers.models import Contact
from regard.desk.queries.faces import Reader
from regard.effort.rules import forms
from regard.kit.fields import read_list
from regard.money.rules import currencies
from regard.opportunities.models import Competitor, Opportunity
from regard.opportunities.queries import their_people
from regard.opportunities.rules.deciding import ROLE_LABELS, STANCE_LABELS
from regard.staff import queries as staff

MOST_PEOPLE, MOST_LETTERS = 200, 20
Choices = list[tuple[str, str]]


@dataclass(frozen=True, kw_only=True)
class Dialog:
    """Which form is open, what was typed into it, and what was wrong with that."""

    name: str = ""
    typed: Mapping[str, str] = field(default_factory=dict)
    error: str = ""
    field: str = ""


@dataclass(frozen=True, kw_only=True)
class Input:
    """One field. `use` says what it is asked for."""

    name: str
    label: str = ""
    kind: str = "text"
    value: str = ""
    choices: Choices = field(default_factory=list)
    use: str = ""
    is_needed: bool = False
    most: int = 200
    is_wrong: bool = False
    listed: list[str] = field(default_factory=list)


@dataclass(frozen=True, kw_only=True)
class Form:
    """A form with its fields, and where it goes."""

    name: str
    title: str
    action: str
    submit: str
    inputs: list[Input]
    error: str = ""
    hint: str = ""
    measure: str = "opportunity-new"


def form_of(row: Opportunity, dialog: Dialog, reader: Reader) -> Form | None:
    """The form that is open, filled with what was typed or with what stands there; None where none is."""
    make = _FORMS.get(dialog.name)
    if make is None:
        return None
    title, submit, inputs, hint = make(row, dialog.typed, reader)
    return Form(
        name=dialog.name, measure=f"opportunity-{dialog.name}", title=title, submit=submit, hint=hint, error=dialog.error,
        action=reverse("opportunity-do", args=[row.id, dialog.name]), inputs=[filled(one, f"opportunity-{dialog.name}", dialog) for one in inputs],
    )  # fmt: skip


def their_choices(row: Opportunity, reader: Reader) -> Choices:
    """The people of the customer the reader may know of."""
    people = few_contacts_visible_to(reader.user).filter(id__in=their_people(row.account).values("id"))
    return [(str(one.id), one.name) for one in people.order_by("name", "id")[:MOST_PEOPLE]]


def letters_of(row: Opportunity, reader: Reader) -> "QuerySet[Message]":
    """What people of the customer wrote, as far as the reader may read it."""
    readable = conversations_visible_to(reader.user).values("id")
    rows = Message.objects.filter(kind=Message.Kind.INBOUND, is_automatic=False, conversation__in=readable)
    return rows.filter(contact__in=their_people(row.account).values("id")).select_related("contact", "conversation")


def _told(row: Opportunity, reader: Reader) -> Input:
    """In which letter they say so."""
    letters = letters_of(row, reader).order_by("-at", "-id")[:MOST_LETTERS]
    choices = [("", _("only we say so")), *((str(one.id), _letter(one, reader)) for one in letters)]
    return Input(name="message", kind="select", choices=choices)


def _letter(message: Message, reader: Reader) -> str:
    who = message.contact.name if message.contact else message.author_name
    return f"{who}, {reader.time(message.at)}: {Truncator(message.text.strip() or message.subject).chars(60)}"


def colleagues() -> Choices:
    """Everybody who works here."""
    return [(str(one.id), one.name) for one in staff.active_users()]


def filled(one: Input, measure: str, dialog: Dialog) -> Input:
    """A field with its words, and what was typed into it."""
    asked = forms.get(measure).asked().get(one.name)
    typed = dialog.typed.get(one.name)
    words: dict[str, Any] = (
        {"label": str(asked.label), "use": str(asked.use), "is_needed": asked.is_needed} if asked else {}
    )
    if typed is None and dialog.error and one.kind == "check":
        typed = ""
    changes: dict[str, Any] = {"value": typed} if typed is not None else {}
    return replace(one, **words, **changes, is_wrong=bool(dialog.error) and dialog.field == one.name)


_Made = tuple[str, str, list[Input], str]
_Make = Callable[[Opportunity, Mapping[str, str], Reader], _Made]


def _part(row: Opportunity, typed: Mapping[str, str], reader: Reader) -> _Made:
    known = _known(row, "with_roles", typed)
    inputs = [
        Input(name="role", kind="select", choices=[(role.value, str(label)) for role, label in ROLE_LABELS.items()],
              value=known["role"] if known else ""),
        Input(name="stance", kind="select", value=str(known["stance"]) if known and known["stance"] is not None else "",
              choices=[("", _("Not known")), *((str(number), str(label)) for number, label in STANCE_LABELS.items())]),
        Input(name="influence", kind="select", value=str(known["influence"]) if known else "3",
              choices=[("1", _("1, little")), ("2", "2"), ("3", _("3, some")), ("4", "4"), ("5", _("5, decides"))]),
        Input(name="matters", value=known["matters"] if known else "", most=300),
    ]  # fmt: skip
    if known:
        inputs.append(Input(name="id", kind="hidden", value=known["id"]))
        return (
            _("What we know of %(name)s") % {"name": known["contact_name"] or known["name"]},
            _("Keep it"),
            inputs,
            "",
        )
    who = [
        Input(name="contact", kind="select", choices=[("", _("nobody we know")), *their_choices(row, reader)]),
        Input(name="name", most=200),
    ]  # fmt: skip
    return _("Who takes part in the decision?"), _("Add"), [*who, *inputs], ""


def _known(row: Opportunity, name: str, typed: Mapping[str, str]) -> dict[str, Any] | None:
    """The part that is to be changed."""
    try:
        wanted = UUID(typed.get("id", ""))
    except ValueError:
        return None
    return next((one for one in read_list(row, name) if UUID(one["id"]) == wanted), None)


def _owner(step: dict[str, Any] | None) -> str:
    """Who does a step, as the form names them."""
    if step and step["user"]:
        return f"user:{UUID(step['user'])}"
    return str(UUID(step["contact"])) if step and step["contact"] else ""


def _step(row: Opportunity, typed: Mapping[str, str], reader: Reader) -> _Made:
    known = _known(row, "with_steps", typed)
    owner = _owner(known)
    us = [(f"user:{identifier}", _("%(name)s (us)") % {"name": name}) for identifier, name in colleagues()]
    inputs = [
        Input(name="text", value=known["text"] if known else ""),
        Input(name="owner", kind="select", value=owner, choices=[("", _("not known yet")), *their_choices(row, reader), *us]),
        Input(name="due", kind="date", value=known["due"] or "" if known else ""),
        _told(row, reader) if not known else Input(name="message", kind="hidden"),
        Input(name="paper", kind="check", value="1" if known and known["paper"] else ""),
        Input(name="shared", kind="check", value="1" if not known or known["shared"] else ""),
    ]  # fmt: skip
    if known:
        return (
            _("A step of how they decide"),
            _("Keep it"),
            [*inputs, Input(name="id", kind="hidden", value=known["id"])],
            "",
        )
    return _("A step of how they decide"), _("Add"), inputs, ""


def _criterion(row: Opportunity, _typed: Mapping[str, str], reader: Reader) -> _Made:
    inputs = [
        Input(name="text"),
        Input(name="weight", kind="select", value="3", choices=[(str(n), str(n)) for n in range(1, 6)]),
        Input(name="fit", kind="select",
              choices=[("", _("not known")), ("0", _("not at all")), ("1", _("badly")), ("2", _("partly")), ("3", _("well")), ("4", _("fully"))]),
        _told(row, reader),
    ]  # fmt: skip
    return (
        _("A criterion of theirs"),
        _("Add"),
        inputs,
        _("It counts fully only with the letter or document in which they say so."),
    )


def _rival(row: Opportunity, _typed: Mapping[str, str], reader: Reader) -> _Made:
    names = list(Competitor.objects.order_by("name").values_list("name", flat=True)[:100])
    inputs = [
        Input(name="name", listed=names, most=120),
        Input(name="note", most=300), _told(row, reader),
    ]  # fmt: skip
    return _("What stands against us"), _("Add"), inputs, ""


def _finding(row: Opportunity, _typed: Mapping[str, str], reader: Reader) -> _Made:
    inputs = [
        Input(name="kind", kind="select", choices=[("pain", _("What hurts, and what it costs to do nothing")), ("metric", _("What they want to reach, as a figure"))]),
        Input(name="text", most=300),
        Input(name="baseline", most=80), Input(name="target", most=80),
        Input(name="contact", kind="select", choices=[("", _("not known")), *their_choices(row, reader)]), _told(row, reader),
    ]  # fmt: skip
    return _("What they want to reach, or what hurts"), _("Add"), inputs, ""


def _details(row: Opportunity, _typed: Mapping[str, str], _reader: Reader) -> _Made:
    amount = "" if row.amount is None else f"{row.amount.normalize():f}"
    return _("What we say about it"), _("Keep it"), opportunity_inputs(
        name=row.name, amount=amount, currency=row.currency, closes=row.closes_on.isoformat() if row.closes_on else "",
        call="" if row.call is None else str(row.call), source=row.source,
    ), _("Where it stands is not ours to say: that follows from what they do.")  # fmt: skip


def opportunity_inputs(*, name: str = "", amount: str = "", currency: str = "EUR", closes: str = "", call: str = "", source: str = "") -> list[Input]:  # fmt: skip
    """What an owner says about an opportunity, with what each is used for."""
    return [
        Input(name="name", value=name),
        Input(name="amount", value=amount, most=40),
        Input(name="currency", kind="select", value=currency, choices=[(code, code) for code in currencies()]),
        Input(name="closes", kind="date", value=closes),
        Input(name="call", kind="number", value=call, most=3),
        Input(name="source", value=source, most=60),
    ]  # fmt: skip


def _end(_row: Opportunity, _typed: Mapping[str, str], _reader: Reader) -> _Made:
    names = list(Competitor.objects.order_by("name").values_list("name", flat=True)[:100])
    outcomes = [
        ("lost", _("They chose somebody else")),
        ("no decision", _("They decided nothing")),
        ("withdrawn", _("We withdrew")),
    ]
    inputs = [
        Input(name="outcome", kind="radio", choices=outcomes),
        Input(name="lost_to", listed=names, most=120),
        Input(name="reason", kind="area", most=4000),
    ]  # fmt: skip
    return (
        _("It has ended"),
        _("End it"),
        inputs,
        _("Won is not chosen here: record their signature, their order or their payment."),
    )


def _withdraw(_row: Opportunity, typed: Mapping[str, str], _reader: Reader) -> _Made:
    inputs = [
        Input(name="because"),
        Input(name="id", kind="hidden", value=typed.get("id", "")),
    ]  # fmt: skip
    return _("Take evidence back"), _("Take it back"), inputs, ""


def _share(row: Opportunity, _typed: Mapping[str, str], reader: Reader) -> _Made:
    inputs = [Input(name="contact", kind="select", choices=their_choices(row, reader))]
    hint = _(
        "They get an address of their own at which they see the shared steps and tick theirs. No account is needed."
    )
    return _("Share the plan"), _("Make the address"), inputs, hint


def _ask(row: Opportunity, _typed: Mapping[str, str], reader: Reader) -> _Made:
    first = row.account.name
    text = _(
        "We would like to learn from your decision. What made the difference, and what should we have done otherwise?"
    )
    inputs = [
        Input(name="contact", kind="select", choices=their_choices(row, reader)),
        Input(name="text", kind="area", value=text, most=4000),
    ]  # fmt: skip
    return (
        _("Ask %(name)s why") % {"name": first},
        _("Write the letter"),
        inputs,
        _("You read it over and send it yourself."),
    )


def _reason(_row: Opportunity, _typed: Mapping[str, str], _reader: Reader) -> _Made:
    inputs = [Input(name="words", kind="area", most=4000)]  # fmt: skip
    return _("Why, in their words"), _("Keep it"), inputs, ""


def _hand_over(row: Opportunity, _typed: Mapping[str, str], _reader: Reader) -> _Made:
    inputs = [
        Input(name="user", kind="select", value=str(row.owner_id or ""), choices=colleagues()),
        Input(name="note", most=300),
    ]  # fmt: skip
    return _("Hand it over"), _("Hand over"), inputs, ""


_FORMS: Mapping[str, _Make] = {
    "part": _part, "step": _step, "criterion": _criterion, "rival": _rival, "finding": _finding, "details": _details,
    "end": _end, "withdraw": _withdraw, "share": _share, "ask-why": _ask, "reason": _reason, "hand-over": _hand_over,
}  # fmt: skip


def is_contact_of(row: Opportunity, identifier: str, reader: Reader) -> Contact | None:
    """The person of the customer with this id, if the reader may know of them."""
    people = few_contacts_visible_to(reader.user).filter(id__in=their_people(row.account).values("id"))
    try:
        return people.filter(id=identifier).first() if identifier else None
    except ValueError:
        return None
