"""Fields, ways to reach somebody, numbers, tags, notes, files: what is kept, what is refused, what the timeline says."""

from datetime import timedelta

import pytest

from conftest import MORNING, Company
from regard.customers import operations as customers
from regard.customers.models import (
    Account,
    Contact,
    ContactMethod,
    CustomerNote,
    CustomerTagging,
    Identifier,
    Involvement,
)
from regard.customers.operations.editing import ConflictError, EditRefusedError
from regard.customers.operations.involving import hand_over_account, involve, leave
from regard.customers.operations.methods import add_method, prefer, remove_method
from regard.customers.operations.notes import Upload, add_customer_note, add_file, remove_file
from regard.customers.operations.relating import add_address, add_identifier, add_position, remove_position
from regard.customers.operations.tags import put_tag, take_tag
from regard.events.models import Event
from regard.fields.operations import add_field
from regard.staff.operations import add_user
from regard.staff.queries import ForbiddenError

LATER = MORNING + timedelta(hours=1)


@pytest.fixture
def mirela(company: Company) -> Account:
    return customers.add_account(name="Mirela", domain="mirela.example", at=MORNING, city="Aarhus")


@pytest.fixture
def carla(company: Company, mirela: Account) -> Contact:
    return customers.add_contact(name="Carla Customer", email="carla@mirela.example", account=mirela, at=MORNING)


def told() -> list[str]:
    """What the log says since the cast was made."""
    return list(Event.objects.filter(at=LATER).order_by("id").values_list("kind", flat=True))


def test_a_field_is_changed_and_the_timeline_says_from_what_to_what(company: Company, mirela: Account) -> None:
    changed = customers.change_account(
        account=mirela,
        typed={"city": "Odense", "country": "denmark", "tier": ""},
        seen={"city": "Aarhus"},
        by=company.ada,
        at=LATER,
    )
    mirela.refresh_from_db()
    event = Event.objects.get(kind="account.changed")
    assert (changed, mirela.city, mirela.country, mirela.changed_at) == (["city", "country"], "Odense", "DK", LATER)
    assert event.data == {"changes": {"city": ["Aarhus", "Odense"], "country": ["", "DK"]}}


def test_what_somebody_else_wrote_meanwhile_is_not_written_over(company: Company, mirela: Account) -> None:
    customers.change_account(account=mirela, typed={"city": "Odense"}, by=company.ben, at=LATER)
    with pytest.raises(ConflictError, match="Odense"):
        customers.change_account(
            account=mirela, typed={"city": "Vejle"}, seen={"city": "Aarhus"}, by=company.ada, at=LATER
        )
    mirela.refresh_from_db()
    assert mirela.city == "Odense"


@pytest.mark.parametrize(
    ("field", "typed", "why"),
    [
        ("name", " ", "cannot be empty"),
        ("name", "x" * 201, "200 letters at most"),
        ("country", "Atlantis", "Atlantis"),
        ("zone", "Mars/Base", "no time zone"),
        ("customer_since", "31 April", "no date"),
        ("owner", "ada@havn.example", "Hand the account over"),
        ("parent", "Nobody Ltd", "Add it first"),
        ("parent", "Mirela", "belong to itself"),
    ],
)
def test_what_cannot_stand_in_a_field_is_refused_by_name(
    company: Company, mirela: Account, field: str, typed: str, why: str
) -> None:
    with pytest.raises(EditRefusedError, match=why) as refused:
        customers.change_account(account=mirela, typed={field: typed, "city": "Odense"}, by=company.ada, at=LATER)
    mirela.refresh_from_db()
    assert (refused.value.field, mirela.city, told()) == (field, "Aarhus", [])


def test_fields_of_the_companys_own_are_read_by_their_kind(company: Company, mirela: Account) -> None:
    for label, kind in (("Budget", "money"), ("Renewal", "date"), ("Fleet", "number"), ("Green", "yes or no")):
        add_field(
            record_kind="account",
            label=label,
            kind=kind,
            use="Tells when to ring.",
            currency="EUR",
            by=company.ben,
            at=MORNING,
        )
    typed = {"budget": "1.234,50 €", "renewal": "3.4.2027", "fleet": "12", "green": "ja"}
    customers.change_account(account=mirela, typed=typed, by=company.ada, at=LATER)
    mirela.refresh_from_db()
    assert mirela.custom == {"budget": "1234.50", "renewal": "2027-04-03", "fleet": "12", "green": True}
    customers.change_account(account=mirela, typed={"fleet": ""}, by=company.ada, at=LATER)
    mirela.refresh_from_db()
    assert mirela.custom == {"budget": "1234.50", "renewal": "2027-04-03", "green": True}


def test_a_reader_changes_nothing(company: Company, mirela: Account) -> None:
    rita = add_user(email="rita@havn.example", name="Rita Reader", role="read-only", at=MORNING)
    with pytest.raises(ForbiddenError):
        customers.change_account(account=mirela, typed={"city": "Odense"}, by=rita, at=LATER)
    with pytest.raises(ForbiddenError):
        add_customer_note(about=mirela, text="Hello", by=rita, at=LATER)


def test_several_ways_to_reach_somebody_one_of_a_kind_preferred(company: Company, carla: Contact) -> None:
    phone = add_method(
        contact=carla, kind="phone", value="20 12 34 56", country="DK", label="mobile", by=company.ada, at=LATER
    )
    second = add_method(contact=carla, kind="email", value="Carla.C@Private.example", by=company.ada, at=LATER)
    prefer(method=second, by=company.ada, at=LATER)
    rows = carla.methods.order_by("kind", "id").values_list("kind", "value", "normalised", "is_preferred")
    assert list(rows) == [
        ("email", "carla@mirela.example", "carla@mirela.example", False),
        ("email", "Carla.C@private.example", "carla.c@private.example", True),
        ("phone", "20 12 34 56", "+4520123456", True),
    ]
    remove_method(method=phone, by=company.ada, at=LATER)
    assert told() == [
        "contact_method.added", "contact_method.added", "contact_method.preferred", "contact_method.removed",
    ]  # fmt: skip


def test_an_address_belongs_to_one_person_and_a_number_to_several(
    company: Company, mirela: Account, carla: Contact
) -> None:
    marco = customers.add_contact(name="Marco Bruni", email="marco@mirela.example", account=mirela, at=MORNING)
    for person in (carla, marco):
        add_method(contact=person, kind="phone", value="+45 70 10 20 30", by=company.ada, at=LATER)
    with pytest.raises(EditRefusedError, match="belongs to Carla Customer"):
        add_method(contact=marco, kind="email", value="CARLA@mirela.example", by=company.ada, at=LATER)
    with pytest.raises(EditRefusedError, match="no telephone number"):
        add_method(contact=marco, kind="phone", value="call me", by=company.ada, at=LATER)
    assert ContactMethod.objects.filter(normalised="+4570102030").count() == 2


def test_a_number_is_checked_and_kept_either_way(company: Company, mirela: Account) -> None:
    for value in ("DK 13 58 56 28", "DK13585629"):
        add_identifier(account=mirela, kind="vat", value=value, by=company.ada, at=LATER)
    rows = Identifier.objects.order_by("id").values_list("value", "normalised", "country", "is_valid")
    assert list(rows) == [("DK 13 58 56 28", "DK13585628", "DK", True), ("DK13585629", "DK13585629", "DK", False)]
    with pytest.raises(EditRefusedError, match="stands here already"):
        add_identifier(account=mirela, kind="vat", value="dk-13585628", by=company.ada, at=LATER)


def test_a_person_works_at_two_companies(company: Company, mirela: Account, carla: Contact) -> None:
    harbour = customers.add_account(name="Harbour Fish", at=MORNING)
    position = add_position(contact=carla, account=harbour, job_title="Board", by=company.ada, at=LATER)
    with pytest.raises(EditRefusedError, match="is there already"):
        add_position(contact=carla, account=mirela, by=company.ada, at=LATER)
    remove_position(position=position, by=company.ada, at=LATER)
    subjects = Event.objects.filter(kind__startswith="position.").values_list("kind", "subject_kind")
    assert sorted(subjects) == [
        ("position.added", "account"), ("position.added", "contact"), ("position.removed", "account"), ("position.removed", "contact"),
    ]  # fmt: skip


def test_a_tag_is_one_word_in_any_case(company: Company, mirela: Account, carla: Contact) -> None:
    put_tag(on=mirela, name="VIP", by=company.ada, at=LATER)
    put_tag(on=mirela, name=" vip ", by=company.ada, at=LATER)
    put_tag(on=carla, name="Vip", by=company.ada, at=LATER)
    assert CustomerTagging.objects.count() == 2
    take_tag(off=mirela, tag=CustomerTagging.objects.get(account=mirela).tag, by=company.ada, at=LATER)
    assert told() == ["customer.tagged", "customer.tagged", "customer.untagged"]


def test_a_note_calls_a_colleague(company: Company, carla: Contact) -> None:
    note = add_customer_note(about=carla, text="Ask @Ben Lead about her pump.", by=company.ada, at=LATER)
    assert [mention.user for mention in note.mentions.all()] == [company.ben]
    events = Event.objects.filter(at=LATER).order_by("id").values_list("kind", "contact_id", "account_id", "data")
    assert list(events) == [
        ("customer_note.added", carla.id, carla.account_id, {"note": str(note.id)}),
        ("customer.mentioned", carla.id, carla.account_id, {"note": str(note.id), "user": str(company.ben.id)}),
    ]


def test_a_file_is_kept_with_its_bytes_and_its_name_stays_when_it_goes(company: Company, mirela: Account) -> None:
    row = add_file(
        about=mirela,
        upload=Upload(filename="plan.pdf", content_type="application/pdf", content=b"%PDF"),
        by=company.ada,
        at=LATER,
    )
    remove_file(file=row, by=company.ada, at=LATER)
    assert [event.data["filename"] for event in Event.objects.filter(kind__startswith="customer_file.")] == [
        "plan.pdf"
    ] * 2
    with pytest.raises(EditRefusedError, match="Choose a file"):
        add_file(about=mirela, upload=Upload(filename="x", content_type="", content=b""), by=company.ada, at=LATER)


def test_an_owner_leaves_a_note_for_the_next(company: Company, mirela: Account) -> None:
    hand_over_account(account=mirela, to=company.ada, note="", by=company.ben, at=LATER)
    with pytest.raises(EditRefusedError, match="Write a note"):
        hand_over_account(account=mirela, to=company.ben, note=" ", by=company.ada, at=LATER)
    hand_over_account(account=mirela, to=company.ben, note="They want a quote.", by=company.ada, at=LATER)
    mirela.refresh_from_db()
    assert (mirela.owner, CustomerNote.objects.get(account=mirela).text) == (company.ben, "They want a quote.")


def test_colleagues_work_on_an_account_and_readers_may_follow_it(company: Company, mirela: Account) -> None:
    rita = add_user(email="rita@havn.example", name="Rita Reader", role="read-only", at=MORNING)
    involve(account=mirela, user=company.ada, kind="collaborator", role="drawings", by=company.ben, at=LATER)
    involve(account=mirela, user=rita, kind="follower", by=rita, at=LATER)
    with pytest.raises(ForbiddenError):
        involve(account=mirela, user=company.ada, kind="follower", by=rita, at=LATER)
    leave(involvement=Involvement.objects.get(user=rita), by=rita, at=LATER)
    assert told() == ["account.joined_by_colleague", "account.followed", "account.unfollowed"]


def test_a_further_address_needs_a_place(company: Company, mirela: Account) -> None:
    where = {"kind": "invoice", "postcode": "8000", "country": "DK"}
    row = add_address(of=mirela, street="Havnegade 1", city="Aarhus", **where, by=company.ada, at=LATER)
    assert str(row) == "Havnegade 1, 8000, Aarhus, DK"
    with pytest.raises(EditRefusedError, match="street or a town"):
        add_address(of=mirela, street=" ", city="", **where, by=company.ada, at=LATER)
