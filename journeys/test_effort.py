"""The time in a form is measured honestly: not while idle, not while the page is hidden; and forms that are left count too."""

import re

from playwright.sync_api import Page, expect

from journeys.conftest import Regard, wait_for

HIDE = "is => { Object.defineProperty(document, 'hidden', { value: is, configurable: true }); document.dispatchEvent(new Event('visibilitychange')); }"
KEPT_SECONDS = (26, 30)


def type_slowly(page: Page, text: str) -> None:
    """One key a second, on the page's own clock."""
    for letter in text:
        page.keyboard.type(letter)
        page.clock.run_for(1000)


def asked(regard: Regard, page: Page) -> dict[str, tuple[str, int]]:
    """What Ines sees that forms asked of her this week: uses and fields, and seconds."""
    page.goto(f"{regard.url}/today/effort/")
    rows = page.locator("#forms .one")
    found = {}
    for row in rows.all():
        label, detail = row.locator("span span").all_inner_texts()
        time = re.fullmatch(r"(\d+) (s|min)", row.locator("> .num").inner_text())
        assert time
        found[label] = (detail, int(time[1]) * (60 if time[2] == "min" else 1))
    return found


def test_time_is_counted_while_somebody_works_in_the_form_and_only_then(regard: Regard, ines: Page) -> None:
    assert asked(regard, ines) == {}
    ines.clock.install()
    ines.goto(f"{regard.url}/customers/companies/new/")
    expect(ines.get_by_text("What we call the customer, everywhere.")).to_be_visible()

    ines.get_by_role("textbox", name="Name", exact=True).focus()
    type_slowly(ines, "Vejle")  # 5 s
    ines.clock.run_for(600_000)  # away from the desk: of these ten minutes 20 s count, the first of them typed already
    ines.evaluate(HIDE, True)
    ines.clock.run_for(600_000)  # in another tab: nothing
    ines.evaluate(HIDE, False)
    type_slowly(ines, " Dai")  # 4 s
    ines.locator("h1").click()  # no field has the focus any more
    ines.clock.run_for(60_000)
    ines.get_by_role("button", name="Add", exact=True).click()
    ines.wait_for_url(re.compile(r"/customers/companies/[0-9a-f-]{36}/"))

    (label, (detail, seconds)) = next(iter(asked(regard, ines).items()))
    assert (label, detail) == ("A new company", "1 form, 1 field typed")
    assert KEPT_SECONDS[0] <= seconds <= KEPT_SECONDS[1]


def test_forms_that_are_left_count_and_so_do_those_that_come_by_themselves(regard: Regard, ines: Page) -> None:
    ines.clock.install()
    ines.goto(f"{regard.url}/customers/companies/")
    ines.locator("tbody [data-item]").first.click()
    ines.wait_for_url(re.compile(r"/customers/companies/[0-9a-f-]{36}/"))
    company = ines.url

    ines.goto(f"{company}?dialog=note")
    ines.get_by_label("What should colleagues know?").focus()
    type_slowly(ines, "Rin")
    ines.goto(f"{regard.url}/today/")
    found = wait_for(lambda: asked(regard, ines))
    assert found["A note on a customer"][0] == "1 form, 1 field typed"
    assert 2 <= found["A note on a customer"][1] <= 4

    ines.goto(company)
    ines.get_by_role("link", name=re.compile("Change Town")).click()
    town = ines.locator("#in-city")
    expect(town).to_be_focused()
    type_slowly(ines, "Hal")
    ines.keyboard.press("Escape")
    expect(town).to_have_count(0)
    wait_for(lambda: "What we know of a company" in asked(regard, ines))
    ines.goto(company)
    ines.get_by_role("link", name=re.compile("Change Town")).click()
    expect(town).to_be_focused()
    type_slowly(ines, "Hal")
    ines.keyboard.press("Enter")
    expect(ines.get_by_role("link", name=re.compile("Change Town: Hal"))).to_be_visible()

    found = asked(regard, ines)
    assert found["What we know of a company"][0] == "2 forms, 2 fields typed"
    assert 4 <= found["What we know of a company"][1] <= 9
    ines.goto(f"{regard.url}/today/")
    expect(ines.locator("#today .given dd").nth(1)).not_to_have_text("–")
