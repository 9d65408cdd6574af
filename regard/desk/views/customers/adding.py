"""Typing in a company or a person."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from regard.customers.models import Account, Contact
from regard.customers.operations.editing import EditRefusedError
from regard.customers.operations.typing_in import type_in_account, type_in_contact
from regard.desk.queries.customers.adding import STOPS_AT, account_named, adding_page, doubles_of, known_alike
from regard.desk.queries.customers.details import NOTHING_TYPED, Attempt
from regard.desk.queries.customers.record import ACCOUNT
from regard.desk.queries.faces import Reader
from regard.desk.views.access import reader_of, staff_page
from regard.kit.moment import moment
from regard.staff import queries as staff
from regard.staff.rules import Right

UNPROCESSABLE = 422
_OWN = ("name", "email", "phone", "domain", "account")


@staff_page
def new(request: HttpRequest, kind: str) -> HttpResponse:
    """The form. Who looks like somebody known is added only by one who says that it is another."""
    reader = reader_of(request)
    staff.require(reader.user, Right.ANSWER)
    if request.method != "POST":
        account = account_named(request.GET.get("account", ""), reader)
        typed = {"account": account.name} if account else {}
        return _show(
            request, kind, Attempt(typed=typed, errors={}) if typed else NOTHING_TYPED, reader, account=account
        )
    typed = {name.removeprefix("field-"): str(text) for name, text in request.POST.items()}
    account = account_named(typed.get("account_id", "") or typed.get("account", ""), reader)
    if kind != ACCOUNT and typed.get("account", "").strip() and account is None:
        errors = {"account": _("There is no company of that name. Add it first, or leave this empty.")}
        return _show(request, kind, Attempt(typed=typed, errors=errors), reader, account=None, status=UNPROCESSABLE)
    with moment():
        found = doubles_of(kind, typed, reader, account=account)
    if "sure" not in typed and any(one.probability >= STOPS_AT for one in found):
        attempt = Attempt(typed=typed, errors={})
        return _show(request, kind, attempt, reader, account=account, must_say=True, status=UNPROCESSABLE)
    try:
        row = _add(kind, typed, account, reader)
    except EditRefusedError as error:
        attempt = Attempt(typed=typed, errors={error.field: str(error)})
        return _show(request, kind, attempt, reader, account=account, status=UNPROCESSABLE)
    messages.success(request, _("%(name)s is added.") % {"name": row.name})
    return redirect(kind, row.id)


@staff_page
@require_GET
def alike(request: HttpRequest, kind: str) -> HttpResponse:
    """Who is known already, while one is still typing."""
    reader = reader_of(request)
    typed = {name.removeprefix("field-"): str(text) for name, text in request.GET.items()}
    account = account_named(typed.get("account_id", "") or typed.get("account", ""), reader)
    with moment():
        known = known_alike(kind, typed, reader, account=account)
    return render(request, "desk/customers/_alike.html", {"known": known})


def _add(kind: str, typed: dict[str, str], account: Account | None, reader: Reader) -> Account | Contact:
    fields = {
        name: text for name, text in typed.items() if name not in {*_OWN, "sure", "account_id", "csrfmiddlewaretoken"}
    }
    if kind == ACCOUNT:
        name, domain = typed.get("name", ""), typed.get("domain", "")
        return type_in_account(name=name, domain=domain, fields=fields, by=reader.user, at=reader.now)
    return type_in_contact(
        name=typed.get("name", ""), email=typed.get("email", ""), phone=typed.get("phone", ""), account=account, fields=fields,
        by=reader.user, at=reader.now,
    )  # fmt: skip


def _show(
    request: HttpRequest, kind: str, attempt: Attempt, reader: Reader, *, account: Account | None, must_say: bool = False,
    status: int = 200,
) -> HttpResponse:  # fmt: skip
    with moment():
        page = adding_page(kind, attempt, reader, account=account, must_say=must_say)
        return render(request, "desk/customers/new.html", {"page": page}, status=status)
