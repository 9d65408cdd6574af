"""Writing first: from anywhere by one key, taken back, put right, sent once; and the answer comes to who wrote."""

import re

from playwright.sync_api import Page, expect

from journeys.conftest import Regard, wait_for
from journeys.keys import press, retype
from journeys.letters import INES_SIGNS, answers_to, received_by, write

ANNA = "anna@one.example"


def test_who_writes_first_can_take_it_back_and_gets_the_answer(regard: Regard, ines: Page) -> None:
    with ines.expect_navigation(url="**/inbox/new/"):
        press(ines, "c")
    expect(ines.get_by_label("To", exact=True)).to_be_focused()
    ines.keyboard.type("anna@one.exmaple")
    press(ines, "Tab", "Tab")
    ines.keyboard.type("Service in April")
    press(ines, "Tab")
    ines.keyboard.type("Good morning Anna,\n\nyour pump is due for service.")
    press(ines, "Control+Enter")
    toast = ines.locator(".toast").last
    expect(toast).to_contain_text(re.compile(r"Sent in \d+ s"))
    expect(ines.locator(".msg.out")).to_contain_text("your pump is due for service.")

    with ines.expect_navigation(url="**/inbox/new/?again=*"):
        press(ines, "z")
    expect(toast).to_contain_text("Taken back. Nothing was sent; your text stands in the composer.")
    expect(ines.get_by_label("Your message")).to_have_value("Good morning Anna,\n\nyour pump is due for service.")
    ines.get_by_label("To", exact=True).focus()
    retype(ines, ANNA)
    press(ines, "Control+Enter")
    expect(toast).to_contain_text(re.compile(r"Sent in \d+ s"))
    expect(ines.locator(".msg.out")).to_have_count(1)

    (letter,) = wait_for(lambda: received_by(regard, ANNA))
    assert letter["Subject"] == "Service in April"
    assert answers_to(regard, ANNA) == ["Good morning Anna,\n\nyour pump is due for service." + INES_SIGNS]
    assert received_by(regard, "anna@one.exmaple") == []
    write(regard, "Re: Service in April", "The 14th is fine.", sender=ANNA, answers=letter["Message-ID"])
    expect(ines.locator(".msg:not(.out)").last).to_contain_text("The 14th is fine.")
    expect(ines.locator("#thread-head .clock:visible")).to_have_count(1)
    wait_for(lambda: len(received_by(regard, ANNA)) == 2)
    assert received_by(regard, ANNA)[1]["Auto-Submitted"] == "auto-replied", "what she said has its receipt"
    assert [letter["Subject"] for letter in received_by(regard, ANNA)].count("Service in April") == 1


def test_it_works_on_a_phone_offers_people_by_name_and_keeps_what_is_typed(regard: Regard, phone: Page) -> None:
    phone.get_by_role("link", name="New message").first.click()
    phone.get_by_label("To", exact=True).fill("brandt")
    expect(phone.locator("#people-for-to option").first).to_have_attribute("value", re.compile("@"), timeout=20_000)
    value = phone.locator("#people-for-to option").first.get_attribute("value") or ""
    phone.get_by_label("To", exact=True).fill(value)
    phone.get_by_role("button", name="Send").click()
    expect(phone.get_by_role("alert")).to_contain_text("Say in a few words what it is about.")
    expect(phone.get_by_label("To", exact=True)).to_have_value(value)
    expect(phone.get_by_label("Subject")).to_be_focused()

    phone.get_by_label("Subject").fill("Service in April")
    phone.get_by_label("Your message").fill("Good morning,")
    expect(phone.locator("#draft-state")).to_contain_text("Draft kept")
    expect(phone).to_have_url(re.compile(r"/inbox/new/\?again="))
    phone.goto(f"{regard.url}/inbox/new/")
    phone.get_by_role("navigation", name="Begun and not sent").get_by_role("link", name="Service in April").click()
    expect(phone.get_by_label("Your message")).to_have_value("Good morning,")
    expect(phone.get_by_label("To", exact=True)).to_have_value(value)
    phone.get_by_role("button", name="Throw it away").click()
    expect(phone.locator(".toast").last).to_contain_text("The message is gone. Nothing was sent.")
