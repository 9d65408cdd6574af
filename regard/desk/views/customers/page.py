"""The page about a company or a person."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_GET

from regard.customers import operations as customers
from regard.customers.models import Account
from regard.data_quality.models import Join
from regard.desk.queries.customers.details import NOTHING_TYPED, Attempt
from regard.desk.queries.customers.page import Dialog, customer_page
from regard.desk.queries.customers.record import Customer, record_of
from regard.desk.queries.customers.timeline import Asked
from regard.desk.queries.faces import Reader
from regard.desk.views.access import reader_of, staff_page
from regard.kit.moment import moment
from regard.privacy.operations import note_looked

UNPROCESSABLE = 422


@staff_page
@require_GET
def customer(request: HttpRequest, kind: str, customer_id: UUID) -> HttpResponse:
    """The page. `show` chooses what of the timeline, `edit` a field or "all", `dialog` a form. One joined into another leads there."""
    try:
        response = show(
            request, kind, customer_id, dialog=Dialog(name=request.GET.get("dialog", ""), typed=request.GET)
        )
    except Http404:
        joined = Join.objects.filter(kind=kind, gone_id=customer_id, undone_at=None).values_list("kept_id", flat=True)
        if kept := joined.first():
            return redirect(kind, kept)
        raise
    if "HX-Request" not in request.headers:
        reader = reader_of(request)
        note_looked(by=reader.user, kind=kind, record_id=customer_id, page="timeline", at=reader.now)
    return response


@staff_page
def edit(request: HttpRequest, kind: str, customer_id: UUID) -> HttpResponse:
    """Keep what was typed into fields; a form brings along what it showed, so that nobody writes over somebody else."""
    if request.method != "POST":
        return redirect(kind, customer_id)
    reader = reader_of(request)
    row = found(kind, customer_id, reader)
    shown, typed = _named(request, "seen-"), _named(request, "field-")
    typed = {name: text for name, text in typed.items() if text != shown.get(name)}
    seen = {name: text for name, text in shown.items() if name not in _BY_NAME}
    try:
        if isinstance(row, Account):
            customers.change_account(account=row, typed=typed, seen=seen, by=reader.user, at=reader.now)
        else:
            customers.change_contact(contact=row, typed=typed, seen=seen, by=reader.user, at=reader.now)
    except (customers.EditRefusedError, customers.ConflictError) as error:
        edited = request.POST.get("edited", "all")
        attempt = Attempt(typed=typed, errors={error.field: str(error)})
        return show(request, kind, customer_id, edited=edited, attempt=attempt, status=UNPROCESSABLE)
    return redirect(f"{request.path.removesuffix('edit/')}#details")


def _named(request: HttpRequest, prefix: str) -> dict[str, str]:
    """What a form holds in the inputs whose names begin so, by the rest of the name."""
    return {name.removeprefix(prefix): str(text) for name, text in request.POST.items() if name.startswith(prefix)}


def found(kind: str, customer_id: UUID, reader: Reader) -> Customer:
    """The record, if the reader may see it; else it does not exist."""
    row = record_of(kind, customer_id, reader)
    if row is None:
        raise Http404
    return row


def show(
    request: HttpRequest, kind: str, customer_id: UUID, *, edited: str = "", attempt: Attempt = NOTHING_TYPED,
    dialog: Dialog | None = None, status: int = 200,
) -> HttpResponse:  # fmt: skip
    """The page; for one who is editing in place only the part that htmx asks for."""
    reader = reader_of(request)
    with moment():
        row = found(kind, customer_id, reader)
        asked = Asked(chip=request.GET.get("show", ""), before=request.GET.get("before", ""))
        page = customer_page(
            row, reader, asked, edited=edited or request.GET.get("edit", ""), attempt=attempt, dialog=dialog
        )
        template = _PARTS.get(request.headers.get("HX-Target", "").rpartition("#")[2], "desk/customers/page.html")
        response = render(request, template, {"page": page}, status=status)
    patch_vary_headers(response, ["HX-Target"])
    return response


#: Fields that a form shows by the name of the record they point at.
_BY_NAME = {"parent", "account"}
#: What htmx may ask for by the id of what it replaces.
_PARTS = {"details": "desk/customers/_details.html"}
