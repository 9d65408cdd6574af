"""What a page must show, seen in a browser: each thing follows from rows that are changed here."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from journeys.conftest import Regard, copy_of
from journeys.letters import receipt_for, write

LATE = """
from datetime import timedelta
from regard.kit import clock
from regard.promises.models import Clock
Clock.objects.filter(conversation__subject="{subject}").update(due_at=clock.now() - timedelta(minutes=7))
"""
QUESTIONS = """Good morning,

our P-220 stops after ten minutes. Which filter fits it? And when can a fitter be in Halden?

Carla
"""


@pytest.fixture(scope="module")
def regard(havn_pumps: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Regard]:
    """One company for all of this: each test has a customer of its own."""
    program = copy_of(havn_pumps, tmp_path_factory.mktemp("shown"))
    program.start()
    yield program
    program.stop()


def open_new(regard: Regard, page: Page, subject: str, text: str, *, sender: str) -> None:
    write(regard, subject, text, sender=sender)
    receipt_for(regard, sender)
    page.goto(f"{regard.url}/inbox/?view=team")
    page.get_by_role("link", name=subject).click()
    expect(page.locator("#subject")).to_have_text(subject)


def take(page: Page) -> None:
    """Have it, whether or not it was given to the reader by itself."""
    expect(page.get_by_label("Your answer")).to_be_visible()
    button = page.get_by_role("button", name="Take it")
    if button.count():
        button.click()
        expect(page.locator(".toast").last).to_contain_text("You have it now.")


def hers(page: Page) -> int:
    """How many wait for Ines, as her colleagues see it."""
    row = page.locator(".load li", has_text="Ines")
    return int(row.locator("[aria-hidden].num").inner_text()) if row.count() else 0


def section(page: Page, title: str) -> Locator:
    return page.locator("#today section", has=page.get_by_role("heading", name=re.compile(f"^{title}")))


def answered_on_time(page: Page) -> int:
    return int(re.findall(r"\d+", page.locator("#today .side section").first.inner_text())[1])


def test_today_shows_who_waits_what_was_promised_and_the_load(regard: Regard, ines: Page) -> None:
    before, kept = hers(ines), answered_on_time(ines)
    open_new(regard, ines, "Valve of the P-330", "Which valve fits the P-330?", sender="eva@five.example")
    ines.get_by_role("button", name="Take it").click()
    expect(ines.locator(".toast").last).to_contain_text("You have it now.")

    ines.goto(f"{regard.url}/today/")
    row = section(ines, "Waiting for an answer").get_by_role("listitem").filter(has_text="Valve of the P-330")
    expect(row.locator(".clock")).to_have_text(re.compile(r"min|h|\d+:\d\d|Mon|Tue|Wed|Thu|Fri|Sat|Sun"))
    assert hers(ines) == before + 1
    regard.change(LATE.format(subject="Valve of the P-330"))
    ines.reload()
    expect(row.locator(".clock")).to_have_text(re.compile(r"[78] min late"))
    expect(ines.locator("#today .display")).to_contain_text("have waited longer than we promised.")

    row.get_by_role("link").click()
    ines.get_by_label("Your answer").fill("Hello Eva,\n\nI ask the workshop.")
    ines.get_by_text("This does not answer yet: I promise an answer by").click()
    until = ines.locator("[name=promised_until]")
    until.fill(f"{(until.get_attribute('min') or '')[:4]}-12-31T11:30")
    ines.locator("#answer-form [data-submit-default]").click()
    ines.wait_for_url("**/inbox/*-*/**")
    ines.goto(f"{regard.url}/today/")
    promise = section(ines, "You promised").get_by_role("listitem").filter(has_text="31 Dec")
    expect(promise).to_contain_text("I ask the workshop.")
    promise.get_by_role("button", name=re.compile("^Kept:")).click()
    expect(promise).to_have_count(0)

    ines.locator(".wait", has_text="Valve of the P-330").click()
    ines.get_by_label("Your answer").fill("Hello Eva,\n\nthe V-12 fits.")
    ines.locator("#answer-form [data-submit-default]").click()
    ines.wait_for_url("**/inbox/*-*/**")
    ines.goto(f"{regard.url}/today/")
    expect(section(ines, "You are waiting for them")).to_contain_text("Valve of the P-330")
    expect(section(ines, "Waiting for an answer")).not_to_contain_text("Valve of the P-330")
    assert hers(ines) == before
    assert answered_on_time(ines) == kept, "it was late"


def test_a_conversation_shows_questions_receipt_reason_colleagues_and_checks(
    regard: Regard, ines: Page, tom: Page
) -> None:
    open_new(regard, ines, "P-220 and a fitter", QUESTIONS, sender="marit.strand@halden-brewery.example")
    asked = ines.locator(".msgs mark")
    expect(asked).to_have_text(["1Which filter fits it?", "2And when can a fitter be in Halden?"])
    expect(ines.locator(".msgs")).to_contain_text(
        re.compile(r"Receipt .*: “Ines Moreau will answer you personally .*”")
    )
    expect(ines.locator(".msgs .auto").last).to_contain_text("sent")
    expect(ines.locator("#thread-head .tag.acc")).to_have_text("You look after this account")
    context = ines.get_by_role("complementary", name="About the customer")
    expect(context).to_contain_text("Halden Brewery")
    expect(context).to_contain_text("Answers on time")
    expect(context).to_contain_text("Geir Dahle")
    expect(context.get_by_role("link", name="The coupling again")).to_be_visible()

    field = ines.get_by_label("Your answer")
    field.press_sequentially("The filter 88-410 fits it.")
    checks = ines.get_by_role("list", name="Checks before sending")
    expect(checks).to_contain_text("1 of 2 questions answered")
    expect(checks).to_contain_text("No greeting")
    expect(ines.locator(".qmiss")).to_contain_text("And when can a fitter be in Halden?")
    expect(ines.locator(".msgs mark.ok")).to_have_text(["1Which filter fits it?"])
    ines.locator("details.asked summary").click()
    ines.locator("details.asked label", has_text="Halden").click()
    expect(checks).to_contain_text("2 of 2 questions answered")
    expect(ines.locator(".qmiss")).to_have_count(0)
    field.fill("Good morning Marit,\n\nthe filter 88-410 fits it. A fitter is free soon: I will call you by Friday.")
    expect(checks).to_contain_text("Greeting")
    expect(checks).to_contain_text(re.compile("1 promise: .*Friday"))

    tom.goto(ines.url)
    expect(ines.locator("#thread-head .present")).to_have_text(re.compile("Tom is reading"))
    expect(tom.locator("#thread-head .present")).to_have_text(re.compile("Ines is (reading|writing)"))
    tom.get_by_text("Note for us").first.click()
    tom.locator("#note-body").fill("They pay late; be kind.")
    tom.get_by_role("button", name="Keep the note").click()
    expect(ines.locator(".inote")).to_contain_text("They pay late; be kind.")
    expect(field).to_have_value(re.compile("I will call you by Friday"))


def given(page: Page) -> list[int]:
    """How many letters were filed and receipts sent for her this week; and the seconds that forms asked of her."""
    counts = re.search(r"(\d+) letters? filed.*?(\d+) receipts? sent", section_given(page).inner_text())
    asked = page.locator("#today .given dd").nth(1).inner_text()
    assert counts
    return [int(counts[1]) + int(counts[2]), 0 if asked == "–" else int(asked.removesuffix(" s"))]


def section_given(page: Page) -> Locator:
    return page.locator("#today .side section", has=page.locator(".given"))


def test_today_shows_what_they_promised_what_was_given_and_what_they_said(regard: Regard, ines: Page) -> None:
    before = given(ines)
    promise = "Hello,\n\nI will send you the flow measurements tomorrow. Is that soon enough?"
    open_new(regard, ines, "Flow of the P-330", promise, sender="filip@six.example")
    take(ines)
    ines.get_by_label("Your answer").fill("Hello Filip,\n\nyes, it is.")
    ines.locator("#answer-form [data-submit-default]").click()
    expect(ines.locator(".toast").last).to_contain_text("Sent in")
    ines.goto(f"{regard.url}/today/")
    row = section(ines, "They promised").get_by_role("listitem").filter(has_text="Flow of the P-330")
    expect(row).to_contain_text("I will send you the flow measurements tomorrow.")
    expect(row).to_contain_text(re.compile("tomorrow$"))
    assert given(ines) == [before[0] + 2, before[1]], "a letter filed and a receipt sent; nothing was asked"

    thanks = "Good morning Ines,\n\nthe pump runs, and you rang when you said you would. Thank you!"
    open_new(regard, ines, "The P-440 turns again", thanks, sender="greta@seven.example")
    take(ines)
    ines.locator(".acts").get_by_role("link", name="Close it").click()
    dialog = ines.get_by_role("dialog", name="Close this conversation")
    dialog.get_by_label("It only says thank you").check()
    dialog.get_by_role("button", name="Close it").click()
    expect(ines.locator(".toast").last).to_contain_text("Closed.")
    ines.goto(f"{regard.url}/today/")
    words = ines.locator("#today .side section", has=ines.get_by_role("heading", name="Said to you"))
    expect(words.get_by_role("blockquote")).to_have_text(
        "the pump runs, and you rang when you said you would. Thank you!"
    )
    expect(words).to_contain_text("Carla Customer")
    done, asked = given(ines)
    assert (done, 0 <= asked - before[1] <= 20) == (before[0] + 4, True), (
        "a reason for closing was asked, in some seconds"
    )
    expect(section_given(ines)).to_contain_text("measured in")
    words.get_by_role("link").click()
    expect(ines.locator("#subject")).to_have_text("The P-440 turns again")
