"""Where the settings pages of the sample company are, with something on each of them."""

from urllib.parse import urlsplit

from playwright.sync_api import Page

from journeys.conftest import Regard

#: Each list, by the name of its address, with the name of the page its rows lead to.
LISTS = {
    "settings-forms": ("/settings/forms/", "settings-form"),
    "settings-receipts": ("/settings/receipts/", "settings-receipt"),
    "settings-promises": ("/settings/promises/", "settings-promise"),
    "settings-calendars": ("/settings/hours/", "settings-calendar"),
    "settings-teams": ("/settings/teams/", "settings-team"),
    "settings-people": ("/settings/people/", "settings-person"),
    "settings-snippets": ("/settings/snippets/", "settings-snippet"),
    "settings-tags": ("/settings/tags/", "settings-tag"),
    "settings-pipelines": ("/settings/pipelines/", "settings-pipeline"),
}
#: Addresses that take a form and show no page of their own.
BUTTONS_OF_SETTINGS = {
    "settings-promise-earlier", "settings-promise-later", "settings-promise-retire", "settings-calendar-retire",
    "settings-person-skills", "settings-person-link", "settings-absence-end", "settings-snippet-retire",
    "settings-receipt-reset", "settings-tag-merge", "settings-tag-retire",
    "settings-pipeline-usual", "settings-pipeline-retire", "settings-pipeline-revive", "settings-pipeline-delete",
    "settings", "settings-channel-test", "settings-channel-loop", "settings-channel-heartbeat", "settings-channel-domain",
    "settings-consent", "settings-signed-in", "welcome-account", "welcome-mailbox", "welcome-customers", "welcome-promise",
    "welcome-demo",
}  # fmt: skip


def settings_pages(regard: Regard, page: Page) -> dict[str, list[str]]:
    """The path of every settings page, by the name of its address."""
    fill_in(
        regard,
        page,
        "/settings/snippets/new/",
        name="Clean the filter",
        text="Hello {{ contact.name }}, {{ ask: date }}",
    )
    fill_in(regard, page, "/settings/tags/new/", name="noise")
    found = channel_pages(regard, page) | {
        "account-settings": ["/account/settings/"],
        "settings-absence": ["/settings/absence/"],
        "settings-asked": ["/settings/asked/"],
    }
    for name, (path, row) in LISTS.items():
        found[name] = [path]
        page.goto(f"{regard.url}{path}")
        found[row] = [urlsplit(page.locator(".fact a").first.get_attribute("href") or "").path]
        if row != "settings-receipt":
            found[f"{row}-new"] = [f"{path}new/"]
    found |= {"settings-currencies": ["/settings/currencies/"], "settings-currency": ["/settings/currencies/own/"]}
    found |= {
        "settings-rate-new": ["/settings/currencies/rate/"],
        "settings-rates-file": ["/settings/currencies/file/"],
    }
    found["settings-absence-new"] = ["/settings/absence/new/"]
    found["settings-person-end"] = [f"{found['settings-person'][0]}end/"]
    return found


def channel_pages(regard: Regard, page: Page) -> dict[str, list[str]]:
    """The pages of channels, and the first steps. The domain without a dot is looked up by nobody."""
    page.goto(f"{regard.url}/settings/channels/")
    channel = urlsplit(page.get_by_role("link", name="help@havn.example").get_attribute("href") or "").path
    connect = "/settings/channels/connect/"
    return {
        "settings-channels": ["/settings/channels/"],
        "settings-connect": [connect, f"{connect}?address=service@localhost"],
        "settings-channel": [channel],
        "settings-channel-receipts": [f"{channel}receipts/"],
        "settings-client": ["/settings/channels/sign-in/google/"],
        "welcome": ["/welcome/", "/welcome/?address=service@localhost"],
    }


def fill_in(regard: Regard, page: Page, path: str, **typed: str) -> None:
    """Send a form of the settings as a person does."""
    page.goto(f"{regard.url}{path}")
    for name, text in typed.items():
        page.locator(f"[name={name}]").fill(text)
    page.locator("[data-submit-default]").click()
    page.wait_for_load_state()
