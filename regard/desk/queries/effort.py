"""The page on which a person sees what Regard asked of them and what came back. Only their own; nobody is compared with anybody."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from babel.dates import format_date
from babel.numbers import format_decimal
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from regard.desk.queries.faces import Reader
from regard.effort import queries as effort
from regard.effort.queries import Balance, Got, Week, monday_of
from regard.effort.rules import Row, gets
from regard.effort.rules.words import duration

#: The chart's box, and the room for one week in it.
WIDTH, HEIGHT, _BASE, _TOP = 650, 190, 164, 22
_STEP, _BAR, _LEAST = 50, 17, 2
_AIM = 1


@dataclass(frozen=True, kw_only=True)
class Fact:
    """A figure with what it is made of."""

    name: str
    text: str
    detail: str


@dataclass(frozen=True, kw_only=True)
class GotLine:
    """One kind of thing that came back: how often, what each is worth and why, all of it; its rows where it is open."""

    name: str
    label: str
    number: int
    each_text: str
    basis: str
    text: str
    url: str
    is_open: bool
    rows: list[tuple[Row, str]]


class Bar(NamedTuple):
    """Where a bar stands in the chart, as SVG reads numbers in every language."""

    x: str
    y: str
    height: str


@dataclass(frozen=True, kw_only=True)
class WeekColumn:
    """A week in the chart and in the table beside it."""

    label: str
    middle: str
    title: str
    asked_text: str
    given_text: str
    asked: Bar
    given: Bar


@dataclass(frozen=True, kw_only=True)
class EffortPage:
    """Everything the page says."""

    headline: str
    consequence: str
    facts: list[Fact]
    finding: str
    most_text: str
    weeks: list[WeekColumn]
    got: list[GotLine]
    forms: list[tuple[str, str, str]]
    is_empty: bool


def effort_page(reader: Reader, *, opened: str = "") -> EffortPage:
    """The page; `opened` names a kind of thing that came back whose rows are shown."""
    balance = effort.balance_of(reader.user, at=reader.now)
    return EffortPage(
        headline=_headline(balance),
        consequence=_consequence(balance, reader),
        facts=_facts(balance, reader),
        finding=_finding(balance.weeks),
        most_text=duration(_highest(balance.weeks)),
        weeks=_columns(balance.weeks, reader),
        got=[_line(one, reader, is_open=one.get.name == opened) for one in balance.got],
        forms=[(str(one.form.label), _uses(one.uses, one.fields), duration(one.seconds)) for one in balance.forms],
        is_empty=not any(week.asked or week.given for week in balance.weeks),
    )


def _headline(balance: Balance) -> str:
    if not balance.forms:
        return _("Regard gave you back %(given)s this week.") % {"given": duration(balance.given)}
    words = {"asked": duration(balance.asked), "given": duration(balance.given)}
    return _("This week Regard asked %(asked)s of you and gave back %(given)s.") % words


def _consequence(balance: Balance, reader: Reader) -> str:
    if not balance.forms:
        return _("No form of yours was measured, so there is nothing to weigh it against.")
    if balance.ratio is None:
        return ""
    if balance.ratio >= _AIM:
        return _("That is %(ratio)s s for each second.") % {"ratio": _ratio(balance.ratio, reader)}
    return _("It should give back at least what it asks. It does not yet.")


def _facts(balance: Balance, reader: Reader) -> list[Fact]:
    uses, fields = sum(one.uses for one in balance.forms), sum(one.fields for one in balance.forms)
    weeks = [week.asked for week in balance.weeks if week.asked]
    average = duration(sum(weeks) / len(weeks)) if weeks else "–"
    made_of = ngettext("in %(n)s week with a form", "in %(n)s weeks with a form", len(weeks)) % {"n": len(weeks)}
    return [
        Fact(name=_("Asked of you"), text=duration(balance.asked) if uses else "–", detail=_uses(uses, fields)),
        Fact(name=_("Given back"), text=duration(balance.given), detail=_("assumed or measured, see below")),
        Fact(
            name=_("Back for each second"),
            text="–" if balance.ratio is None else _ratio(balance.ratio, reader),
            detail=_("the aim is at least 1"),
        ),
        Fact(name=_("Entry a week"), text=average, detail=made_of if weeks else _("nothing measured yet")),
    ]


def _uses(uses: int, fields: int) -> str:
    if not uses:
        return _("no form measured")
    forms = ngettext("%(n)s form", "%(n)s forms", uses) % {"n": uses}
    return f"{forms}, {ngettext('%(n)s field typed', '%(n)s fields typed', fields) % {'n': fields}}"


def _ratio(ratio: float, reader: Reader) -> str:
    return str(format_decimal(round(ratio, 1), locale=reader.language))


def _line(one: Got, reader: Reader, *, is_open: bool) -> GotLine:
    name, rows = one.get.name, list[Row]()
    if is_open:
        since = monday_of(reader.now, reader.zone)
        rows = effort.rows_of(name, reader.user, since=since, until=reader.now)
    each = format_decimal(round(one.basis.seconds, 1 if one.basis.seconds >= 1 else 2), locale=reader.language)
    address = reverse("effort")
    return GotLine(
        name=name, label=str(one.get.label), number=one.number, each_text=_("%(s)s s") % {"s": each}, basis=_basis(one),
        text=duration(one.seconds), url=f"{address}#got-{name}" if is_open else f"{address}?open={name}#got-{name}",
        is_open=is_open, rows=[(row, reader.time(row.at)) for row in rows],
    )  # fmt: skip


def _basis(one: Got) -> str:
    if one.basis.uses:
        words = ngettext("measured in %(n)s form of ours", "measured in %(n)s forms of ours", one.basis.uses)
        return words % {"n": one.basis.uses}
    return _("assumed: %(work)s") % {"work": one.get.work.sentence()}


def assumptions(reader: Reader) -> list[tuple[str, str, str]]:
    """Every kind of thing that can come back: what by hand it would be made of, and the seconds of that."""
    return [
        (str(get.label), get.work.sentence(), _("%(s)s s") % {"s": format_decimal(round(get.work.seconds, 2), locale=reader.language)})
        for get in (gets.get(name) for name in gets)
    ]  # fmt: skip


def _finding(weeks: Sequence[Week]) -> str:
    """What the chart shows, for those who do not see it."""
    more = sum(week.given >= week.asked for week in weeks if week.asked)
    measured = sum(1 for week in weeks if week.asked)
    if not measured:
        return _("No week with a measured form yet.")
    words = {"more": more, "weeks": measured}
    return _("In %(more)s of %(weeks)s weeks with a measured form at least as much came back as was asked.") % words


def _columns(weeks: Sequence[Week], reader: Reader) -> list[WeekColumn]:
    highest = _highest(weeks)
    return [_column(week, number, highest, reader) for number, week in enumerate(weeks)]


def _highest(weeks: Sequence[Week]) -> float:
    return max((*(week.asked for week in weeks), *(week.given for week in weeks), 1.0))


def _column(week: Week, number: int, highest: float, reader: Reader) -> WeekColumn:
    left = number * _STEP + (_STEP - 2 * _BAR) / 2
    label = str(format_date(week.begins, "d MMM", locale=reader.language))
    asked, given = duration(week.asked), duration(week.given)
    title = _("Week of %(day)s: asked %(asked)s, given back %(given)s") % {"day": label, "asked": asked, "given": given}
    return WeekColumn(
        label=label,
        middle=f"{number * _STEP + _STEP / 2:.0f}",
        title=title,
        asked_text=asked,
        given_text=given,
        asked=_bar(left, week.asked, highest),
        given=_bar(left + _BAR, week.given, highest),
    )


def _bar(left: float, seconds: float, highest: float) -> Bar:
    """What is not nothing is seen."""
    height = max(seconds / highest * (_BASE - _TOP), _LEAST) if seconds else 0.0
    return Bar(x=f"{left:.1f}", y=f"{_BASE - height:.1f}", height=f"{height:.1f}")
