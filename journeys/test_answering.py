"""Answers leave as they were meant: taken back and changed, stopped when somebody was quicker, handed on with a note."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from journeys.conftest import Regard, copy_of, wait_for
from journeys.keys import answer, dialog, find, press, retype
from journeys.letters import INES_SIGNS, TOM_SIGNS, answers_to, receipt_for, received_by, write

AT_ONCE = 'from regard.staff.models import User; User.objects.filter(name="Tom Okoye").update(undo_seconds=0)'

#: So that it can be handed to Tom, whomever it was given to.
GIVEN_TO_INES = """
from regard.conversations.models import Conversation
from regard.staff.models import User
Conversation.objects.filter(subject="{subject}").update(assignee=User.objects.get(name="Ines Moreau"))
"""


@pytest.fixture(scope="module")
def regard(havn_pumps: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Regard]:
    """One company for all of this: each test has a customer of its own."""
    program = copy_of(havn_pumps, tmp_path_factory.mktemp("answering"))
    program.change(AT_ONCE)
    program.start()
    yield program
    program.stop()


def arrives(regard: Regard, subject: str, text: str, *, sender: str) -> str:
    """A customer's letter, when it has been read."""
    message_id = write(regard, subject, text, sender=sender)
    receipt_for(regard, sender)
    return message_id


def toast(page: Page) -> Locator:
    return page.locator(".toast").last


def test_after_undo_only_the_edit_leaves_and_only_once(regard: Regard, ines: Page) -> None:
    arrives(regard, "Filter for the P-110", "Good morning,\n\nwhich filter fits the P-110?", sender="anna@one.example")
    find(ines, "Filter for the P-110")
    answer(ines)
    ines.keyboard.type("Good morning Anna,\n\nthe 88-140 fits.")
    press(ines, "Control+Enter")
    expect(toast(ines)).to_contain_text(re.compile(r"Sent in \d+ s"))
    press(ines, "z")
    expect(toast(ines)).to_contain_text("Taken back. Nothing was sent; your text stands in the composer.")

    expect(answer(ines)).to_have_value("Good morning Anna,\n\nthe 88-140 fits.")
    retype(ines, "Good morning Anna,\n\nthe 88-410 fits.")
    press(ines, "Control+Enter")
    expect(ines.locator(".msg.out")).to_have_count(1)
    expect(ines.locator(".msg.out")).to_contain_text("leaves in")
    expect(ines.locator(".msg.out")).to_contain_text(re.compile(r"\bsent\b"), timeout=30_000)

    assert answers_to(regard, "anna@one.example") == ["Good morning Anna,\n\nthe 88-410 fits." + INES_SIGNS]
    assert len(received_by(regard, "anna@one.example")) == 2, "the receipt and the answer"


def test_the_second_of_two_is_stopped_sees_what_came_in_and_sends_anyway(regard: Regard, ines: Page, tom: Page) -> None:
    first = arrives(regard, "Seal of pump 7781", "How long does the seal last?", sender="bo@two.example")
    find(ines, "Seal of pump 7781")
    find(tom, "Seal of pump 7781")
    answer(ines)
    ines.keyboard.type("Hello Bo,\n\nabout two years.")
    expect(tom.locator("#thread-head .present")).to_have_text(re.compile("Ines is writing"))
    expect(ines.locator("#thread-head .present")).to_have_text(re.compile("Tom is reading"))

    answer(tom)
    tom.keyboard.type("Hello Bo,\n\nsix months.")
    press(tom, "Control+Enter")
    expect(toast(tom)).to_contain_text("Sent.")
    expect(ines.locator(".msg.out")).to_contain_text("six months.")
    press(ines, "Control+Enter")
    stopped = ines.get_by_role("alert").first
    expect(stopped).to_contain_text(
        re.compile(r"Tom Okoye answered at \d+:\d\d, while you were writing\. Nothing was sent")
    )
    expect(ines.get_by_label("Your answer")).to_have_value("Hello Bo,\n\nabout two years.")
    wait_for(lambda: answers_to(regard, "bo@two.example"))
    assert answers_to(regard, "bo@two.example") == ["Hello Bo,\n\nsix months." + TOM_SIGNS]

    write(regard, "Re: Seal of pump 7781", "It runs day and night.", sender="bo@two.example", answers=first)
    expect(ines.locator(".msgs")).to_contain_text("It runs day and night.")
    expect(ines.locator("#news")).to_contain_text("A new message came in while you were reading.")
    answer(ines)
    press(ines, "Control+Enter")
    expect(stopped).to_contain_text("A newer message came in while you were writing.")
    expect(ines.locator("#answer-form [data-submit-default]")).to_contain_text("Send anyway")
    answer(ines)
    retype(ines, "Hello Bo,\n\ntwo years, or one if it runs day and night.")
    press(ines, "Control+Enter")
    expect(toast(ines)).to_contain_text("Sent in")
    wait_for(lambda: len(answers_to(regard, "bo@two.example")) > 1, seconds=30)
    assert answers_to(regard, "bo@two.example") == [
        "Hello Bo,\n\nsix months." + TOM_SIGNS,
        "Hello Bo,\n\ntwo years, or one if it runs day and night." + INES_SIGNS,
    ]


def test_what_is_handed_over_comes_with_its_note(regard: Regard, ines: Page, tom: Page) -> None:
    arrives(regard, "Noise of the P-220", "It whistles. Why?", sender="cleo@three.example")
    regard.change(GIVEN_TO_INES.format(subject="Noise of the P-220"))
    find(ines, "Noise of the P-220")
    opened = dialog(ines, "Hand over", "a")
    choices = opened.get_by_role("radio")
    at = [row.inner_text() for row in opened.locator("label:has([type=radio])").all()]
    place = next(n for n, text in enumerate(at) if "Tom Okoye" in text)
    press(ines, *["ArrowDown"] * place)
    expect(choices.nth(place)).to_be_checked()
    press(ines, "Tab")
    ines.keyboard.type("They had this last spring; you changed the impeller.")
    press(ines, "Control+Enter")
    expect(toast(ines)).to_contain_text("Tom has it now.")

    with tom.expect_navigation(url="**/inbox/"):
        press(tom, "g", "i")
    expect(tom.locator("#views [aria-current]")).to_contain_text("Mine")
    tom.get_by_role("link", name="Noise of the P-220").press("Enter")
    expect(tom.locator(".inote")).to_contain_text("They had this last spring; you changed the impeller.")
    expect(tom.locator("#thread-head")).to_contain_text("Ines handed it to you")


def test_answering_taking_back_and_searching_with_a_thumb(regard: Regard, phone: Page) -> None:
    arrives(regard, "Oil for the gear", "Which oil do we need?", sender="dora@four.example")
    phone.locator(".tabbar summary").tap()
    phone.get_by_role("link", name="Search").tap()
    phone.get_by_role("searchbox", name="Search for").fill("oil gear")
    phone.locator("[data-item]", has_text="Oil for the gear").tap()
    phone.locator(".answer-jump").tap()
    phone.get_by_label("Your answer").fill("Hello Dora, ISO VG 22.")
    phone.get_by_role("button", name="Send", exact=False).first.tap()
    toast(phone).get_by_role("button", name="Undo").tap()
    expect(phone.get_by_label("Your answer")).to_have_value("Hello Dora, ISO VG 22.")
    phone.get_by_label("Your answer").fill("Hello Dora, ISO VG 220.")
    phone.locator("#answer-form [data-submit-default]").tap()
    expect(toast(phone)).to_contain_text("Sent in")
    wait_for(lambda: answers_to(regard, "dora@four.example"), seconds=30)
    assert answers_to(regard, "dora@four.example") == ["Hello Dora, ISO VG 220." + INES_SIGNS]
