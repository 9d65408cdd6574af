"""An archive of letters (mbox) as the history of a mailbox: kept, shown and counted; nothing is acknowledged or timed."""

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import datetime
from itertools import islice

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from regard.imports.models import ImportRun
from regard.imports.operations.moving import StoppedError, advance, finish
from regard.imports.operations.problems import keep_problems
from regard.imports.queries.letters import Letter, letters_in
from regard.imports.queries.records import Read, path_of
from regard.kit import faults
from regard.kit.batches import batched
from regard.mail.models import Folder, Inbound, Mailbox
from regard.mail.operations.accept import Arrival, Envelope, accept_all
from regard.staff.queries import active_users

_BATCH = 50


def check_letters(run: ImportRun) -> tuple[int, dict[str, int]]:
    """How many letters there are, and how many of them came in and went out."""
    ours = _ours(run.mailbox)
    counts = Counter[str]()
    for letter in letters_in(path_of(run), largest=settings.MAIL_MAX_BYTES):
        counts[
            "rows_unusable" if letter.too_large else "letters_sent" if letter.sender in ours else "letters_received"
        ] += 1
    return counts.total(), dict(counts)


def take_letters(*, run: ImportRun, now: Callable[[], datetime], is_time_over: Callable[[], bool]) -> bool:
    """Accept letters from where the run stands; whether there are more. They are filed behind the mail of today.

    Raises StoppedError, StoreError, OSError.
    """
    ours = _ours(run.mailbox)
    letters = islice(letters_in(path_of(run), largest=settings.MAIL_MAX_BYTES), run.position, None)
    for some in batched(letters, _BATCH):
        if run.state != ImportRun.State.RUNNING:
            raise StoppedError
        with transaction.atomic():
            _accept(run, some, ours, now())
        faults.step("import.committed")
        if is_time_over():
            return True
    with transaction.atomic():
        finish(run, at=now())
    return False


def _accept(run: ImportRun, letters: Sequence[Letter], ours: set[str], at: datetime) -> None:
    if run.mailbox is None:
        raise StoppedError
    usable = [letter for letter in letters if not letter.too_large and letter.raw.strip()]
    before = Inbound.objects.filter(mailbox=run.mailbox).count()
    accept_all([_arrival(letter, run, run.mailbox, ours, at) for letter in usable])
    news = Inbound.objects.filter(mailbox=run.mailbox).count() - before
    said = _("This letter is empty or larger than %(most)s MB.") % {"most": settings.MAIL_MAX_BYTES // 1024**2}
    unusable = [letter for letter in letters if letter not in usable]
    keep_problems(run, [Read(number=one.number, incoming=None, reasons=[said], cells=[one.begins]) for one in unusable])
    counts = Counter(run.counts)
    counts += Counter(letters_taken=news, letters_known=len(usable) - news, rows_unusable=len(unusable))
    advance(run, by_rows=len(letters), counts=counts)


def _arrival(letter: Letter, run: ImportRun, mailbox: Mailbox, ours: set[str], at: datetime) -> Arrival:
    envelope = Envelope(
        way=Inbound.Way.PIPE, sender=letter.sender, recipient=mailbox.address, remote=f"mbox {run.filename}",
        arrived_at=letter.written_at, is_past=True,
    )  # fmt: skip
    role = Folder.Role.SENT if letter.sender in ours else Folder.Role.INBOX
    return Arrival(raw=letter.raw, envelope=envelope, mailbox=mailbox, at=at, role=role)


def _ours(mailbox: Mailbox | None) -> set[str]:
    """Addresses from which we write."""
    colleagues = {email.lower() for email in active_users().values_list("email", flat=True)}
    return colleagues | ({mailbox.address.lower()} if mailbox else set())
