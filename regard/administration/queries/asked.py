"""What forms ask, form by form and field by field, and which fields had better not be asked."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from babel.dates import format_date
from babel.numbers import format_percent
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from regard.effort import queries as effort
from regard.effort.queries import FieldFigure, FormFigure
from regard.effort.queries.figures import FEWEST_USES, LOOKS_BACK
from regard.effort.rules.words import duration
from regard.fields.models import CustomField
from regard.fields.queries import proposed_for_removal


@dataclass(frozen=True, kw_only=True)
class FieldLine:
    """A field; `shares` say how often it was typed, arrived filled and was left empty; none where it never was shown."""

    label: str
    use: str
    is_needed: bool
    is_proposed: bool
    shares: list[str]


@dataclass(frozen=True, kw_only=True)
class FormCard:
    """A form with its fields."""

    name: str
    label: str
    facts: str
    fields: list[FieldLine]


@dataclass(frozen=True, kw_only=True)
class Proposal:
    """Something that had better not be asked, why, and where that is changed; `url` is "" where the form is built in."""

    label: str
    where: str
    why: str
    use: str
    url: str


@dataclass(frozen=True, kw_only=True)
class AskedPage:
    """Everything the page says."""

    finding: str
    proposals: list[Proposal]
    measured: list[FormCard]
    unmeasured: list[FormCard]


def asked_page(*, locale: str, at: datetime) -> AskedPage:
    """The page in a language; three statements."""
    figures = effort.figures_of(at=at)
    unused = list(proposed_for_removal(at=at))
    cards = [(figure.uses, _card(figure, locale)) for figure in figures]
    uses = sum(figure.uses for figure in figures)
    return AskedPage(
        finding=_finding(uses, figures),
        proposals=[*_too_empty(figures, locale), *(_unused(field, locale) for field in unused)],
        measured=[card for number, card in cards if number],
        unmeasured=[card for number, card in cards if not number],
    )


def _finding(uses: int, figures: Sequence[FormFigure]) -> str:
    if not uses:
        return _("No form was measured yet. Figures appear here once colleagues fill one in.")
    fields = sum(field.typed for figure in figures for field in figure.fields)
    words = {"uses": f"{uses:,}", "fields": f"{fields:,}", "days": LOOKS_BACK.days}
    return ngettext(
        "In %(days)s days forms were filled in once, %(fields)s fields by hand.",
        "In %(days)s days forms were filled in %(uses)s times, %(fields)s fields by hand.",
        uses,
    ) % words  # fmt: skip


def _too_empty(figures: Sequence[FormFigure], locale: str) -> list[Proposal]:
    why = _("Left empty in %(share)s of %(shown)s forms.")
    return [
        Proposal(
            label=str(field.label), where=str(figure.form.label), use=str(field.use), url="",
            why=why % {"share": _share(field.empty, field.shown, locale), "shown": f"{field.shown:,}"},
        )
        for figure in figures
        for field in figure.proposed
    ]  # fmt: skip


def _unused(field: CustomField, locale: str) -> Proposal:
    if field.used_at:
        day = format_date(field.used_at, "d MMM y", locale=locale)
        why = _("Read by no list, report or person since %(day)s.") % {"day": day}
    else:
        why = _("Never read by any list, report or person.")
    where = _("Companies") if field.record == "account" else _("People")
    return Proposal(
        label=field.label, where=where, why=why, use=field.use, url=reverse("settings-field", args=[field.id])
    )


def _card(figure: FormFigure, locale: str) -> FormCard:
    return FormCard(
        name=figure.form.name,
        label=str(figure.form.label),
        facts=_facts(figure, locale) if figure.uses else "",
        fields=[_line(field, locale) for field in figure.fields],
    )


def _facts(figure: FormFigure, locale: str) -> str:
    if figure.seconds is None:
        time = _("seconds are shown from %(n)s people on") % {"n": effort.FEWEST_PEOPLE}
    else:
        time = _("%(time)s in the middle") % {"time": duration(figure.seconds)}
    parts = [ngettext("%(n)s use", "%(n)s uses", figure.uses) % {"n": f"{figure.uses:,}"}, time]
    if figure.uses >= FEWEST_USES:
        parts.append(_("%(share)s given up") % {"share": _share(figure.given_up, figure.uses, locale)})
        parts.append(_("%(share)s sent back") % {"share": _share(figure.sent_back, figure.uses, locale)})
    else:
        parts.append(_("%(n)s given up") % {"n": figure.given_up})
        parts.append(_("%(n)s sent back") % {"n": figure.sent_back})
    return " · ".join(parts)


def _line(field: FieldFigure, locale: str) -> FieldLine:
    counts = (field.typed, field.filled, field.empty)
    return FieldLine(
        label=str(field.label), use=str(field.use), is_needed=field.is_needed, is_proposed=field.is_proposed,
        shares=[_often(count, field.shown, locale) for count in counts] if field.shown else [],
    )  # fmt: skip


def _often(count: int, shown: int, locale: str) -> str:
    """A share once that says something, else the number."""
    return _share(count, shown, locale) if shown >= FEWEST_USES else _("%(n)s of %(all)s") % {"n": count, "all": shown}


def _share(part: int, whole: int, locale: str) -> str:
    return str(format_percent(part / whole, locale=locale))
