"""Where the pages about customers are, with something on each of them."""

from urllib.parse import urlsplit

from playwright.sync_api import Page

from journeys.conftest import Regard

#: Addresses that show no page of their own, and why.
NO_PAGE_OF_CUSTOMERS = {
    "customers": "the same as the list of companies", "customer-columns": "leads to the list", "customer-file": "a file",
    "customer-edit-undo": "takes a form", "doubles-first": "leads to the line", "doubles-join": "takes a form",
    "doubles-later": "takes a form", "doubles-distinct": "takes a form", "distinct-again": "takes a form",
    "join-apart": "takes a form", "quality-count": "takes a form", "quality-fix": "takes a form", "quality-care": "takes a form", "quality-confirm": "takes a form",
    "quality-post-returned": "takes a form", "quality-costs": "takes a form", "quality-retire": "takes a form",
    "settings-field-retire": "takes a form", "settings-field-revive": "takes a form",
    **{
        f"{kind}-{what}": why
        for kind in ("account", "contact")
        for what, why in {
            "alike": "a part of a page", "do": "takes a form", "edit": "takes a form", "export": "a file", "many": "takes a form",
            "list-save": "takes a form", "list-forget": "takes a form",
        }.items()
    },
}  # fmt: skip
PROGRAM = """
from regard.customers.models import Account
from regard.customers.operations import add_account, add_contact
from regard.customers.operations.notes import Upload, add_customer_note, add_file
from regard.customers.operations.relating import add_address, add_identifier
from regard.customers.operations.tags import put_tag
from regard.data_quality.operations import join
from regard.data_quality.operations.caring import count_again
from regard.data_quality.operations.scanning import scan_all
from regard.fields.operations import add_field
from regard.kit import clock
from regard.staff.models import User
at, ines = clock.now(), User.objects.get(email="ines.moreau@havn.example")
add_field(record_kind="account", label="Fleet size", kind="number", use="Chooses the contract.", by=ines, at=at)
first = add_account(name="Vejle Mejeri", domain="vejle-mejeri.example", city="Vejle", at=at, owner=ines)
second = add_account(name="Vejle Mejeri ApS", city="Vejle", at=at)
third = add_account(name="Gone Dairy", at=at)
Account.objects.filter(id__in=[first.id, second.id]).update(street="Strandvej 4", postcode="7100", country="DK")
add_contact(name="Bo Holm", email="bo@vejle-mejeri.example", account=first, at=at, job_title="Fitter")
add_customer_note(about=first, text="They like to be rung. @Tom Okoye knows them.", by=ines, at=at)
add_file(about=first, upload=Upload(filename="plan.pdf", content_type="application/pdf", content=b"x"), by=ines, at=at)
put_tag(on=first, name="Dairy", by=ines, at=at)
add_identifier(account=first, kind="vat", value="DK 13 58 56 28", by=ines, at=at)
add_address(of=first, kind="invoice", street="Box 3", postcode="7100", city="Vejle", country="DK", by=ines, at=at)
join(kept=first, gone=third, by=ines, at=at)
scan_all(kind="account", at=at)
count_again(by=ines, at=at)
"""


def customer_pages(regard: Regard, page: Page) -> dict[str, list[str]]:
    """The path of every page about customers, by the name of its address."""
    regard.change(PROGRAM)
    company, person = _first(regard, page, "companies", "Vejle Mejeri"), _first(regard, page, "people", "Bo Holm")
    page.goto(f"{regard.url}{company}")
    pair = urlsplit(page.locator("#double a").get_attribute("href") or "").path
    page.goto(f"{regard.url}/customers/quality/joins/")
    join = urlsplit(page.locator("main a[href*='/joins/']").first.get_attribute("href") or "").path
    lists = "/customers/companies/"
    quality = "/customers/quality/"
    page.goto(f"{regard.url}/settings/fields/")
    field = urlsplit(page.locator(".fact a").first.get_attribute("href") or "").path
    record = f"{quality}records/account/{company.rstrip('/').rpartition('/')[2]}/"
    return {
        "companies": [
            lists, f"{lists}?where=city.has.e&where=owner.is.me&columns=city,tag,number&sort=-city",
            f"{lists}?q=nobody+of+that+name", f"{lists}?dialog=filter", f"{lists}?dialog=filter&by=city",
            f"{lists}?dialog=filter&by=owner", f"{lists}?dialog=columns", f"{lists}?q=e&dialog=save",
        ],
        "people": ["/customers/people/"],
        "account-new": [f"{lists}new/"],
        "contact-new": ["/customers/people/new/"],
        "account": [
            company, f"{company}?edit=all", f"{company}?edit=country", f"{company}?show=notes", f"{company}?before=2001-01",
            *(f"{company}?dialog={name}" for name in ("note", "call", "file", "tag", "hand-over", "involve", "number", "address")),
        ],
        "contact": [person, f"{person}?edit=birthday", f"{person}?dialog=method", f"{person}?dialog=position"],
        "customer-edits": ["/customers/edits/"],
        "doubles": [f"{quality}doubles/account/", f"{quality}doubles/contact/"],
        "doubles-pair": [pair],
        "joins": [f"{quality}joins/"],
        "join": [join],
        "quality": [quality],
        "quality-bill": [f"{quality}bill/"],
        "quality-dictionary": [f"{quality}dictionary/"],
        "quality-missing": [f"{quality}missing/"],
        "quality-outdated": [f"{quality}outdated/"],
        "quality-record": [record],
        "quality-records": [f"{quality}records/account/"],
        "report-silos": ["/report/together/"],
        "settings-fields": ["/settings/fields/"],
        "settings-field": [field],
        "settings-field-new": ["/settings/fields/new/account/"],
    }  # fmt: skip


def _first(regard: Regard, page: Page, word: str, name: str) -> str:
    page.goto(f"{regard.url}/customers/{word}/?q={name}")
    return urlsplit(page.locator("tbody [data-item]").first.get_attribute("href") or "").path
