"""What happens is found, on both databases alike."""

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from conftest import MORNING, Company
from regard.conversations import operations as conversations
from regard.conversations.models import Conversation
from regard.customers import operations as customers
from regard.customers.models import Account, Contact
from regard.jobs.models import Job
from regard.kit.ids import uuid7
from regard.search import operations
from regard.search.models import Entry, Word
from regard.search.queries import Wanted, find
from regard.search.rules import parse
from tools.testing.letters import arrive, letter
from tools.testing.sizes import rounds

pytestmark = pytest.mark.django_db


@pytest.fixture
def havn(company: Company, catch_up):
    """Four letters, told and indexed: the pump, the office, the part number, Chinese."""
    for hour, (sender, subject, text) in enumerate(
        [
            (
                "Carla Customer <carla@mirela.example>",
                "Pump stops",
                "The P-220 stops after ten minutes. What should we do?",
            ),
            (
                "Jörg Müller <joerg@brandt.example>",
                "Rechnung fürs Büro",
                "Bitte an die Straße 4 senden. Die Pumpe läuft.",
            ),
            ("Nils <nils@nord.example>", "Gasket kit", "We need kit 88-410 before the pump is opened, ten of them."),
            ("Li <li@east.example>", "水泵问题", "我们的水泵停了。"),
        ]
    ):
        raw = letter(sender=sender, subject=subject, text=text)
        arrive(raw, company.mailbox, at=MORNING + timedelta(hours=hour), envelope_from=sender.split("<")[1][:-1])
    catch_up()
    return company


def found(typed: str, *, kind: str = "conversation", among=None, limit: int = 20) -> list[str]:
    rows = {"conversation": Conversation, "contact": Contact, "account": Account}[kind].objects.all()
    hits = find(parse(typed), wanted={kind: Wanted(among=rows if among is None else among, limit=limit)}).hits[kind]
    names = {row.id: getattr(row, "subject", "") or getattr(row, "name", "") for row in rows}
    return [names[identifier] for identifier in hits.ids]


@pytest.mark.parametrize(
    ("typed", "subjects"),
    [
        ("pump stops", ["Pump stops"]),
        ("stops pump", ["Pump stops"]),
        ('"pump stops"', ["Pump stops"]),
        ('"ten minutes"', ["Pump stops"]),
        ('"minutes ten"', []),
        ("ten", ["Gasket kit", "Pump stops"]),
        ("buro", ["Rechnung fürs Büro"]),
        ("BÜRO", ["Rechnung fürs Büro"]),
        ("strasse", ["Rechnung fürs Büro"]),
        ("straße", ["Rechnung fürs Büro"]),
        ("mueller", ["Rechnung fürs Büro"]),
        ("p220", ["Pump stops"]),
        ("p-220", ["Pump stops"]),
        ("88410", ["Gasket kit"]),
        ("88-410", ["Gasket kit"]),
        ("gask", ["Gasket kit"]),
        ("gask kit", []),
        ("水泵", ["水泵问题"]),
        ("from:carla", ["Pump stops"]),
        ("from:carla ten", ["Pump stops"]),
        ("from:nils@nord.example", ["Gasket kit"]),
        ("subject:pump", ["Pump stops"]),
        ("subject:ten", []),
        ("subject:kit", ["Gasket kit"]),
        ("1002", ["Rechnung fürs Büro"]),
        ("pump gasket nothing", []),
        ('NEAR(pump stops) -kit* "', []),
        ("conversation", []),
    ],
)
def test_words_find(havn, typed, subjects):
    assert sorted(found(typed)) == subjects


def test_a_word_in_the_subject_counts_more_than_one_in_the_text(havn):
    assert found("pump")[0] == "Pump stops"
    assert sorted(found("pump")) == ["Gasket kit", "Pump stops", "Rechnung fürs Büro"]


@pytest.mark.parametrize(
    ("typed", "subjects"),
    [
        ("gaskte", ["Gasket kit"]),
        ("minuts", ["Pump stops"]),
        ("gazket kit", ["Gasket kit"]),
        ("Recnhung", ["Rechnung fürs Büro"]),
        ("xyz", []),
    ],
)
def test_slips_are_forgiven_when_nothing_has_the_word(havn, typed, subjects):
    assert sorted(found(typed)) == subjects


def test_what_was_found_by_a_slip_says_so(havn):
    rows = Wanted(among=Conversation.objects.all(), limit=20)
    assert [find(parse(typed), wanted={"conversation": rows}).is_alike for typed in ("gasket", "gaskte", "kettle")] == [
        False,
        True,
        False,
    ]


def test_people_and_accounts_are_found(havn, catch_up):
    customers.add_account(name="Brandt Dairy", city="Århus", domain="brandt.example", at=MORNING)
    catch_up()
    assert found("muller", kind="contact") == ["Jörg Müller"]
    assert found("nord.example", kind="contact") == ["Nils"]
    assert found("arhus", kind="account") == ["Brandt Dairy"]
    assert found("brandt", kind="account") == ["Brandt Dairy"]


def test_only_what_is_asked_for_is_looked_at(havn):
    assert found("ten", among=Conversation.objects.filter(subject="Pump stops")) == ["Pump stops"]
    hidden = Wanted(among=Conversation.objects.filter(subject="Pump stops"), limit=20)
    assert find(parse("gasket"), wanted={"conversation": hidden}).hits["conversation"].count == 0


def test_pages_follow_each_other_without_gap(havn):
    rows = Conversation.objects.all()
    seen, after = [], ""
    while True:
        hits = find(parse("pump"), wanted={"conversation": Wanted(among=rows, limit=1)}, after=after).hits[
            "conversation"
        ]
        seen += hits.ids
        after = hits.more
        if not after:
            break
    assert [rows.get(id=identifier).subject for identifier in seen] == found("pump")


def test_a_place_that_is_none_begins_at_the_beginning(havn):
    rows = {"conversation": Wanted(among=Conversation.objects.all(), limit=20)}
    assert find(parse("pump"), wanted=rows, after="nonsense") == find(parse("pump"), wanted=rows)


def test_answers_notes_and_files_are_found(havn, catch_up):
    pump = Conversation.objects.get(subject="Pump stops")
    conversations.add_note(
        conversation=pump, text="The bearing, as in May.", by=havn.ada, at=MORNING + timedelta(hours=9)
    )
    assert found("bearing") == []
    catch_up()
    assert found("bearing") == ["Pump stops"]
    assert found("from:ada") == ["Pump stops"]


def test_many_events_are_one_indexing(havn, catch_up):
    pump = Conversation.objects.get(subject="Pump stops")
    for minute in range(5):
        conversations.add_note(
            conversation=pump, text="again", by=havn.ada, at=MORNING + timedelta(hours=9, minutes=minute)
        )
    assert catch_up() == 5 + 1


def test_indexing_twice_changes_nothing(havn):
    ids = list(Conversation.objects.values_list("id", flat=True))
    before = (Entry.objects.count(), set(Word.objects.values_list("word", flat=True)), found("ten"))
    operations.index(kind="conversation", ids=ids)
    assert (Entry.objects.count(), set(Word.objects.values_list("word", flat=True)), found("ten")) == before


def test_who_is_forgotten_leaves_no_word_behind(havn):
    office = Conversation.objects.get(subject__startswith="Rechnung")
    operations.forget(kind="conversation", ids=[office.id])
    operations.forget(kind="contact", ids=[office.contact_id])
    assert found("buro") == []
    assert found("pump") == ["Pump stops", "Gasket kit"]
    assert not Word.objects.filter(word__in=["muller", "rechnung", "buro"]).exists()
    assert Word.objects.filter(word="pump").exists()


def test_a_record_that_is_gone_is_forgotten_when_it_is_indexed(havn):
    nobody = uuid7()
    assert operations.index(kind="conversation", ids=[nobody]) == 0


def test_rebuilding_restores_everything_and_drops_what_is_gone(havn):
    gone = Entry.objects.create(kind="conversation", record_id=uuid7(), at=MORNING)
    Entry.objects.filter(kind="contact").delete()
    expected = {"conversation": 4, "contact": 4, "account": 0}
    assert operations.rebuild() == expected
    assert not Entry.objects.filter(record_id=gone.record_id).exists()
    assert sorted(found("pump")) == ["Gasket kit", "Pump stops", "Rechnung fürs Büro"]
    assert found("nils", kind="contact") == ["Nils"]


def test_a_huge_letter_is_indexed(company, catch_up):
    text = "begin " + " ".join(f"word{number}" for number in range(60_000)) + " end"
    arrive(letter(subject="Huge", text=text), company.mailbox, at=MORNING)
    catch_up()
    assert found("begin") == ["Huge"]
    assert not Job.objects.filter(name__startswith="search.").exists()


@settings(max_examples=rounds(40), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    typed=st.text()
    | st.lists(
        st.sampled_from(
            ['"', "*", "NEAR(", " ", "ten", "AND", "^", ":", "'", "\\", "-", "{title}", "&", "|", "!", "<->"]
        )
    ).map("".join)
)
def test_nothing_typed_breaks_the_search(havn, typed):
    found(typed)
