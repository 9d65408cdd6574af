"""A colleague calls somebody in a note: the bell counts it, the page shows it, and once seen it counts no more."""

from playwright.sync_api import Page, expect

from journeys.conftest import TOM, Regard, sign_in

#: By the time of day the sample company has told her of clocks that run out; here only the mention counts.
NOTHING_ELSE = """
from regard.notifications.models import Notification
from regard.promises.models import Clock
Clock.objects.update(next_rung_at=None)
Notification.objects.all().delete()
"""


def test_a_colleagues_mention_shows_as_a_count_and_on_the_page(regard: Regard, ines: Page) -> None:
    regard.change(NOTHING_ELSE)
    colleague = sign_in(regard, ines.context.browser.new_context(), TOM)  # type: ignore[union-attr]
    colleague.goto(f"{regard.url}/inbox/?view=team")
    colleague.locator("[data-item]").first.click()
    colleague.get_by_text("Note for us").first.click()
    colleague.locator("#note-body").fill("@Ines Moreau may we send a second pump? ")
    colleague.get_by_role("button", name="Keep the note").click()

    bell = ines.locator("#places").get_by_role("link", name="Notifications")
    expect(bell.locator(".count")).to_have_text("1 waiting", timeout=20_000)  # by polling, on a page that was open
    bell.click()
    row = ines.locator("#told li").first
    expect(row).to_contain_text("Tom Okoye mentioned you in a note.")
    expect(row).to_contain_text("may we send a second pump?")
    expect(row).to_contain_text("new")
    expect(bell.locator(".count")).to_have_count(0)

    row.get_by_role("link").click()
    expect(ines.locator("#main")).to_contain_text("may we send a second pump?")
    colleague.context.close()
