"""How good the data are: figures, the records behind them, and putting these right."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from regard.customers.operations.editing import ConflictError, EditRefusedError
from regard.data_quality.operations.caring import CareRefusedError, confirm, count_again, note_post_returned
from regard.data_quality.operations.fixing import fix
from regard.data_quality.queries.alike import seen_by
from regard.data_quality.queries.faulty import PAGE, WHAT, Asked, count_and_page, faulty
from regard.data_quality.queries.overview import overview
from regard.data_quality.views.frame import known_kind, show, user_of
from regard.kit import clock
from regard.kit.pages import staff_page

INVALID = 422


@staff_page
@require_GET
def figures(request: HttpRequest) -> HttpResponse:
    """The figures, of all or of what one colleague looks after."""
    page = overview(owner=request.GET.get("owner", ""))
    return show(request, "figures.html", {"page": page}, current="figures")


@staff_page
@require_POST
def count(request: HttpRequest) -> HttpResponse:
    """Count again."""
    if count_again(by=user_of(request), at=clock.now()):
        messages.success(request, _("Counted."))
    else:
        messages.success(request, _("It is being counted in the background. Come back in a few minutes."))
    return redirect("quality")


@staff_page
@require_GET
def records(request: HttpRequest, kind: str = "", what: str = "") -> HttpResponse:
    """The records behind a figure, or behind a tab."""
    asked = Asked(
        kind=known_kind(kind or request.GET.get("kind", "account")), what=what or request.GET.get("what", ""),
        field=request.GET.get("field", "")[:60], owner=request.GET.get("owner", ""),
    )  # fmt: skip
    if asked.what not in {*WHAT, ""}:
        raise Http404
    number = request.GET.get("page", "1")
    page = int(number) if number.isdigit() and 0 < int(number) < 10**6 else 1
    total, rows = count_and_page(asked, user_of(request), page=page)
    current = asked.what if not asked.field else "figures"
    context = {
        "asked": asked, "rows": rows, "total": total, "here": request.get_full_path(), "is_tab": bool(what),
        "earlier_url": _page(request, page - 1) if page > 1 else "",
        "later_url": _page(request, page + 1) if total > PAGE * page else "",
    }  # fmt: skip
    return show(request, "records.html", context, current=current)


@staff_page
@require_GET
def record(request: HttpRequest, kind: str, record_id: UUID) -> HttpResponse:
    """What is wrong with one record."""
    return _one(request, kind, record_id)


@staff_page
@require_POST
def fix_record(request: HttpRequest, kind: str, record_id: UUID) -> HttpResponse:
    """Put right what was typed."""
    row = _row(request, kind, record_id)
    typed, seen = _sent(request, "f."), _sent(request, "seen.")
    try:
        fix(row=row, typed=typed, seen=seen, by=user_of(request), at=clock.now())
    except (EditRefusedError, ConflictError) as refusal:
        return _one(request, kind, record_id, typed=typed, errors={refusal.field: str(refusal)})
    except (LookupError, ValidationError) as error:
        raise Http404 from error
    messages.success(request, _("%(name)s: saved.") % {"name": row.name})
    return redirect(_back(request))


@staff_page
@require_POST
def confirm_record(request: HttpRequest, kind: str, record_id: UUID) -> HttpResponse:
    """It is still right."""
    row = _row(request, kind, record_id)
    confirm(row=row, by=user_of(request), at=clock.now())
    messages.success(request, _("%(name)s: noted as still right.") % {"name": row.name})
    return redirect(_back(request))


@staff_page
@require_POST
def post_returned(request: HttpRequest, kind: str, record_id: UUID) -> HttpResponse:
    """Post came back."""
    row = _row(request, kind, record_id)
    try:
        note_post_returned(row=row, by=user_of(request), at=clock.now())
    except CareRefusedError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Noted. The address counts as wrong until somebody changes it."))
    return redirect(_back(request))


def _one(request: HttpRequest, kind: str, record_id: UUID, **form: Any) -> HttpResponse:
    _row(request, kind, record_id)
    rows = faulty(kind, [record_id], user_of(request), **form)
    here = reverse("quality-record", args=[kind, record_id])
    context = {"rows": rows, "row": rows[0], "here": _back(request) if form else here, "one": True}
    return show(request, "record.html", context, current="figures", status=INVALID if form else 200)


def _row(request: HttpRequest, kind: str, record_id: UUID) -> Any:
    row = seen_by(known_kind(kind), user_of(request)).filter(pk=record_id).first()
    if row is None:
        raise Http404
    return row


def _back(request: HttpRequest) -> str:
    """Where the button was pressed, if that is a page of ours."""
    asked = request.POST.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(
        asked, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return asked if asked and is_ours else reverse("quality")


def _sent(request: HttpRequest, prefix: str) -> dict[str, str]:
    return {name.removeprefix(prefix): str(value) for name, value in request.POST.items() if name.startswith(prefix)}


def _page(request: HttpRequest, number: int) -> str:
    asked = {name: str(value) for name, value in request.GET.items() if name != "page"}
    return f"?{urlencode(asked | {'page': str(number)})}"
