"""Changing the settings, and seeing what customers are told follow."""

import email
import re
import smtplib
import time
from email.message import EmailMessage
from email.policy import default

from playwright.sync_api import Browser, Page, expect

from journeys.conftest import Regard, wait_for
from journeys.settings_pages import fill_in


def test_what_is_set_is_what_customers_are_told(regard: Regard, ines: Page, browser: Browser) -> None:
    ines.goto(f"{regard.url}/settings/promises/")
    ines.get_by_role("link", name="4 h in working time").click()
    ines.get_by_label("First answer within").fill("soon")
    ines.get_by_role("button", name="Save").click()
    expect(ines.get_by_text("“soon” is not understood")).to_be_visible()
    before = promised(regard, ines)

    # A policy so short that no answer of the past foretells a shorter time.
    for name in ("4 h in working time", "8 h in working time"):
        ines.goto(f"{regard.url}/settings/promises/")
        ines.get_by_role("link", name=name).click()
        ines.get_by_label("First answer within").fill("1 min")
        ines.get_by_role("button", name="Save").click()
        expect(ines.get_by_text("clocks that run keep their promise").first).to_be_visible()
    ines.goto(f"{regard.url}/settings/hours/")
    ines.locator(".fact a").first.click()
    ines.get_by_label("Public holidays of").select_option("")
    for day in ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"):
        ines.get_by_label(day).fill("00:00-24:00")
    with ines.expect_navigation():
        ines.get_by_role("button", name="Save").click()
    ines.goto(f"{regard.url}/settings/promises/")
    expect(ines.get_by_role("link", name="1 min", exact=True)).to_have_count(2)
    ines.get_by_role("link", name="1 h").click()
    ines.get_by_label("First answer within").fill("1 min")
    with ines.expect_navigation():
        ines.get_by_role("button", name="Save").click()

    after = promised(regard, ines)
    assert after != before
    assert "today" in after or "tomorrow" in after

    ines.goto(f"{regard.url}/settings/receipts/all/en/")
    ines.get_by_label("Text", exact=True).fill("Dear customer,\n\n{person} answers {due}.\nYour number: {number}\n")
    ines.get_by_role("button", name="Preview").click()
    expect(ines.get_by_text("Ines Moreau answers")).to_be_visible()
    ines.get_by_role("button", name="Save").click()
    expect(ines.get_by_role("link", name="Own text")).to_be_visible()

    receipt = receipt_of_a_letter(regard)
    assert receipt.startswith("Dear customer,")
    assert " answers today by " in receipt or " answers tomorrow by " in receipt
    assert re.search(r"Your number: \d+", receipt)


def test_somebody_new_comes_in_by_the_link(regard: Regard, ines: Page, browser: Browser) -> None:
    ines.goto(f"{regard.url}/settings/people/")
    ines.get_by_role("link", name="Add a person").click()
    ines.get_by_label("Name", exact=True).fill("Nora New")
    ines.get_by_label("E-mail").fill("nora.new@havn.example")
    ines.get_by_label("Team (optional)").select_option(label="Service")
    ines.get_by_role("button", name="Add and show the link").click()
    link = ines.locator("#sign-in-link").inner_text()

    context = browser.new_context()
    nora = context.new_page()
    nora.goto(link)
    nora.get_by_role("button", name="Sign in").click()
    nora.wait_for_url("**/today/")
    nora.goto(f"{regard.url}/account/settings/")
    nora.get_by_label("Signature").fill("Nora New, Havn Pumps")
    nora.get_by_role("button", name="Save").click()
    expect(nora.get_by_text("Saved.")).to_be_visible()
    nora.goto(f"{regard.url}/settings/people/")
    expect(nora.get_by_text("You may not do this.")).to_be_visible()
    context.close()

    ines.goto(f"{regard.url}/settings/people/")
    expect(ines.get_by_role("row", name="Nora New")).to_contain_text("Service")


def test_a_tag_that_is_retired_is_offered_to_nobody(regard: Regard, ines: Page) -> None:
    fill_in(regard, ines, "/settings/tags/new/", name="noise")
    ines.get_by_role("link", name="noise").click()
    ines.get_by_role("button", name="Offer it no more").click()

    expect(ines.get_by_role("heading", name="Retired: nobody is offered them")).to_be_visible()
    expect(ines.get_by_text("No tags yet.")).to_be_visible()


def promised(regard: Regard, page: Page) -> str:
    """By when the contact form says that somebody answers."""
    page.goto(f"{regard.url}/contact/service/")
    return page.locator(".lead strong").inner_text()


def receipt_of_a_letter(regard: Regard) -> str:
    """The text of the receipt that a new customer gets."""
    letter = EmailMessage()
    letter["From"], letter["To"], letter["Subject"] = (
        "Carla Customer <carla@mirela.example>",
        "help@havn.example",
        "It stops",
    )
    letter["Message-ID"] = f"<{time.time_ns()}@mirela.example>"
    letter.set_content("Good morning,\n\nour pump stops. What can we do?\n")
    with smtplib.SMTP("127.0.0.1", regard.smtp) as smtp:
        smtp.send_message(letter)

    def mine() -> str:
        letters = [email.message_from_bytes(raw, policy=default) for raw in regard.demo_mail()]
        found = [one for one in letters if "carla@mirela.example" in str(one["To"])]
        body = found[-1].get_body(preferencelist=("plain",)) if found else None
        return body.get_content() if body else ""

    return wait_for(mine)
