"""Lists of companies and people: what stands there, filters in the address, files, saved lists, changing many, typing in."""

import csv
import io
import json
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from python_calamine import CalamineWorkbook

from conftest import MORNING, Company
from regard.conversations.models import Conversation
from regard.customers import operations as customers
from regard.customers.models import Account, Contact, EditRun, SavedList
from regard.customers.operations.methods import add_method
from regard.desk.tests.support import outsider, reader_only, says, signed_in, written
from regard.desk.tests.test_statements import MOST, statements
from regard.fields.models import CustomField
from regard.fields.operations import add_field

COMPANIES, PEOPLE = "/customers/companies/", "/customers/people/"


@pytest.fixture
def some(company: Company) -> Company:
    customers.add_account(name="Adler", at=MORNING, city="Lübeck", owner=company.ada)
    mirela = customers.add_account(name="Mirela", domain="mirela.example", at=MORNING, city="Aarhus", tier="gold")
    written(company, at=MORNING, subject="Pump stops")
    carla = Contact.objects.get(name="Carla Customer")
    add_method(contact=carla, kind="phone", value="+45 70 10 20 30", by=company.ada, at=MORNING)
    customers.add_contact(name="=cmd|' /C calc'!A0", email="x@mirela.example", account=mirela, at=MORNING)
    return company


def shown(client: Client, address: str) -> Any:
    response = client.get(address)
    assert response.status_code == 200, address
    return response.context["page"]


def names(page: Any) -> list[str]:
    return [row.name for row in page.rows]


def test_a_list_says_who_waits_and_who_wrote_last(some: Company) -> None:
    page = shown(signed_in(some.ada), COMPANIES)
    assert page.finding == "2 companies"
    assert [head.label for head in page.heads] == [
        "Name", "Waiting for us since", "Looked after by", "Tier", "Town", "Tag", "Last heard from them",
    ]  # fmt: skip
    assert [(row.name, row.cells) for row in page.rows] == [
        ("Adler", ["", "Ada Agent", "", "Lübeck", "", ""]), ("Mirela", ["9:30", "", "gold", "Aarhus", "", "9:30"]),
    ]  # fmt: skip


def test_filters_are_chips_in_the_address_and_each_can_be_taken_away(some: Company) -> None:
    client = signed_in(some.ada)
    added = client.get(f"{COMPANIES}?where=tier.filled&dialog=filter&field=city&sense=has&value=aar")
    assert added.headers["Location"] == f"{COMPANIES}?where=tier.filled&where=city.has.aar"
    page = shown(client, added.headers["Location"])
    assert (names(page), [chip.label for chip in page.chips]) == (["Mirela"], ["Tier is known", "Town has aar"])
    assert names(shown(client, page.chips[0].url)) == ["Mirela"]
    assert names(shown(client, f"{COMPANIES}?where=waiting.is.yes")) == ["Mirela"]
    assert names(shown(client, f"{COMPANIES}?where=waiting.not.yes")) == ["Adler"]
    assert names(shown(client, f"{PEOPLE}?q=701020")) == ["Carla Customer"]


def test_a_condition_that_means_nothing_is_left_out_and_said(some: Company) -> None:
    page = shown(signed_in(some.ada), f"{COMPANIES}?where=owner.is.nobody&where=city.has.aar")
    assert (names(page), page.hints) == (["Mirela"], ["“nobody” means nothing there; the condition was left out."])


def test_columns_are_chosen_and_sorted_by_their_heads(some: Company) -> None:
    client = signed_in(some.ada)
    response = client.get("/customers/columns/", {"list": COMPANIES, "column": ["tier", "domain"], "q": "e"})
    assert response.headers["Location"] == f"{COMPANIES}?q=e&columns=tier%2Cdomain"
    page = shown(client, f"{COMPANIES}?columns=tier,domain&sort=-tier")
    assert [(row.name, row.cells) for row in page.rows] == [("Mirela", ["gold", "mirela.example"]), ("Adler", ["", ""])]
    assert [(head.label, head.sorted) for head in page.heads] == [
        ("Name", "none"), ("Tier", "descending"), ("Mail domain", "none"),
    ]  # fmt: skip
    assert (
        client.get("/customers/columns/", {"list": "https://evil.example/"}).headers["Location"].startswith(COMPANIES)
    )


def test_fifty_a_page(some: Company) -> None:
    for number in range(60):
        customers.add_account(name=f"Company {number:02}", at=MORNING)
    client = signed_in(some.ada)
    page = shown(client, COMPANIES)
    following = shown(client, page.next_url)
    assert (len(page.rows), len(following.rows), page.place, following.place) == (50, 12, "1 to 50", "51 to 62")
    assert (following.next_url, names(shown(client, f"{COMPANIES}?page=999999999999"))) == ("", names(page))


def test_who_only_wrote_to_another_team_is_in_no_list_and_no_file(some: Company) -> None:
    Conversation.objects.update(is_team_only=True)
    otto = signed_in(outsider(some))
    assert "Carla Customer" not in names(shown(otto, PEOPLE))
    assert b"Carla Customer" not in b"".join(otto.get(f"{PEOPLE[:-1]}/export.csv"))
    assert "Carla Customer" in names(shown(signed_in(some.ada), PEOPLE))


def exported(client: Client, address: str) -> bytes:
    response = client.get(address)
    assert (response.status_code, "attachment" in response.headers["Content-Disposition"]) == (200, True)
    return b"".join(response)


def test_a_file_holds_what_the_list_shows_and_no_formula(some: Company) -> None:
    client, query = signed_in(some.ada), "?columns=account,email,phone&where=email.has.mirela"
    rows = list(csv.reader(io.StringIO(exported(client, f"{PEOPLE}export.csv{query}").decode("utf-8-sig"))))
    assert rows[0] == ["id", "Name", "Company", "E-mail", "Telephone"]
    assert [row[1:] for row in rows[1:]] == [
        ["'=cmd|' /C calc'!A0", "Mirela", "x@mirela.example", ""],
        ["Carla Customer", "Mirela", "carla@mirela.example", "+45 70 10 20 30"],
    ]
    sheet = CalamineWorkbook.from_filelike(
        io.BytesIO(exported(client, f"{PEOPLE}export.xlsx{query}"))
    ).get_sheet_by_index(0)
    assert sheet.to_python() == rows
    found = json.loads(exported(client, f"{PEOPLE}export.json{query}"))
    assert [one["name"] for one in found] == ["=cmd|' /C calc'!A0", "Carla Customer"]
    cards = exported(client, f"{PEOPLE}export.vcf{query}").decode()
    assert (cards.count("BEGIN:VCARD"), "TEL;PREF=1;VALUE=text:+45 70 10 20 30" in cards) == (2, True)
    assert client.get(f"{COMPANIES}export.vcf").status_code == 404
    assert json.loads(exported(client, f"{COMPANIES}export.json?q=nobody+at+all")) == []


def test_a_field_of_the_companys_own_is_listed_filtered_and_exported_and_so_used(some: Company) -> None:
    add_field(record_kind="account", label="Fleet", kind="number", use="Sorts.", by=some.ben, at=MORNING)
    customers.change_account(account=Account.objects.get(name="Mirela"), typed={"fleet": "12"}, by=some.ada, at=MORNING)
    CustomField.objects.update(used_at=None)
    client = signed_in(some.ada)
    assert [row.cells for row in shown(client, f"{COMPANIES}?columns=fleet&where=fleet.from.10").rows] == [["12"]]
    assert CustomField.objects.get().used_at is not None


def test_a_list_is_saved_opened_and_forgotten(some: Company) -> None:
    client = signed_in(some.ada)
    client.post(f"{COMPANIES}lists/?where=city.has.aar", {"name": "In Aarhus", "team": ""})
    page = shown(client, COMPANIES)
    assert [(one.label, one.is_on) for one in page.saved] == [("In Aarhus", False)]
    assert names(shown(client, page.saved[0].url)) == ["Mirela"]
    refused = client.post(f"{COMPANIES}lists/?where=city.has.aar", {"name": ""})
    assert (refused.status_code, refused.context["form"].error != "") == (422, True)
    client.post(f"{COMPANIES}lists/{page.saved[0].id}/forget/")
    assert SavedList.objects.count() == 0


def test_many_are_changed_after_one_saw_what_it_does_and_it_is_undone(some: Company) -> None:
    client = signed_in(some.ada)
    ids = [str(one) for one in Account.objects.values_list("id", flat=True)]
    asked = client.post(f"{COMPANIES}many/", {"id": ids, "do": "choose", "field": "tier"}).context["page"]
    assert (asked.count, asked.chosen.label) == (2, "Tier")
    typed = {"id": ids, "field": "tier", "field-value": "gold"}
    seen = client.post(f"{COMPANIES}many/", typed | {"do": "preview"}).context["page"]
    assert (seen.changes, seen.total, [(one.name, one.now) for one in seen.shown]) == (1, 2, [("Adler", "")])
    assert Account.objects.filter(tier="gold").count() == 1
    done = client.post(f"{COMPANIES}many/", typed | {"do": "run"}, follow=True)
    assert ("1 was changed." in says(done), Account.objects.filter(tier="gold").count()) == (True, 2)
    client.post(f"/customers/edits/{EditRun.objects.get().id}/undo/")
    assert Account.objects.get(name="Adler").tier == ""


def test_all_of_a_list_are_changed_without_ticking_each(some: Company) -> None:
    client = signed_in(some.ada)
    typed = {"all": "yes", "field": "tag", "field-value": "Danish", "do": "run"}
    client.post(f"{COMPANIES}many/?where=city.has.aar", typed)
    assert [(row.name, row.cells) for row in shown(client, f"{COMPANIES}?columns=tag").rows] == [
        ("Adler", [""]), ("Mirela", ["Danish"]),
    ]  # fmt: skip


def test_nobody_chosen_changes_nobody_and_a_reader_may_not(some: Company) -> None:
    assert signed_in(some.ada).post(f"{COMPANIES}many/", {"do": "choose"}).status_code == 302
    assert signed_in(reader_only(some)).post(f"{COMPANIES}many/", {"all": "yes"}).status_code == 403


def test_a_company_is_typed_in(some: Company) -> None:
    typed = {"name": "Harbour Fish", "domain": "www.Harbour.example", "field-city": "Grimsby", "field-country": "gb"}
    response = signed_in(some.ada).post(f"{COMPANIES}new/", typed)
    account = Account.objects.get(name="Harbour Fish")
    assert response.headers["Location"] == f"{COMPANIES}{account.id}/"
    assert (account.city, account.country, account.owner, account.domains.get().domain) == (
        "Grimsby", "GB", some.ada, "harbour.example",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ({"name": ""}, "1 to 200"),
        ({"name": "Gmail users", "domain": "gmail.com"}, "Everybody can have an address"),
        ({"name": "Other", "domain": "mirela.example"}, "belongs to Mirela already"),
        ({"name": "Other", "domain": "no domain"}, "no mail domain"),
        ({"name": "Other", "field-country": "Atlantis"}, "Atlantis"),
    ],
)
def test_a_company_that_cannot_be_kept_is_given_back_as_typed(some: Company, typed: dict[str, str], why: str) -> None:
    response = signed_in(some.ada).post(f"{COMPANIES}new/", typed | {"sure": "yes"})
    page = response.context["page"]
    assert (response.status_code, why in "".join(page.errors.values()), Account.objects.count()) == (422, True, 2)
    assert page.typed["name"] == typed["name"]


def test_a_person_who_is_known_already_is_added_only_by_who_says_that_it_is_another(some: Company) -> None:
    client, typed = signed_in(some.ada), {"name": "Carla Customer", "phone": "+45 70 10 20 30", "account": "mirela"}
    response = client.post(f"{PEOPLE}new/", typed)
    page = response.context["page"]
    assert (response.status_code, page.must_say, [one.name for one in page.known]) == (422, True, ["Carla Customer"])
    assert client.post(f"{PEOPLE}new/", typed | {"sure": "yes"}).status_code == 302
    assert Contact.objects.filter(name="Carla Customer").count() == 2


def test_while_one_types_it_says_who_is_known(some: Company) -> None:
    client = signed_in(some.ada)
    assert "Carla Customer" in says(client.get(f"{PEOPLE}alike/", {"email": "carla@mirela.example"}))
    assert "Carla Customer" not in says(client.get(f"{PEOPLE}alike/", {"name": "Zoltan Nagy"}))


def test_a_person_stands_at_the_company_they_were_added_from(some: Company) -> None:
    client, mirela = signed_in(some.ada), Account.objects.get(name="Mirela")
    assert shown(client, f"{PEOPLE}new/?account={mirela.id}").typed["account"] == "Mirela"
    client.post(f"{PEOPLE}new/", {"email": "dora.k@else.example", "account": "Mirela", "account_id": str(mirela.id)})
    dora = Contact.objects.get(methods__normalised="dora.k@else.example")
    assert (dora.account, dora.name != "") == (mirela, True)


def test_lists_cost_the_same_with_two_rows_and_with_many(some: Company) -> None:
    client = signed_in(some.ada)
    client.get(COMPANIES)
    few = [statements(client, address) for address in (COMPANIES, PEOPLE, f"{COMPANIES}?where=tier.filled")]
    for number in range(30):
        account = customers.add_account(name=f"Company {number}", at=MORNING - timedelta(days=number), tier="gold")
        customers.add_contact(name=f"Person {number}", email=f"p{number}@x.example", account=account, at=MORNING)
    many = [statements(client, address) for address in (COMPANIES, PEOPLE, f"{COMPANIES}?where=tier.filled")]
    assert (many, max(many) <= MOST) == (few, True)
