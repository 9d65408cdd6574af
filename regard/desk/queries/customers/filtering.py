"""The small forms above a list: a condition, the columns, a name to save it under."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import urlencode

from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from regard.customers.models import CustomerTag
from regard.customers.queries.lists import listed_fields
from regard.customers.rules.lists import ME, WITHOUT_VALUE, Condition, Wanted, read_condition, senses_of
from regard.desk.queries.customers.columns import WAITING, chosen, columns_of
from regard.desk.queries.customers.details import Option
from regard.desk.queries.customers.record import WORDS
from regard.desk.queries.faces import Reader
from regard.fields.rules import Field
from regard.staff import queries as staff
from regard.staff.models import Team

SENSES = {
    "has": gettext_lazy("has in it"), "is": gettext_lazy("is"), "not": gettext_lazy("is not"),
    "from": gettext_lazy("is at least, or from"), "to": gettext_lazy("is at most, or until"),
    "empty": gettext_lazy("is empty"), "filled": gettext_lazy("is known"),
}  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Form:
    """The form that is open, what was typed, and what is wrong; `fields` and `options` are what can be chosen in it."""

    name: str = ""
    typed: Mapping[str, Any] = field(default_factory=dict)
    error: str = ""
    action: str = ""
    close_url: str = ""
    hidden: list[tuple[str, str]] = field(default_factory=list)
    fields: list[Option] = field(default_factory=list)
    senses: list[Option] = field(default_factory=list)
    options: list[Option] = field(default_factory=list)
    chosen: Field | None = None


def form_of(form: Form, wanted: Wanted, reader: Reader) -> Form:
    """The form with everything that can be chosen in it."""
    url = reverse(WORDS[wanted.kind])
    query = urlencode(wanted.pairs())
    form = replace(form, close_url=f"{url}?{query}" if query else url, hidden=wanted.pairs())
    if form.name == "filter":
        by, senses, options = options_for(str(form.typed.get("by", "")), wanted.kind)
        fields = [] if by else _fields(wanted.kind, form.close_url)
        return replace(form, fields=fields, action=url, chosen=by, senses=senses, options=options)
    if form.name == "columns":
        on = [column.name for column in chosen(wanted.kind, wanted.columns)]
        known = columns_of(wanted.kind)
        names = [*on, *(name for name in known if name not in on)]
        columns = [Option(value=name, label=known[name].label, is_on=name in on) for name in names if name != "name"]
        return replace(form, fields=columns, action=url, hidden=replace(wanted, columns=()).pairs())
    if form.name == "save":
        teams = [Option(value=str(team.id), label=team.name) for team in staff.teams_of(reader.user)]
        return replace(form, options=teams, action=f"{reverse(f'{wanted.kind}-list-save')}?{query}")
    return form


def options_for(name: str, kind: str) -> tuple[Field | None, list[Option], list[Option]]:
    """For the chosen field: the field, how it can be looked at, and what can be chosen where that is a closed list."""
    chosen_field = listed_fields(kind).get(name)
    if chosen_field is None:
        return None, [], []
    senses = [Option(value=sense, label=str(SENSES[sense])) for sense in senses_of(chosen_field.kind)]
    return chosen_field, senses, _values(chosen_field)


def condition_from(query: QueryDict) -> Condition | None:
    """The condition that a form adds, from its parts; None when there is none."""
    name, sense, value = query.get("field", ""), query.get("sense", ""), query.get("value", "")
    if not name:
        return None
    word = f"{name}.{sense}" if sense in WITHOUT_VALUE else f"{name}.{sense}.{value.strip()}"
    return read_condition(word)


def query_of(query: QueryDict, added: Condition) -> str:
    """The address's query with a condition more and without the parts of its form."""
    kept = query.copy()
    for name in ("field", "sense", "value", "dialog", "page"):
        kept.pop(name, None)
    if added.word() not in kept.getlist("where"):
        kept.appendlist("where", added.word())
    return f"?{kept.urlencode()}"


def _fields(kind: str, url: str) -> list[Option]:
    """What can be asked for, as addresses of the second step."""
    before = f"{url}{'&' if '?' in url else '?'}dialog=filter&by="
    known = listed_fields(kind)
    return [
        Option(
            value=f"{url}{'&' if '?' in url else '?'}field={WAITING}&sense=is&value=yes",
            label=_("Somebody waits for us"),
        ),
        *(Option(value=f"{before}{name}", label=str(one.label)) for name, one in known.items()),
    ]


def _values(chosen_field: Field) -> list[Option]:
    if chosen_field.kind in {"owner", "person"}:
        people = [Option(value=str(person.id), label=person.name) for person in staff.active_users()]
        return [Option(value=ME, label=_("me")), *people]
    if chosen_field.kind == "team":
        return [Option(value=str(team.id), label=team.name) for team in Team.objects.order_by("name")]
    if chosen_field.kind == "choice":
        return [Option(value=one, label=one) for one in chosen_field.choices]
    if chosen_field.kind == "yes or no":
        return [Option(value="yes", label=_("yes")), Option(value="no", label=_("no"))]
    if chosen_field.kind == "tag":
        return [Option(value=tag.name, label=tag.name) for tag in CustomerTag.objects.order_by("name")[:200]]
    return []
