"""Every page in light and dark, wide and narrow: for everybody to use, within its budget, and from one host only.

Axe reads a wide page in the light and its colours in the dark; narrow ones take turns in light and dark, where the bars and
menus that only they show are on each of them."""

import gzip
import itertools
import smtplib
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from email.message import EmailMessage
from typing import Literal
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.base import AXE_SCRIPT, AxeResults
from django.urls import URLResolver, get_resolver
from playwright.sync_api import Browser, Page, Response, StorageState, expect

from journeys.conftest import INES, Regard, sign_in
from journeys.customer_pages import NO_PAGE_OF_CUSTOMERS, customer_pages
from journeys.sales_pages import NO_PAGE_OF_SALES, sales_pages
from journeys.settings_pages import BUTTONS_OF_SETTINGS, settings_pages

#: Frames hold what a customer sent, closed off from script; axe would wait for them in vain.
RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "resultTypes": ["violations"],
    "iframes": False,
}
Theme = Literal["light", "dark"]
#: A theme changes colours and nothing else.
RULES_OF_COLOUR = {"runOnly": ["color-contrast", "link-in-text-block"], "resultTypes": ["violations"], "iframes": False}
SIZES = {"wide": {"width": 1440, "height": 900}, "narrow": {"width": 390, "height": 844}}
HTML_BUDGET, FIRST_VISIT_BUDGET, ELEMENTS_BUDGET = 15_000, 110_000, 1_500
HTML_LETTER = """<html><body><p>Good morning,</p><p>our <b>P-220</b> stops.</p><img src="https://tracker.example/seen.png"></body></html>"""


@dataclass(frozen=True)
class Visit:
    """An address, and what to click there first; `status` it answers with."""

    path: str
    click: str = ""
    status: int = 200


@dataclass
class Addresses:
    """Where the pages of this company are, by the name of their address."""

    staff: dict[str, list[Visit]]
    public: dict[str, list[Visit]] = field(
        default_factory=lambda: {
            "account_login": [Visit("/accounts/login/")],
            "account_reset_password": [Visit("/accounts/password/reset/")],
            "account_reset_password_done": [Visit("/accounts/password/reset/done/")],
            "account_reset_password_from_key": [Visit("/accounts/password/reset/key/1-set/")],
            "account_reset_password_from_key_done": [Visit("/accounts/password/reset/key/done/")],
            "account_signup": [Visit("/accounts/signup/")],
            "account_inactive": [Visit("/accounts/inactive/")],
            "account_email_verification_sent": [Visit("/accounts/confirm-email/")],
            "account_confirm_email": [Visit("/accounts/confirm-email/nothing/")],
            "socialaccount_login_cancelled": [Visit("/accounts/3rdparty/login/cancelled/")],
            "socialaccount_login_error": [Visit("/accounts/3rdparty/login/error/", status=401)],
            "sign-in-link": [Visit("/sign-in/nothing/")],
            "contact": [Visit("/contact/")],
            "contact-form": [Visit("/contact/service/")],
            "contact-embedded": [Visit("/contact/service/embedded/")],
            "no address": [Visit("/nothing-is-here/", status=404)],
        }
    )


#: Addresses that show no page of their own, and why.
NO_PAGE = {
    "start": "leads to Today",
    "healthz": "for machines", "readyz": "for machines",
    "conversation-remind": "takes a form", "reminder-done": "takes a form", "conversation-tag": "takes a form",
    "conversation-merge": "takes a form", "conversation-split": "takes a form", "merge-take-apart": "takes a form",
    "bulk": "takes a form", "bulk-run": "takes a form", "bulk-undo": "takes a form", "view-save": "takes a form",
    "view-change": "takes a form", "view-delete": "takes a form",
    "today-live": "a part of a page", "inbox-live": "a part of a page", "conversation-live": "a part of a page",
    "demo-mail-live": "a part of a page", "notifications-live": "a part of a page",
    "notification-write-again": "takes a form",
    "message-html": "what a customer sent", "message-original": "what a customer sent", "attachment": "what a customer sent",
    "demo-mail-original": "a letter as it left",
    "import": "seen in its own journey", "import-live": "a part of a page", "import-rows": "a file",
    "import-columns": "takes a form", "import-back": "takes a form", "import-begin": "takes a form",
    "import-cancel": "takes a form", "import-resume": "takes a form", "import-undo": "takes a form",
    "theme": "takes a form", "form-left": "takes what a page says as it is left", "promise-kept": "takes a form",
    "proposal-yes": "takes a form", "proposal-no": "takes a form",
    "conversation-draft": "takes a form", "conversation-discard": "takes a form", "conversation-plan": "takes a form",
    "conversation-unplan": "takes a form", "draft-adopt": "takes a form", "answer-undo": "takes a form",
    "conversation-snippets": "a part of a page", "people-to-call": "a part of a page",
    "people-to-write-to": "a part of a page", "letter-draft": "takes a form", "letter-discard": "takes a form",
    "conversation-answer": "takes a form", "conversation-note": "takes a form", "conversation-take": "takes a form",
    "conversation-hand-over": "takes a form", "conversation-close": "takes a form", "conversation-reopen": "takes a form",
    "conversation-needs-answer": "takes a form",
    "privacy-consent": "takes a form", "privacy-hold": "takes a form", "privacy-lift": "takes a form",
    "privacy-archive": "a file", "privacy-purpose-retire": "takes a form", "privacy-retention-try": "takes a form",
    "account_confirm_login_code": "leads to signing in: codes are switched off",
    "account_reauthenticate": "only for those who have a password",
    "mfa_authenticate": "only in the middle of signing in", "mfa_reauthenticate": "only for those who have a second factor",
    "mfa_reauthenticate_webauthn": "only for those who have a key", "mfa_login_webauthn": "for script",
    "mfa_deactivate_totp": "only for those who have a second factor", "mfa_view_recovery_codes": "only for those who have codes",
    "mfa_download_recovery_codes": "a file", "mfa_remove_webauthn": "only for those who have a key",
    "mfa_edit_webauthn": "only for those who have a key",
    "socialaccount_signup": "leads to signing in: nobody registers",
    "openid_connect_login": "leads to the identity provider", "openid_connect_callback": "comes from the identity provider",
}  # fmt: skip


@pytest.mark.parametrize("size", SIZES)
def test_every_page_is_for_everybody_and_within_its_budget(regard: Regard, browser: Browser, size: str) -> None:
    context = browser.new_context(viewport=SIZES["wide"])
    page = sign_in(regard, context, INES)
    addresses = Addresses(staff=staff_visits(regard, page))
    addresses.public |= receipts(page, regard)
    known = {
        *addresses.staff,
        *addresses.public,
        *NO_PAGE,
        *BUTTONS_OF_SETTINGS,
        *NO_PAGE_OF_CUSTOMERS,
        *NO_PAGE_OF_SALES,
    }
    assert names_of_addresses() - known == set(), "name the page in this journey, or say why it is none"
    state = context.storage_state()
    context.close()

    found = look_at(regard, browser, addresses.staff, size=size, state=state)
    found += look_at(regard, browser, addresses.public, size=size, state=None)
    assert found == []
    assert first_visit(regard, browser, state) <= FIRST_VISIT_BUDGET


def names_of_addresses() -> set[str]:
    return set(_names(get_resolver()))


def _names(resolver: URLResolver) -> Iterator[str]:
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLResolver):
            yield from _names(pattern)
        elif pattern.name:
            yield pattern.name


def receipts(page: Page, regard: Regard) -> dict[str, list[Visit]]:
    """The page after sending the contact form, alone and inside another page."""
    typed = {"text": "The P-220 stops. What now?", "name": "Carla Customer", "address": "carla@mirela.example"}
    addresses = {"contact-received": "/contact/service/", "contact-embedded-received": "/contact/service/embedded/"}
    return {
        name: [Visit(urlsplit(page.request.post(f"{regard.url}{path}", form=typed).url).path)]
        for name, path in addresses.items()
    }


def staff_visits(regard: Regard, page: Page) -> dict[str, list[Visit]]:
    """Conversations of every kind, found as a person finds them."""
    send_letters(regard)
    begin_a_letter(page, regard)
    page.goto(f"{regard.url}/inbox/?view=team")
    with_files = page.get_by_role("link", name="Photos of the P-220")
    expect(with_files).to_be_visible(timeout=15_000)
    opened = urlsplit(with_files.get_attribute("href") or "").path
    first = {view: first_in(regard, page, view) for view in ("mine", "not-taken", "them", "automatic", "closed")}
    return {
        "today": [Visit("/today/"), Visit("/today/", click="[data-key='?']")],
        "effort": [Visit("/today/effort/"), Visit("/today/effort/?open=letters")],
        "inbox": [
            *(
                Visit(f"/inbox/?view={view}")
                for view in (*first, "team", "no-receipt", "all", "language=en;waiting=us")
            ),
            Visit("/inbox/?view=team", click="li:first-child > .choose input"),
            Visit("/inbox/?view=team&dialog=filter"),
            Visit("/inbox/?view=language=en&dialog=view"),
        ],
        "conversation-new": [Visit("/inbox/new/"), Visit("/inbox/new/?to=carla@mirela.example")],
        "palette": [Visit("/palette/"), Visit("/palette/?q=pump")],
        "account-keys": [Visit("/account/keys/")],
        "conversation": [
            *(Visit(path) for path in first.values()),
            Visit(opened),
            Visit(f"{opened}?dialog=hand-over"),
            *(Visit(f"{opened}?dialog={dialog}") for dialog in ("tag", "remind", "merge", "split")),
            Visit(opened, click="[data-key='e']"),
            Visit(opened, click="[data-key='n']"),
            Visit(opened, click="[name=holding]"),
        ],
        "search": [
            Visit(f"/search/?q={typed}") for typed in ("", "pump", "gaskte", "from:brandt", "nothing-of-the-kind")
        ],
        "letters": [Visit("/letters/")],
        "imports": [Visit("/customers/import/")],
        "report": [Visit("/report/"), Visit("/report/?period=365"), Visit("/report/?from=1999-01-01&to=1999-01-02")],
        "report-conversations": [
            Visit(f"/report/conversations/?period=365&figure={figure}") for figure in ("all", "waiting", "holding")
        ],
        "demo-mail": [Visit("/received/"), Visit(address_of_first(regard, page, "/received/"))],
        **privacy_pages(regard, page),
        **{name: [Visit(path) for path in paths] for name, paths in customer_pages(regard, page).items()},
        **{name: [Visit(path) for path in paths] for name, paths in settings_pages(regard, page).items()},
        **{name: [Visit(path) for path in paths] for name, paths in sales_pages(regard, page).items()},
        "account": [Visit("/account/")],
        "notifications": [Visit("/notifications/")],
        "notification-preferences": [Visit("/account/notifications/")],
        "account_change_password": [Visit("/accounts/password/change/")],
        "account_set_password": [Visit("/accounts/password/set/")],
        "account_logout": [Visit("/accounts/logout/")],
        "mfa_index": [Visit("/accounts/2fa/")],
        "mfa_activate_totp": [Visit("/accounts/2fa/totp/activate/")],
        "mfa_generate_recovery_codes": [Visit("/accounts/2fa/recovery-codes/generate/")],
        "mfa_list_webauthn": [Visit("/accounts/2fa/webauthn/")],
        "mfa_add_webauthn": [Visit("/accounts/2fa/webauthn/add/")],
        "socialaccount_connections": [Visit("/accounts/3rdparty/")],
        "usersessions_list": [Visit("/accounts/sessions/")],
        "account_email": [Visit("/accounts/email/")],
    }


def privacy_pages(regard: Regard, page: Page) -> dict[str, list[Visit]]:
    """Everybody's privacy, and one person's, with something on each page."""
    page.goto(f"{regard.url}/customers/privacy/purposes/")
    page.get_by_label("Name").fill("News about pumps")
    page.get_by_label("What people say yes to").fill("You may write to me twice a year about new pumps.")
    page.get_by_role("button", name="Add it").click()
    page.goto(f"{regard.url}/customers/privacy/?address=carla@mirela.example")
    person = urlsplit(page.url).path
    page.goto(f"{regard.url}/customers/privacy/retention/")
    page.get_by_role("button", name="Try it: count only").click()
    return {
        "privacy": [Visit("/customers/privacy/"), Visit("/customers/privacy/?address=nobody", status=422)],
        "privacy-looked": [Visit("/customers/privacy/looked/")],
        "privacy-purposes": [Visit("/customers/privacy/purposes/")],
        "privacy-retention": [Visit("/customers/privacy/retention/")],
        "privacy-person": [Visit(person), Visit(person, click="details > summary.btn")],
        "privacy-erase": [Visit(f"{person}erase/")],
    }


def begin_a_letter(page: Page, regard: Regard) -> None:
    page.goto(f"{regard.url}/inbox/new/?to=anna@one.example")
    page.get_by_label("Subject").fill("Service in April")
    page.get_by_role("button", name="Keep the draft").click()
    page.wait_for_url("**/inbox/new/?again=*")


def first_in(regard: Regard, page: Page, view: str) -> str:
    return address_of_first(regard, page, f"/inbox/?view={view}")


def address_of_first(regard: Regard, page: Page, path: str) -> str:
    page.goto(f"{regard.url}{path}")
    address = urlsplit(page.locator("[data-item]").first.get_attribute("href") or "")
    return f"{address.path}?{address.query}"


def send_letters(regard: Regard) -> None:
    with_files, automatic = EmailMessage(), EmailMessage()
    with_files["Cc"] = "Marco Bruni <marco@mirela.example>, office@a-rather-long-domain-name-of-a-customer.example"
    for letter, subject in ((with_files, "Photos of the P-220"), (automatic, "Your parcel is on its way")):
        letter["From"], letter["To"], letter["Subject"] = (
            "Carla Customer <carla@mirela.example>",
            "help@havn.example",
            subject,
        )
        letter["Message-ID"] = f"<{time.time_ns()}@mirela.example>"
        letter.set_content("Good morning,\n\nour P-220 stops: https://mirela.example/" + "a-very-long-path/" * 12)
    automatic["Auto-Submitted"] = "auto-generated"
    with_files.add_alternative(HTML_LETTER, subtype="html")
    for name in ("photo.png", "protocol-of-a-long-day-with-a-rather-long-name-2026.pdf"):
        with_files.add_attachment(b"x" * 2000, maintype="application", subtype="octet-stream", filename=name)
    with smtplib.SMTP("127.0.0.1", regard.smtp) as smtp:
        smtp.send_message(automatic)
        smtp.send_message(with_files)


def look_at(
    regard: Regard, browser: Browser, pages: dict[str, list[Visit]], *, size: str, state: StorageState | None
) -> list[str]:
    """Visit all pages in one size; everything that is wrong with them."""
    narrow = size == "narrow"
    context = browser.new_context(viewport=SIZES[size], storage_state=state, has_touch=narrow, reduced_motion="reduce")
    context.add_init_script(AXE_SCRIPT)
    page, told = context.new_page(), list[str]()
    page.on("console", lambda message: told.append(message.text) if "Content Security Policy" in message.text else None)
    page.on("pageerror", lambda error: told.append(str(error)))
    page.on("request", lambda request: told.append(f"asks {request.url}") if not is_ours(request.url, regard) else None)
    found = list[str]()
    themes = itertools.cycle([["light"], ["dark"]] if narrow else [["light", "dark"]])
    for visit in itertools.chain(*pages.values()):
        wrong = inspect(page, regard, visit, themes=next(themes))
        found += [f"{visit.path} {visit.click} {size}: {what}" for what in (*wrong, *told)]
        told.clear()
    context.close()
    return found


def inspect(page: Page, regard: Regard, visit: Visit, *, themes: list[Theme]) -> list[str]:
    """What is wrong with a page in the first theme, then with its colours in the others."""
    page.emulate_media(color_scheme=themes[0])
    response = page.goto(f"{regard.url}{visit.path}")
    assert response
    html = compressed(response)
    if visit.click:
        page.locator(visit.click).evaluate("element => element.click()")
    # On a phone the menu of when to send lies over the fields above it, as menus do.
    # The menu of places lies over the page too, on every page alike: on Today it is looked at.
    closed = "" if visit.path == "/today/" else ":not(.more)"
    folding = f"innerWidth < 820 ? 'details:not(.later){closed}' : 'details'"
    page.evaluate(f"document.querySelectorAll({folding}).forEach(part => {{ part.open = true }})")
    width, room, elements = page.evaluate(
        "[document.documentElement.scrollWidth, innerWidth, document.querySelectorAll('*').length]"
    )
    # Where a part of the page scrolls, the window must not: there would be nothing to see.
    empty = page.evaluate(
        "document.querySelector('.scroll, .inbox') ? document.documentElement.scrollHeight - innerHeight : 0"
    )
    unusable = {themes[0]: violations(page, RULES)}
    for theme in themes[1:]:
        page.emulate_media(color_scheme=theme)
        unusable[theme] = violations(page, RULES_OF_COLOUR)
    checks = {
        f"status {response.status}": response.status != visit.status,
        f"{html} bytes of HTML": html > HTML_BUDGET,
        f"{elements} elements": elements > ELEMENTS_BUDGET,
        f"{width - room} px too wide": width > room,
        f"{empty} px of nothing below": empty > 0,
        **{f"{theme}: {report}": report != "" for theme, report in unusable.items()},
    }
    return [what for what, is_wrong in checks.items() if is_wrong]


def violations(page: Page, rules: dict[str, object]) -> str:
    found = page.evaluate("rules => axe.run(rules).then(found => found.violations)", rules)
    return str(AxeResults({"violations": found}).generate_report()) if found else ""


def is_ours(url: str, regard: Regard) -> bool:
    return url.startswith((f"{regard.url}/", "data:"))


def first_visit(regard: Regard, browser: Browser, state: StorageState) -> int:
    """What Today weighs when nothing is known yet: each answer as it came, the page as a proxy in front compresses it."""
    context = browser.new_context(viewport=SIZES["wide"], storage_state=state)
    page = context.new_page()
    sizes, documents = dict[str, int](), set[str]()
    session = context.new_cdp_session(page)
    session.send("Network.enable")
    session.on(
        "Network.responseReceived",
        lambda event: documents.update([event["requestId"]] if event["type"] == "Document" else []),
    )
    session.on(
        "Network.loadingFinished", lambda event: sizes.update({event["requestId"]: int(event["encodedDataLength"])})
    )
    response = page.goto(f"{regard.url}/today/", wait_until="networkidle")
    assert response
    html = compressed(response)
    context.close()
    return html + sum(size for request, size in sizes.items() if request not in documents)


def compressed(response: Response) -> int:
    return len(gzip.compress(response.body(), 9))
