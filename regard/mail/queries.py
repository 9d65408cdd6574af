"""Reading letters and mailboxes."""

from collections.abc import Collection, Iterable
from datetime import datetime
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.db.models import Q, QuerySet

from regard.kit.moment import once_a_moment
from regard.mail import rules, store
from regard.mail.models import Inbound, Mailbox, Outgoing, Raw, Recipient


def mailbox_for(recipient: str) -> Mailbox | None:
    """The active mailbox that takes mail for this recipient: its address, the address with a +detail, or the catch-all."""
    base, _ = rules.base_address(recipient)
    active = Mailbox.objects.filter(is_active=True)
    found = active.filter(address__in=[base, rules.normalise_address(recipient)]).first()
    if found or not settings.MAIL_CATCH_ALL:
        return found
    same_domain = base.rpartition("@")[2] == settings.MAIL_CATCH_ALL.rpartition("@")[2]
    return active.filter(address=settings.MAIL_CATCH_ALL).first() if same_domain else None


def is_ours(address: str) -> bool:
    """Whether mail to this address would come back to us; such addresses get no machine mail."""
    return bool(ours_among([address]))


def ours_among(addresses: Iterable[str]) -> set[str]:
    """Those of the addresses that are ours, as they were given."""
    ours = _our_addresses()
    return {
        address
        for address in addresses
        if rules.base_address(address)[0] in ours or rules.normalise_address(address) in ours
    }


@once_a_moment
def _our_addresses() -> frozenset[str]:
    return frozenset(Mailbox.objects.values_list("address", flat=True))


@once_a_moment
def _our_domains() -> frozenset[str]:
    return frozenset(address.rpartition("@")[2] for address in _our_addresses())


def can_send(mailbox: Mailbox) -> bool:
    """Whether letters leave from here: by its own server, the one of REGARD_EMAIL_URL, or as files of the sample company."""
    return mailbox.is_active and bool(mailbox.smtp_host or settings.EMAIL_URL or mailbox.is_sample)


def message_ids_among(message_ids: Collection[str], *, mailboxes: Collection[UUID]) -> set[tuple[UUID, str, str]]:
    """Which of these Message-IDs the mailboxes hold already, as (mailbox, role, Message-ID); the empty one never counts."""
    wanted = {message_id for message_id in message_ids if message_id}
    held = Inbound.objects.filter(mailbox__in=mailboxes, message_id__in=wanted)
    return set(held.values_list("mailbox_id", "role", "message_id"))


def undelivered(*, since: datetime) -> "QuerySet[Outgoing]":
    """Letters that some recipient did not get and will not get any more, latest first."""
    failed = Outgoing.objects.filter(state=Outgoing.State.FAILED, created_at__gte=since)
    # Each of the two has an index of its own, and hardly anything in it; an OR over all letters would use neither. And
    # SQLite knows an index's condition again in two comparisons, but not in an IN of parameters.
    missed = Recipient.objects.filter(Q(state=Recipient.State.REFUSED) | Q(state=Recipient.State.BOUNCED))
    lost = failed.order_by().values("id").union(missed.order_by().values("outgoing"))
    letters = Outgoing.objects.filter(id__in=lost, created_at__gte=since).exclude(kind=Outgoing.Kind.PROBE)
    return letters.order_by("-created_at")


def waiting_to_leave(*, at: datetime) -> "QuerySet[Outgoing]":
    """Letters that were tried in vain and are tried again, longest waiting first."""
    tried = Outgoing.objects.filter(state=Outgoing.State.QUEUED, attempts__gt=0, created_at__lte=at)
    return tried.exclude(kind=Outgoing.Kind.PROBE).order_by("created_at")


def raw_bytes(kept: Inbound | Outgoing | Raw) -> bytes:
    """A letter as it came or as it leaves, or a file of one; raises FileNotFoundError when its file is gone."""
    return store.get(kept.sha256 if isinstance(kept, Raw) else kept.raw.sha256)


def path_of(kept: Raw) -> Path:
    """Where bytes lie, for whoever reads them piece by piece."""
    return store.path_of(kept.sha256)


def letters_about(*, kind: str, subject_id: UUID) -> "QuerySet[Outgoing]":
    """Letters that left, or are to leave, for one record."""
    return (
        Outgoing.objects.filter(subject_kind=kind, subject_id=subject_id)
        .prefetch_related("recipients")
        .order_by("created_at")
    )


def by_message_id(message_id: str) -> Outgoing | None:
    """The letter of ours with this Message-ID. All of ours end in a domain of ours, so strangers' cost no statement."""
    if message_id.rpartition("@")[2].lower() not in _our_domains():
        return None
    return Outgoing.objects.filter(message_id=message_id).first()
