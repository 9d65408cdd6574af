"""A customer in ten seconds, lists, changing many, search: what the pages must show follows from rows that are changed here."""

import csv
import io
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Browser, Page, expect

from journeys.conftest import INES, Regard, copy_of, sign_in, visitor, wait_for
from journeys.letters import write

RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "resultTypes": ["violations"],
}


@pytest.fixture(scope="module")
def regard(havn_pumps: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Regard]:
    program = copy_of(havn_pumps, tmp_path_factory.mktemp("customers"))
    program.start()
    yield program
    program.stop()


@pytest.fixture(scope="module")
def desk(regard: Regard, browser: Browser) -> Iterator[Page]:
    """Ines, signed in once for all of this."""
    context = visitor(browser)
    yield sign_in(regard, context, INES)
    context.close()


def check(page: Page) -> None:
    """Nothing that axe finds, and nothing wider than the window."""
    page.evaluate(AXE_SCRIPT)
    found = page.evaluate("rules => axe.run(document, rules)", RULES)
    assert [(one["id"], [node["html"][:200] for node in one["nodes"]]) for one in found["violations"]] == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def open_company(regard: Regard, page: Page, name: str) -> None:
    page.goto(f"{regard.url}/customers/companies/?q={name}")
    page.get_by_role("link", name=name, exact=True).click()
    expect(page.locator("h1")).to_have_text(name)


def fact(page: Page, label: str) -> str:
    return page.locator(".figures > div", has=page.get_by_text(label, exact=True)).locator(".v").inner_text()


def test_a_letter_changes_the_facts_and_stands_first_in_the_timeline(regard: Regard, desk: Page) -> None:
    open_company(regard, desk, "Brandt Dairy")
    waiting, said = int(fact(desk, "Waiting for us")), int(fact(desk, "Last 12 months"))
    write(regard, "Third pump", "Does the third pump need oil?", sender="lena.brandt@brandt-dairy.example")
    wait_for(lambda: desk.reload() and int(fact(desk, "Last 12 months")) == said + 1)
    assert int(fact(desk, "Waiting for us")) == waiting + 1
    first = desk.locator(".ev").first
    expect(first.get_by_role("link", name="Third pump")).to_be_visible()
    expect(first.locator(".clock")).to_be_visible()
    expect(desk.get_by_role("link", name=re.compile("^LB? ?Lena Brandt|Lena Brandt"))).to_be_visible()
    check(desk)


def test_a_note_calls_a_colleague_and_chips_and_months_narrow_the_timeline(regard: Regard, desk: Page) -> None:
    open_company(regard, desk, "Adler Getränke")
    desk.keyboard.press("n")
    desk.get_by_label("What should colleagues know?").fill("@Tom Okoye they want a second line.")
    check(desk)
    desk.get_by_role("button", name="Keep the note").click()
    expect(desk.locator(".toast").last).to_contain_text("The note stands in the timeline.")
    expect(desk.locator(".ev").first).to_contain_text("they want a second line.")
    chips = desk.get_by_role("navigation", name="Show")
    chips.get_by_role("link", name="Mail").click()
    expect(desk.locator("#timeline")).not_to_contain_text("they want a second line.")
    assert "show=mail" in desk.url
    chips.get_by_role("link", name="Notes").click()
    expect(desk.locator("#timeline .ev")).to_have_count(1)
    desk.get_by_text("Go to a month").click()
    desk.locator(".jump-menu a").first.click()
    expect(desk.locator("#timeline")).to_contain_text("they want a second line.")


def test_a_field_is_edited_in_place_kept_by_enter_and_put_back_by_escape(regard: Regard, desk: Page) -> None:
    open_company(regard, desk, "Baltic Timber")
    desk.get_by_role("link", name="Change Town: Riga").click()
    town = desk.locator("#in-city")
    expect(town).to_be_focused()
    town.fill("Ventspils")
    town.press("Escape")
    expect(desk.get_by_role("link", name="Change Town: Riga")).to_be_visible()
    desk.get_by_role("link", name="Change Town: Riga").click()
    desk.locator("#in-city").fill("Ventspils")
    desk.locator("#in-city").press("Enter")
    expect(desk.get_by_role("link", name="Change Town: Ventspils")).to_be_visible()
    expect(desk.locator(".ev").first).to_contain_text("Town: Riga → Ventspils (Ines Moreau)")
    desk.keyboard.press("i")
    desk.get_by_label("Country").fill("Atlantis")
    desk.get_by_role("button", name="Save").click()
    expect(desk.get_by_role("alert")).to_contain_text("Atlantis")
    expect(desk.get_by_label("Country")).to_have_value("Atlantis")
    check(desk)


def test_people_promises_and_a_possible_double_stand_beside(regard: Regard, desk: Page) -> None:
    regard.change(DOUBLE)
    open_company(regard, desk, "Halden Brewery")
    beside = desk.get_by_role("complementary", name="About the customer")
    expect(beside).to_contain_text("The drawing of the second vat")
    expect(beside.locator("#double")).to_contain_text("Halden Brewery AS")
    expect(beside.get_by_role("link", name="Compare")).to_be_visible()
    beside.get_by_role("link", name="Add").first.click()
    desk.locator("#new-name").fill("Nora Berg")
    desk.get_by_label("E-mail address").fill("nora.berg@halden.example")
    check(desk)
    desk.get_by_role("button", name="Add", exact=True).click()
    expect(desk.locator("h1")).to_have_text("Nora Berg")
    expect(desk.get_by_role("link", name="nora.berg@halden.example")).to_be_visible()
    open_company(regard, desk, "Halden Brewery")
    expect(beside.get_by_role("link", name="Nora Berg")).to_be_visible()


DOUBLE = """
from datetime import timedelta
from regard.customers.models import Account
from regard.customers.operations import add_account
from regard.conversations.models import Conversation
from regard.data_quality.operations.scanning import scan_all
from regard.kit import clock
from regard.promises.models import Promise
from regard.staff.models import User
account, now = Account.objects.get(name="Halden Brewery"), clock.now()
double = add_account(name="Halden Brewery AS", city=account.city, at=now)
Account.objects.filter(id__in=[account.id, double.id]).update(street="Storgata 3", postcode="1767", country="NO")
conversation = Conversation.objects.filter(account=account).first()
Promise.objects.create(
    conversation=conversation, account=account, text="The drawing of the second vat", source="typed", made_at=now,
    holder=User.objects.get(email="ines.moreau@havn.example"), due_at=now + timedelta(days=1),
)
scan_all(kind="account", at=now)
"""


def test_a_list_is_filtered_saved_changed_at_once_and_taken_along(regard: Regard, desk: Page) -> None:
    desk.goto(f"{regard.url}/customers/companies/")
    check(desk)
    desk.keyboard.press("f")
    expect(desk.get_by_role("heading", name="Filter")).to_be_visible()
    check(desk)
    desk.get_by_role("dialog").get_by_role("link", name="Town", exact=True).click()
    desk.get_by_label("What?").fill("er")
    desk.get_by_role("button", name="Filter").click()
    expect(desk.get_by_role("link", name="Town has er remove")).to_be_visible()
    count = desk.locator("tbody tr").count()
    assert 1 < count < 40
    desk.get_by_role("link", name="Save this list").click()
    desk.get_by_label("Called").fill("Towns with er")
    desk.get_by_role("button", name="Save", exact=True).click()
    expect(desk.get_by_role("link", name="Towns with er")).to_have_attribute("aria-current", "true")

    with desk.expect_download() as download:
        desk.get_by_role("link", name="CSV", exact=True).click()
    rows = list(csv.reader(io.StringIO(Path(download.value.path()).read_text("utf-8-sig"))))
    assert len(rows) == count + 1

    desk.keyboard.press("j")
    desk.keyboard.press("x")
    desk.get_by_label(f"All {count} of this list").check()
    desk.get_by_role("button", name="Change them").click()
    desk.get_by_label("What is to be changed?").select_option("Tier")
    desk.get_by_role("button", name="Take this").click()
    desk.get_by_label("what shall stand there?").fill("er-towns")
    desk.get_by_role("button", name="See what it would do").click()
    expect(desk.get_by_role("heading", name=f"Changes {count} of {count}")).to_be_visible()
    check(desk)
    desk.get_by_role("button", name=f"Change {count}").click()
    expect(desk.locator(".toast").last).to_contain_text(f"{count} were changed.")
    check(desk)
    desk.goto(f"{regard.url}/customers/companies/?where=tier.is.er-towns")
    expect(desk.locator("tbody tr")).to_have_count(count)
    desk.goto(f"{regard.url}/customers/edits/")
    desk.get_by_role("button", name="Undo").first.click()
    expect(desk.locator(".toast").last).to_contain_text(f"{count} were put back.")
    desk.goto(f"{regard.url}/customers/companies/?where=tier.is.er-towns")
    expect(desk.get_by_text("Nobody fits.")).to_be_visible()


def test_who_is_known_already_is_said_while_one_types(regard: Regard, desk: Page) -> None:
    desk.goto(f"{regard.url}/customers/people/")
    desk.keyboard.press("p")
    desk.locator("#new-name").press_sequentially("Lena Brandt")
    expect(desk.locator("#alike")).to_contain_text("Lena Brandt")
    desk.get_by_label("E-mail address").fill("lena.brandt@brandt-dairy.example")
    desk.get_by_role("button", name="Add", exact=True).click()
    expect(desk.get_by_text("Nothing is saved yet.")).to_be_visible()
    check(desk)


def test_search_finds_people_companies_numbers_and_what_was_promised(regard: Regard, desk: Page) -> None:
    desk.goto(f"{regard.url}/search/?q=brnadt+dairy")
    expect(desk.get_by_role("link", name=re.compile("Brandt Dairy")).first).to_be_visible()
    check(desk)
    desk.goto(f"{regard.url}/search/?q=Lena+Brandt")
    desk.locator("#results").get_by_role("link", name=re.compile("Lena Brandt")).first.click()
    desk.goto(f"{regard.url}/search/?q=promised:us")
    expect(desk.locator(".hit").first).to_be_visible()


def test_on_a_phone_the_page_and_the_list_are_cards(regard: Regard, browser: Browser) -> None:
    context = visitor(
        browser, viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True, color_scheme="dark"
    )
    page = sign_in(regard, context, INES)
    page.goto(f"{regard.url}/customers/companies/")
    check(page)
    page.get_by_role("link", name="Castle Car Wash").click()
    expect(page.locator("h1")).to_have_text("Castle Car Wash")
    check(page)
    context.close()
