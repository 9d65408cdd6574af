"""An opportunity as a card: what the buyer did last, what they owe next, whom we met."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from babel.dates import format_date
from django.db.models import F, OuterRef, QuerySet
from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from regard.desk.queries.faces import Reader
from regard.kit.fields import listed, read_list
from regard.money.queries import Rates
from regard.money.rules import format_money
from regard.opportunities import queries as opportunities
from regard.opportunities.models import BuyingRole, DecisionStep, Opportunity
from regard.opportunities.queries.won import won_deals
from regard.opportunities.rules.deciding import Coverage, Part, Role, coverage, expected_roles

#: Nobody of the customer did anything for so long: it has gone quiet.
QUIET = timedelta(days=14)


@dataclass(frozen=True, kw_only=True)
class Next:
    """What comes next of how they decide."""

    text: str
    who: str = ""
    when: str = ""
    is_over: bool = False


@dataclass(frozen=True, kw_only=True)
class Card:
    """One opportunity on the board or in the list."""

    id: str
    url: str
    record_url: str
    account: str
    name: str
    amount: str
    days: int
    days_text: str
    proof: str
    is_proven: bool
    coming: Next | None
    pips: list[bool]
    met_text: str
    met_short: str
    owner: str
    gate: str
    heard: str
    closes: str
    is_quiet: bool


@dataclass(frozen=True, kw_only=True)
class Measure:
    """What cards are made with: rates of today, and whom deals of a size need. Four statements, whatever their number."""

    rates: Rates
    won: Sequence[Any]
    reader: Reader

    def coverage(self, parts: Iterable[Part], amount: Decimal | None) -> Coverage:
        """How much of whom such a deal needs we have met."""
        expected, learned = expected_roles(self.won, amount)
        return coverage(parts, expected, learned_from=learned)


def measure_of(rates: Rates, reader: Reader) -> Measure:
    """With what was won so far."""
    return Measure(rates=rates, won=won_deals(rates=rates), reader=reader)


def with_card(rows: "QuerySet[Opportunity]", reader: Reader) -> "QuerySet[Opportunity]":
    """Opportunities that bring along what their cards show, in one statement."""
    here = {"opportunity": OuterRef("id")}
    proofs = (
        opportunities.visible_evidence(reader.user).filter(withdrawn_at=None, **here).order_by("-happened_at", "-id")
    )
    theirs_first = F("user").asc(nulls_first=True)
    steps = DecisionStep.objects.filter(done_at=None, **here).order_by(
        theirs_first, F("due_on").asc(nulls_last=True), "id"
    )
    return rows.select_related("account", "owner", "gate").annotate(
        with_proof=listed(proofs[:1], words="words", at="happened_at", who="contact__name"),
        with_steps=listed(steps[:4], text="text", due="due_on", contact="contact__name", who="who", user="user__name"),
        with_parts=listed(BuyingRole.objects.filter(**here), role="role", influence="influence", heard="heard_at"),
    )


def card_of(row: Opportunity, measure: Measure) -> Card:
    """The card of an opportunity that brought it along."""
    reader = measure.reader
    proof, is_proven = _proof(row, reader)
    met = measure.coverage(parts_of(read_list(row, "with_parts")), _in_base(row, measure))
    days = max((reader.now - row.stands_since).days, 0)
    return Card(
        id=str(row.id), url=reverse("opportunity", args=[row.id]), record_url=reverse("evidence-new", args=[row.id]),
        account=row.account.name, name=row.name, amount=amount_text(row, reader), days=days,
        days_text=ngettext("%(count)s day here", "%(count)s days here", days) % {"count": days},
        proof=proof, is_proven=is_proven, coming=_coming(row, reader),
        pips=[place < met.met for place in range(met.expected)],
        met_text=_("%(met)s of %(all)s who decide met") % {"met": met.met, "all": met.expected},
        met_short=f"{met.met}/{met.expected}",
        owner=row.owner.name if row.owner else "", gate=row.gate.name if row.gate else "",
        heard=reader.time(row.heard_at) if row.heard_at else _("never"), closes=day_text(row.closes_on, reader),
        is_quiet=is_quiet(row, reader),
    )  # fmt: skip


def is_quiet(row: Opportunity, reader: Reader) -> bool:
    """Nobody of the customer did anything for two weeks."""
    return row.is_open and reader.now - (row.heard_at or row.created_at) >= QUIET


def parts_of(rows: Iterable[dict[str, Any]]) -> list[Part]:
    """The map as the rules count it."""
    return [Part(role=Role(one["role"]), influence=one["influence"], is_met=bool(one["heard"])) for one in rows]


def amount_text(row: Opportunity, reader: Reader) -> str:
    """The amount as its owner said it, without cents."""
    return "" if row.amount is None else format_money(row.amount, row.currency, locale=reader.language, digits=0)


def day_text(day: date | None, reader: Reader) -> str:
    """A day without a time, short: 3 Dec."""
    if day is None:
        return ""
    pattern = "d MMM" if day.year == reader.local(reader.now).year else "d MMM y"
    return str(format_date(day, pattern, locale=reader.language))


def _in_base(row: Opportunity, measure: Measure) -> Decimal | None:
    today = measure.reader.now.date()
    return None if row.amount is None else measure.rates.in_company_currency(row.amount, row.currency, on=today)


def _proof(row: Opportunity, reader: Reader) -> tuple[str, bool]:
    """What they did last in their words, and whether it still holds; what is wrong, where nothing does."""
    found = read_list(row, "with_proof")
    late = next((one for one in _theirs(row) if _is_over(one, reader)), None)
    if late:
        return _("%(what)s was due on %(day)s") % {"what": late["text"], "day": _day(late["due"], reader)}, False
    if row.gate is None and not found:
        return _("They have not committed to anything yet"), False
    words = Truncator(found[0]["words"]).chars(90) if found else ""
    said = f"{found[0]['who']}: “{words}”" if found else _("Something you may not read")
    if is_quiet(row, reader):
        since = (reader.now - (row.heard_at or row.created_at)).days
        return _("Quiet for %(days)s days. %(said)s") % {"days": since, "said": said}, False
    return said, row.gate is not None


def _theirs(row: Opportunity) -> list[dict[str, Any]]:
    return [one for one in read_list(row, "with_steps") if not one["user"]]


def _coming(row: Opportunity, reader: Reader) -> Next | None:
    """The next step the buyer owes; ours where they owe none."""
    steps = _theirs(row) or read_list(row, "with_steps")
    if not steps:
        return None
    step = steps[0]
    is_over = _is_over(step, reader)
    days = (reader.local(reader.now).date() - date.fromisoformat(step["due"])).days if is_over else 0
    when = (
        ngettext("%(count)s day over", "%(count)s days over", days) % {"count": days}
        if is_over
        else _day(step["due"], reader)
    )
    return Next(text=step["text"], who=step["contact"] or step["who"] or step["user"] or "", when=when, is_over=is_over)


def _is_over(step: dict[str, Any], reader: Reader) -> bool:
    return bool(step["due"]) and date.fromisoformat(step["due"]) < reader.local(reader.now).date()


def _day(due: str | None, reader: Reader) -> str:
    return day_text(date.fromisoformat(due), reader) if due else ""
