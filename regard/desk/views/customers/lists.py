"""Lists of companies and people: the page, its files, and lists kept under a name."""

from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from regard.customers.operations.editing import EditRefusedError
from regard.customers.operations.lists import delete_list, save_list
from regard.customers.rules.lists import Wanted
from regard.desk.forms import read_id
from regard.desk.queries.customers.columns import chosen
from regard.desk.queries.customers.files import FILES
from regard.desk.queries.customers.filtering import Form, condition_from, form_of, query_of
from regard.desk.queries.customers.listing import list_page, saved_lists_of, wanted_of, wanted_rows
from regard.desk.queries.customers.record import WORDS
from regard.desk.views.access import reader_of, staff_page
from regard.fields.operations import note_use
from regard.fields.queries import custom_fields
from regard.kit.moment import moment
from regard.privacy.operations import note_looked
from regard.staff import queries as staff

UNPROCESSABLE = 422


@staff_page
@require_GET
def listing(request: HttpRequest, kind: str) -> HttpResponse:
    """The list that the address asks for. A condition that comes part by part, from its form, becomes one word of the address."""
    if added := condition_from(request.GET):
        return redirect(f"{request.path}{query_of(request.GET, added)}")
    return _show(request, kind, form=Form(name=request.GET.get("dialog", ""), typed=request.GET.dict()))


@staff_page
@require_GET
def columns(request: HttpRequest) -> HttpResponse:
    """The columns that were ticked become one word of the list's address."""
    kept, target = request.GET.copy(), request.GET.get("list", "")
    names = kept.getlist("column")
    for name in ("column", "list", "page"):
        kept.pop(name, None)
    kept["columns"] = ",".join(names)
    return redirect(f"{target if target in map(reverse, WORDS.values()) else reverse('companies')}?{kept.urlencode()}")


@staff_page
@require_GET
def export(request: HttpRequest, kind: str, word: str) -> HttpResponseBase:
    """What the list shows, as a file: the same rows, order and columns."""
    if word not in FILES or (word == "vcf" and kind != "contact"):
        raise Http404
    reader, wanted = reader_of(request), wanted_of(kind, request.GET)
    write, content_type = FILES[word]
    rows, _hints = wanted_rows(wanted, reader)
    columns = chosen(kind, wanted.columns)
    note_use(record_kind=kind, keys=[one.name for one in columns if one.field and one.field.is_custom], at=reader.now)
    note_looked(by=reader.user, kind=f"{kind} list", record_id=reader.user.id, page=f"export {word}", at=reader.now)
    response = StreamingHttpResponse(write(kind, rows, columns, reader), content_type=content_type)
    response["Content-Disposition"] = f'attachment; filename="{WORDS[kind]}-{reader.local(reader.now):%Y-%m-%d}.{word}"'
    return response


@staff_page
@require_POST
def save(request: HttpRequest, kind: str) -> HttpResponse:
    """Keep the list under a name."""
    reader, wanted = reader_of(request), wanted_of(kind, request.GET)
    chosen_team = read_id(request.POST.get("team", ""))
    team = staff.teams_of(reader.user).filter(id=chosen_team).first() if chosen_team else None
    name = request.POST.get("name", "")
    try:
        save_list(name=name, wanted=wanted, by=reader.user, at=reader.now, team=team)
    except EditRefusedError as error:
        form = Form(name="save", typed={"name": name}, error=str(error))
        return _show(request, kind, form=form, status=UNPROCESSABLE)
    messages.success(request, _("Saved. It stands above the list."))
    return redirect(f"{reverse(WORDS[kind])}?{request.GET.urlencode()}")


@staff_page
@require_POST
def forget(request: HttpRequest, kind: str, list_id: UUID) -> HttpResponse:
    """Forget a saved list; no record is changed."""
    reader = reader_of(request)
    delete_list(saved=get_object_or_404(saved_lists_of(kind, reader), id=list_id), by=reader.user, at=reader.now)
    messages.success(request, _("The list is forgotten. No record was changed."))
    return redirect(WORDS[kind])


def _show(request: HttpRequest, kind: str, *, form: Form, status: int = 200) -> HttpResponse:
    reader = reader_of(request)
    with moment():
        wanted = wanted_of(kind, request.GET)
        _note_fields(wanted, reader.now)
        page = list_page(wanted, reader, page=_page(request))
        context = {"page": page, "form": form_of(form, wanted, reader)}
        is_part = request.headers.get("HX-Target", "").endswith("list")
        response = render(
            request, "desk/customers/_list.html" if is_part else "desk/customers/list.html", context, status=status
        )
    patch_vary_headers(response, ["HX-Target"])
    return response


def _note_fields(wanted: Wanted, at: datetime) -> None:
    """A field of the company's own that is listed or asked for is used."""
    names = {*wanted.columns, *(one.field for one in wanted.conditions), wanted.sort.removeprefix("-")}
    own = [field.name for field in custom_fields(wanted.kind) if field.name in names]
    note_use(record_kind=wanted.kind, keys=own, at=at)


def _page(request: HttpRequest) -> int:
    text = request.GET.get("page", "1")
    return int(text) if text.isdecimal() and len(text) < 9 else 1
