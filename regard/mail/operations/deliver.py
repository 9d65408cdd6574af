"""One attempt to send one letter, in three steps: note the attempt, hand over, note the answer.

The first note is committed before the connection opens. If the program dies in between, the next attempt finds it and
counts it as uncertain: the letter may arrive twice, always under one Message-ID, and never silently.
"""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from regard.events.operations import Subject, record
from regard.jobs.operations import Lease, enqueue
from regard.kit import clock, faults
from regard.kit.ids import uuid7
from regard.mail import queries, rules
from regard.mail.models import Attempt, Outgoing, Recipient
from regard.mail.transports import Answer, DeferredError, Transport, UncertainError

#: How often a letter that waits for a consent is looked at again.
LOOK_AGAIN = timedelta(minutes=1)
FOLDER_NAME = "{at:%Y%m%dT%H%M%S}-{kind}-{id}"


def deliver(*, outgoing_id: UUID, transport: Transport, lease: Lease | None = None, at: datetime | None = None) -> None:
    """Try once to send the letter to those recipients that have not taken it yet; plan the next try where one is due.

    The clock is read twice, because a server may take its time; `at` sets both for what is told after the fact.
    """
    outgoing = _begin(outgoing_id, at or clock.now())
    if outgoing is None:
        if lease:
            with lease.finish():
                pass
        return
    faults.step("send.noted")
    outcome, answers, detail = _hand_over(outgoing, transport)
    faults.step("send.taken")
    ended_at = at or clock.now()
    if lease is None:
        with transaction.atomic():
            _end(outgoing, outcome, answers, detail, ended_at)
        return
    with lease.finish():
        _end(outgoing, outcome, answers, detail, ended_at)
        faults.step("send.recorded")
    faults.step("send.committed")


def postpone(*, outgoing_id: UUID, why: str, at: datetime, lease: Lease) -> None:
    """Let a letter wait that nobody can send just now, without an attempt that counts: it is never given up because of it."""
    with lease.finish():
        waiting = Outgoing.objects.filter(id=outgoing_id, state__in=[Outgoing.State.QUEUED, Outgoing.State.SENDING])
        next_look = at + LOOK_AGAIN
        if waiting.update(last_error=why[:4000], next_attempt_at=next_look):
            arguments = {"outgoing_id": str(outgoing_id)}
            enqueue("mail.deliver", arguments, at, run_after=next_look, key=f"deliver:{outgoing_id}")


def _begin(outgoing_id: UUID, at: datetime) -> Outgoing | None:
    with transaction.atomic():
        outgoing = Outgoing.objects.select_for_update().select_related("raw").get(id=outgoing_id)
        if outgoing.state not in {Outgoing.State.QUEUED, Outgoing.State.SENDING}:
            return None
        lost = outgoing.attempt_log.filter(outcome=Attempt.Outcome.UNDER_WAY)
        outgoing.uncertain_attempts += lost.update(
            outcome=Attempt.Outcome.UNCERTAIN, ended_at=at, detail="the program ended before the answer was noted"
        )
        outgoing.attempts += 1
        outgoing.state = Outgoing.State.SENDING
        outgoing.save(update_fields=["attempts", "state", "uncertain_attempts"])
        Attempt.objects.create(id=uuid7(), outgoing=outgoing, number=outgoing.attempts, started_at=at)
    return outgoing


def _hand_over(outgoing: Outgoing, transport: Transport) -> tuple[Attempt.Outcome, dict[str, Answer], str]:
    open_states = [Recipient.State.WAITING, Recipient.State.DELAYED]
    recipients = list(outgoing.recipients.filter(state__in=open_states).values_list("address", flat=True))
    name = FOLDER_NAME.format(at=outgoing.created_at, kind=outgoing.kind, id=outgoing.id.hex)
    try:
        answers = transport.send(
            name=name, sender=outgoing.envelope_from, recipients=recipients, content=queries.raw_bytes(outgoing)
        )
    except DeferredError as error:
        return Attempt.Outcome.DEFERRED, {}, str(error)
    except UncertainError as error:
        return Attempt.Outcome.UNCERTAIN, {}, str(error)
    codes = [answer.code for answer in answers.values()]
    detail = "; ".join(dict.fromkeys(answer.text for answer in answers.values()))
    if any(400 <= code < 500 for code in codes):
        return Attempt.Outcome.DEFERRED, answers, detail
    return (Attempt.Outcome.ACCEPTED if any(code < 300 for code in codes) else Attempt.Outcome.REFUSED), answers, detail


def _end(outgoing: Outgoing, outcome: Attempt.Outcome, answers: dict[str, Answer], detail: str, at: datetime) -> None:
    attempt = outgoing.attempt_log.filter(number=outgoing.attempts, outcome=Attempt.Outcome.UNDER_WAY)
    if not attempt.update(outcome=outcome, ended_at=at, detail=detail[:4000]):
        return  # a later attempt took over while this one hung; it counted this one as uncertain
    for address, answer in answers.items():
        outgoing.recipients.filter(address=address).update(
            state=_state(answer), reply=answer.text[:2000], changed_at=at
        )
    is_clean = outcome == Attempt.Outcome.ACCEPTED and all(answer.code < 300 for answer in answers.values())
    outgoing.last_error = "" if is_clean else detail[:4000]
    outgoing.uncertain_attempts += outcome == Attempt.Outcome.UNCERTAIN
    if (
        outcome in {Attempt.Outcome.DEFERRED, Attempt.Outcome.UNCERTAIN}
        and at - outgoing.created_at < rules.GIVE_UP_AFTER
    ):
        _plan_next(outgoing, at)
    else:
        _conclude(outgoing, at)


def _plan_next(outgoing: Outgoing, at: datetime) -> None:
    outgoing.state = Outgoing.State.QUEUED
    outgoing.next_attempt_at = at + rules.wait_before_attempt(outgoing.attempts)
    outgoing.save(update_fields=["state", "next_attempt_at", "last_error", "uncertain_attempts"])
    arguments = {"outgoing_id": str(outgoing.id)}
    enqueue("mail.deliver", arguments, at, run_after=outgoing.next_attempt_at, key=f"deliver:{outgoing.id}")


def _conclude(outgoing: Outgoing, at: datetime) -> None:
    accepted = outgoing.recipients.filter(state=Recipient.State.ACCEPTED).exists()
    outgoing.state = Outgoing.State.SENT if accepted else Outgoing.State.FAILED
    outgoing.sent_at = at if accepted else None
    outgoing.save(update_fields=["state", "sent_at", "last_error", "uncertain_attempts"])
    record(
        kind="letter.sent" if accepted else "letter.failed",
        at=at,
        subject=Subject(outgoing.subject_kind, outgoing.subject_id),
        account_id=outgoing.account_id,
        data={"outgoing": str(outgoing.id), "letter": outgoing.kind, "detail": outgoing.last_error[:500]},
    )


def _state(answer: Answer) -> Recipient.State:
    if answer.code < 300:
        return Recipient.State.ACCEPTED
    return Recipient.State.DELAYED if answer.code < 500 else Recipient.State.REFUSED
