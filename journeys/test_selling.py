"""Selling in a browser: a letter becomes evidence, evidence moves a deal, the customer ticks the plan. Each thing a page must
show follows from rows that change here."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from journeys.conftest import INES, Regard, copy_of, sign_in, visitor
from journeys.letters import write
from journeys.looking import check

BO = "bo@nyborg-is.example"
COMPANY = """
from regard.customers.operations import add_account, add_contact
from regard.kit import clock
at = clock.now()
account = add_account(name="Nyborg Is", domain="nyborg-is.example", at=at)
add_contact(name="Bo Berg", email="bo@nyborg-is.example", account=account, at=at)
add_contact(name="Liv Dam", email="liv@nyborg-is.example", account=account, at=at)
"""
LATER = """
from datetime import timedelta
from regard.kit import clock
from regard.opportunities.models import DecisionStep, Evidence, Opportunity
from regard.opportunities.operations import settle
deal = Opportunity.objects.get(name="Three pumps")
{change}
settle(opportunity=deal, at=clock.now())
"""


@pytest.fixture(scope="module")
def regard(havn_pumps: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Regard]:
    program = copy_of(havn_pumps, tmp_path_factory.mktemp("selling"))
    program.change(COMPANY)
    program.start()
    yield program
    program.stop()


@pytest.fixture(scope="module")
def desk(regard: Regard, browser: Browser) -> Iterator[Page]:
    context = visitor(browser)
    yield sign_in(regard, context, INES)
    context.close()


def column(page: Page, name: str) -> Locator:
    return page.get_by_role("region", name=name, exact=True)


def card(page: Page, name: str = "Nyborg Is") -> Locator:
    return page.locator(".deal", has=page.get_by_role("link", name=name, exact=True))


def open_deal(page: Page, regard: Regard) -> None:
    page.goto(f"{regard.url}/sales/")
    card(page).get_by_role("link", name="Nyborg Is", exact=True).click()


def a_deal_begins_at_no_gate(regard: Regard, desk: Page) -> None:
    desk.goto(f"{regard.url}/sales/")
    desk.keyboard.press("p")
    desk.get_by_label("Company").fill("Nyborg Is")
    desk.get_by_role("textbox", name="What may they buy?").fill("Three pumps")
    desk.get_by_label("Amount").fill("36,000")
    check(desk, "opportunity-new")
    desk.get_by_role("button", name="Open it").click()
    expect(desk.get_by_role("heading", level=1)).to_have_text("Nyborg Is, Three pumps")
    expect(desk.locator(".ladder [aria-current=step]")).to_have_count(0)

    desk.goto(f"{regard.url}/sales/")
    expect(column(desk, "Nothing shown yet").locator(".deal", has_text="Nyborg Is")).to_contain_text("€36,000")


def a_letter_is_proposed_and_moves_it_when_a_person_says_so(regard: Regard, desk: Page) -> None:
    write(
        regard,
        "Our ice machines",
        "Hello,\n\neach standstill costs us 4,000 euros. The budget is approved.\n\nBo",
        sender=BO,
    )
    open_deal(desk, regard)
    guess = desk.locator(".guess", has_text="The budget is approved.")
    for _try in range(60):
        if guess.count():
            break
        desk.wait_for_timeout(500)
        desk.reload()
    expect(guess).to_contain_text("Does this show “We will act”?")
    check(desk, "opportunity-proposed")
    guess.get_by_role("button", name="Yes, record it").click()
    expect(desk.locator(".ladder [aria-current=step]")).to_contain_text("We will act")
    expect(desk.locator("#evidence")).to_contain_text("“The budget is approved.”")
    desk.locator("#evidence a.link").first.click()
    expect(desk.get_by_role("heading", name="Our ice machines")).to_be_visible()


def the_same_letter_is_one_click_from_the_next_gate(regard: Regard, desk: Page) -> None:
    desk.get_by_role("link", name="Record as what they did").first.click()
    expect(desk.get_by_label("Who of them did it?")).to_have_value(
        desk.locator("#ev-contact option", has_text="Bo Berg").get_attribute("value") or ""
    )
    desk.get_by_role("radio", name="4. You are on the short list").check()
    check(desk, "evidence-new")
    desk.get_by_role("button", name="Record it").click()
    expect(desk.locator(".ladder [aria-current=step]")).to_contain_text("You are on the short list")


def the_board_shows_criterion_proof_next_step_deciders_days_and_what_went_quiet(regard: Regard, desk: Page) -> None:
    desk.locator("section", has_text="Who decides").get_by_role("link", name="Add", exact=True).first.click()
    desk.get_by_label("Person").select_option(label="Bo Berg")
    desk.get_by_label("Their part").select_option(label="Decides")
    check(desk, "opportunity-part")
    desk.get_by_role("button", name="Add", exact=True).click()
    desk.get_by_role("region", name="Deal").get_by_role("heading", name="How they decide, in their words").locator(
        ".."
    ).get_by_role("link", name="Add").click()
    desk.get_by_label("What happens").fill("Board meets")
    desk.get_by_label("Who does it").select_option(label="Bo Berg")
    desk.get_by_role("button", name="Add", exact=True).click()

    desk.goto(f"{regard.url}/sales/")
    short_list = column(desk, "You are on the short list")
    expect(short_list).to_contain_text("They told us that we are one of few")
    shown = short_list.locator(".deal", has_text="Nyborg Is")
    expect(shown.locator(".proof")).to_contain_text("Bo Berg: “")
    expect(shown.locator(".coming")).to_contain_text("Board meets")
    expect(shown.locator(".pips")).to_have_accessible_name("1 of 4 who decide met")
    expect(shown).to_contain_text("0 days here")
    check(desk, "board")

    quiet = "deal.heard_at = clock.now() - timedelta(days=20); deal.save()\nDecisionStep.objects.filter(opportunity=deal).update(due_on=(clock.now() - timedelta(days=2)).date())"
    regard.change(LATER.format(change=quiet))
    desk.reload()
    expect(desk.locator(".note.strip")).to_contain_text("These have gone quiet")
    expect(desk.locator(".note.strip")).to_contain_text("Nyborg Is")
    expect(shown.locator(".coming")).to_contain_text("2 days over")
    expect(shown.locator(".proof")).to_contain_text("Board meets was due on")


def a_card_is_moved_by_pointer_and_by_key_and_both_ask_for_the_proof(regard: Regard, desk: Page) -> None:
    desk.goto(f"{regard.url}/sales/")
    card(desk).drag_to(column(desk, "We choose you, subject to …"))
    desk.wait_for_url("**/record/?gate=*")
    expect(desk.get_by_role("radio", name="5. We choose you, subject to …")).to_be_checked()
    desk.go_back()
    card(desk).focus()
    desk.keyboard.press("5")
    desk.wait_for_url("**/record/?gate=*")
    desk.go_back()
    card(desk).focus()
    desk.keyboard.press("1")
    expect(desk.locator("[data-board-says]")).to_contain_text("cannot be moved back by hand")
    expect(column(desk, "You are on the short list").locator(".deal", has_text="Nyborg Is")).to_be_visible()


def evidence_that_grows_old_lets_it_fall_back(regard: Regard, desk: Page) -> None:
    old = "Evidence.objects.filter(opportunity=deal, gate__position=4).update(happened_at=clock.now() - timedelta(days=46))"
    regard.change(LATER.format(change=old))
    desk.goto(f"{regard.url}/sales/")
    expect(column(desk, "We will act").locator(".deal", has_text="Nyborg Is")).to_be_visible()
    open_deal(desk, regard)
    expect(desk.locator("#evidence .old")).to_contain_text("Grown old")


def the_page_shows_who_decides_how_the_next_ask_and_what_we_know(regard: Regard, desk: Page) -> None:
    open_deal(desk, regard)
    deciders = desk.locator("section", has=desk.get_by_role("heading", name="Who decides, and how they see it"))
    expect(deciders.get_by_role("row", name="Bo Berg")).to_contain_text("Decides")
    expect(deciders).to_contain_text("We hang by one person.")
    expect(desk.locator(".prom", has_text="Board meets")).to_contain_text("Bo Berg")
    expect(desk.locator(".note.acc", has_text="Ask Bo Berg")).to_be_visible()
    expect(desk.locator(".letters")).to_contain_text("Nothing yet")
    check(desk, "opportunity")


def the_plan_is_seen_and_ticked_by_the_customer(regard: Regard, desk: Page, browser: Browser) -> None:
    open_deal(desk, regard)
    desk.get_by_role("link", name="Share").click()
    desk.get_by_label("With whom?").select_option(label="Bo Berg")
    desk.get_by_role("button", name="Make the address").click()
    said = desk.get_by_text("it is shown once").inner_text()
    address = said[said.index("http") :].split()[0]

    context = visitor(browser)
    theirs = context.new_page()
    theirs.goto(address)
    expect(theirs.get_by_role("heading", level=1)).to_have_text("Three pumps")
    check(theirs, "plan")
    theirs.get_by_role("button", name="Done: Board meets").click()
    expect(theirs.get_by_role("button", name="Done: Board meets")).to_have_attribute("aria-pressed", "true")

    desk.reload()
    expect(desk.locator(".prom", has_text="Board meets")).to_contain_text("ticked by Bo Berg")
    expect(desk.locator(".shared")).to_contain_text("Bo Berg sees this plan, looked at")
    expect(desk.locator(".ladder [aria-current=step]")).to_contain_text("We will act")
    desk.get_by_role("button", name="Stop sharing").click()
    theirs.reload()
    expect(theirs.get_by_role("heading", name="This plan is not shared any more")).to_be_visible()
    context.close()


def how_it_ended_names_who_they_chose_and_asks_them_why(regard: Regard, desk: Page) -> None:
    open_deal(desk, regard)
    desk.keyboard.press("e")
    desk.get_by_role("radio", name="They chose somebody else").check()
    desk.get_by_role("button", name="End it").click()
    expect(desk.get_by_role("alert")).to_contain_text("Name who they chose")
    desk.get_by_label("Whom did they choose?").fill("Pumpwerk Kiel")
    desk.get_by_role("button", name="End it").click()
    expect(desk.locator(".note", has_text="Lost to Pumpwerk Kiel")).to_contain_text("It died at: We will act.")
    check(desk, "opportunity-ended")
    desk.get_by_role("link", name="Ask them why").click()
    desk.get_by_label("Whom do you ask?").select_option(label="Bo Berg")
    desk.get_by_role("button", name="Write the letter").click()
    expect(desk.get_by_label("To", exact=True)).to_have_value(BO)

    desk.goto(f"{regard.url}/sales/list/?state=lost")
    expect(desk.get_by_role("row", name="Nyborg Is")).to_contain_text("lost,")
    check(desk, "opportunities")


def test_a_sale_from_the_first_letter_to_its_end(regard: Regard, desk: Page, browser: Browser) -> None:
    """One story, in this order."""
    a_deal_begins_at_no_gate(regard, desk)
    a_letter_is_proposed_and_moves_it_when_a_person_says_so(regard, desk)
    the_same_letter_is_one_click_from_the_next_gate(regard, desk)
    the_board_shows_criterion_proof_next_step_deciders_days_and_what_went_quiet(regard, desk)
    a_card_is_moved_by_pointer_and_by_key_and_both_ask_for_the_proof(regard, desk)
    evidence_that_grows_old_lets_it_fall_back(regard, desk)
    the_page_shows_who_decides_how_the_next_ask_and_what_we_know(regard, desk)
    the_plan_is_seen_and_ticked_by_the_customer(regard, desk, browser)
    how_it_ended_names_who_they_chose_and_asks_them_why(regard, desk)
