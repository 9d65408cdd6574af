"""The page of an opportunity, and opening one."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from regard.customers import queries as customers
from regard.customers.models import Account
from regard.desk.forms import read_id
from regard.desk.queries.faces import Reader
from regard.desk.queries.sales.dialogs import Dialog, Form, Input, filled, opportunity_inputs
from regard.desk.queries.sales.page import page_of
from regard.desk.queries.sales.record import opportunity_of
from regard.desk.views.access import reader_of, staff_page
from regard.desk.views.sales.reading import NotADayError, one_of, terms_of
from regard.kit.moment import moment
from regard.money.queries import company_currency
from regard.opportunities import operations
from regard.opportunities import queries as opportunities
from regard.opportunities.models import Opportunity
from regard.privacy.operations import note_looked
from regard.staff.queries import require
from regard.staff.rules import Right

UNPROCESSABLE = 422


@staff_page
@require_GET
def opportunity(request: HttpRequest, opportunity_id: UUID) -> HttpResponse:
    """The page; `dialog` opens one of its forms."""
    response = show(request, opportunity_id, Dialog(name=request.GET.get("dialog", ""), typed=request.GET.dict()))
    reader = reader_of(request)
    note_looked(by=reader.user, kind="opportunity", record_id=opportunity_id, page="opportunity", at=reader.now)
    return response


def show(request: HttpRequest, opportunity_id: UUID, dialog: Dialog, *, status: int = 200) -> HttpResponse:
    """The page with one of its forms open."""
    reader = reader_of(request)
    with moment():
        row = found(opportunity_id, reader)
        return render(request, "desk/sales/opportunity.html", {"page": page_of(row, reader, dialog)}, status=status)


def found(opportunity_id: UUID, reader: Reader) -> Opportunity:
    """The opportunity, if the reader may see it; else it does not exist."""
    row = opportunity_of(opportunity_id, reader)
    if row is None:
        raise Http404
    return row


@staff_page
def new(request: HttpRequest) -> HttpResponse:
    """Open one: for a company that is there, by its name."""
    reader = reader_of(request)
    require(reader.user, Right.SELL)
    typed = (request.POST if request.method == "POST" else request.GET).dict()
    account = _account(typed, reader)
    if request.method != "POST":
        return _new(request, typed, account)
    try:
        row = operations.open_opportunity(
            terms=terms_of(typed, reader), account=_needed(account), by=reader.user, at=reader.now,
            pipeline=one_of(opportunities.pipelines(), typed.get("pipeline")),
        )  # fmt: skip
    except (operations.OpportunityRefusedError, NotADayError) as error:
        return _new(request, typed, account, error=str(error), wrong=error.field)
    return redirect("opportunity", row.id)


def _needed(account: Account | None) -> Account:
    if account is None:
        raise operations.OpportunityRefusedError(
            "company", _("There is no company of this name. Add it first; what you typed stays here.")
        )
    return account


def _account(typed: dict[str, str], reader: Reader) -> Account | None:
    visible = customers.visible_to(reader.user)
    if identifier := read_id(typed.get("account", "")):
        return visible.filter(id=identifier).first()
    name = typed.get("company", "").strip()
    return visible.filter(name__iexact=name).order_by("created_at").first() if name else None


def _new(
    request: HttpRequest, typed: dict[str, str], account: Account | None, *, error: str = "", wrong: str = ""
) -> HttpResponse:
    known = list(opportunities.pipelines())
    inputs = opportunity_inputs(
        name=typed.get("name", ""), amount=typed.get("amount", ""), currency=typed.get("currency") or company_currency(),
        closes=typed.get("closes", ""), call=typed.get("call", ""), source=typed.get("source", ""),
    )  # fmt: skip
    company = account.name if account else typed.get("company", "")
    inputs.insert(0, Input(name="company", value=company))
    if len(known) > 1:
        choices = [(str(one.id), one.name) for one in known]
        inputs.append(Input(name="pipeline", kind="select", choices=choices))
    dialog = Dialog(name="new", typed={**typed, "company": company}, error=error, field=wrong)
    form = Form(
        name="opportunity-new", title=_("What may they buy?"), action=request.path, submit=_("Open it"), error=error,
        inputs=[filled(one, "opportunity-new", dialog) for one in inputs],
        hint=_("It stands at no gate until they do something you can show."),
    )  # fmt: skip
    status = UNPROCESSABLE if error else 200
    return render(
        request,
        "desk/sales/new.html",
        {"form": form, "unknown": company if error and not account else ""},
        status=status,
    )
