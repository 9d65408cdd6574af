"""A customer invites us by mail, moves and cancels; a colleague notes a call; what the company adds up in is set."""

import smtplib
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from journeys.conftest import INES, Regard, copy_of, sign_in, visitor, wait_for
from journeys.letters import write
from journeys.looking import check
from tools.testing.clock import shift
from tools.testing.invitations import ics, invitation

LENA = "lena.brandt@brandt-dairy.example"


@pytest.fixture(scope="module")
def regard(havn_pumps: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Regard]:
    program = copy_of(havn_pumps, tmp_path_factory.mktemp("meetings"))
    program.start()
    yield program
    program.stop()


@pytest.fixture(scope="module")
def desk(regard: Regard, browser: Browser) -> Iterator[Page]:
    context = visitor(browser)
    yield sign_in(regard, context, INES)
    context.close()


def invite(regard: Regard, subject: str, calendar: bytes) -> None:
    raw = invitation(calendar, sender=f"Lena Brandt <{LENA}>", subject=subject)
    with smtplib.SMTP("127.0.0.1", regard.smtp) as smtp:
        smtp.sendmail(LENA, ["help@havn.example"], raw)


def open_meetings(regard: Regard, page: Page) -> None:
    page.goto(f"{regard.url}/customers/companies/?q=Brandt Dairy")
    page.get_by_role("link", name="Brandt Dairy", exact=True).click()
    page.get_by_role("navigation", name="Show").get_by_role("link", name="Meetings and calls").click()
    page.wait_for_url("**show=meetings**")


def at(days: int) -> str:
    return f"{datetime.now(UTC) - shift() + timedelta(days=days):%Y%m%d}T130000Z"


def test_an_invitation_from_a_customer_is_filed_moved_and_cancelled(regard: Regard, desk: Page) -> None:
    told = {"uid": "lena-1", "organiser": LENA, "people": (LENA, INES)}
    invite(regard, "Shall we look at it", ics(starts=at(9), ends=at(9).replace("T13", "T14"), **told))
    open_meetings(regard, desk)
    entries = desk.locator("#timeline .ev", has_text="Look at the pump")
    wait_for(lambda: desk.reload() and entries.count() == 1)
    expect(entries.first).to_contain_text("Look at the pump")
    expect(entries.first).to_contain_text("Hall 4 · with Lena Brandt")

    later = {"stamp": "20990101T000000Z", "starts": at(10), "ends": at(10).replace("T13", "T15")}
    invite(regard, "Moved", ics(sequence=1, **later, **told))
    wait_for(lambda: desk.reload() and entries.count() == 2)
    expect(entries.first).to_contain_text("Moved: Look at the pump")
    expect(entries.first).to_contain_text("→")

    invite(regard, "Not today", ics(method="CANCEL", sequence=2, **later, **told))
    wait_for(lambda: desk.reload() and entries.count() == 3)
    expect(entries.first).to_contain_text("Cancelled: Look at the pump")
    expect(entries.last).to_contain_text("cancelled")
    check(desk, "meetings")
    entries.last.get_by_role("link").first.click()
    expect(desk.get_by_role("heading", name="Shall we look at it")).to_be_visible()


def test_a_calendar_that_cannot_be_read_harms_nothing(regard: Regard, desk: Page) -> None:
    invite(regard, "A broken invitation", b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nDTSTART:soon\r\n\xff\xfe\x00")
    desk.goto(f"{regard.url}/inbox/?view=team")
    expect(desk.get_by_role("link", name="A broken invitation")).to_be_visible(timeout=10_000)


def test_a_call_is_noted_by_keyboard_alone(regard: Regard, desk: Page) -> None:
    open_meetings(regard, desk)
    before = desk.locator("#timeline .ev").count()
    desk.keyboard.press("v")
    words = desk.get_by_label("What was said?")
    expect(words).to_be_focused()
    check(desk, "call")
    words.fill("They will order the third pump in May.")
    desk.get_by_label("Lena Brandt").check()
    desk.get_by_label("What was said?").press("Control+Enter")
    expect(desk.locator(".toast").last).to_contain_text("The call stands in the timeline.")
    open_meetings(regard, desk)
    calls = desk.locator("#timeline .ev", has_text="Call with Lena Brandt")
    expect(calls).to_contain_text("They will order the third pump in May.")
    assert desk.locator("#timeline .ev").count() == before + 1


def test_rates_are_given_and_a_wrong_file_is_refused_whole(regard: Regard, desk: Page, tmp_path: Path) -> None:
    desk.goto(f"{regard.url}/settings/currencies/")
    expect(desk.get_by_text("No rate yet")).to_be_visible()
    desk.get_by_role("link", name="Give a rate").click()
    desk.get_by_label("One unit of").select_option("DKK")
    desk.get_by_label("Is worth").fill("0,1341")
    desk.get_by_label("Source").fill("European Central Bank")
    check(desk, "rate")
    desk.get_by_role("button", name="Give the rate").click()
    expect(desk.get_by_text("0.1341 EUR").last).to_be_visible()

    file = tmp_path / "rates.csv"
    file.write_text("date,currency,rate\n2026-01-05,NOK,0.0871\n2026-01-05,XYZ,2\n")
    desk.get_by_role("link", name="Give a file").click()
    desk.locator("input[type=file]").set_input_files(file)
    desk.get_by_label("Source").fill("Bank")
    desk.get_by_role("button", name="Give these rates").click()
    expect(desk.get_by_role("alert")).to_contain_text("Line 3: “XYZ” is no currency.")
    file.write_text("date,currency,rate\n2026-01-05,NOK,0.0871\n2026-01-05,SEK,0.0894\n")
    desk.locator("input[type=file]").set_input_files(file)
    desk.get_by_role("button", name="Give these rates").click()
    expect(desk.get_by_text("2 rates were given.")).to_be_visible()
    check(desk, "currencies")


def test_what_one_wrote_by_a_day_is_kept_as_a_promise(regard: Regard, desk: Page) -> None:
    write(regard, "The price of a spare seal", "What does a spare seal cost?", sender=LENA)
    desk.goto(f"{regard.url}/inbox/?view=team")
    desk.get_by_role("link", name="The price of a spare seal").click()
    day = f"{datetime.now(UTC) - shift() + timedelta(days=3):%A}"
    desk.get_by_label("Your answer").fill(f"Hello Lena,\n\nI will send you the price by {day}.\n\nInes")
    desk.keyboard.press("Control+Enter")
    expect(desk.locator(".msgs")).to_contain_text("I will send you the price", timeout=8000)
    desk.goto(f"{regard.url}/today/")
    asked = desk.locator(".prom.asks", has_text=f"I will send you the price by {day}")
    expect(asked).to_contain_text("Keep as a promise?", timeout=40_000)
    check(desk, "proposal", at=".prom.asks")
    asked.get_by_role("button", name="Yes").click()
    expect(desk.locator(".toast").last).to_contain_text("Kept as a promise until")
    kept = desk.get_by_role("region", name="You promised").get_by_role(
        "button", name=f"Kept: I will send you the price by {day}"
    )
    expect(kept).to_be_visible()
