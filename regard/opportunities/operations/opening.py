"""Opening an opportunity, and what its owner says about it: name, amount, date, call. Where it stands is not theirs to say."""

from dataclasses import asdict, dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from regard.customers.models import Account
from regard.kit.ids import uuid7
from regard.opportunities.models import Opportunity, Pipeline
from regard.opportunities.operations.pipelines import default_pipeline
from regard.opportunities.operations.story import tell
from regard.staff import queries as staff
from regard.staff.models import User
from regard.staff.rules import Right

_MOST = Decimal(10) ** 12


class OpportunityRefusedError(ValueError):
    """What was typed cannot stand in `field`. The message says why; nothing was changed."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.field = field


class ChangedMeanwhileError(Exception):
    """Somebody changed it since it was shown. Nothing was changed; `now` is what stands there."""

    def __init__(self, now: "OpportunityTerms") -> None:
        super().__init__(_("Somebody changed this meanwhile. Look at it again; what you typed is still here."))
        self.now = now


@dataclass(frozen=True, kw_only=True)
class OpportunityTerms:
    """What its owner says. `currency` is ISO 4217; `call` their chance in percent, None where they make none."""

    name: str
    amount: Decimal | None = None
    currency: str = "EUR"
    closes_on: date | None = None
    call: int | None = None
    source: str = ""

    @classmethod
    def of(cls, row: Opportunity) -> "OpportunityTerms":
        """As it stands."""
        return cls(
            name=row.name, amount=row.amount, currency=row.currency, closes_on=row.closes_on, call=row.call, source=row.source
        )  # fmt: skip


def open_opportunity(
    *, terms: OpportunityTerms, account: Account, by: User, at: datetime, pipeline: Pipeline | None = None,
    owner: User | None = None,
) -> Opportunity:  # fmt: skip
    """Begin one, at no gate: nothing of the customer's was shown yet. Raises OpportunityRefusedError, ForbiddenError."""
    staff.require(by, Right.SELL)
    _check(terms)
    with transaction.atomic():
        chosen = pipeline or default_pipeline(at=at)
        if chosen.retired_at:
            raise OpportunityRefusedError(
                "pipeline", _("“%(name)s” is retired. Choose another one.") % {"name": chosen}
            )
        row = Opportunity.objects.create(
            id=uuid7(), account=account, ladder=chosen.ladders.latest("number"), owner=owner or by,
            stands_since=at, created_at=at,
            is_sample=account.is_sample, **_columns(terms),
        )  # fmt: skip
        tell("opportunity.opened", row, by=by, at=at)
    return row


def change_opportunity(
    *, opportunity: Opportunity, terms: OpportunityTerms, by: User, at: datetime, seen: OpportunityTerms | None = None
) -> list[str]:
    """Write what its owner says now; the names of what differs. `seen` is what the form showed.

    A closing day moved later counts as a slip. Raises OpportunityRefusedError, ChangedMeanwhileError, ForbiddenError.
    """
    staff.require(by, Right.SELL)
    _check(terms)
    with transaction.atomic():
        held = Opportunity.objects.select_for_update().get(pk=opportunity.pk)
        before = OpportunityTerms.of(held)
        if seen is not None and before not in {seen, terms}:
            raise ChangedMeanwhileError(before)
        old, new = asdict(before), asdict(terms)
        changes = {name: [_plain(old[name]), _plain(new[name])] for name in new if old[name] != new[name]}
        if not changes:
            return []
        if before.closes_on and terms.closes_on and terms.closes_on > before.closes_on and held.is_open:
            held.slips += 1
        for name, value in _columns(terms).items():
            setattr(held, name, value)
        held.changed_at = at
        held.save()
        tell("opportunity.changed", held, by=by, at=at, data={"changes": changes})
    opportunity.refresh_from_db()
    return list(changes)


def hand_over_opportunity(*, opportunity: Opportunity, to: User, by: User, at: datetime, note: str = "") -> None:
    """Have somebody else look after it. Raises OpportunityRefusedError, ForbiddenError."""
    staff.require(by, Right.SELL)
    if not to.is_active:
        raise OpportunityRefusedError("owner", _("%(name)s does not work here any more.") % {"name": to.name})
    with transaction.atomic():
        held = Opportunity.objects.select_for_update().get(pk=opportunity.pk)
        before = str(held.owner_id or "")
        held.owner, held.changed_at = to, at
        held.save(update_fields=["owner", "changed_at"])
        data = {"from": before, "user": str(to.id), "note": note.strip()[:300]}
        tell("opportunity.handed_over", held, by=by, at=at, data=data)
    opportunity.refresh_from_db()


def _check(terms: OpportunityTerms) -> None:
    if not 0 < len(terms.name.strip()) <= 200:
        raise OpportunityRefusedError("name", _("Say in up to 200 letters what they may buy."))
    if terms.amount is not None and not 0 <= terms.amount < _MOST:
        raise OpportunityRefusedError("amount", _("An amount is between 0 and 999,999,999,999.99."))
    if len(terms.currency) != 3 or not terms.currency.isascii() or not terms.currency.isupper():
        raise OpportunityRefusedError("currency", _("A currency has three letters, such as EUR."))
    if terms.call is not None and not 0 <= terms.call <= 100:
        raise OpportunityRefusedError("call", _("A chance is between 0 and 100 percent."))
    if len(terms.source) > 60:
        raise OpportunityRefusedError("source", _("Say in up to 60 letters where it came from."))


def _columns(terms: OpportunityTerms) -> dict[str, Any]:
    return {**asdict(terms), "name": terms.name.strip(), "source": terms.source.strip()}


def _plain(value: object) -> object:
    return str(value) if isinstance(value, Decimal | date) else value
