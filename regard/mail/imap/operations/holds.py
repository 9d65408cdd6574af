"""Who fetches a mailbox: one process at a time, proven by a fence that grows with each."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import F, Q, QuerySet

from regard.mail.models import Mailbox


class LeaseLostError(Exception):
    """Another process fetches this mailbox now."""


@dataclass(frozen=True, kw_only=True)
class Hold:
    """The right to fetch one mailbox. `fence` grows with each holder; what an earlier one still writes is refused."""

    mailbox_id: UUID
    holder: str
    fence: int


def take_hold(*, mailbox_id: UUID, holder: str, seconds: float, at: datetime) -> Hold | None:
    """Become the one who fetches a mailbox; None while somebody else is."""
    free = Q(lease_until=None) | Q(lease_until__lt=at)
    taken = Mailbox.objects.filter(free, id=mailbox_id).update(
        lease_holder=holder, lease_until=at + timedelta(seconds=seconds), lease_fence=F("lease_fence") + 1
    )
    if not taken:
        return None
    fence = Mailbox.objects.filter(id=mailbox_id, lease_holder=holder).values_list("lease_fence", flat=True).first()
    return None if fence is None else Hold(mailbox_id=mailbox_id, holder=holder, fence=fence)


def keep_hold(*, hold: Hold, seconds: float, at: datetime) -> bool:
    """Show that the holder lives; False when the mailbox has gone to another."""
    return bool(_held(hold).update(lease_until=at + timedelta(seconds=seconds)))


def let_go(*, hold: Hold) -> None:
    """Leave the mailbox to whoever comes next."""
    _held(hold).update(lease_until=None, lease_holder="")


def assert_held(hold: Hold) -> None:
    """Raise LeaseLostError unless the mailbox is still held; locks its row, so that it stays so until the transaction ends."""
    if not list(_held(hold).select_for_update().values_list("id")):
        raise LeaseLostError(f"mailbox {hold.mailbox_id} is fetched by another process")


def _held(hold: Hold) -> "QuerySet[Mailbox]":
    return Mailbox.objects.filter(id=hold.mailbox_id, lease_holder=hold.holder, lease_fence=hold.fence)
