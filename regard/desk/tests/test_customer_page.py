"""The page about a customer: facts, one timeline over all rooms, promises both ways, fields edited in place, small forms."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from conftest import MORNING, Company
from regard.conversations.models import Conversation
from regard.customers import operations as customers
from regard.customers.models import Account, Contact, CustomerFile
from regard.customers.operations.notes import add_customer_note
from regard.data_quality.operations import join
from regard.desk.tests.support import NOW, answered, outsider, reader_only, says, signed_in, written
from regard.desk.tests.test_statements import MOST, statements
from regard.events.models import Event
from regard.fields.operations import add_field


@pytest.fixture
def mirela(company: Company) -> Account:
    return customers.add_account(
        name="Mirela", domain="mirela.example", at=MORNING - timedelta(days=2), city="Aarhus", owner=company.ada
    )


def page_of(account: Account | Contact) -> str:
    return f"/customers/{'companies' if isinstance(account, Account) else 'people'}/{account.pk}/"


def shown(client: Client, address: str) -> Any:
    response = client.get(address)
    assert response.status_code == 200, address
    return response.context["page"]


def lines(page: Any) -> list[tuple[str, str, str]]:
    """Day, title and beginning of the detail of each entry."""
    return [
        (day.label, line.entry.title, line.entry.detail[:40]) for day in page.timeline.days for line in day.lines
    ]  # fmt: skip


def carla() -> Contact:
    return Contact.objects.get(methods__normalised="carla@mirela.example")


def test_ten_seconds_tell_how_things_stand(company: Company, mirela: Account) -> None:
    first = written(company, at=MORNING, subject="Pump stops", by=company.ada)
    answered(first, by=company.ada, at=MORNING + timedelta(minutes=20))
    written(company, at=MORNING + timedelta(minutes=30), subject="Second pump", message_id="<two@mirela.example>")
    page = shown(signed_in(company.ada), page_of(mirela))
    assert [(fact.label, fact.value) for fact in page.facts] == [
        ("Waiting for us", "1"), ("Answered in time", "1 of 1"), ("Last 12 months", "2"), ("Last heard from them", "10:00"),
    ]  # fmt: skip
    assert page.facts[0].detail == "due 14:00"
    assert [person.name for person in page.people] == ["Carla Customer"]


def test_one_timeline_holds_what_every_room_says_latest_first(company: Company, mirela: Account) -> None:
    conversation = written(company, at=MORNING, subject="Pump stops", by=company.ada)
    answered(conversation, by=company.ada, at=MORNING + timedelta(minutes=10), text="Clean the filter.")
    customers.change_account(
        account=mirela, typed={"city": "Odense"}, by=company.ada, at=MORNING + timedelta(minutes=20)
    )
    add_customer_note(about=carla(), text="Likes to be rung.", by=company.ben, at=MORNING + timedelta(minutes=30))
    client = signed_in(company.ada)
    assert lines(shown(client, page_of(mirela))) == [
        ("Today", "Note by Ben Lead", "Likes to be rung."),
        ("Today", "Town changed", "Town: Aarhus → Odense (Ada Agent)"),
        ("Today", "Pump stops", "Ada Agent: Clean the filter."),
        ("Today", "Pump stops", "Carla Customer: The P-220 stops after te"),
        ("Today", "Carla Customer was added", ""),
        ("Sunday 8 March", "Added to the customers", ""),
    ]
    assert [title for _day, title, _more in lines(shown(client, f"{page_of(mirela)}?show=notes"))] == [
        "Note by Ben Lead"
    ]
    assert [title for _day, title, _more in lines(shown(client, f"{page_of(mirela)}?show=mail"))] == ["Pump stops"] * 2
    assert [title for _day, title, _more in lines(shown(client, page_of(carla())))] == [
        "Note by Ben Lead", "Pump stops", "Pump stops", "Carla Customer was added",
    ]  # fmt: skip


def test_a_question_that_waits_shows_its_clock(company: Company, mirela: Account) -> None:
    written(company, at=MORNING, subject="Pump stops")
    (first, *_rest) = [
        line for day in shown(signed_in(company.ada), page_of(mirela)).timeline.days for line in day.lines
    ]
    assert (first.entry.waits, first.clock.due_iso != "" or first.clock.text != "") == (True, True)


def test_fifty_entries_a_page_and_any_month_at_once(company: Company, mirela: Account) -> None:
    for number in range(60):
        at = MORNING - timedelta(days=30 * (number % 3), minutes=number)
        add_customer_note(about=mirela, text=f"Note {number}", by=company.ada, at=at)
    client = signed_in(company.ada)
    page = shown(client, f"{page_of(mirela)}?show=notes")
    assert len(lines(page)) == 50
    following = shown(client, page_of(mirela) + page.timeline.next_url)
    assert (len(lines(following)), following.timeline.next_url) == (10, "")
    assert not set(lines(page)) & set(lines(following))
    assert [year.label for year in page.timeline.years] == ["2026"]
    assert [month.label for month in page.timeline.years[0].months] == ["Mar", "Feb", "Jan"]
    january = shown(client, page_of(mirela) + page.timeline.years[0].months[2].url)
    assert {line[0] for line in lines(january)} == {"Friday 9 January"}


@pytest.mark.parametrize(
    "word", ["before=soon", "before=2026-99", "before=2026-03-10T08:00:00+00:00_xx", "show=nonsense", "before=9999-12"]
)
def test_an_address_that_means_nothing_begins_at_the_latest(company: Company, mirela: Account, word: str) -> None:
    assert len(lines(shown(signed_in(company.ada), f"{page_of(mirela)}?{word}"))) == 1


def test_what_another_team_keeps_to_itself_is_in_no_timeline(company: Company, mirela: Account) -> None:
    conversation = written(company, at=MORNING, subject="Dismissal")
    Conversation.objects.filter(id=conversation.id).update(is_team_only=True)
    assert "Dismissal" in says(signed_in(company.ada).get(page_of(mirela)))
    otto = signed_in(outsider(company))
    assert "Dismissal" not in says(otto.get(page_of(mirela)))
    assert otto.get(page_of(carla())).status_code == 404


def test_events_of_who_was_joined_stand_in_the_timeline_of_who_was_kept(company: Company, mirela: Account) -> None:
    double = customers.add_account(name="Mirela Spa", at=MORNING)
    add_customer_note(about=double, text="Noted at the double.", by=company.ada, at=MORNING)
    join(kept=mirela, gone=double, by=company.ada, at=MORNING + timedelta(minutes=1))
    client = signed_in(company.ada)
    assert "Noted at the double." in says(client.get(page_of(mirela)))
    assert client.get(page_of(double)).headers["Location"] == page_of(mirela)


def test_promises_both_ways(company: Company, mirela: Account) -> None:
    conversation = written(company, at=MORNING, subject="Quote", by=company.ada)
    answered(
        conversation,
        by=company.ada,
        at=MORNING + timedelta(minutes=5),
        text="The drawing comes tomorrow.",
        promised_for=NOW + timedelta(days=1),
    )
    other = written(
        company,
        at=MORNING,
        subject="Plan",
        message_id="<p@mirela.example>",
        text="We will confirm the plan by Friday.",
        by=company.ada,
    )
    answered(other, by=company.ada, at=MORNING + timedelta(minutes=9), text="Good, thank you.")
    page = shown(signed_in(company.ada), page_of(mirela))
    assert [(one.text, one.by) for one in page.ours] == [("The drawing comes tomorrow.", "Ada Agent")]
    assert [(one.text, one.by) for one in page.theirs] == [("We will confirm the plan by Friday.", "Carla Customer")]


def test_a_field_is_edited_in_place(company: Company, mirela: Account) -> None:
    client = signed_in(company.ada)
    assert [one.name for one in shown(client, f"{page_of(mirela)}?edit=city").details if one.editing] == ["city"]
    response = client.post(f"{page_of(mirela)}edit/", {"edited": "city", "field-city": "Vejle", "seen-city": "Aarhus"})
    assert response.headers["Location"] == f"{page_of(mirela)}#details"
    mirela.refresh_from_db()
    assert mirela.city == "Vejle"


def test_what_cannot_stand_in_a_field_is_given_back_with_the_reason(company: Company, mirela: Account) -> None:
    response = signed_in(company.ada).post(
        f"{page_of(mirela)}edit/", {"edited": "country", "field-country": "Atlantis", "seen-country": ""}
    )
    (editing,) = [one.editing for one in response.context["page"].details if one.editing]
    assert (response.status_code, editing.typed, "Atlantis" in editing.error) == (422, "Atlantis", True)


def test_two_who_edit_the_same_field_do_not_write_over_each_other(company: Company, mirela: Account) -> None:
    customers.change_account(account=mirela, typed={"city": "Odense"}, by=company.ben, at=MORNING)
    response = signed_in(company.ada).post(
        f"{page_of(mirela)}edit/", {"edited": "city", "field-city": "Vejle", "seen-city": "Aarhus"}
    )
    assert (response.status_code, "It says now: Odense" in says(response)) == (422, True)


def test_a_whole_form_changes_only_what_was_changed(company: Company, mirela: Account) -> None:
    customers.add_account(name="Group", at=MORNING)
    client = signed_in(company.ada)
    page = shown(client, f"{page_of(mirela)}?edit=all")
    typed = {"edited": "all"}
    for one in page.details:
        if one.name != "owner":
            typed |= {f"seen-{one.name}": one.editing.seen, f"field-{one.name}": one.editing.seen}
    client.post(f"{page_of(mirela)}edit/", typed | {"field-parent": "group", "field-tier": "gold"})
    assert Event.objects.get(kind="account.changed").data["changes"].keys() == {"tier", "parent"}


def test_only_the_part_that_is_asked_for_is_sent(company: Company, mirela: Account) -> None:
    client = signed_in(company.ada)
    details = client.get(f"{page_of(mirela)}?edit=city", headers={"HX-Request": "true", "HX-Target": "div#details"})
    assert "<html" not in details.content.decode()
    assert 'name="field-city"' in details.content.decode()


@pytest.mark.parametrize(
    ("what", "typed", "shown_then"),
    [
        (
            "note",
            {"text": "Likes @Ben Lead"},
            lambda page: page.timeline.days[0].lines[0].entry.detail == "Likes @Ben Lead",
        ),
        ("tag", {"tag": "VIP, Dairy"}, lambda page: [tag.text for tag in page.tags] == ["Dairy", "VIP"]),
        (
            "number",
            {"kind": "vat", "value": "DK13585628"},
            lambda page: [(one.text, one.state) for one in page.numbers] == [("DK13585628", "good")],
        ),
        (
            "number",
            {"kind": "domain", "value": "mirela.test"},
            lambda page: page.domains == ["mirela.example", "mirela.test"],
        ),
        (
            "address",
            {"kind": "invoice", "street": "Havnegade 1", "city": "Aarhus"},
            lambda page: [one.text for one in page.addresses] == ["Havnegade 1, Aarhus"],
        ),
        ("follow", {}, lambda page: page.follows),
    ],
)
def test_the_small_forms_do_what_they_say(
    company: Company, mirela: Account, what: str, typed: dict[str, str], shown_then: Callable[[Any], bool]
) -> None:
    client = signed_in(company.ada)
    assert not shown_then(shown(client, page_of(mirela)))
    assert client.post(f"{page_of(mirela)}{what}/", typed).headers["Location"] == page_of(mirela)
    assert shown_then(shown(client, page_of(mirela)))


@pytest.mark.parametrize(
    ("what", "typed", "why"),
    [
        ("note", {"text": " "}, "Write something first."),
        ("note", {"text": "Ask @Nobody Known"}, "Nobody"),
        ("number", {"kind": "vat", "value": "none"}, "is no such number"),
        ("number", {"kind": "domain", "value": "mirela.example"}, "belongs to Mirela already"),
        ("hand-over", {"owner": "", "note": ""}, "Write a note"),
        ("involve", {"user": ""}, "Choose a colleague."),
        ("file", {}, "Choose a file first."),
    ],
)
def test_what_cannot_be_kept_comes_back_in_its_form(
    company: Company, mirela: Account, what: str, typed: dict[str, str], why: str
) -> None:
    response = signed_in(company.ada).post(f"{page_of(mirela)}{what}/", typed)
    dialog = response.context["page"].dialog
    assert (response.status_code, dialog.name, why in dialog.error) == (422, what, True)


def test_a_person_is_reached_added_to_and_taken_from(company: Company, mirela: Account) -> None:
    person = customers.add_contact(name="Dora", email="dora@mirela.example", account=mirela, at=MORNING)
    harbour = customers.add_account(name="Harbour Fish", at=MORNING)
    client = signed_in(company.ada)
    client.post(f"{page_of(person)}method/", {"kind": "phone", "value": "+45 70 10 20 30", "label": "mobile"})
    client.post(f"{page_of(person)}position/", {"account": "harbour fish", "title": "Board"})
    page = shown(client, page_of(person))
    assert [(way.value, way.notes) for way in page.ways] == [
        ("dora@mirela.example", [("preferred", "acc")]), ("+45 70 10 20 30", [("mobile", ""), ("preferred", "acc")]),
    ]  # fmt: skip
    assert [(one.name, one.detail) for one in page.positions] == [("Harbour Fish", "Board")]
    assert "Dora" in [one.name for one in shown(client, page_of(harbour)).people]
    client.post(f"{page_of(person)}position-away/", {"id": page.positions[0].id})
    client.post(f"{page_of(person)}method-away/", {"id": page.ways[1].id})
    page = shown(client, page_of(person))
    assert ([way.value for way in page.ways], page.positions) == (["dora@mirela.example"], [])


def test_a_file_comes_back_byte_for_byte_and_never_as_a_page(company: Company, mirela: Account) -> None:
    client = signed_in(company.ada)
    upload = SimpleUploadedFile("überblick.html", b"<script>alert(1)</script>", content_type="text/html")
    client.post(f"{page_of(mirela)}file/", {"file": upload})
    response = client.get(f"/customers/files/{CustomerFile.objects.get().id}/")
    assert (response.content, response.headers["Content-Type"]) == (
        b"<script>alert(1)</script>",
        "application/octet-stream",
    )
    assert response.headers["Content-Disposition"].startswith("attachment")


def test_a_reader_sees_everything_and_changes_nothing(company: Company, mirela: Account) -> None:
    client = signed_in(reader_only(company))
    page = shown(client, page_of(mirela))
    assert (page.may_change, page.write_url) == (False, "")
    assert client.post(f"{page_of(mirela)}edit/", {"field-city": "Vejle", "seen-city": "Aarhus"}).status_code == 403
    assert client.post(f"{page_of(mirela)}tag/", {"tag": "VIP"}).status_code == 403
    assert client.post(f"{page_of(mirela)}follow/").status_code == 302


def test_the_page_costs_the_same_with_one_entry_and_with_many(company: Company, mirela: Account) -> None:
    add_field(record_kind="account", label="Fleet", kind="number", use="Sorts.", by=company.ben, at=MORNING)
    client = signed_in(company.ada)
    for number in range(12):
        conversation = written(
            company, at=MORNING, subject="Pump", message_id=f"<{number}@mirela.example>", by=company.ada
        )
        if number % 2:
            answered(conversation, by=company.ada, at=MORNING + timedelta(minutes=9), text="Good, thank you.")
        add_customer_note(about=mirela, text="Note", by=company.ada, at=MORNING)
    customers.change_account(account=mirela, typed={"fleet": "3", "tier": "gold"}, by=company.ada, at=MORNING)
    client.get(page_of(mirela))
    assert statements(client, page_of(mirela)) <= MOST
    assert statements(client, page_of(carla())) <= MOST
