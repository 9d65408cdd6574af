"""Ten conversations in a row, from the keyboard alone and with a thumb: each is dealt with, and the next one opens."""

import re

from playwright.sync_api import Page, expect

from journeys.conftest import Regard
from journeys.keys import OPENED, dialog, press

TEAM = "/inbox/?view=team"


def subject(page: Page) -> str:
    return page.locator("#subject").inner_text()


def number(page: Page) -> str:
    return page.locator("#thread-head .number").inner_text()


def moves_on(page: Page, *keys: str) -> None:
    """The keys finish with this conversation; another one opens."""
    before = number(page)
    press(page, *keys)
    expect(page.locator("#thread-head .number")).not_to_have_text(before)
    assert "view=team" in page.url


def start(regard: Regard, page: Page) -> None:
    page.goto(f"{regard.url}{TEAM}")
    assert page.locator("[data-item]").count() >= 10, "the sample company has too few who wait"
    with page.expect_navigation(url=OPENED):
        press(page, "j", "Enter")


def tag(page: Page, name: str) -> None:
    dialog(page, "Tags", "t")
    page.get_by_label(re.compile("new tag|first tag")).focus()
    page.keyboard.type(name)
    with page.expect_navigation():
        press(page, "Enter")
    expect(page.locator("#thread-head")).to_contain_text(name)


def test_ten_conversations_from_the_keyboard_alone(regard: Regard, ines: Page) -> None:
    start(regard, ines)
    done = []

    for round_ in range(2):
        done.append(number(ines))
        tag(ines, "P-220" if round_ else "Urgent")
        dialog(ines, "Hand over", "a")
        press(ines, "ArrowDown", "Tab")
        ines.keyboard.type("They asked you last year.")
        moves_on(ines, "Control+Enter")

        for _ in range(2):
            done.append(number(ines))
            dialog(ines, "Close this conversation", "e")
            press(ines, "ArrowDown")
            moves_on(ines, "Control+Enter")

        done.append(number(ines))
        opened = dialog(ines, "Bring it back", "h")
        expect(opened).to_contain_text("The customer waits")
        press(ines, "ArrowDown")
        moves_on(ines, "Control+Enter")

        done.append(number(ines))
        moves_on(ines, "]")

    assert len(set(done)) == 10, done
    press(ines, "[")
    expect(ines.locator("#thread-head .number")).to_have_text(done[-1])


def test_what_was_done_is_undone_with_one_key(regard: Regard, ines: Page) -> None:
    start(regard, ines)
    closed = subject(ines)
    dialog(ines, "Close this conversation", "e")
    press(ines, "ArrowDown")
    moves_on(ines, "Control+Enter")

    with ines.expect_navigation():
        press(ines, "z")
    expect(ines.locator(".toast")).to_contain_text("1 stands as before.")
    expect(ines.locator("#conversation-list")).to_contain_text(closed)


def test_many_are_chosen_tagged_found_and_saved_as_a_view(regard: Regard, ines: Page) -> None:
    ines.goto(f"{regard.url}{TEAM}")
    press(ines, "j", "x", "j", "x", "j", "x")
    expect(ines.locator("#bulk")).to_be_visible()
    ines.get_by_role("button", name="Tag", exact=True).press("Enter")
    ines.wait_for_url("**/inbox/many/**")
    ines.get_by_label("The first tag").focus()
    ines.keyboard.type("Harvest")
    with ines.expect_navigation(url="**/inbox/?view=team"):
        press(ines, "Enter")
    expect(ines.locator(".toast")).to_contain_text("Done with 3 conversations.")

    dialog(ines, "Filter", "f")
    ines.get_by_role("checkbox", name="Harvest").press("Space")
    with ines.expect_navigation(url="**tag=**"):
        ines.get_by_role("button", name="Show these").press("Enter")
    expect(ines.locator("[data-item]")).to_have_count(3)
    ines.get_by_role("link", name="Save as a view").press("Enter")
    ines.get_by_role("textbox", name="Name").focus()
    ines.keyboard.type("Harvest time")
    with ines.expect_navigation(url="**saved=**"):
        press(ines, "Enter")
    expect(ines.locator("#views [aria-current]")).to_have_text("Harvest time 3")


def test_the_palette_searches_opens_and_does(regard: Regard, ines: Page) -> None:
    start(regard, ines)
    first = number(ines)
    press(ines, "Control+k")
    palette = ines.get_by_role("dialog", name="Go to, or do")
    expect(palette.locator("[data-entry]").first).to_contain_text("Answer")
    ines.keyboard.type("merge")
    expect(palette.locator("[data-entry]").first).to_contain_text("Merge into another")
    with ines.expect_navigation():
        press(ines, "Enter")
    expect(ines.get_by_role("dialog", name="Merge into another conversation")).to_be_visible()
    press(ines, "Escape", "Control+k")
    ines.keyboard.type(first)
    expect(palette.locator("[data-entry]").first).to_contain_text(first.removeprefix("#"))
    press(ines, "Escape", "/")
    expect(ines.get_by_role("searchbox").first).to_be_focused()
    ines.keyboard.type(first)
    with ines.expect_navigation(url=OPENED):
        press(ines, "Enter")
    assert number(ines) == first


def test_ones_own_keys_hold_and_the_usual_ones_rest(regard: Regard, ines: Page) -> None:
    ines.goto(f"{regard.url}/account/keys/")
    ines.get_by_label("Close it").fill("q")
    ines.get_by_role("button", name="Keep these keys").click()
    start(regard, ines)
    press(ines, "e")
    expect(ines.get_by_role("dialog")).to_have_count(0)
    dialog(ines, "Close this conversation", "q")


def test_the_same_with_a_thumb(regard: Regard, phone: Page) -> None:
    page = phone
    page.goto(f"{regard.url}{TEAM}")
    page.locator("[data-item]").first.tap()
    expect(page.locator("#conversation-list")).to_be_hidden()
    for name in ("Tags", "Bring it back later", "Hand over", "Close it"):
        place = page.locator(".acts").get_by_role("link", name=name).bounding_box()
        assert place, name
        assert min(place["height"], place["width"]) >= 44, (name, place)
        assert place["y"] > 844 * 0.6, f"{name} is out of reach of the thumb"

    before = number(page)
    page.locator(".acts").get_by_role("link", name="Hand over").tap()
    page.get_by_role("dialog").get_by_role("radio").first.tap()
    page.get_by_label("What should they know?").fill("They asked you last year.")
    page.get_by_role("dialog").get_by_role("button", name="Hand over").tap()
    expect(page.locator("#thread-head .number")).not_to_have_text(before)

    before = number(page)
    page.locator(".acts").get_by_role("link", name="Close it").tap()
    page.get_by_role("dialog").get_by_role("radio").nth(1).tap()
    page.get_by_role("dialog").get_by_role("button", name="Close it").tap()
    expect(page.locator("#thread-head .number")).not_to_have_text(before)

    page.get_by_role("link", name="Back to the list").tap()
    page.locator(".choose").nth(0).tap()
    page.locator(".choose").nth(1).tap()
    page.locator("#bulk").get_by_role("button", name="Remind me").tap()
    page.get_by_role("button", name="Remind me: 2 conversations").tap()
    expect(page.locator(".toast")).to_contain_text("Done with 2 conversations.")
    page.locator(".toast").get_by_role("button", name="Undo").tap()
    expect(page.locator(".toast")).to_contain_text("2 stand as before.")
