"""The page on which two records are compared and joined."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from regard.customers.models import Account, Contact
from regard.customers.queries.catalogue import fields_of
from regard.data_quality.models import Candidate
from regard.data_quality.queries.alike import seen_by
from regard.data_quality.queries.around import Both, around
from regard.data_quality.queries.doubles import in_line, pair_url
from regard.data_quality.queries.picking import Line, lines
from regard.data_quality.queries.showing import WITH
from regard.data_quality.queries.words import phrase, strength, word
from regard.staff.models import User
from regard.staff.rules import Right, may

#: So many pairs are lined up beside the one that is shown.
_SHOWN = 8
_LOOKED_AHEAD = 100


@dataclass(frozen=True, kw_only=True)
class Weight:
    """One reason in words, and how much it says."""

    text: str
    strength: str
    is_for: bool


@dataclass(frozen=True, kw_only=True)
class Waiting:
    """Another pair in line."""

    text: str
    percent: str
    url: str


@dataclass(frozen=True, kw_only=True)
class PairPage:
    """Two records side by side."""

    kind: str
    question: str
    kept: Account | Contact
    gone: Account | Contact
    percent: str
    why: str
    weights: list[Weight]
    lines: list[Line]
    both: list[Both]
    place: int
    next_url: str
    previous_url: str
    swap_url: str
    base_url: str
    waiting: list[Waiting]
    may_join: bool


def ordered(kind: str, viewer: User, *, of: UUID | None = None) -> Any:
    """The pairs in the order in which they are asked: the most probable first, at the end those that were put off."""
    rows = in_line(kind, viewer)
    if of:
        rows = rows.filter(Q(one_id=of) | Q(other_id=of))
    return rows.order_by("-state", "put_off_at", "-probability", "id")


def pair_page(kind: str, one: UUID, other: UUID, *, keep: UUID | None, viewer: User) -> PairPage | None:
    """Two records of a kind, also where nobody took them for doubles; None when one is not there. About twelve statements."""
    line = list(ordered(kind, viewer)[:_LOOKED_AHEAD])
    at = next((place for place, row in enumerate(line) if {row.one_id, row.other_id} == {one, other}), None)
    found = None if at is None else line[at]
    beside = line[0 if at is None else at + 1 :][:_SHOWN]
    wanted = {one, other, *(key for row in beside for key in (row.one_id, row.other_id))}
    known = seen_by(kind, viewer).select_related(*WITH[kind]).in_bulk(list(wanted))
    if one == other or one not in known or other not in known:
        return None
    kept, gone = _which_stays(known[one], known[other], keep)
    why = found.why if found else []
    address = reverse("doubles-pair", args=[kind, one, other])
    return PairPage(
        kind=kind,
        question=_("Are these the same company?") if kind == "account" else _("Are these the same person?"),
        kept=kept, gone=gone, why=phrase(why) if found else "", weights=weights(why),
        percent=percent(found.probability) if found else "",
        lines=lines(kept, gone, fields_of(kind)), both=around(kept, gone),
        place=at + 1 if at is not None else 0,
        next_url=_url(line, 0 if at is None else at + 1), previous_url=_url(line, at - 1) if at else "",
        swap_url=f"{address}?keep={gone.pk}", base_url=address,
        waiting=[Waiting(text=_names(known, row), percent=percent(row.probability), url=pair_url(row)) for row in beside],
        may_join=may(viewer.role, Right.ANSWER),
    )  # fmt: skip


def next_url(kind: str, viewer: User, *, behind: tuple[UUID, UUID] | None = None) -> str:
    """Where to go on: the first pair in line that is another one; the line itself when there is none."""
    rows = ordered(kind, viewer)
    if behind:
        rows = rows.exclude(one_id=min(behind), other_id=max(behind))
    row = rows.first()
    return pair_url(row) if row else reverse("doubles", args=[kind])


def weights(why: Sequence[Sequence[Any]]) -> list[Weight]:
    """Each reason with what it says, in words."""
    return [
        Weight(text=_capital(word(name, level)), strength=strength(weight), is_for=weight > 0)
        for name, level, weight in why
    ]


def percent(probability: float) -> str:
    """Never more certain than one can be."""
    return f"{min(99, max(1, round(probability * 100)))}%"


def _which_stays(one: Any, other: Any, keep: UUID | None) -> tuple[Any, Any]:
    """The one that was asked for; else the older."""
    first, second = sorted((one, other), key=lambda row: (row.created_at, row.pk))
    return (second, first) if keep == second.pk else (first, second)


def _url(line: Sequence[Candidate], at: int) -> str:
    return pair_url(line[at]) if 0 <= at < len(line) else ""


def _names(known: dict[Any, Any], row: Candidate) -> str:
    one, other = known.get(row.one_id), known.get(row.other_id)
    return f"{one} · {other}"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
