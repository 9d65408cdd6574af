"""What moves a deal's chance, and what is best asked of the customer next."""

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from regard.opportunities.models import Opportunity
from regard.opportunities.rules.deciding import Coverage, Role
from regard.opportunities.rules.separating import ASKABLE, HAS, LACKS, Fact, Split, best_ask, moves


@dataclass(frozen=True, kw_only=True)
class Moved:
    """A fact in words, with what it adds or takes."""

    text: str
    points: str
    state: str


@dataclass(frozen=True, kw_only=True)
class OnMap:
    """Somebody on the map of a decision, as far as asking them goes."""

    id: str
    name: str
    contact: str
    role: Role
    stance: int | None
    influence: int
    matters: str
    heard_at: datetime | None
    through: str = ""


@dataclass(frozen=True, kw_only=True)
class Ask:
    """What to ask next: the ask, and what is known of how it changes a deal. `fact` goes with the form that takes it up."""

    fact: str
    head: str
    why: str
    contact: str = ""


def moved_by(found: Mapping[Fact, Split], has: AbstractSet[Fact]) -> list[Moved]:
    """What moves the chance, most first."""
    return [
        Moved(
            text=str(HAS[one.fact] if one.has else LACKS[one.fact]), state="good" if one.points > 0 else "warn",
            points=f"{'+' if one.points > 0 else '−'}{abs(one.points)}",
        )
        for one in moves(found, has)[:6]
    ]  # fmt: skip


def ask_of(
    row: Opportunity, found: Mapping[Fact, Split], has: AbstractSet[Fact], parts: Sequence[OnMap], met: Coverage
) -> Ask | None:
    """The ask that made the largest difference to others; without enough history the first thing that is missing."""
    fact = best_ask(found, has)
    why = _why(found[fact]) if fact else _("Too few deals have ended to say how much it changes.")
    fact = fact or next((one for one in ASKABLE if one not in has), None)
    if fact is None or not row.is_open:
        return None
    helper = _helper(parts)
    return Ask(fact=fact.value, head=_head(fact, parts, helper, met), why=why, contact=helper.contact if helper else "")


def _why(split: Split) -> str:
    return _("Deals with it were won in %(with)s of %(n_with)s; without, in %(without)s of %(n_without)s.") % {
        "with": split.won_with, "n_with": split.n_with, "without": split.won_without, "n_without": split.n_without,
    }  # fmt: skip


def _helper(parts: Sequence[OnMap]) -> OnMap | None:
    """Who can be asked: the champion, else who stands best with us and was heard last."""
    heard = [one for one in parts if one.contact and one.heard_at]
    order = sorted(heard, key=lambda one: (one.role is not Role.CHAMPION, -(one.stance or 0), -one.influence))
    return order[0] if order else None


def _head(fact: Fact, parts: Sequence[OnMap], helper: OnMap | None, met: Coverage) -> str:
    who = helper.name if helper else ""
    wanted = {Fact.BUDGET: Role.ECONOMIC_BUYER, Fact.USER: Role.USER, Fact.CHAMPION: Role.CHAMPION}.get(fact)
    if fact is Fact.SEVERAL and met.missing:
        wanted = met.missing[0]
    named = next((one.name for one in parts if wanted and one.role is wanted and not one.heard_at), "")
    if named and who:
        return _("Ask %(who)s to bring %(named)s") % {"who": who, "named": named}
    words = _WORDS[fact]
    return (
        _("Ask %(who)s: %(what)s") % {"who": who, "what": words} if who else _("Ask them: %(what)s") % {"what": words}
    )


_WORDS = {
    Fact.BUDGET: gettext_lazy("who holds the budget, and a talk with them"),
    Fact.USER: gettext_lazy("a talk with somebody who will use it"),
    Fact.CRITERIA: gettext_lazy("by what they decide, in writing"),
    Fact.STEPS: gettext_lazy("in which steps they decide, with dates"),
    Fact.SEVERAL: gettext_lazy("who else has a say"),
    Fact.CHAMPION: gettext_lazy("who would speak for it when we are not there"),
}
