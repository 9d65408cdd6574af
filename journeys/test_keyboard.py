"""A morning without a mouse: everything on the main way can be done, and undone, from the keyboard."""

from playwright.sync_api import Page, expect

from journeys.conftest import Regard
from journeys.keys import press


def open_first(page: Page) -> str:
    """From anywhere to the first conversation of one's own; its subject."""
    with page.expect_navigation(url="**/inbox/"):
        press(page, "g", "i")
    with page.expect_navigation(url="**/inbox/*-*/**"):
        press(page, "j", "Enter")
    return page.locator("#subject").inner_text()


def toast(page: Page) -> str:
    return page.locator(".toast").inner_text().strip()


def test_a_morning_without_a_mouse(regard: Regard, ines: Page) -> None:
    press(ines, "j")
    expect(ines.locator(".wait").first).to_be_focused()
    with ines.expect_navigation(url="**/inbox/"):
        press(ines, "g", "i")
    rows = ines.locator("[data-item]")
    assert rows.count() >= 4, "the sample company has too few who wait"
    press(ines, "j")
    expect(rows.nth(0)).to_be_focused()
    press(ines, "j", "j")
    expect(rows.nth(2)).to_be_focused()
    press(ines, "k")
    expect(rows.nth(1)).to_be_focused()

    answered = open_first(ines)
    press(ines, "r")
    expect(ines.get_by_label("Your answer")).to_be_focused()
    ines.keyboard.type("Good morning, e a n m g i ? are only letters here.")
    press(ines, "Control+Enter")
    ines.wait_for_url("**/inbox/*-*/")
    assert toast(ines).startswith("Sent in ")
    expect(ines.locator(".msgs")).to_contain_text("e a n m g i ? are only letters here.")

    handed = open_first(ines)
    assert handed != answered
    press(ines, "a")
    expect(ines.get_by_role("dialog", name="Hand over")).to_be_visible()
    expect(ines.get_by_role("dialog").get_by_role("radio").first).to_be_focused()
    press(ines, "ArrowDown", "Tab")
    expect(ines.get_by_label("What should they know?")).to_be_focused()
    ines.keyboard.type("They asked you last year.")
    press(ines, "Control+Enter")
    ines.wait_for_url("**/inbox/*-*/")
    assert "has it now." in toast(ines)
    assert ines.locator("#subject").inner_text() not in {answered, handed}, "the next one opens"

    closed = open_first(ines)
    assert closed not in {answered, handed}
    press(ines, "e")
    expect(ines.get_by_role("dialog", name="Close this conversation")).to_be_visible()
    press(ines, "ArrowDown", "Control+Enter")
    ines.wait_for_url("**/inbox/*-*/")
    assert toast(ines).startswith("Closed.")

    noted = open_first(ines)
    assert noted not in {answered, handed, closed}
    press(ines, "n")
    expect(ines.get_by_role("textbox", name="Note for us")).to_be_focused()
    ines.keyboard.type("Left for later.")
    press(ines, "Escape", "r")
    expect(ines.get_by_label("Your answer")).to_be_focused()
    press(ines, "Escape", "n")
    expect(ines.get_by_role("textbox", name="Note for us")).to_have_value("Left for later.")
    press(ines, "Escape", "g", "t")
    ines.wait_for_url("**/today/")


def test_the_keys_explain_themselves_and_can_be_switched_off(regard: Regard, ines: Page) -> None:
    press(ines, "Tab")
    expect(ines.get_by_role("link", name="Skip to content")).to_be_focused()
    press(ines, "Enter")
    expect(ines.locator("#main")).to_be_focused()

    press(ines, "?")
    keys = ines.get_by_role("dialog", name="Keys")
    expect(keys).to_contain_text("Go to Inbox")
    press(ines, "Escape")
    expect(keys).to_be_hidden()

    press(ines, "?", "Tab")
    expect(ines.get_by_role("checkbox", name="Single keys are on")).to_be_focused()
    press(ines, "Space", "Escape", "g", "i", "j")
    expect(keys).to_be_hidden()
    assert "/today/" in ines.url
    ines.reload()
    press(ines, "g", "i", "?")
    expect(keys).to_be_hidden()
    assert "/today/" in ines.url
    expect(ines.locator("kbd").first).to_be_hidden()
