"""Taking a letter in: bytes and row are committed before anybody is told that it arrived."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import transaction

from regard.events.operations import Subject, gathering, record
from regard.kit import faults
from regard.kit.ids import uuid7
from regard.mail import queries, rules, store
from regard.mail.models import Folder, Inbound, Mailbox, Raw
from regard.mail.operations.store import keep_rows


class NotOursError(Exception):
    """The recipient is no address of ours."""


@dataclass(frozen=True, kw_only=True)
class Envelope:
    """How a letter came: `sender` and `recipient` as the other server named them, `remote` its address or account.

    `arrived_at`: when the company's own server got it, where it was fetched from one. `is_past`: it comes from an archive,
    and is history however young it is.
    """

    way: Inbound.Way
    sender: str = ""
    recipient: str = ""
    remote: str = ""
    arrived_at: datetime | None = None
    is_past: bool = False


@dataclass(frozen=True, kw_only=True)
class Arrival:
    """A letter at our door: its bytes and where they go."""

    raw: bytes
    envelope: Envelope
    mailbox: Mailbox
    at: datetime
    role: Folder.Role = Folder.Role.INBOX


def accept(
    raw: bytes, *, envelope: Envelope, mailbox: Mailbox, at: datetime, role: Folder.Role = Folder.Role.INBOX
) -> Inbound:
    """Store a letter durably and start its processing; returns the row, the earlier one when the letter is known.

    When this returns, the bytes are on disk and the row is committed (unless the caller holds an outer transaction).
    What comes to a mailbox of the sample company belongs to it. Raises StoreError when the disk refuses.
    """
    (inbound,) = accept_all([Arrival(raw=raw, envelope=envelope, mailbox=mailbox, at=at, role=role)])
    return inbound


def accept_all(arrivals: Sequence[Arrival]) -> list[Inbound]:
    """Accept several letters with one commit: all of them, or none and an exception. In the order given."""
    fingerprints = [rules.fingerprint(arrival.raw) for arrival in arrivals]
    wanted = [_identity(arrival, mark) for arrival, mark in zip(arrivals, fingerprints, strict=True)]
    known = _known(arrivals, fingerprints)
    news = {key: arrival for key, arrival in zip(wanted, arrivals, strict=True) if key not in known}
    if news:
        hashes = store.put_all([arrival.raw for arrival in news.values()])
        faults.step("accept.stored")
        with transaction.atomic(), gathering():
            known |= _store_rows(news, hashes)
            store.make_sure({sha256: one.raw for sha256, one in zip(hashes, news.values(), strict=True)})
        if not news.keys() <= known.keys():  # the same letter came a second way at the same moment
            known = _known(arrivals, fingerprints)
    return [known[key] for key in wanted]


_Identity = tuple[UUID, str, str]


def _identity(arrival: Arrival, fingerprint: str) -> _Identity:
    return (arrival.mailbox.id, arrival.role, fingerprint)


def _known(arrivals: Sequence[Arrival], fingerprints: Sequence[str]) -> dict[_Identity, Inbound]:
    mailboxes = {arrival.mailbox.id: arrival.mailbox for arrival in arrivals}
    rows = Inbound.objects.filter(mailbox__in=mailboxes, fingerprint__in=fingerprints)
    for row in (found := list(rows)):
        row.mailbox = mailboxes[row.mailbox_id]
    return {(row.mailbox_id, row.role, row.fingerprint): row for row in found}


def _store_rows(news: Mapping[_Identity, Arrival], hashes: Sequence[str]) -> dict[_Identity, Inbound]:
    raws = keep_rows(
        {sha256: len(arrival.raw) for sha256, arrival in zip(hashes, news.values(), strict=True)},
        at=max(arrival.at for arrival in news.values()),
    )
    ids = [rules.message_id_of(arrival.raw) for arrival in news.values()]
    before = queries.message_ids_among(ids, mailboxes={key[0] for key in news})
    rows = []
    for (key, arrival), sha256, message_id in zip(news.items(), hashes, ids, strict=True):
        place = (key[0], key[1], message_id)
        rows.append(_row(arrival, key[2], raws[sha256], message_id, shares=bool(message_id) and place in before))
        before.add(place)
    Inbound.objects.bulk_create(rows, ignore_conflicts=True)
    ids_stored = set(Inbound.objects.filter(id__in=[row.id for row in rows]).values_list("id", flat=True))
    stored = {key: row for key, row in zip(news, rows, strict=True) if row.id in ids_stored}
    _note_arrivals(list(stored.values()))
    return stored


def _row(arrival: Arrival, fingerprint: str, raw: Raw, message_id: str, *, shares: bool) -> Inbound:
    envelope, mailbox = arrival.envelope, arrival.mailbox
    arrived_at = min(envelope.arrived_at or arrival.at, arrival.at)
    return Inbound(
        id=uuid7(), mailbox=mailbox, role=arrival.role, raw=raw, way=envelope.way, message_id=message_id,
        fingerprint=fingerprint, shares_message_id=shares, envelope_from=envelope.sender[:320],
        envelope_to=envelope.recipient[:320], remote=envelope.remote[:120], accepted_at=arrival.at, arrived_at=arrived_at,
        is_history=envelope.is_past or rules.is_history(arrived_at=arrived_at, watching_since=mailbox.watching_since),
        is_probe=rules.probe_in(arrival.raw, key=settings.SECRET_KEY) is not None,
        is_sample=mailbox.is_sample,
    )  # fmt: skip


def _note_arrivals(rows: Sequence[Inbound]) -> None:
    """A letter of the past says nothing about whether mail comes in, and waits behind the letters of today; a test letter of
    our own is no mail."""
    latest = {row.mailbox_id: row.accepted_at for row in rows if not (row.is_history or row.is_probe)}
    for mailbox_id, at in latest.items():
        Mailbox.objects.filter(id=mailbox_id).update(latest_arrival_at=at)
    for row in rows:
        kind = "letter.found" if row.is_history else "letter.accepted"
        record(kind=kind, at=row.accepted_at, subject=Subject("letter", row.id), data={"mailbox": row.mailbox.address})


def quarantine(*, inbound: Inbound, reason: str, at: datetime) -> None:
    """Set a letter that cannot be read aside, where people see and count it. Its bytes stay."""
    with transaction.atomic():
        Inbound.objects.filter(id=inbound.id).update(state=Inbound.State.QUARANTINED, reason=reason)
        record(kind="letter.quarantined", at=at, subject=Subject("letter", inbound.id), data={"reason": reason})


def take_as_mail(*, inbound: Inbound) -> None:
    """It looks like a test letter of ours and is none that we wait for: whoever sent it again is answered like anybody."""
    Inbound.objects.filter(id=inbound.id).update(is_probe=False)


def mark_processed(*, inbound: Inbound) -> bool:
    """Mark a letter as told; False when it already was, so that its story is told once."""
    waiting = Inbound.objects.filter(id=inbound.id, state=Inbound.State.ACCEPTED)
    return bool(waiting.update(state=Inbound.State.PROCESSED, reason=""))
