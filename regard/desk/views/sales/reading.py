"""What people type about opportunities, as clean values."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from typing import TypeVar
from zoneinfo import ZoneInfo

from django.db.models import Model, QuerySet
from django.utils.translation import gettext as _

from regard.desk.forms import read_id
from regard.desk.queries.faces import Reader
from regard.money.rules import read_amount
from regard.opportunities.operations import OpportunityRefusedError, OpportunityTerms

Row = TypeVar("Row", bound=Model)


class NotADayError(ValueError):
    """What was typed is no day. Nothing was changed."""

    def __init__(self, field: str) -> None:
        super().__init__(_("Give the day as in the calendar, for example 2026-03-24."))
        self.field = field


def terms_of(typed: Mapping[str, str], reader: Reader) -> OpportunityTerms:
    """What an owner says, as typed. Raises OpportunityRefusedError, NotADayError."""
    amount, call = typed.get("amount", "").strip(), typed.get("call", "").strip().removesuffix("%").strip()
    if call and not (call.isdecimal() and int(call) <= 100):
        raise OpportunityRefusedError("call", _("A chance is between 0 and 100 percent."))
    try:
        money = read_amount(amount, language=reader.language) if amount else None
    except ValueError as error:
        raise OpportunityRefusedError("amount", str(error)) from error
    return OpportunityTerms(
        name=typed.get("name", ""), amount=money, currency=typed.get("currency", "").strip().upper() or "EUR",
        closes_on=read_day(typed.get("closes", ""), "closes"), call=int(call) if call else None, source=typed.get("source", ""),
    )  # fmt: skip


def read_day(text: str, field: str) -> date | None:
    """A day as browsers send it; None where nothing was typed. Raises NotADayError."""
    try:
        return date.fromisoformat(text.strip()) if text.strip() else None
    except ValueError:
        raise NotADayError(field) from None


def noon_of(day: date, reader: Reader) -> datetime:
    """A moment on that day of the reader: noon, or now where that has not come yet today."""
    noon = datetime.combine(day, time(12), tzinfo=ZoneInfo(reader.zone)).astimezone(UTC)
    return min(noon, reader.now) if day == reader.local(reader.now).date() else noon


def one_of(rows: "QuerySet[Row]", identifier: str | None) -> Row | None:
    """The row with this id, of those given; None where it is no id, or of none of them."""
    wanted = read_id(identifier or "")
    return rows.filter(pk=wanted).first() if wanted else None
