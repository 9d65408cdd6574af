"""Where the pages of selling are, with something on each of them."""

from urllib.parse import urlsplit

from playwright.sync_api import Page

from journeys.conftest import Regard

#: Addresses that show no page of their own, and why.
NO_PAGE_OF_SALES = {
    "opportunities-export": "a file", "forecast-export": "a file", "opportunity-do": "takes a form", "plan": "seen in its own journey",
    "plan-tick": "takes a form",
}  # fmt: skip
PROGRAM = """
from decimal import Decimal
from regard.conversations.models import Message
from regard.kit import clock
from regard.opportunities import operations
from regard.opportunities.rules.deciding import Role
from regard.opportunities.rules.gates import EvidenceKind
from regard.staff.models import User
at, ines = clock.now(), User.objects.get(email="ines.moreau@havn.example")
message = Message.objects.filter(kind="inbound", is_automatic=False, contact__account__isnull=False).latest("at")
account = message.contact.account
terms = operations.OpportunityTerms(name="Pages", amount=Decimal(9000))
deal = operations.open_opportunity(terms=terms, account=account, by=ines, at=at)
source = operations.Source(message=message)
gate = deal.ladder.gates.get(position=2)
operations.record_evidence(opportunity=deal, gate=gate, kind=EvidenceKind.MAIL, contact=message.contact, source=source, by=ines, at=at)
operations.add_role(opportunity=deal, terms=operations.PartTerms(role=Role.DECIDER, contact=message.contact, stance=1), by=ines, at=at)
operations.add_step(opportunity=deal, terms=operations.StepTerms(text="Board meets", contact=message.contact), by=ines, at=at)
operations.add_criterion(opportunity=deal, text="Price", by=ines, at=at)
operations.add_rival(opportunity=deal, name="Pumpwerk", by=ines, at=at)
terms = operations.OpportunityTerms(name="Second", amount=Decimal(100))
operations.open_opportunity(terms=terms, account=account, by=ines, at=at)
"""
FORMS = ("part", "step", "criterion", "rival", "finding", "details", "end", "share", "hand-over")


def sales_pages(regard: Regard, page: Page) -> dict[str, list[str]]:
    """The path of every page of selling, by the name of its address."""
    regard.change(PROGRAM)
    page.goto(f"{regard.url}/sales/list/?text=Pages")
    deal = urlsplit(page.locator("td a.med").first.get_attribute("href") or "").path
    page.goto(f"{regard.url}/sales/forecast/")
    page.locator("#months summary").click()
    month = page.locator("#months tbody a").last.get_attribute("href") or ""
    page.goto(f"{regard.url}{deal}")
    letter = (page.locator("#evidence a.link").first.get_attribute("href") or "").rpartition("#message-")[2]
    return {
        "sales": ["/sales/", "/sales/?closing=quarter"],
        "opportunities": ["/sales/list/", "/sales/list/?state=won", "/sales/list/?text=nothing-of-the-kind"],
        "opportunity-new": ["/sales/new/"],
        "opportunity": [deal, *(f"{deal}?dialog={name}" for name in FORMS)],
        "evidence-new": [f"{deal}record/"],
        "forecast": ["/sales/forecast/"],
        "forecast-month": [month],
        "evidence-choose": [f"/sales/record/?message={letter}"],
    }
