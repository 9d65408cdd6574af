"""Hands on the keyboard: what every journey without a mouse does."""

from playwright.sync_api import Locator, Page, expect

OPENED = "**/inbox/*-*/**"


def press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def retype(page: Page, text: str) -> None:
    """Write this in place of what stands in the focused field."""
    press(page, "Control+a")
    page.keyboard.type(text)


def dialog(page: Page, name: str, key: str) -> Locator:
    press(page, key)
    opened = page.get_by_role("dialog", name=name)
    expect(opened).to_be_visible()
    return opened


def find(page: Page, words: str) -> None:
    """From anywhere to the first conversation that has these words."""
    press(page, "/")
    expect(page.locator(":focus")).to_have_attribute("type", "search")
    retype(page, words)
    with page.expect_navigation(url="**/search/?q=*"):
        press(page, "Enter")
    expect(page.locator("[data-item]").first).to_be_visible()
    press(page, "j")
    with page.expect_navigation(url=OPENED):
        press(page, "Enter")


def answer(page: Page) -> Locator:
    """Begin to answer, or go on."""
    press(page, "r")
    field = page.get_by_label("Your answer")
    expect(field).to_be_focused()
    return field
