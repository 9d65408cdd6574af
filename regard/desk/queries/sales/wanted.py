"""Which opportunities a page of selling is asked for. What it is asked stands in the address."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from urllib.parse import urlencode
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from regard.desk.queries.faces import Reader
from regard.desk.queries.sales.cards import QUIET
from regard.opportunities.models import Opportunity


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """`closing` is "quarter" or "month", `state` "open" or an outcome, `owner` a user's id."""

    pipeline: str = ""
    owner: str = ""
    closing: str = ""
    quiet: bool = False
    state: str = "open"
    text: str = ""
    account: str = ""
    sort: str = ""

    @classmethod
    def of(cls, asked: Mapping[str, str]) -> "Wanted":
        """Read from an address; what makes no sense is not asked for."""
        return cls(
            pipeline=_id(asked.get("pipeline", "")), owner=_id(asked.get("owner", "")), account=_id(asked.get("account", "")),
            closing=asked.get("closing", "") if asked.get("closing") in {"quarter", "month"} else "",
            quiet=asked.get("quiet") == "1", state=asked.get("state") or "open", text=asked.get("text", "").strip(),
            sort=asked.get("sort", ""),
        )  # fmt: skip

    def query(self, **changes: object) -> str:
        """The same as an address has it, with changes."""
        wanted = replace(self, **changes)  # type: ignore[arg-type]
        words = {
            "pipeline": wanted.pipeline, "owner": wanted.owner, "closing": wanted.closing, "quiet": "1" if wanted.quiet else "",
            "state": "" if wanted.state == "open" else wanted.state, "text": wanted.text, "account": wanted.account, "sort": wanted.sort,
        }  # fmt: skip
        return f"?{urlencode({name: value for name, value in words.items() if value})}"


@dataclass(frozen=True, kw_only=True)
class Chip:
    """A filter that can be put on and taken off."""

    label: str
    url: str
    is_on: bool


def filtered(rows: "QuerySet[Opportunity]", wanted: Wanted, reader: Reader) -> "QuerySet[Opportunity]":
    """The opportunities that are asked for, of those given."""
    today = reader.local(reader.now).date()
    if wanted.owner:
        rows = rows.filter(owner=UUID(wanted.owner))
    if wanted.account:
        rows = rows.filter(account=UUID(wanted.account))
    if wanted.closing:
        rows = rows.filter(closes_on__lte=_last_day(today, wanted.closing))
    if wanted.quiet:
        quiet_since = reader.now - QUIET
        rows = rows.filter(Q(heard_at__lte=quiet_since) | Q(heard_at=None, created_at__lte=quiet_since), outcome="")
    if wanted.text:
        rows = rows.filter(Q(name__icontains=wanted.text) | Q(account__name__icontains=wanted.text))
    return rows


def chips_of(wanted: Wanted, reader: Reader) -> list[Chip]:
    """The filters above the board and the list."""
    mine = str(reader.user.id)
    return [
        Chip(label=_("Mine"), url=wanted.query(owner="" if wanted.owner == mine else mine), is_on=wanted.owner == mine),
        Chip(
            label=_("Closing this quarter"), is_on=wanted.closing == "quarter",
            url=wanted.query(closing="" if wanted.closing == "quarter" else "quarter"),
        ),
        Chip(label=_("Gone quiet"), url=wanted.query(quiet=not wanted.quiet), is_on=wanted.quiet),
    ]  # fmt: skip


def _last_day(today: date, closing: str) -> date:
    month = today.month if closing == "month" else 3 * ((today.month - 1) // 3) + 3
    following = date(today.year + month // 12, month % 12 + 1, 1)
    return following - timedelta(days=1)


def _id(text: str) -> str:
    try:
        return str(UUID(text)) if text else ""
    except ValueError:
        return ""
