"""The forecast read in a browser, with its record: what a page must show follows from rows that change here."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Browser, Page, expect

from journeys.conftest import INES, Regard, copy_of, sign_in, visitor

RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "resultTypes": ["violations"],
}
#: A year in which 100 was expected of each month, from 80 to 120; all but one month brought 110, that one 60.
YEAR = """
from datetime import timedelta
from regard.forecasting.models import Called, Ending, Expected, Night, Snapshot, Tested
from regard.forecasting.rules.calendar import first_of, later, said_between
from regard.kit import clock
from regard.opportunities.models import Opportunity
from regard.staff.models import User
for table in (Called, Ending, Expected, Snapshot, Night, Tested):
    table.objects.all().delete()
at = clock.now()
this, ines = first_of(at.date()), User.objects.get(email="ines.moreau@havn.example")
deals = list(Opportunity.objects.order_by("id")[:12])
def say(day, month, record):
    night = Night.objects.create(
        taken_on=day, at=at, count=1, model="logistic regression", trained_on=200, beats_base_rate=True, contest={{}}, changes=[], scale=1.0,
        currency="EUR", missing_rates=[], record=record, digest=day.isoformat(),
    )
    Expected.objects.create(night=night, month=month, is_company=True, low=80, expected=100, high=120)
    return night
record = {{"deals": 40, "brier": 0.18, "base": 0.22, "dots": [[0.2, 0.25, 20], [0.6, 0.55, 20]], "people": {{}}}}
for back in range(12, 0, -1):
    month = later(this, -back)
    night, deal = say(said_between(month)[0], month, record), deals[back - 1]
    Snapshot.objects.create(
        night=night, opportunity=deal, pipeline_id=deal.ladder.pipeline_id, owner_id=ines.id, gate=2, days_at_gate=3, amount=deal.amount, currency="EUR",
        worth=110, closes_on=month + timedelta(days=9), call=70, p=0.4, p_low=0.3, p_high=0.5, expected_on=month, expected_from=month, expected_to=month,
        brings=110, brings_low=100, brings_high=120, features={{}},
    )
    Ending.objects.create(
        opportunity=deal, pipeline_id=deal.ladder.pipeline_id, owner_id=ines.id, opened_on=month, ended_on=month + timedelta(days=9), won=True,
        worth={missed} if back == 3 else 110, p=0.4,
    )
    Called.objects.create(month=month, owner_id=ines.id, night=night, deals=4, won=3, said=400, came=330)
if not Night.objects.filter(taken_on=at.date()).exists():
    say(at.date(), this, record)
Tested.objects.create(at=at - timedelta(days={tested}), deals=188, model="x", beats_base_rate=True, gates=[
    {{"gate": 1, "deals": 90, "p": 0.4, "auc": 0.52, "auc_low": 0.44, "auc_high": 0.6, "has_value": False}},
])
"""


@pytest.fixture(scope="module")
def regard(havn_pumps: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Regard]:
    program = copy_of(havn_pumps, tmp_path_factory.mktemp("forecast"))
    program.change(YEAR.format(missed=60, tested=20))
    program.start()
    yield program
    program.stop()


@pytest.fixture(scope="module")
def desk(regard: Regard, browser: Browser) -> Iterator[Page]:
    context = visitor(browser)
    yield sign_in(regard, context, INES)
    context.close()


def check(page: Page) -> None:
    """Nothing that axe finds and nothing wider than the window, wide and narrow, light and dark."""
    page.mouse.move(0, 0)
    page.emulate_media(reduced_motion="reduce")
    for width, height in ((1440, 900), (390, 844)):
        page.set_viewport_size({"width": width, "height": height})
        for theme in ("light", "dark"):
            page.evaluate("theme => { document.documentElement.dataset.theme = theme }", theme)
            page.evaluate("Promise.all(document.getAnimations().map(one => one.finished))")  # colours fade
            page.evaluate(AXE_SCRIPT)
            found = page.evaluate("rules => axe.run(document, rules)", RULES)["violations"]
            assert [(one["id"], [node["target"] for node in one["nodes"]]) for one in found] == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.set_viewport_size({"width": 1440, "height": 900})
    page.evaluate("delete document.documentElement.dataset.theme")


def test_the_forecast_is_read_with_its_record(regard: Regard, desk: Page) -> None:
    desk.goto(f"{regard.url}/sales/")
    desk.get_by_role("navigation", name="Views of sales").get_by_role("link", name="Forecast").click()

    expect(desk.locator(".lede")).to_contain_text("We expect €100 in")
    expect(desk.locator(".lede")).to_contain_text("Four times out of five it will be between 80 and 120.")
    chart = desk.get_by_role("img", name="10 of 11 months fell inside the range. Missed:")
    expect(chart.locator(".f-range")).to_have_count(12)
    expect(chart.locator(".f-came")).to_have_count(10)
    expect(chart.locator(".f-missed")).to_have_count(1)
    tiles = desk.locator(".f-tiles > li")
    expect(tiles.filter(has_text="Inside the range")).to_contain_text("10 of 11")
    expect(tiles.filter(has_text="Right deals, right month")).to_contain_text("75%")
    expect(tiles.filter(has_text="Model last tested")).to_contain_text("On 188 deals.")
    expect(desk.locator("#gates")).to_contain_text("no evidence of value")
    check(desk)


def test_every_month_opens_to_its_deals_by_keyboard(regard: Regard, desk: Page) -> None:
    desk.goto(f"{regard.url}/sales/forecast/")
    desk.get_by_text("Show as a table").focus()
    desk.keyboard.press("Enter")
    rows = desk.locator("#months tbody tr")
    expect(rows).to_have_count(12)
    expect(rows.filter(has_text="missed")).to_contain_text("60")
    check(desk)
    rows.filter(has_text="missed").get_by_role("link").focus()
    desk.keyboard.press("Enter")
    expect(desk.get_by_role("heading", name="Counted on")).to_be_visible()
    expect(desk.get_by_role("heading", name="Came in")).to_be_visible()
    expect(desk.locator("table").first).to_contain_text("€60")
    check(desk)


def test_the_record_follows_what_came_in(regard: Regard, desk: Page) -> None:
    regard.change(YEAR.format(missed=90, tested=200))
    desk.goto(f"{regard.url}/sales/forecast/")
    expect(desk.get_by_role("img", name="11 of 11 months fell inside the range.")).to_be_visible()
    expect(desk.locator(".note.warn")).to_contain_text("more than 180 days ago")
