"""Letters to and from one person: given out as they were, and erased."""

from collections.abc import Collection, Iterable, Iterator
from datetime import datetime
from functools import partial
from uuid import UUID

from django.conf import settings
from django.db.models import Count, Q, QuerySet

from regard.jobs.models import Job
from regard.kit.holders import ERASED_WORDS, Item, Person, Plain
from regard.kit.wiping import Wiper
from regard.mail import queries
from regard.mail.models import (
    Attempt,
    Inbound,
    MachineMail,
    MachineMailBudget,
    Outgoing,
    Recipient,
    ServerUid,
)
from regard.mail.operations.deliver import FOLDER_NAME
from regard.mail.operations.discarding import discard, release
from regard.mail.operations.store import keep
from regard.mail.personal.queries import is_naming
from regard.mail.personal.rules import ERASED_LETTER, erased_address, erased_id

_A_QUERY = 500
_TO_LEAVE = [Outgoing.State.QUEUED, Outgoing.State.SENDING]


class MailHolder(Plain):
    """Letters, their envelopes, and what became of each. "letter" and "outgoing" name those that are the person's whole."""

    def widen(self, person: Person) -> Person:
        """Letters of ours about the person's conversations, and those that went to nobody else."""
        about = Outgoing.objects.filter(subject_kind="conversation", subject_id__in=person.of("conversation"))
        own = set(about.values_list("id", flat=True))
        to_them = Outgoing.objects.filter(recipients__address__in=person.addresses).annotate(people=Count("recipients"))
        reached = dict(to_them.values_list("id", "people"))
        alone = {
            identifier
            for identifier in reached
            if not Recipient.objects.filter(outgoing=identifier).exclude(address__in=person.addresses).exists()
        }
        return person.widened(
            records={"outgoing": own | alone, "outgoing of others": set(reached) - own - alone - person.of("outgoing")}
        )

    def look_through(self, person: Person) -> Person:
        """Summaries mailed to colleagues name many customers, and mails about others may: those that name this one."""
        words = [*person.addresses, *map(str, person.of("conversation")), *(n for n in person.names if " " in n)]
        if not words:
            return person
        others = Q(subject_id__in=person.of("conversation of others"))
        mails = Outgoing.objects.filter(~Q(subject_kind="conversation") | others, kind=Outgoing.Kind.NOTIFICATION)
        found = {mail.id for mail in mails.select_related("raw").iterator() if is_naming(mail, words)}
        return person.widened(records={"outgoing": found})

    def export(self, person: Person) -> Iterator[Item]:
        """Each letter from and to the person, as it came or left."""
        for row in Inbound.objects.filter(id__in=person.of("letter")).select_related("raw").order_by("arrived_at"):
            yield Item(f"letters/{row.arrived_at:%Y%m%d-%H%M%S}-in-{row.id.hex[-6:]}.eml", partial(_bytes, row))
        kinds = [Outgoing.Kind.REPLY, Outgoing.Kind.ACKNOWLEDGEMENT]
        sent = Outgoing.objects.filter(id__in=person.of("outgoing"), kind__in=kinds, state=Outgoing.State.SENT)
        for letter in sent.select_related("raw").order_by("created_at"):
            yield Item(
                f"letters/{letter.created_at:%Y%m%d-%H%M%S}-out-{letter.id.hex[-6:]}.eml", partial(_bytes, letter)
            )

    def erase(self, person: Person, *, at: datetime) -> int:
        """Put the sentence in the place of their letters; nothing that waits to leave leaves for them."""
        changed = erase_inbound(person.of("letter"), at=at)
        changed += erase_outgoing(person.of("outgoing"), at=at)
        changed += _erase_recipients(person)
        machines = MachineMail.objects.filter(address__in=person.addresses).delete()[0]
        budgets = MachineMailBudget.objects.filter(address__in=person.addresses).delete()[0]
        return changed + machines + budgets + _wipe_reasons(person)


def erase_inbound(ids: Collection[UUID], *, at: datetime) -> int:
    """Erase letters that came. Their fingerprint stays: the same letter read again is known and not kept again."""
    erased, before = keep(ERASED_LETTER, at=at), set[UUID]()
    for some in _portions(ids):
        rows = list(Inbound.objects.filter(id__in=some).exclude(raw=erased))
        before.update(row.raw_id for row in rows)
        for row in rows:
            row.raw, row.envelope_from, row.envelope_to, row.remote = erased, "", "", ""
            row.message_id = erased_id(row.message_id, key=settings.SECRET_KEY)
            row.reason = ERASED_WORDS if row.reason else ""
        columns = ["raw", "envelope_from", "envelope_to", "remote", "message_id", "reason"]
        Inbound.objects.bulk_update(rows, columns, batch_size=100)
    release(before, at=at)
    return len(before)


def erase_outgoing(ids: Collection[UUID], *, at: datetime) -> int:
    """Erase letters that left, and cancel those that did not."""
    erased, before = keep(ERASED_LETTER, at=at), set[UUID]()
    for some in _portions(ids):
        rows = Outgoing.objects.filter(id__in=some)
        _cancel(rows)
        before.update(rows.exclude(raw=erased).values_list("raw_id", flat=True))
        _discard_copies(rows.exclude(raw=erased), at=at)
        rows.update(raw=erased, subject=ERASED_WORDS, last_error="")
        Attempt.objects.filter(outgoing__in=some).exclude(detail="").update(detail="")
        Recipient.objects.filter(outgoing__in=some).exclude(reply="").update(reply="")
    release(before, at=at)
    return len(before)


def rewrite(letter: Inbound | Outgoing, content: bytes, *, at: datetime) -> None:
    """Keep other bytes for a letter of somebody else that named the person."""
    before, letter.raw = letter.raw_id, keep(content, at=at)
    letter.save(update_fields=["raw"])
    if isinstance(letter, Outgoing):
        _discard_copies(Outgoing.objects.filter(id=letter.id), at=at)
    release([before], at=at)


def _cancel(rows: "QuerySet[Outgoing]") -> None:
    """An attempt that is under way finds itself taken over, and writes nothing down (see `deliver`)."""
    leaving = list(rows.filter(state__in=_TO_LEAVE).values_list("id", flat=True))
    under_way = Attempt.objects.filter(outgoing__in=leaving, outcome=Attempt.Outcome.UNDER_WAY)
    under_way.update(outcome=Attempt.Outcome.UNCERTAIN)
    Outgoing.objects.filter(id__in=leaving).update(state=Outgoing.State.CANCELLED)
    Job.objects.filter(key__in=[f"deliver:{identifier}" for identifier in leaving], state=Job.State.WAITING).delete()


def _discard_copies(rows: "QuerySet[Outgoing]", *, at: datetime) -> None:
    """The files of the sample company's customers."""
    names = (FOLDER_NAME.format(at=row.created_at, kind=row.kind, id=row.id.hex) for row in rows.iterator())
    paths = [f"demo-mail/{name}.eml" for name in names]
    discard([path for path in paths if (settings.DATA / path).exists()], at=at)


def _erase_recipients(person: Person) -> int:
    """A letter to others too, that waits, goes on to the others."""
    theirs = Recipient.objects.filter(Q(address__in=person.addresses))
    waits = [Recipient.State.WAITING, Recipient.State.DELAYED]
    gone = theirs.filter(outgoing__state__in=_TO_LEAVE, state__in=waits).delete()[0]
    rows = list(theirs)
    for row in rows:
        row.address, row.reply = erased_address(row.address, key=settings.SECRET_KEY), ""
    Recipient.objects.bulk_update(rows, ["address", "reply"], batch_size=_A_QUERY)
    return gone + len(rows)


def _wipe_reasons(person: Person) -> int:
    """What servers said about letters to several people, and about letters that are not here, may name one of them."""
    wiper, changed = Wiper(person), 0
    for some in _portions(person.of("outgoing of others")):
        for outgoing in Outgoing.objects.filter(id__in=some):
            text, subject = wiper.text(outgoing.last_error), wiper.text(outgoing.subject)
            changed += Outgoing.objects.filter(id=outgoing.id).update(last_error=text, subject=subject)
        for attempt in Attempt.objects.filter(outgoing__in=some).exclude(detail=""):
            changed += Attempt.objects.filter(id=attempt.id).update(detail=wiper.text(attempt.detail))
        for recipient in Recipient.objects.filter(outgoing__in=some).exclude(reply=""):
            changed += Recipient.objects.filter(id=recipient.id).update(reply=wiper.text(recipient.reply))
    for uid in ServerUid.objects.exclude(gap_reason="").iterator():
        if (text := wiper.text(uid.gap_reason)) != uid.gap_reason:
            changed += ServerUid.objects.filter(id=uid.id).update(gap_reason=text)
    return changed


def _bytes(letter: Inbound | Outgoing) -> bytes:
    return queries.raw_bytes(letter)


def _portions(ids: Iterable[UUID]) -> Iterator[list[UUID]]:
    every = sorted(ids)
    return (every[start : start + _A_QUERY] for start in range(0, len(every), _A_QUERY))
