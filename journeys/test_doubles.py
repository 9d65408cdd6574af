"""Two entries of a company become one, and two again; by mouse, by keys, on a phone."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from journeys.conftest import Regard

PROGRAM = """
from regard.kit import clock
from regard.customers import operations as customers
from regard.customers.models import Account
from regard.customers.operations.relating import add_identifier
from regard.data_quality.operations.caring import count_again
from regard.data_quality.operations.scanning import scan_all
from regard.fields.operations import add_field
from regard.staff.models import User
at, ines = clock.now(), User.objects.get(email="ines.moreau@havn.example")
owner = User.objects.filter(role="owner").first()
add_field(record_kind="account", label="Fleet size", kind="number", use="Chooses the contract.", by=owner, at=at)
for town, vat in (("Aarhus", "DK 3312 8841"), ("Odense", "DK 2211 7732"), ("Vejle", "DK 4455 6677")):
    for number, name in enumerate((f"{town} Dairy", f"{town} Mejeri")):
        account = customers.add_account(name=name, at=at, city=town if not number else "")
        typed = {"street": f"{town}vej 4", "legal_name": f"{town} Mejeri ApS" if number else ""}
        customers.change_account(account=account, typed=typed, by=ines, at=at)
        add_identifier(account=account, kind="vat", value=vat if number else vat.replace(" ", ""), by=ines, at=at)
Account.objects.filter(name="Aarhus Mejeri").update(custom={"fleet_size": "12"})
scan_all(kind="account", at=clock.now())
count_again(by=ines, at=clock.now())
"""
QUALITY = "/customers/quality/"


@pytest.fixture
def doubles(regard: Regard) -> str:
    """Three companies, each entered twice; the address of the line."""
    regard.change(PROGRAM)
    return f"{regard.url}{QUALITY}doubles/account/"


def accessible(page: Page) -> None:
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()


def named(page: Page) -> str:
    """The name of the record that is kept."""
    return (
        page.locator("tr", has=page.get_by_role("rowheader", name="Name", exact=False))
        .first.locator(".if-kept")
        .inner_text()
    )


def test_fields_are_picked_the_result_is_shown_and_it_is_taken_apart(ines: Page, doubles: str) -> None:
    ines.goto(doubles)
    expect(ines.get_by_text("Are these the same company?")).to_contain_text(
        re.compile(r"\d\d% alike: same VAT or register number")
    )
    expect(ines.get_by_text("1 of 3")).to_be_visible()
    expect(ines.locator(".weights")).to_contain_text("speaks strongly for it")
    while named(ines) != "Aarhus Dairy":
        ines.get_by_role("link", name="Next in line").click()
        ines.wait_for_load_state()
    accessible(ines)
    fleet = ines.get_by_role("row", name=re.compile("Fleet size"))
    expect(fleet).to_contain_text("only here")
    expect(fleet.get_by_role("radio", name="Fleet size: 12")).to_be_checked()
    name = ines.get_by_role("row", name=re.compile("^Name"))
    expect(name.locator(".res")).to_contain_text("Aarhus Dairy")
    name.get_by_role("radio", name="Name: Aarhus Mejeri").check()
    expect(name.locator(".if-gone")).to_be_visible()
    expect(name.locator(".if-kept")).to_be_hidden()

    ines.get_by_role("button", name="Join them").click()

    expect(ines.get_by_text("are one record now.")).to_be_visible()
    facts = ines.locator(".facts")
    expect(facts).to_contain_text("Aarhus Mejeri")
    expect(facts).to_contain_text("Aarhusvej 4")
    expect(facts).to_contain_text("12 from the second record")
    accessible(ines)
    ines.get_by_role("link", name="Joined", exact=True).click()
    expect(ines.get_by_role("heading", level=1)).to_be_visible()
    accessible(ines)
    ines.get_by_role("button", name=re.compile("Take apart")).click()
    expect(ines.get_by_text("They are two again; each has what it had.")).to_be_visible()
    expect(ines.get_by_role("row", name=re.compile("^Name"))).to_contain_text("Aarhus Dairy")


def test_keys_alone_are_enough(ines: Page, doubles: str) -> None:
    ines.goto(doubles)
    first = named(ines)
    ines.keyboard.press("l")
    expect(ines.get_by_text("You are asked about them again at the end of the line.")).to_be_visible()
    second = named(ines)
    assert second != first

    ines.keyboard.press("x")
    expect(ines.get_by_text("are one record now.")).to_be_visible()
    expect(ines.get_by_role("link", name="Next pair")).to_be_focused()
    ines.keyboard.press("Enter")
    expect(ines.get_by_text("Are these the same company?")).to_be_visible()
    third = named(ines)
    assert third not in {first, second}

    ines.keyboard.press("j")
    expect(ines.locator(".in-line a").first).to_be_focused()
    ines.keyboard.press("Enter")
    ines.wait_for_url(lambda url: "doubles" in url)
    expect(ines.get_by_text("2 of 2")).to_be_visible()
    assert named(ines) == first
    ines.keyboard.press("[")
    expect(ines.get_by_text("1 of 2")).to_be_visible()

    ines.keyboard.press("d")
    expect(ines.get_by_text("are not the same. Nobody is asked again.")).to_be_visible()
    expect(ines.get_by_text("1 of 1")).to_be_visible()


def test_on_a_phone_both_stand_below_each_other(regard: Regard, phone: Page, doubles: str) -> None:
    for path in ("", "missing/", "outdated/", "bill/", "dictionary/", "joins/", "records/account/"):
        phone.goto(f"{regard.url}{QUALITY}{path}")
        assert phone.evaluate("document.documentElement.scrollWidth") <= 390, path
        accessible(phone)
    phone.goto(doubles)
    assert phone.evaluate("document.documentElement.scrollWidth") <= 390
    accessible(phone)
    phone.get_by_role("radio", name=re.compile("^Legal name: .* ApS")).check()
    phone.get_by_role("button", name="Join them").click()
    expect(phone.get_by_text("are one record now.")).to_be_visible()
    phone.get_by_role("button", name="Take them apart").click()
    expect(phone.get_by_text("They are two again; each has what it had.")).to_be_visible()


def test_a_figure_opens_to_its_records_and_one_is_put_right(regard: Regard, ines: Page, doubles: str) -> None:
    ines.goto(f"{regard.url}{QUALITY}")
    accessible(ines)
    row = ines.get_by_role("region", name=re.compile("Companies")).get_by_role("row", name=re.compile("^Country"))
    row.get_by_role("link").first.click()
    expect(ines.get_by_text("lack something.")).to_be_visible()
    accessible(ines)
    card = ines.locator(".faulty").first
    name = card.locator("a").first.inner_text()
    card.get_by_label("Country").fill("Atlantis")
    card.get_by_role("button", name="Save").click()
    expect(ines.get_by_text("“Atlantis” is no country we know.")).to_be_visible()
    ines.get_by_label("Country").fill("Danmark")
    ines.get_by_role("button", name="Save").click()
    expect(ines.get_by_text(f"{name}: saved.")).to_be_visible()
