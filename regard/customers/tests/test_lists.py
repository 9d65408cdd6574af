"""Lists of companies and people: what a condition finds, how an address carries it, how it is sorted."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conftest import MORNING, Company
from regard.customers import operations as customers
from regard.customers.models import Account, SavedList
from regard.customers.operations.editing import EditRefusedError
from regard.customers.operations.lists import delete_list, save_list
from regard.customers.operations.methods import add_method
from regard.customers.operations.relating import add_identifier
from regard.customers.operations.tags import put_tag
from regard.customers.queries.lists import NoSuchValueError, rows_wanted
from regard.customers.rules.lists import Condition, ManyValues, Wanted, as_json, from_json, read_condition, read_wanted
from regard.fields.operations import add_field
from regard.staff.queries import ForbiddenError


@pytest.fixture
def three(company: Company) -> Company:
    """Adler of Ada's, Brandt of Ben's with a tag and a number, Carlsen of nobody's."""
    adler = customers.add_account(
        name="Adler", at=MORNING, city="Lübeck", owner=company.ada, customer_since=date(2019, 1, 7)
    )
    brandt = customers.add_account(
        name="Brandt", at=MORNING + timedelta(days=2), domain="brandt.example", tier="gold", owner=company.ben
    )
    customers.add_account(name="Carlsen", at=MORNING, city="Aarhus")
    put_tag(on=brandt, name="Dairy", by=company.ada, at=MORNING)
    add_identifier(account=brandt, kind="vat", value="DK 13 58 56 28", by=company.ada, at=MORNING)
    for label, kind in (("Fleet", "number"), ("Region lead", "person"), ("Green", "yes or no"), ("Note", "text")):
        add_field(record_kind="account", label=label, kind=kind, use="Sorts.", by=company.ben, at=MORNING)
    customers.change_account(
        account=adler, typed={"fleet": "9", "green": "yes", "note": "Ütze"}, by=company.ada, at=MORNING
    )
    typed = {"fleet": "12", "region_lead": "ada@havn.example"}
    customers.change_account(account=brandt, typed=typed, by=company.ada, at=MORNING)
    return company


def names(company: Company, *words: str, sort: str = "name", q: str = "") -> list[str]:
    read = [read_condition(word) for word in words]
    wanted = Wanted(kind="account", words=q, conditions=tuple(one for one in read if one), sort=sort)
    rows = rows_wanted(Account.objects.all(), wanted, user=company.ada)
    return list(rows.values_list("name", flat=True))


@pytest.mark.parametrize(
    ("word", "found"),
    [
        ("city.has.beck", ["Adler"]),
        ("city.is.aarhus", ["Carlsen"]),
        ("city.not.aarhus", ["Adler", "Brandt"]),
        ("city.empty", ["Brandt"]),
        ("city.filled", ["Adler", "Carlsen"]),
        ("tier.is.gold", ["Brandt"]),
        ("owner.is.me", ["Adler"]),
        ("owner.not.me", ["Brandt", "Carlsen"]),
        ("owner.empty", ["Carlsen"]),
        ("customer_since.from.2019-01-07", ["Adler"]),
        ("customer_since.to.2019-01-06", []),
        ("created_at.from.2026-03-11", ["Brandt"]),
        ("tag.is.dairy", ["Brandt"]),
        ("tag.not.dairy", ["Adler", "Carlsen"]),
        ("domain.has.brandt", ["Brandt"]),
        ("number.has.1358", ["Brandt"]),
        ("number.empty", ["Adler", "Carlsen"]),
        ("fleet.from.10", ["Brandt"]),
        ("fleet.to.11", ["Adler"]),
        ("fleet.empty", ["Carlsen"]),
        ("green.is.yes", ["Adler"]),
        ("region_lead.is.me", ["Brandt"]),
        ("note.has.tze", ["Adler"]),
        ("gone_field.is.x", ["Adler", "Brandt", "Carlsen"]),
    ],
)
def test_a_condition_finds(three: Company, word: str, found: list[str]) -> None:
    assert names(three, word) == found


def test_words_and_conditions_hold_together(three: Company) -> None:
    assert names(three, "fleet.filled", "tag.is.Dairy") == ["Brandt"]
    assert names(three, q="brandt") == ["Brandt"]
    assert names(three, "city.has.beck", q="adl") == ["Adler"]


@pytest.mark.parametrize(
    ("sort", "found"),
    [
        ("-name", ["Carlsen", "Brandt", "Adler"]),
        ("fleet", ["Adler", "Brandt", "Carlsen"]),
        ("-fleet", ["Brandt", "Adler", "Carlsen"]),
        ("-owner", ["Brandt", "Adler", "Carlsen"]),
        ("customer_since", ["Adler", "Brandt", "Carlsen"]),
        ("nonsense", ["Adler", "Brandt", "Carlsen"]),
    ],
)
def test_what_has_nothing_there_comes_last_either_way(three: Company, sort: str, found: list[str]) -> None:
    assert names(three, sort=sort) == found


@pytest.mark.parametrize("word", ["owner.is.nobody", "customer_since.from.soon", "fleet.from.many"])
def test_a_value_that_means_nothing_is_named(three: Company, word: str) -> None:
    with pytest.raises(NoSuchValueError) as error:
        names(three, word)
    assert error.value.condition.word() == word


def test_people_are_found_by_their_numbers_and_company(company: Company) -> None:
    from regard.customers.models import Contact  # noqa: PLC0415

    account = customers.add_account(name="Mirela", at=MORNING)
    carla = customers.add_contact(name="Carla", email="carla@mirela.example", account=account, at=MORNING)
    customers.add_contact(name="Dora", email="dora@else.example", at=MORNING)
    add_method(contact=carla, kind="phone", value="+45 70 10 20 30", by=company.ada, at=MORNING)
    for word in ("phone.has.701020", "email.has.mirela", f"account.is.{account.id}", "account.is.mire"):
        wanted = Wanted(kind="contact", conditions=(read_condition(word) or Condition(field="", sense=""),))
        assert list(rows_wanted(Contact.objects.all(), wanted, user=company.ada)) == [carla], word


words = st.text(st.characters(blacklist_categories=("Cs",)), min_size=1, max_size=40)


@given(
    words,
    st.lists(st.tuples(st.sampled_from(["city", "fleet"]), st.sampled_from(["has", "is", "not"]), words), max_size=5),
)
def test_a_list_comes_back_from_its_address_as_it_was(typed: str, conditions: list[tuple[str, str, str]]) -> None:
    kept = tuple(dict.fromkeys(Condition(field=field, sense=sense, value=value) for field, sense, value in conditions))
    wanted = Wanted(kind="account", words=typed.strip(), conditions=kept, sort="-city", columns=("name", "city"))
    pairs = wanted.pairs()
    assert read_wanted("account", dict(pairs), many=ManyValues(pairs)) == wanted
    assert from_json("account", as_json(wanted)) == wanted


def test_a_list_is_saved_for_oneself_or_a_team_and_forgotten_by_who_has_it(company: Company) -> None:
    wanted = Wanted(kind="account", conditions=(Condition(field="city", sense="is", value="Aarhus"),))
    mine = save_list(name="In Aarhus", wanted=wanted, by=company.ada, at=MORNING)
    theirs = save_list(name="Ours", wanted=wanted, by=company.ada, at=MORNING, team=company.team)
    assert from_json("account", mine.query) == wanted
    with pytest.raises(EditRefusedError):
        save_list(name=" ", wanted=wanted, by=company.ada, at=MORNING)
    with pytest.raises(ForbiddenError):
        save_list(name="Not mine", wanted=wanted, by=company.olga, at=MORNING, team=company.team)
    delete_list(saved=theirs, by=company.ben, at=MORNING)
    assert list(SavedList.objects.values_list("name", flat=True)) == ["In Aarhus"]
