"""A customer writes on the contact page: what it promises, who answers, and the page that is the receipt."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from journeys.conftest import INES, Regard, sign_in
from journeys.letters import received_by

OTHER_ROWS = """
from regard.staff.models import User
from regard.channels.models import ContactForm
User.objects.filter(name="Tom Okoye").update(name="Thea Okoye")
ContactForm.objects.update(phone="+45 12 34 56 78", phone_note="Anna picks up herself.")
"""


@pytest.fixture(params=[True, False], ids=["with script", "without script"])
def visitor(request: pytest.FixtureRequest, browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 390, "height": 844}, java_script_enabled=request.param)
    yield context.new_page()
    context.close()


def test_visitor_writes_once_and_sees_who_answers_by_when(regard: Regard, browser: Browser, visitor: Page) -> None:
    regard.change(OTHER_ROWS)
    visitor.goto(f"{regard.url}/contact/")
    main = visitor.get_by_role("main")
    expect(main.locator(".lead strong")).to_have_text(re.compile(r"by \d+:\d\d \(Copenhagen time\)|by midnight"))
    expect(visitor.get_by_label("Who answers")).to_contain_text("Thea")
    expect(visitor.get_by_role("link", name="+45 12 34 56 78")).to_have_attribute("href", "tel:+4512345678")
    expect(main).to_contain_text("Anna picks up herself.")

    visitor.get_by_label("Something does not work").check()
    visitor.get_by_label("Your message").fill("Our P-220 stops after ten minutes. May we clean the filter ourselves?")
    visitor.get_by_label("Your name").fill("Carla Customer")
    visitor.get_by_label("E-mail").fill("carla@")
    visitor.get_by_role("button", name="Send my message").click()
    expect(visitor.get_by_role("alert").first).to_contain_text("What you wrote is kept.")
    expect(visitor.get_by_label("Your message")).to_have_value(re.compile("Our P-220 stops"))

    visitor.get_by_label("E-mail").fill("carla@mirela.example")
    visitor.get_by_role("button", name="Send my message").click()
    visitor.wait_for_url("**/received/**")
    expect(visitor.get_by_role("heading", level=1)).to_have_text(re.compile("will answer you personally .* by "))
    number = visitor.locator(".lead strong").inner_text()
    assert received_by(regard, "carla@mirela.example") == []

    context = browser.new_context(viewport={"width": 1440, "height": 900})
    page = sign_in(regard, context, INES)
    page.goto(f"{regard.url}/inbox/?view=team")
    page.get_by_role("link", name=re.compile("Our P-220 stops")).first.click()
    expect(page.locator("#thread-head")).to_contain_text(f"#{number}")
    expect(page.get_by_role("heading", name=re.compile("Something does not work: Our P-220"))).to_be_visible()
    expect(page.get_by_text("Nobody has shown yet that the address is theirs.")).to_be_visible()
    context.close()
