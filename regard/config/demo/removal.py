"""Taking the sample company away: its rows, what the log and the jobs say about them, and its files. Nothing else."""

import shutil
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, Model, OuterRef, ProtectedError, Q, QuerySet

from regard.channels.models import Channel
from regard.config.demo.stage import folder
from regard.conversations.models import Attachment, Conversation, Message
from regard.customers.models import Account, Contact
from regard.events.models import Event
from regard.forecasting.models import Called, Ending, Expected, Night, Snapshot, Tested
from regard.jobs.models import Job
from regard.mail import store
from regard.mail.models import Inbound, MachineMail, MachineMailBudget, Mailbox, Outgoing, Raw
from regard.meetings.models import Meeting
from regard.notifications.models import Notification
from regard.opportunities.models import Competitor, Ladder, Opportunity, Pipeline
from regard.promises.models import Calendar, Clock, Policy, TeamCalendar
from regard.search import operations as search
from regard.staff.models import Team, User

#: In this order nothing that is left points at what is gone.
SAMPLES: tuple[type[Any], ...] = (
    Opportunity, Pipeline, Meeting, Conversation, Outgoing, Inbound, Contact, Account, Channel, Mailbox, Policy, Team, Calendar, User,
)  # fmt: skip
A_QUERY = 500
"""Ids asked for at once."""


class InUseError(Exception):
    """Something that is no sample still needs a part of it. Nothing was removed; the message names what."""


def remove() -> dict[str, int]:
    """Remove every sample row in one transaction; the rows removed by kind, and the files. Raises InUseError.

    A policy, a calendar or a person of the sample company that real conversations have come to rest on is kept, and is a
    sample no longer.
    """
    ids = {identifier for model in SAMPLES for identifier in _of(model).values_list("id", flat=True)}
    ids.update(Night.objects.values_list("id", flat=True) if _is_alone() else ())
    told = Notification.objects.filter(Q(conversation__is_sample=True) | Q(user__is_sample=True))
    ids.update(told.values_list("id", flat=True))
    raws = set(_raws())
    letters = [identifier.hex for identifier in _of(Outgoing).values_list("id", flat=True)]
    removed: Counter[str] = Counter()
    try:
        with transaction.atomic():
            removed.update(_forget(ids))
            removed.update(_forget_selling())
            for model in SAMPLES:
                _keep_what_is_needed(model)
                removed.update(_named(_of(model).delete()[1]))
            gone = list(_drop_raws(raws))
            removed["raw"] = len(gone)
    except ProtectedError as error:
        raise InUseError(_sentence(error)) from error
    search.rebuild()
    removed["files"] = _delete_files(gone, letters)
    return dict(removed)


def _of(model: type[Any]) -> "QuerySet[Any]":
    return model.objects.filter(is_sample=True)  # type: ignore[no-any-return]


def _raws() -> Iterator[UUID]:
    """The kept bytes that sample rows name."""
    yield from _of(Inbound).values_list("raw_id", flat=True)
    yield from _of(Outgoing).values_list("raw_id", flat=True)
    yield from Attachment.objects.filter(message__conversation__is_sample=True).values_list("raw_id", flat=True)


def _forget(ids: set[UUID]) -> Counter[str]:
    """What is no row of the sample company but about it: events, jobs, the count of machine mail; and its inner ties."""
    removed: Counter[str] = Counter()
    texts = {str(identifier) for identifier in ids}
    for some in _portions(ids):
        about = Event.objects.filter(subject_id__in=some)
        texts.update(str(identifier) for identifier in about.values_list("id", flat=True))
        removed["event"] += about.delete()[0]
    jobs = [job.id for job in Job.objects.all() if texts & {str(value) for value in job.arguments.values()}]
    for some in _portions(jobs):
        removed["job"] += Job.objects.filter(id__in=some).delete()[0]
    written_to = MachineMail.objects.filter(outgoing__is_sample=True)
    elsewhere = MachineMail.objects.filter(outgoing__is_sample=False, address=OuterRef("address"))
    budgets = MachineMailBudget.objects.filter(address__in=written_to.values("address")).exclude(Exists(elsewhere))
    removed["machinemailbudget"] += budgets.delete()[0]
    Message.objects.filter(conversation__is_sample=True).update(answered_by=None)
    return removed


def _is_alone() -> bool:
    """Every opportunity there is belongs to the sample."""
    return not Opportunity.objects.filter(is_sample=False).exists()


def _forget_selling() -> Counter[str]:
    """Forecasts, whose seals hold from the first night on: all of them, or none where a real deal was among them.

    What ended is counted again from what is left; competitors nobody real was lost to go.
    """
    removed: Counter[str] = Counter()
    if _is_alone():
        for told in (Called, Expected, Snapshot, Night, Tested):
            removed.update(_named(told.objects.all().delete()[1]))
    samples = _of(Opportunity).values("id")
    removed.update(_named(Ending.objects.filter(opportunity__in=samples).delete()[1]))
    real = Opportunity.objects.filter(is_sample=False)
    named = Q(rivalries__opportunity__in=samples) | Q(won_from_us__in=samples)
    needed = Q(rivalries__opportunity__in=real.values("id")) | Q(won_from_us__in=real.values("id"))
    rivals = list(Competitor.objects.filter(named).exclude(id__in=Competitor.objects.filter(needed).values("id")).values_list("id", flat=True).distinct())  # fmt: skip
    removed.update(_named(_of(Opportunity).delete()[1]))
    removed.update(_named(Competitor.objects.filter(id__in=rivals).delete()[1]))
    _of(Pipeline).filter(ladders__opportunities__isnull=False).update(is_sample=False)
    removed.update(_named(Ladder.objects.filter(pipeline__is_sample=True).delete()[1]))
    return removed


def _keep_what_is_needed(model: type[Any]) -> None:
    """Unmark what real rows rest on and can go on with."""
    if model is Contact:
        needed = _of(Contact).filter(Exists(Conversation.objects.filter(contact=OuterRef("id"))))
        Account.objects.filter(contacts__in=needed.values("id")).update(is_sample=False)
        needed.update(is_sample=False)
    elif model is Policy:
        _of(Policy).filter(Exists(Clock.objects.filter(policy=OuterRef("id")))).update(is_sample=False)
    elif model is Calendar:
        for user in (Policy, TeamCalendar):
            _of(Calendar).filter(Exists(user.objects.filter(calendar=OuterRef("id")))).update(is_sample=False)


def _drop_raws(raws: set[UUID]) -> Iterator[str]:
    """Forget the bytes that nobody names any more; their hashes."""
    for some in _portions(raws):
        unnamed = Raw.objects.filter(id__in=some)
        for model in (Inbound, Outgoing, Attachment):
            unnamed = unnamed.exclude(Exists(model.objects.filter(raw=OuterRef("id"))))
        yield from list(unnamed.values_list("sha256", flat=True))
        unnamed.delete()


def _delete_files(hashes: Iterable[str], letters: Iterable[str]) -> int:
    """Delete files of the store that no row names, and the letters that were sent into the folder of the sample company."""
    paths = [store.path_of(sha256) for sha256 in hashes if not Raw.objects.filter(sha256=sha256).exists()]
    sent = {path.stem.rpartition("-")[2]: path for path in folder().glob("*.eml")}
    paths += [sent[letter] for letter in letters if letter in sent]
    for path in paths:
        path.unlink(missing_ok=True)
    for parent in {path.parent for path in paths}:
        _remove_if_empty(parent)
    return len(paths)


def _remove_if_empty(path: Path) -> None:
    if path.is_dir() and not any(path.iterdir()):
        shutil.rmtree(path)


def _named(deleted: dict[str, int]) -> Counter[str]:
    return Counter({label.rpartition(".")[2].lower(): number for label, number in deleted.items()})


def _portions(ids: Iterable[UUID]) -> Iterator[list[UUID]]:
    every = list(ids)
    return (every[start : start + A_QUERY] for start in range(0, len(every), A_QUERY))


def _sentence(error: ProtectedError) -> str:
    rows: list[Model] = list(error.protected_objects)
    shown = ", ".join(f"{row._meta.verbose_name} {row}" for row in rows[:3])  # noqa: SLF001  Django's documented API
    more = f" and {len(rows) - 3} more" if len(rows) > 3 else ""
    return (
        f"Nothing was removed: {shown}{more}, which belong to you and not to the sample, still need a person, team or mailbox"
        " of the sample company. Hand over or close these, and try again."
    )
