"""Meetings and calls on the customer's page: noted in one form, told in the timeline."""

from datetime import timedelta
from typing import Any

import pytest

from conftest import MORNING, Company
from regard.conversations.models import Conversation
from regard.customers import operations as customers
from regard.customers.models import Account, Contact
from regard.customers.operations.notes import add_customer_note
from regard.desk.tests.support import NOW, outsider, reader_only, says, signed_in
from regard.desk.tests.test_customer_page import lines, page_of, shown
from regard.desk.tests.test_statements import MOST, statements
from regard.meetings.models import Meeting
from tools.testing.invitations import CARLA, file_all, ics, invitation
from tools.testing.letters import arrive


@pytest.fixture
def mirela(company: Company) -> Account:
    return customers.add_account(name="Mirela", domain="mirela.example", at=MORNING, owner=company.ada)


@pytest.fixture
def carla(mirela: Account) -> Contact:
    return customers.add_contact(name="Carla Customer", email=CARLA, account=mirela, at=MORNING)


def invited(company: Company, calendar: bytes, *, minutes: int = 0) -> None:
    arrive(invitation(calendar), company.mailbox, at=MORNING + timedelta(minutes=minutes))
    file_all()


def meetings(company: Company, of: Account | Contact, who: Any = None) -> list[tuple[str, str, str]]:
    return lines(shown(signed_in(who or company.ada), f"{page_of(of)}?show=meetings"))


def test_a_call_is_noted_in_one_form(company: Company, mirela: Account, carla: Contact) -> None:
    client = signed_in(company.ada)
    dialog = shown(client, f"{page_of(mirela)}?dialog=call")
    assert ([one.label for one in dialog.callers if one.is_on], dialog.call_began) == (
        ["Carla Customer"],
        "2026-03-10T10:20",
    )
    typed = {"text": "They order in May.", "people": [str(carla.id)], "started": "2026-03-10T10:00", "minutes": "12"}
    answer = client.post(f"{page_of(mirela)}call/", typed, follow=True)
    assert "The call stands in the timeline." in says(answer)
    row = Meeting.objects.get()
    assert (row.starts_at, row.ends_at) == (NOW - timedelta(minutes=30), NOW - timedelta(minutes=18))
    for of in (mirela, carla):
        (entry,) = [
            line.entry for day in shown(client, f"{page_of(of)}?show=meetings").timeline.days for line in day.lines
        ]
        assert (entry.title, entry.detail) == (
            "Call with Carla Customer",
            "12 minutes · noted by Ada Agent\nThey order in May.",
        )


def test_a_call_with_a_person_needs_nobody_chosen(company: Company, carla: Contact) -> None:
    typed = {"text": "Rang back.", "started": "2026-03-10T10:00", "minutes": "0"}
    signed_in(company.ada).post(f"{page_of(carla)}call/", typed)
    assert [(title, detail) for _day, title, detail in meetings(company, carla)] == [
        ("Call with Carla Customer", "noted by Ada Agent\nRang back."),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"text": " "}, "Write what was said."), ({"minutes": "ten"}, "in whole minutes"), ({"minutes": "9999"}, "lasts up to a day"),
        ({"started": "soon"}, "Say when the call began"), ({"started": "2026-03-10T12:00"}, "lies ahead"),
        ({"started": "0001-01-01T00:00"}, ""), ({"people": ["x", "00000000-0000-0000-0000-000000000001"]}, "does not belong"),
    ],
)  # fmt: skip
def test_what_cannot_be_kept_comes_back_as_it_was_typed(
    company: Company, mirela: Account, carla: Contact, changes: dict[str, Any], why: str
) -> None:
    typed = {
        "text": "My own words",
        "people": [str(carla.id)],
        "started": "2026-03-10T10:00",
        "minutes": "12",
        **changes,
    }
    answer = signed_in(company.ada).post(f"{page_of(mirela)}call/", typed)
    assert (answer.status_code, why in says(answer), Meeting.objects.count()) == (422, True, 0)
    assert str(changes.get("text", "My own words")) in answer.content.decode()
    assert str(changes.get("started", "2026-03-10T10:00")) in answer.content.decode()


def test_who_only_reads_notes_no_call(company: Company, mirela: Account) -> None:
    client = signed_in(reader_only(company))
    assert "Note a call" not in says(client.get(page_of(mirela)))
    assert (
        client.post(f"{page_of(mirela)}call/", {"text": "x", "started": "2026-03-10T10:00", "minutes": "1"}).status_code
        == 403
    )


def test_an_invitation_its_move_its_answer_and_its_end_are_told(company: Company, mirela: Account) -> None:
    invited(company, ics())
    assert meetings(company, mirela) == [
        ("Today", "Look at the pump", "Thu 12 Mar 2026, 14:00–15:00 · Hall 4 · with Carla Customer"[:40])
    ]  # fmt: skip
    invited(company, ics(sequence=1, starts="20260313T130000Z", ends="20260313T143000Z"), minutes=1)
    invited(company, ics(method="CANCEL", sequence=2), minutes=2)
    assert meetings(company, mirela) == [
        ("Today", "Cancelled: Look at the pump", "Fri 13 Mar 2026, 14:00–15:30 · Hall 4"),
        ("Today", "Moved: Look at the pump", "Thu 12 Mar 2026, 14:00 → Fri 13 Mar 2026"),
        ("Today", "Look at the pump", "Fri 13 Mar 2026, 14:00–15:30 · Hall 4 · "),
    ]  # fmt: skip
    carla = Contact.objects.get(name="Carla Customer")
    assert meetings(company, carla) == meetings(company, mirela)


def test_what_is_over_says_that_it_was_held(company: Company, mirela: Account) -> None:
    invited(company, ics(starts="20260310T070000Z", ends="20260310T080000Z"))
    (entry,) = [
        line.entry for day in shown(signed_in(company.ada), f"{page_of(mirela)}?show=meetings").timeline.days for line in day.lines
    ]  # fmt: skip
    assert (entry.tag, entry.is_theirs, entry.url.startswith("/inbox/")) == ("held", True, True)


def test_what_another_team_keeps_to_itself_is_not_told(company: Company, mirela: Account) -> None:
    invited(company, ics())
    Conversation.objects.update(is_team_only=True)
    assert (len(meetings(company, mirela)), meetings(company, mirela, outsider(company))) == (1, [])


def test_the_page_costs_no_more_with_many_meetings(company: Company, mirela: Account) -> None:
    for number in range(15):
        invited(company, ics(uid=f"m{number}"), minutes=number)
    add_customer_note(about=mirela, text="Note", by=company.ada, at=MORNING)
    client = signed_in(company.ada)
    client.get(page_of(mirela))
    assert statements(client, f"{page_of(mirela)}?show=meetings") <= MOST
    assert statements(client, f"{page_of(mirela)}?dialog=call") <= MOST
    assert statements(client, page_of(mirela)) <= MOST
