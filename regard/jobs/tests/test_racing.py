"""Several workers at once: no job is done twice, no letter acknowledged or sent twice."""

import os
import socket
import threading
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connections

from conftest import make_company
from regard.conversations.models import Acknowledgement, Conversation
from regard.jobs import operations as jobs
from regard.jobs import worker
from regard.jobs.models import Job
from regard.jobs.operations import Lease, LeaseLostError
from regard.jobs.rules import LEASE, kinds
from regard.jobs.worker import run_due
from regard.kit import clock
from regard.mail import operations as mail
from regard.mail.models import Attempt, Inbound, Mailbox, Outgoing
from regard.mail.operations.accept import Envelope
from tools.testing.letters import letter

pytestmark = pytest.mark.django_db(transaction=True)
LETTERS = 24


@pytest.fixture
def mailbox() -> Mailbox:
    company = make_company()
    Mailbox.objects.update(is_sample=True)  # its mail is kept as files
    return company.mailbox


def in_threads(count: int, work: Any) -> None:
    failures: list[BaseException] = []

    def guarded(number: int) -> None:
        try:
            work(number)
        except BaseException as error:  # noqa: BLE001  told by the assertion below
            failures.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=guarded, args=(number,)) for number in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []


def test_four_workers_on_the_same_letters_have_each_effect_once(mailbox: Mailbox) -> None:
    at = clock.now()
    for number in range(LETTERS):
        sender = f"carla{number}@mirela.example"
        envelope = Envelope(way=Inbound.Way.SMTP, sender=sender, recipient=mailbox.address)
        mail.accept(letter(sender=sender), envelope=envelope, mailbox=mailbox, at=at)

    def work(number: int) -> None:
        idle = 0
        while idle < 5:
            idle = 0 if run_due(worker=f"worker {number}", limit=2) else idle + 1

    in_threads(4, work)

    files = list((Path(settings.DATA) / "demo-mail").glob("*acknowledgement*.eml"))
    receipts = Outgoing.objects.filter(kind=Outgoing.Kind.ACKNOWLEDGEMENT)
    sent = receipts.values_list("state", "attempts")
    assert (Conversation.objects.count(), Acknowledgement.objects.count()) == (LETTERS, LETTERS)
    assert Counter(sent) == {("sent", 1): LETTERS}
    assert Attempt.objects.filter(outgoing__in=receipts).count() == LETTERS
    assert (
        len(
            {
                path.name
                for path in files
                if path.stem.split("-")[-1] in {row.hex for row in receipts.values_list("id", flat=True)}
            }
        )
        == LETTERS
    )
    told = set(Outgoing.objects.exclude(id__in=receipts).values_list("kind", "state", "attempts"))
    assert told <= {("notification", "sent", 1)}, "and the people it was given to are told once"
    assert list(Job.objects.exclude(name__startswith="routing")) == []


def test_no_job_is_claimed_twice_and_no_claim_is_over_its_limit(mailbox: Mailbox) -> None:
    at = clock.now()
    for number in range(60):
        jobs.enqueue("promises.sweep", {}, at, key=f"n{number}")
    claimed: list[object] = []
    sizes: list[int] = []

    def work(number: int) -> None:
        while batch := jobs.claim(worker=f"worker {number}", at=clock.now(), limit=5):
            sizes.append(len(batch))
            claimed.extend(job.id for job in batch)

    in_threads(4, work)
    assert len(claimed) == len(set(claimed)) == 60
    assert max(sizes) <= 5


def test_a_worker_that_was_given_up_changes_nothing_when_it_wakes(mailbox: Mailbox) -> None:
    at = clock.now()
    jobs.enqueue("promises.sweep", {}, at)
    (job,) = jobs.claim(worker="sleeper", at=at, limit=1)
    assert jobs.reap(at=at + 2 * LEASE) == 1

    with pytest.raises(LeaseLostError), Lease(job_id=job.id, fence=job.fence).finish():
        Mailbox.objects.update(name="changed by a sleeper")
    assert Mailbox.objects.get().name == "Havn Pumps"


def test_after_a_crash_a_worker_takes_over_from_dead_ones_of_its_machine_at_once(mailbox: Mailbox) -> None:
    at = clock.now()
    for name in (f"{socket.gethostname()}:999999999", f"{socket.gethostname()}:{os.getpid()}", "elsewhere:999999999"):
        jobs.enqueue("promises.sweep", {}, at)
        jobs.claim(worker=name, at=at, limit=1)

    worker._take_back_from_the_dead()
    assert sorted(Job.objects.filter(state="claimed").values_list("claimed_by", flat=True)) == sorted(
        [f"{socket.gethostname()}:{os.getpid()}", "elsewhere:999999999"]
    )


def test_two_schedulers_enqueue_each_run_once(mailbox: Mailbox) -> None:
    timetable = {"promises.sweep": "* * * * * *"}
    at = clock.now()
    jobs.run_timetable(timetable=timetable, at=at)
    due = at + 2 * LEASE
    in_threads(4, lambda _number: jobs.run_timetable(timetable=timetable, at=due))
    assert Job.objects.count() == 1


def test_a_failing_job_waits_longer_each_time_and_is_kept_when_given_up(
    mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(
        kinds._entries,
        "test.fails",
        kinds.get("promises.sweep").__class__(name="test.fails", run=_fail, max_attempts=2, priority=5),
    )
    at = clock.now()
    jobs.enqueue("test.fails", {}, at)
    for later in (0, 3600):
        for job in jobs.claim(worker="w", at=at + LEASE * later, limit=5):
            jobs.fail(job=job, error="Traceback: broken", at=at)
    job = Job.objects.get()
    assert (job.state, job.attempts, job.last_error) == ("failed", 2, "Traceback: broken")


def _fail(**_arguments: object) -> None:
    raise RuntimeError("broken")
