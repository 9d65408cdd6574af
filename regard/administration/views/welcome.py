"""The first-run page: four steps, each a form that works without script; what was done stays done."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from regard.administration.forms import AddressForm, ConnectForm, filled_in
from regard.administration.forms.welcome import AccountForm, PromiseForm
from regard.administration.operations import first_run
from regard.administration.queries.connecting import consent_offered, servers_of
from regard.administration.queries.welcome import customers_of, welcome_page
from regard.administration.views.frame import user_of
from regard.channels.operations import CannotConnectError
from regard.kit import clock
from regard.kit.pages import staff_page
from regard.promises.operations import CalendarRefusedError, PolicyRefusedError
from regard.staff.models import User
from regard.staff.queries import require
from regard.staff.rules import Right


@staff_page
@require_GET
def welcome(request: HttpRequest) -> HttpResponse:
    """The page, at the step where one left it."""
    owner = _owner(request)
    address = AddressForm(request.GET or None)
    if request.GET and address.is_valid():
        return _show(request, _found(owner, address.cleaned_data["address"]))
    return _show(request, {"address_form": address})


@staff_page
@require_POST
def account(request: HttpRequest) -> HttpResponse:
    """Step 1."""
    owner, form = _owner(request), AccountForm(request.POST)
    if not form.is_valid():
        return _show(request, {"account_form": form}, status=422)
    first_run.settle_account(**form.cleaned_data, by=owner, at=clock.now())
    return redirect("welcome")


@staff_page
@require_POST
def mailbox(request: HttpRequest) -> HttpResponse:
    """Step 2: both servers are tried, then the last 90 days are read."""
    owner, at = _owner(request), clock.now()
    team = first_run.first_team(name=_("Customer service"), by=owner, at=at)
    form = ConnectForm({**request.POST.dict(), "team": str(team.id), "history": "on"})
    if not form.is_valid():
        return _show(request, {"form": form}, status=422)
    try:
        first_run.connect_first(wanted=form.connecting(at=at), by=owner, at=at)
    except CannotConnectError as error:
        return _show(request, {"form": form, "trouble": error}, status=422)
    messages.success(request, _("Connected. The last 90 days are being read."))
    return redirect("welcome")


@staff_page
@require_GET
def customers(request: HttpRequest) -> HttpResponse:
    """Step 3, while letters are read: asked for every few seconds."""
    found = customers_of(reader=_owner(request), now=clock.now())
    if found is None:
        return HttpResponse(status=204)
    is_done = found.progress is None or found.progress.is_done
    return render(
        request, "administration/_customers.html", {"customers": found, "busy_url": "" if is_done else request.path}
    )


@staff_page
@require_POST
def promise(request: HttpRequest) -> HttpResponse:
    """Step 4."""
    owner, form = _owner(request), PromiseForm(request.POST)
    if not form.is_valid():
        return _show(request, {"promise_form": form}, status=422)
    first_run.first_team(name=_("Customer service"), by=owner, at=clock.now())
    try:
        first_run.make_promise(promise=form.promise(), by=owner, at=clock.now())
    except (CalendarRefusedError, PolicyRefusedError) as error:
        form.add_error(None, str(error))
        return _show(request, {"promise_form": form}, status=422)
    return redirect("welcome")


@staff_page
@require_POST
def demo(request: HttpRequest) -> HttpResponse:
    """Made-up customers to look around with, or away with them."""
    owner = _owner(request)
    if request.POST.get("on") == "yes":
        first_run.ask_for_demo(by=owner, at=clock.now())
        messages.success(request, _("Made-up customers are being written. Load the page again in half a minute."))
    else:
        first_run.ask_for_demos_end(by=owner, at=clock.now())
        messages.success(request, _("The made-up customers are being removed. Nothing of your own is touched."))
    return redirect("welcome")


def _owner(request: HttpRequest) -> User:
    user = user_of(request)
    require(user, Right.MANAGE_USERS)
    return user


def _found(owner: User, address: str) -> dict[str, Any]:
    row, servers = first_run.begin(at=clock.now()), servers_of(address)
    form = ConnectForm(initial=filled_in(servers.found, address=address, name=row.company_name or owner.name))
    return {"form": form, "servers": servers, "provider": consent_offered(servers.found)}


def _show(request: HttpRequest, context: dict[str, Any], *, status: int = 200) -> HttpResponse:
    owner, now = _owner(request), clock.now()
    row = first_run.begin(at=now)
    page = welcome_page(row, reader=owner, now=now)
    forms = {
        "address_form": AddressForm(),
        "account_form": AccountForm(initial={"company_name": row.company_name, "zone": owner.zone}),
        "promise_form": PromiseForm(),
    }
    return render(request, "administration/welcome.html", {"page": page, **forms, **context}, status=status)
