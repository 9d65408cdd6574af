"""The public contact page, the same form to put into a page of the company's own site, and the receipt after sending."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods

from regard.channels.models import ContactForm
from regard.channels.webform import operations, queries
from regard.channels.webform.forms import InquiryForm
from regard.channels.webform.rules import client_address, network_of
from regard.kit import clock
from regard.kit.ids import uuid7
from regard.kit.middleware import POLICY
from regard.mail.operations import StoreError

TOO_MANY, CLOSED, BUSY = 429, 410, 503


# Nobody is signed in here, and a page of another site that holds the form sends no cookie of ours: there is nothing a
# forged request could borrow.
@csrf_exempt
@xframe_options_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def contact(request: HttpRequest, slug: str = "", *, embedded: bool = False) -> HttpResponse:
    """Write to the company. A good message is answered by its receipt on the next page."""
    form = _form_or_404(slug)
    fields = InquiryForm(request.POST or None, request.FILES or None, contact_form=form, initial={"send_key": uuid7()})
    trouble, status = "", 200
    if request.method == "POST" and fields.is_valid():
        trouble, status, answer = _take_in(request, form, fields, embedded=embedded)
        if answer:
            return answer
    elif request.method == "POST":
        status = 422
    page = queries.contact_page(form, at=clock.now())
    context = {"page": page, "form": fields, "trouble": trouble, "company_name": page.company, "embedded": embedded}
    return _framed(render(request, "channels/contact.html", context, status=status), form)


@xframe_options_exempt
@require_GET
def received(request: HttpRequest, slug: str, token: str, *, embedded: bool = False) -> HttpResponse:
    """The receipt: what arrived, who answers, by when."""
    form = _form_or_404(slug)
    submission = queries.submission_of(token, form=form)
    if submission is None:
        raise Http404
    page = queries.receipt_page(submission, form=form, at=clock.now())
    context = {"page": page, "company_name": page.company, "embedded": embedded}
    return _framed(render(request, "channels/contact_received.html", context), form)


def _form_or_404(slug: str) -> ContactForm:
    form = queries.open_contact_form(slug)
    if form is None:
        raise Http404
    return form


def _take_in(
    request: HttpRequest, form: ContactForm, fields: InquiryForm, *, embedded: bool
) -> tuple[str, int, HttpResponse | None]:
    remote = client_address(
        request.META.get("REMOTE_ADDR", ""),
        request.headers.get("X-Forwarded-For", ""),
        proxies=settings.TRUSTED_PROXIES,
    )
    network = network_of(remote, key=settings.SECRET_KEY)
    try:
        submission = operations.submit(form=form, inquiry=fields.inquiry(), network=network, at=clock.now())
    except operations.TooManyError as error:
        minutes = max(1, -(-int((error.until - clock.now()).total_seconds()) // 60))
        return _("Many messages came from you or your network, so this one was not sent. Your text is still here. Send it again in %(minutes)s minutes, or reach us another way.") % {"minutes": minutes}, TOO_MANY, None  # fmt: skip
    except operations.ClosedError:
        return _("This form takes no messages at the moment. Your text is still here; please reach us another way."), CLOSED, None  # fmt: skip
    except StoreError:
        return _("We could not store your message just now, so it was not sent. Your text is still here; please try again in a few minutes."), BUSY, None  # fmt: skip
    name = "contact-embedded-received" if embedded else "contact-received"
    return "", 0, redirect(name, slug=form.slug, token=queries.receipt_token(submission))


def _framed(response: HttpResponse, form: ContactForm) -> HttpResponse:
    """Only the company's own sites may show the form inside a page of theirs."""
    allowed = " ".join(["'self'", *form.embed_on])
    response.headers["Content-Security-Policy"] = POLICY.replace("frame-ancestors 'none'", f"frame-ancestors {allowed}")
    response.headers["Cache-Control"] = "no-store"
    return response
