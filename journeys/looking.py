"""How a page looks to everybody: what axe finds, and whether anything is wider than the window."""

import os

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "resultTypes": ["violations"],
}
SIZES = {"wide": (1440, 900), "narrow": (390, 844)}


def check(page: Page, name: str, *, at: str = "") -> None:
    """Nothing that axe finds and nothing wider than the window, wide and narrow; `PICTURES` names where to keep how
    it looked, with `at` in view."""
    page.emulate_media(reduced_motion="reduce")
    for size, (width, height) in SIZES.items():
        page.set_viewport_size({"width": width, "height": height})
        for theme in ("light", "dark"):
            page.evaluate("theme => { document.documentElement.dataset.theme = theme }", theme)
            if folder := os.environ.get("PICTURES"):
                if at:
                    page.locator(at).first.scroll_into_view_if_needed()
                page.screenshot(path=f"{folder}/{name}-{size}-{theme}.png")
            page.evaluate(AXE_SCRIPT)
            found = page.evaluate("rules => axe.run(document, rules)", RULES)
            assert [(one["id"], [node["html"][:200] for node in one["nodes"]]) for one in found["violations"]] == []
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.set_viewport_size({"width": 1440, "height": 900})
    page.evaluate("delete document.documentElement.dataset.theme")
