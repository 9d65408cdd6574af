"""What is held on a person in meetings: given out, and erased."""

from datetime import timedelta

import pytest

from conftest import MORNING, Company
from regard.customers import operations as customers
from regard.customers.models import Contact
from regard.kit.holders import Person, known_by
from regard.meetings.models import Attendance, Meeting
from regard.meetings.operations import Call, note_call
from regard.meetings.personal.operations import MeetingsHolder
from tools.testing.invitations import ADA, CARLA, file_all, ics, invitation
from tools.testing.letters import arrive

pytestmark = pytest.mark.django_db


@pytest.fixture
def carla(company: Company) -> Contact:
    mirela = customers.add_account(name="Mirela", domain="mirela.example", at=MORNING)
    return customers.add_contact(name="Carla Customer", email=CARLA, account=mirela, at=MORNING)


def person(contact: Contact) -> Person:
    found = Person(contact_id=contact.id, contact_ids=frozenset({contact.id}), pseudonym="Erased person 7f3a")
    return known_by(found)


def test_what_is_held_is_given_out(company: Company, carla: Contact) -> None:
    arrive(invitation(ics()), company.mailbox, at=MORNING)
    file_all()
    note_call(
        about=carla, call=Call(started_at=MORNING, minutes=5, text="She moves house."), by=company.ada, at=MORNING
    )
    given = {item.path: item.content for item in MeetingsHolder().export(person(carla))}
    assert [(one["kind"], one["title"], one["text"]) for one in given["meetings.json"]] == [
        ("call", "", "She moves house."), ("meeting", "Look at the pump", ""),
    ]  # fmt: skip
    assert [one["answer"] for one in given["attendances.json"]] == ["accepted", "accepted"]


def test_a_meeting_with_the_person_alone_loses_its_words_and_stays(company: Company, carla: Contact) -> None:
    arrive(invitation(ics(uid=f"1-{CARLA}")), company.mailbox, at=MORNING)
    file_all()
    note_call(about=carla, call=Call(started_at=MORNING, minutes=5, text="She moves."), by=company.ada, at=MORNING)
    erased = person(carla)
    assert MeetingsHolder().erase(erased, at=MORNING) == 4
    assert MeetingsHolder().erase(erased, at=MORNING) == 0
    assert sorted(Meeting.objects.values_list("kind", "title", "place", "text")) == [
        ("call", "", "", "(erased)"), ("meeting", "(erased)", "(erased)", ""),
    ]  # fmt: skip
    assert all("carla" not in row.uid for row in Meeting.objects.all())
    assert set(Attendance.objects.filter(user=None).values_list("address", "name")) == {("", "Erased person 7f3a")}
    assert Attendance.objects.filter(address=ADA).exists()


def test_a_meeting_with_others_keeps_its_words_without_the_person(company: Company, carla: Contact) -> None:
    nora = customers.add_contact(name="Nora Berg", email="nora@mirela.example", account=carla.account, at=MORNING)
    said = Call(
        started_at=MORNING, minutes=5, text=f"Carla Customer ({CARLA}) leaves in May.", people={carla.id, nora.id}
    )
    assert carla.account
    note_call(about=carla.account, call=said, by=company.ada, at=MORNING)
    aside = Call(started_at=MORNING, minutes=5, text="Carla Customer was ill.")
    note_call(about=nora, call=aside, by=company.ada, at=MORNING + timedelta(hours=1))
    MeetingsHolder().erase(person(carla), at=MORNING)
    assert sorted(Meeting.objects.values_list("text", flat=True)) == [
        "(erased) ((erased)) leaves in May.", "(erased) was ill.",
    ]  # fmt: skip
    assert set(Attendance.objects.filter(contact=nora).values_list("name", flat=True)) == {"Nora Berg"}
