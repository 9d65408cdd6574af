"""Invitations in letters file themselves: who may change a meeting, which version counts, who takes part."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conftest import MORNING, Company
from regard.conversations.models import Conversation, Message
from regard.conversations.operations import Answer, Came
from regard.conversations.operations.taking_back import take_back
from regard.conversations.queries.letters import leaves_at
from regard.customers import operations as customers
from regard.customers.models import Account, Contact
from regard.events.models import Event
from regard.intake.operations import receive_past
from regard.intake.rules import letter_of
from regard.jobs.models import Job
from regard.mail import operations as mail
from regard.mail.models import Inbound, Outgoing
from regard.mail.operations.accept import Envelope
from regard.mail.rules.compose import Enclosure
from regard.meetings.models import Attendance, Meeting
from regard.meetings.queries import held, meetings_with, visible_to
from regard.meetings.rules import is_later, speaks_for, state_at
from regard.meetings.rules.calendars import read_meetings
from regard.mime.queries import parse
from regard.promises import operations as promises
from regard.staff import operations as staff
from tools.testing.invitations import ADA, CARLA, file_all, ics, invitation
from tools.testing.letters import arrive, letter

pytestmark = pytest.mark.django_db
THURSDAY = datetime(2026, 3, 12, 13, tzinfo=UTC)


@pytest.fixture
def mirela(company: Company) -> Account:
    return customers.add_account(name="Mirela", domain="mirela.example", at=MORNING)


def sent(company: Company, calendar: bytes, *, minutes: int = 0, **changes: Any) -> int:
    """A customer's letter with a calendar, filed; how many meetings changed."""
    envelope = changes.get("sender", CARLA).split("<")[-1].strip("> ")
    arrive(
        invitation(calendar, **changes),
        company.mailbox,
        at=MORNING + timedelta(minutes=minutes),
        envelope_from=envelope,
    )
    return file_all()


def told() -> list[str]:
    return list(Event.objects.filter(kind__startswith="meeting.").order_by("at", "id").values_list("kind", flat=True))


def attending(meeting: Meeting) -> list[tuple[str, str, bool]]:
    rows = meeting.attendances.order_by("address")
    return [(row.address, row.answer, row.is_organiser) for row in rows]


def answer_with(
    company: Company, calendar: bytes, conversation: Conversation, *, undo_for: timedelta = timedelta()
) -> Message:
    answer = Answer(
        text="Shall we meet?", to=(("Carla Customer", CARLA),),
        files=(Enclosure(filename="invite.ics", content_type="text/calendar", content=calendar),),
    )  # fmt: skip
    return promises.answer(
        conversation=conversation, answer=answer, mailbox=company.mailbox, by=company.ada, at=MORNING + timedelta(minutes=5),
        undo_for=undo_for,
    )  # fmt: skip


def test_an_invitation_stands_as_a_meeting_with_everybody_who_takes_part(company: Company, mirela: Account) -> None:
    assert sent(company, ics()) == 1
    meeting = Meeting.objects.get()
    assert (meeting.title, meeting.place, meeting.starts_at, meeting.ends_at, meeting.state, meeting.account) == (
        "Look at the pump", "Hall 4", THURSDAY, THURSDAY + timedelta(hours=1), "planned", mirela,
    )  # fmt: skip
    assert attending(meeting) == [(ADA, "needs action", False), (CARLA, "accepted", True)]
    ada = meeting.attendances.get(address=ADA)
    assert (ada.user, ada.contact, Contact.objects.count()) == (company.ada, None, 1)


def test_a_letter_without_a_calendar_puts_no_job_in_line(company: Company) -> None:
    arrive(letter(), company.mailbox, at=MORNING)
    assert not Job.objects.filter(name="meetings.file_invitations").exists()


def test_a_later_version_moves_and_an_earlier_one_that_comes_late_does_not(company: Company) -> None:
    sent(company, ics())
    later = ics(sequence=2, starts="20260313T130000Z", ends="20260313T143000Z", stamp="20260310T090000Z")
    assert sent(company, later, minutes=1) == 1
    late = ics(sequence=1, starts="20260316T130000Z", ends="20260316T140000Z", stamp="20260310T083000Z")
    assert sent(company, late, minutes=2) == 0
    meeting = Meeting.objects.get()
    assert (meeting.starts_at, meeting.sequence) == (THURSDAY + timedelta(days=1), 2)
    assert told() == ["meeting.planned", "meeting.moved"]
    moved = Event.objects.get(kind="meeting.moved")
    assert (moved.data["from"], moved.data["to"]) == ("2026-03-12T13:00:00+00:00", "2026-03-13T13:00:00+00:00")


def test_who_is_not_invited_any_more_goes_and_an_answer_that_was_given_stays(company: Company) -> None:
    sent(company, ics(people=(CARLA, ADA, "eve@elsewhere.example")))
    Attendance.objects.filter(address=ADA).update(answer="accepted")
    sent(company, ics(sequence=1, people=(CARLA, ADA, "bob@elsewhere.example")), minutes=1)
    assert attending(Meeting.objects.get()) == [
        (ADA, "accepted", False), ("bob@elsewhere.example", "needs action", False), (CARLA, "accepted", True),
    ]  # fmt: skip


def test_the_organiser_cancels_and_nobody_else(company: Company) -> None:
    sent(company, ics())
    cancel = ics(method="CANCEL", sequence=1, stamp="20260310T090000Z")
    assert sent(company, cancel, minutes=1, sender="Eve <eve@elsewhere.example>") == 0
    assert Meeting.objects.get().state == "planned"
    assert sent(company, cancel, minutes=2, sender="Assistant <office@mirela.example>") == 1
    assert Meeting.objects.get().state == "cancelled"
    assert told() == ["meeting.planned", "meeting.cancelled"]
    assert sent(company, cancel, minutes=3) == 0


def test_a_cancelled_meeting_can_be_called_again(company: Company) -> None:
    sent(company, ics())
    sent(company, ics(method="CANCEL", sequence=1), minutes=1)
    assert sent(company, ics(sequence=2), minutes=2) == 1
    assert (Meeting.objects.get().state, told()) == (
        "planned",
        ["meeting.planned", "meeting.cancelled", "meeting.moved"],
    )


def test_a_cancellation_that_comes_first_is_not_undone_by_the_invitation_after_it(company: Company) -> None:
    sent(company, ics(method="CANCEL", sequence=1, stamp="20260310T090000Z"))
    assert sent(company, ics(), minutes=1) == 0
    assert Meeting.objects.get().state == "cancelled"


def test_what_we_sent_is_answered_by_those_who_were_asked(company: Company) -> None:
    arrive(letter(), company.mailbox, at=MORNING)
    conversation = Conversation.objects.get()
    answer_with(company, ics(uid="ours", organiser=ADA, people=(ADA, CARLA)), conversation)
    assert file_all() == 1
    reply = ics(method="REPLY", uid="ours", organiser=ADA, people=(CARLA,), answer="ACCEPTED")
    assert sent(company, reply, minutes=10, sender="Eve <eve@elsewhere.example>") == 0
    assert sent(company, reply, minutes=11) == 1
    assert sent(company, reply, minutes=12) == 0
    meeting = Meeting.objects.get()
    assert attending(meeting) == [(ADA, "accepted", True), (CARLA, "accepted", False)]
    assert meeting.by == company.ada
    assert told() == ["meeting.planned", "meeting.answered"]


def test_an_answer_to_an_invitation_that_left_elsewhere_files_the_meeting(company: Company) -> None:
    reply = ics(method="REPLY", uid="outlook", organiser=ADA, people=(CARLA,), answer="DECLINED")
    assert sent(company, reply) == 0  # it came with the answer, which nothing changed after
    assert attending(Meeting.objects.get()) == [(ADA, "accepted", True), (CARLA, "declined", False)]
    unknown = ics(method="REPLY", uid="theirs", organiser="eve@elsewhere.example", people=(CARLA,), answer="ACCEPTED")
    sent(company, unknown, minutes=1)
    assert Meeting.objects.count() == 1


def test_another_time_is_proposed(company: Company) -> None:
    arrive(letter(), company.mailbox, at=MORNING)
    answer_with(company, ics(uid="ours", organiser=ADA, people=(ADA, CARLA)), Conversation.objects.get())
    file_all()
    counter = ics(
        method="COUNTER", uid="ours", organiser=ADA, people=(CARLA,), starts="20260316T130000Z", ends="20260316T140000Z"
    )
    assert sent(company, counter, minutes=10) == 1
    assert (Meeting.objects.get().starts_at, Attendance.objects.get(address=CARLA).answer) == (THURSDAY, "tentative")
    assert Event.objects.get(kind="meeting.answered").data["proposed"] == "2026-03-16T13:00:00+00:00"


def test_an_answer_that_can_be_taken_back_is_filed_when_it_has_left(company: Company) -> None:
    arrive(letter(), company.mailbox, at=MORNING)
    conversation = Conversation.objects.get()
    message = answer_with(company, ics(organiser=ADA), conversation, undo_for=timedelta(seconds=10))
    assert leaves_at(message.id) == message.at + timedelta(seconds=10)
    take_back(conversation=conversation, message=message, by=company.ada, at=message.at + timedelta(seconds=2))
    assert (file_all(), Meeting.objects.count()) == (0, 0)
    sent_now = answer_with(company, ics(organiser=ADA), conversation)
    Outgoing.objects.filter(id=sent_now.outgoing_id).update(attempts=1)
    assert leaves_at(sent_now.id) is None


def test_colleagues_at_the_customers_own_company_become_contacts_and_nobody_else(
    company: Company, mirela: Account
) -> None:
    room = ("ATTENDEE;CUTYPE=ROOM:mailto:hall4@mirela.example",)
    people = (CARLA, ADA, "help@havn.example", "nora@mirela.example", "eve@elsewhere.example")
    sent(company, ics(people=people, more=room))
    assert set(Contact.objects.values_list("name", "account__name")) == {
        ("Carla Customer", "Mirela"),
        ("Nora", "Mirela"),
    }
    known = {row.address: (row.contact_id is not None, row.user_id is not None) for row in Attendance.objects.all()}
    assert known == {
        ADA: (False, True), CARLA: (True, False), "help@havn.example": (False, False),
        "nora@mirela.example": (True, False), "eve@elsewhere.example": (False, False),
    }  # fmt: skip


def test_a_meeting_is_told_to_each_contact_and_once_to_the_company(company: Company, mirela: Account) -> None:
    sent(company, ics(people=(CARLA, ADA, "nora@mirela.example")))
    events = Event.objects.filter(kind="meeting.planned")
    names = dict(Contact.objects.values_list("id", "name"))
    assert sorted((names[event.contact_id], event.account_id == mirela.id) for event in events) == [
        ("Carla Customer", True), ("Nora", False),
    ]  # fmt: skip
    assert [row.title for row in meetings_with(account_id=mirela.id)] == ["Look at the pump"]
    assert [row.title for row in meetings_with(contact_ids=list(names))] == ["Look at the pump"]
    assert not meetings_with(account_id=mirela.id, since=THURSDAY + timedelta(days=1)).exists()
    assert not meetings_with().exists()


def test_what_another_team_keeps_to_itself_is_no_meeting_for_others(company: Company) -> None:
    sent(company, ics())
    otto = staff.add_user(email="otto@havn.example", name="Otto", role="agent", at=MORNING)
    assert [visible_to(one).count() for one in (company.ada, otto)] == [1, 1]
    Conversation.objects.update(is_team_only=True)
    assert [visible_to(one).count() for one in (company.ada, otto)] == [1, 0]


def test_what_is_over_was_held_unless_it_was_cancelled(company: Company) -> None:
    ends = THURSDAY + timedelta(hours=1)
    states = [state_at(state, ends, now=ends) for state in ("planned", "cancelled", "held")]
    assert (states, state_at("planned", ends, now=THURSDAY)) == (["held", "cancelled", "held"], "planned")
    sent(company, ics())
    assert [held(Meeting.objects.all(), now=now).count() for now in (THURSDAY, ends)] == [0, 1]


@pytest.mark.parametrize(
    "broken", [b"", b"BEGIN:VCALENDAR", b"\xff\xfe\x00\x00" * 50, ics().replace(b"20260312T130000Z", b"soon"), b"BEGIN:VEVENT\r\n" * 500]
)  # fmt: skip
def test_a_broken_calendar_harms_nothing_and_the_letter_is_there(company: Company, broken: bytes) -> None:
    assert sent(company, broken) == 0
    message = Message.objects.get()
    assert (message.text.strip(), message.needs_answer, Meeting.objects.count()) == ("You are invited.", True, 0)


def test_a_whole_calendar_is_no_invitation(company: Company) -> None:
    many = b"".join(ics(uid=f"day-{number}") for number in range(30))
    assert sent(company, many) == 0


def test_odd_entries_are_kept_as_far_as_they_go(company: Company) -> None:
    odd = ics(uid="x" * 400, ends="20260311T130000Z", more=("DESCRIPTION:\x00",)).replace(
        b"Hall 4", b"Hall " + b"4" * 900
    )
    assert sent(company, odd) == 1
    meeting = Meeting.objects.get()
    assert (meeting.ends_at, len(meeting.place), meeting.uid[:7]) == (meeting.starts_at, 300, "sha256:")
    assert sent(company, odd, minutes=1) == 0


def test_one_day_of_a_series_is_kept_apart(company: Company) -> None:
    sent(company, ics(more=("RRULE:FREQ=WEEKLY",)))
    day = ics(starts="20260319T150000Z", ends="20260319T160000Z", sequence=1, more=("RECURRENCE-ID:20260319T130000Z",))
    assert sent(company, day, minutes=1) == 1
    rows = Meeting.objects.order_by("starts_at").values_list("occurrence", "starts_at", "repeats")
    assert list(rows) == [
        ("", THURSDAY, True), ("20260319T130000Z", THURSDAY + timedelta(days=7, hours=2), False),
    ]  # fmt: skip


def test_invitations_of_the_past_are_filed_too(company: Company) -> None:
    came = Came(
        channel_kind="email", channel_id=company.channel.id, our_address="help@havn.example", team=company.team, is_history=True
    )  # fmt: skip
    inbound = arrive(letter(), company.mailbox, at=MORNING)
    raw = invitation(ics(), subject="Old")
    old = mail.accept(
        raw, envelope=Envelope(way=Inbound.Way.SMTP, sender=CARLA, recipient="help@havn.example"), mailbox=company.mailbox,
        at=MORNING - timedelta(days=90),
    )  # fmt: skip
    read = letter_of(parse(raw), envelope_from=CARLA, is_smtp=True, our_address="help@havn.example")
    receive_past(read, came, inbound=old)
    assert (file_all(), Meeting.objects.get().conversation.subject, inbound.state) == (1, "Old", "processed")


@given(st.binary(max_size=400))
@settings(max_examples=60)
def test_any_bytes_are_meetings_or_reasons(content: bytes) -> None:
    wrapped = (
        b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:1\r\nDTSTART:20260312T130000Z\r\n"
        + content
        + b"\r\nEND:VEVENT\r\nEND:VCALENDAR"
    )
    for raw in (content, wrapped):
        read = read_meetings(raw)
        assert all(meeting.starts_at.tzinfo for meeting in read.meetings)


@pytest.mark.pure
def test_who_speaks_for_whom() -> None:
    assert [speaks_for(one, "boss@mirela.example") for one in ("BOSS@mirela.example ", "office@mirela.example", "eve@x.example", "")] == [
        True, True, False, False,
    ]  # fmt: skip
    assert not speaks_for("eve@gmail.com", "carla@gmail.com")


@given(st.integers(0, 5), st.integers(0, 5), st.integers(0, 3), st.integers(0, 3))
def test_of_two_versions_one_is_later_or_they_are_the_same(first: int, second: int, one: int, other: int) -> None:
    versions = (first, MORNING + timedelta(hours=one)), (second, MORNING + timedelta(hours=other))
    is_same = versions[0] == versions[1]
    assert is_later(*versions) + is_later(*reversed(versions)) == (0 if is_same else 1)
