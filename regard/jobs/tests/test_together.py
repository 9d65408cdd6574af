"""Jobs of a kind that are done together, and fresh ones that do not wait behind old ones."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from regard.jobs import operations as jobs
from regard.jobs import rules, worker
from regard.jobs.models import Job
from regard.jobs.operations import Lease, finish_all
from regard.jobs.rules import FRESH, JobKind, Turns
from regard.jobs.worker import run_next
from regard.kit import clock
from regard.kit.moment import moment, once_a_moment
from regard.kit.registry import Registry

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def done(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[list[str]]]:
    """What was run, call by call."""
    ran: list[list[str]] = []

    def alone(*, lease: Lease, name: str) -> None:
        with lease.finish():
            ran.append([name])

    def together(held: list[tuple[Lease, dict[str, str]]]) -> list[Exception | None]:
        if any(one["name"] == "all" for _, one in held):
            raise RuntimeError("nothing was done")
        outcomes: list[Exception | None] = []
        for lease, one in held:
            if one["name"] == "bad":
                outcomes.append(ValueError("bad"))
            else:
                with lease.finish():
                    outcomes.append(None)
        ran.append([one["name"] for _, one in held])
        return outcomes

    kinds: Registry[JobKind] = Registry("job")
    kinds.add("letter", JobKind(name="letter", run=alone, max_attempts=3, priority=1, together=3, run_many=together))
    kinds.add("receipt", JobKind(name="receipt", run=alone, max_attempts=3, priority=2))
    for module in (rules, worker, jobs):
        monkeypatch.setattr(module, "kinds", kinds)
    return ran


def _order(*names: str, minutes_ago: float = 0, kind: str = "letter") -> None:
    at = clock.now() - timedelta(minutes=minutes_ago)
    for name in names:
        jobs.enqueue(kind, {"name": name}, at)
        at += timedelta(microseconds=1)


def test_jobs_of_a_kind_are_done_together_in_their_order(done: list[list[str]]) -> None:
    _order("a", "b", "c", "d")
    assert [run_next(worker="w", turns=Turns()) for _ in range(3)] == [3, 1, 0]
    assert done == [["a", "b", "c"], ["d"]]
    assert not Job.objects.exists()


def test_one_that_fails_is_tried_again_alone_and_the_others_are_done(done: list[list[str]]) -> None:
    _order("a", "bad", "c")
    run_next(worker="w", turns=Turns())
    left = Job.objects.get()
    assert (left.arguments, left.state, left.attempts) == ({"name": "bad"}, "waiting", 1)
    assert "ValueError: bad" in left.last_error


def test_when_nothing_can_be_done_together_each_is_run_alone(done: list[list[str]]) -> None:
    _order("a", "all")
    run_next(worker="w", turns=Turns())
    assert done == [["a"], ["all"]]


def test_fresh_jobs_are_not_kept_behind_old_ones(done: list[list[str]]) -> None:
    _order(*(f"old {n}" for n in range(9)), minutes_ago=30)
    turns = Turns()
    run_next(worker="w", turns=turns)
    _order("fresh 1", "fresh 2", "fresh 3", "fresh 4", "fresh 5")
    for _ in range(3):
        run_next(worker="w", turns=turns)
    assert done == [
        ["old 0", "old 1", "old 2"], ["fresh 1", "fresh 2", "fresh 3"], ["fresh 4", "fresh 5"], ["old 3", "old 4", "old 5"],
    ]  # fmt: skip


def test_old_ones_have_one_of_four_while_fresh_ones_come(done: list[list[str]]) -> None:
    _order(*(f"old {n}" for n in range(99)), minutes_ago=FRESH.seconds)
    turns = Turns()
    for n in range(24):
        _order(*(f"fresh {n} {m}" for m in range(3)))
        run_next(worker="w", turns=turns)
    assert sum(len(names) for names in done if names[0].startswith("old")) == 18
    assert sum(len(names) for names in done if names[0].startswith("fresh")) == 54


def test_what_old_letters_bring_is_done_before_more_of_them(done: list[list[str]]) -> None:
    _order(*(f"old {n}" for n in range(9)), minutes_ago=30)
    turns = Turns()
    for _ in range(2):
        run_next(worker="w", turns=turns)
        _order(*(f"receipt for {name}" for name in done[-1]), kind="receipt")
        for _ in range(3):
            run_next(worker="w", turns=turns)
    read = [["old 0", "old 1", "old 2"], ["old 3", "old 4", "old 5"]]
    assert done == [one for names in read for one in (names, *([f"receipt for {name}"] for name in names))]


def test_a_backlog_keeps_nothing_less_urgent_waiting_for_its_end(done: list[list[str]]) -> None:
    _order(*(f"old {n}" for n in range(30)), minutes_ago=30)
    _order("old receipt 1", "old receipt 2", minutes_ago=20, kind="receipt")
    turns = Turns()
    for _ in range(4):
        run_next(worker="w", turns=turns)
    assert done == [["old 0", "old 1", "old 2"], ["old receipt 1"], ["old 3", "old 4", "old 5"], ["old receipt 2"]]


def test_finishing_together_undoes_everything_when_one_lease_is_lost(done: list[list[str]]) -> None:
    _order("a", "b")
    held = [Lease(job_id=job.id, fence=job.fence) for job in jobs.claim(worker="w", at=clock.now(), limit=2)]
    Job.objects.filter(id=held[1].job_id).update(fence=9)
    with pytest.raises(jobs.LeaseLostError), finish_all(held):
        pass
    assert Job.objects.count() == 2


def test_a_marked_read_is_made_once_a_moment() -> None:
    asked: list[int] = []

    @once_a_moment
    def read(number: int) -> int:
        asked.append(number)
        return number * 2

    assert (read(1), read(1)) == (2, 2)
    with moment():
        assert (read(1), read(1), read(2)) == (2, 2, 4)
    assert (read(1), asked) == (2, [1, 1, 1, 2, 1])


def test_dead_claims_of_one_key_are_given_back_as_one(done: list[list[str]]) -> None:
    for _ in range(2):
        jobs.enqueue("letter", {"name": "same"}, clock.now(), key="same")
        jobs.claim(worker="dead", at=clock.now(), limit=1)
    _order("other")
    jobs.claim(worker="dead", at=clock.now(), limit=1)
    assert jobs.give_back(workers=["dead"]) == 2
    left = Job.objects.values_list("state", "key")
    assert sorted((state, key or "") for state, key in left) == [("waiting", ""), ("waiting", "same")]


def test_a_dead_claim_whose_work_waits_already_is_dropped(done: list[list[str]]) -> None:
    jobs.enqueue("letter", {"name": "same"}, clock.now(), key="same")
    jobs.claim(worker="dead", at=clock.now(), limit=1)
    jobs.enqueue("letter", {"name": "same"}, clock.now(), key="same")
    assert jobs.give_back(workers=["dead"]) == 0
    assert Job.objects.get().state == "waiting"
