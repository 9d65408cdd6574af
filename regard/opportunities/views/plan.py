"""The plan that a customer sees and ticks: the secret in the address is the key, no account is needed."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import translation
from django.views.decorators.http import require_GET, require_POST

from regard.kit import clock
from regard.opportunities import operations
from regard.opportunities.models import DecisionStep, PlanLink
from regard.opportunities.queries.plans import link_of, plan_of

GONE = 410


@require_GET
def plan(request: HttpRequest, secret: str) -> HttpResponse:
    """The steps of both sides."""
    link = _link(secret)
    if link is None:
        return _closed(request)
    operations.open_plan(link=link, at=clock.now())
    return _shown(request, link, secret)


@require_POST
def tick(request: HttpRequest, secret: str) -> HttpResponse:
    """A step of theirs is done, or not yet after all."""
    link = _link(secret)
    if link is None:
        return _closed(request)
    try:
        step = get_object_or_404(DecisionStep, opportunity=link.opportunity, id=request.POST.get("id", ""))
    except ValueError as error:
        raise Http404 from error
    try:
        operations.tick_by_customer(link=link, step=step, is_done=step.done_at is None, at=clock.now())
    except operations.PlanClosedError as error:
        return _shown(request, link, secret, trouble=str(error))
    return redirect("plan", secret)


def _link(secret: str) -> PlanLink | None:
    link = link_of(secret)
    if link and link.contact.language:
        translation.activate(link.contact.language)
    return link


def _shown(request: HttpRequest, link: PlanLink, secret: str, *, trouble: str = "") -> HttpResponse:
    page = plan_of(link, at=clock.now(), language=translation.get_language() or "en")
    context = {"page": page, "secret": secret, "company_name": page.company, "trouble": trouble}
    return _kept_private(render(request, "opportunities/plan.html", context, status=409 if trouble else 200))


def _closed(request: HttpRequest) -> HttpResponse:
    return _kept_private(render(request, "opportunities/plan_closed.html", status=GONE))


def _kept_private(response: HttpResponse) -> HttpResponse:
    """The address is a key: no cache keeps the page, no other site learns the address, no search engine lists it."""
    response.headers["Cache-Control"] = "no-store"
    response.headers["Referrer-Policy"] = (
        "same-origin"  # without any, browsers send no origin, and the form could not be trusted
    )
    response.headers["X-Robots-Tag"] = "noindex"
    return response
