"""Where an opportunity stands: at the highest gate that fresh evidence of the customer reaches. Nobody can set it.

Definition: a deal stands at the highest gate whose evidence comes from a person on the customer's side and is younger than
the gate's shelf life; when evidence grows old it falls back, by itself.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum
from typing import Generic, TypeVar

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

Id = TypeVar("Id")
#: Evidence is good for so long unless a gate says otherwise.
SHELF_LIFE_DAYS = 45
MOST_GATES = 12


class EvidenceKind(Enum):
    """What can prove that a buyer committed."""

    MAIL = "mail"
    MEETING = "meeting"
    DOCUMENT = "document"
    SIGNATURE = "signature"
    PAYMENT = "payment"


KIND_LABELS = {
    EvidenceKind.MAIL: _("a letter of theirs"),
    EvidenceKind.MEETING: _("a meeting or a call"),
    EvidenceKind.DOCUMENT: _("a document of theirs"),
    EvidenceKind.SIGNATURE: _("a signature"),
    EvidenceKind.PAYMENT: _("a payment"),
}


@dataclass(frozen=True, kw_only=True)
class GateTerms:
    """A gate as somebody describes it; see `models.Gate`."""

    name: str
    statement: str
    kinds: tuple[EvidenceKind, ...]
    shelf_life_days: int | None = SHELF_LIFE_DAYS
    wins: bool = False
    sense: str = ""


@dataclass(frozen=True, kw_only=True)
class Rung(Generic[Id]):
    """A gate, as far as standing at it goes."""

    id: Id
    position: int
    shelf_life: timedelta | None


@dataclass(frozen=True, kw_only=True)
class Proof(Generic[Id]):
    """Evidence, as far as standing goes: for which gate, and when the customer did it."""

    gate: Id
    happened_at: datetime


@dataclass(frozen=True, kw_only=True)
class Standing(Generic[Id]):
    """Where it stands: since when somebody of the customer keeps it there, and until when that holds (None: for good)."""

    gate: Id | None
    since: datetime | None
    until: datetime | None


NOWHERE: "Standing[object]" = Standing(gate=None, since=None, until=None)


def standing(rungs: Sequence[Rung[Id]], proofs: Iterable[Proof[Id]], *, at: datetime) -> "Standing[Id]":
    """Where an opportunity stands at a moment, by the evidence that holds then.

    `since` is the oldest evidence of the unbroken row that ends with the freshest: evidence that was renewed before it grew
    old keeps the day on which the gate was first reached.
    """
    told = [proof for proof in proofs if proof.happened_at <= at]
    for rung in sorted(rungs, key=lambda rung: rung.position, reverse=True):
        days = sorted((proof.happened_at for proof in told if proof.gate == rung.id), reverse=True)
        if days and (rung.shelf_life is None or at < days[0] + rung.shelf_life):
            until = None if rung.shelf_life is None else days[0] + rung.shelf_life
            return Standing(gate=rung.id, since=_reached(days, rung.shelf_life), until=until)
    return Standing(gate=None, since=None, until=None)


def _reached(days: Sequence[datetime], shelf_life: timedelta | None) -> datetime:
    """The start of the unbroken row; `days` latest first."""
    since = days[0]
    for day in days[1:]:
        if shelf_life is not None and day + shelf_life <= since:
            break
        since = day
    return since


class GatesRefusedError(ValueError):
    """A pipeline cannot have these gates. The message says why; nothing was changed."""


def check_gates(gates: Sequence[GateTerms]) -> None:
    """Raise GatesRefusedError for gates that make no ladder."""
    if not 1 <= len(gates) <= MOST_GATES:
        raise GatesRefusedError(_("A pipeline has between 1 and %(most)s gates.") % {"most": MOST_GATES})
    names = [gate.name.strip().casefold() for gate in gates]
    if not all(names) or not all(gate.statement.strip() for gate in gates):
        raise GatesRefusedError(_("Every gate needs a name and what the customer says or does to reach it."))
    if len(set(names)) < len(names):
        raise GatesRefusedError(_("Two gates have the same name."))
    for gate in gates:
        if not gate.kinds:
            raise GatesRefusedError(
                _("“%(name)s” names no kind of evidence, so nothing could ever reach it. Choose at least one.")
                % {"name": gate.name}
            )
        if gate.shelf_life_days is not None and not 1 <= gate.shelf_life_days <= 3650:
            raise GatesRefusedError(_("Evidence can be good for 1 to 3,650 days, or for good."))
    if sum(gate.wins for gate in gates) != 1:
        raise GatesRefusedError(_("Say at which one gate the sale is made."))
    won = next(place for place, gate in enumerate(gates) if gate.wins)
    if any(gate.shelf_life_days is not None for gate in gates[won:]):
        raise GatesRefusedError(
            _("A sale does not grow old: from the gate at which it is made, evidence is good for good.")
        )


_KINDS = EvidenceKind
_SAID = (_KINDS.MAIL, _KINDS.MEETING, _KINDS.DOCUMENT)
#: The ladder a company begins with; a statement of the customer each.
DEFAULT_NAME = gettext_noop("Sales")
DEFAULT_GATES = (
    GateTerms(
        name=gettext_noop("We have a problem worth solving"), kinds=_SAID, sense="problem",
        statement=gettext_noop("A named person told us what is wrong and what it costs them"),
    ),
    GateTerms(
        name=gettext_noop("We will act"), kinds=_SAID, sense="act",
        statement=gettext_noop("They named where the money comes from, and a date"),
    ),
    GateTerms(
        name=gettext_noop("These are our criteria"), kinds=(_KINDS.MAIL, _KINDS.DOCUMENT), sense="criteria",
        statement=gettext_noop("By what and in which steps they decide, in writing, from them"),
    ),
    GateTerms(
        name=gettext_noop("You are on the short list"), kinds=_SAID, sense="short list",
        statement=gettext_noop("They told us that we are one of few"),
    ),
    GateTerms(
        name=gettext_noop("We choose you, subject to …"), kinds=_SAID, sense="choice",
        statement=gettext_noop("Who holds the budget chose us and named what is still open"),
    ),
    GateTerms(
        name=gettext_noop("Signed"), kinds=(_KINDS.SIGNATURE, _KINDS.DOCUMENT, _KINDS.PAYMENT), sense="signed",
        statement=gettext_noop("We hold their signature, their order or their payment"), shelf_life_days=None, wins=True,
    ),
    GateTerms(
        name=gettext_noop("It works for us"), kinds=_SAID, sense="works", shelf_life_days=None,
        statement=gettext_noop("They confirmed the first use that paid off"),
    ),
)  # fmt: skip
