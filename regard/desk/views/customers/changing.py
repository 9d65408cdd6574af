"""Changing many companies or people at once: choose, see what it would do, do it, undo it."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from regard.customers.models import EditRun
from regard.customers.operations.editing import EditRefusedError
from regard.customers.operations.many import Change, change_many, preview
from regard.customers.operations.many import undo as undo_run
from regard.desk.forms import read_id
from regard.desk.queries.customers.changing import many_page, rows_meant, runs_of
from regard.desk.queries.customers.listing import wanted_of
from regard.desk.queries.customers.record import WORDS
from regard.desk.views.access import reader_of, staff_page
from regard.kit.moment import moment
from regard.staff import queries as staff
from regard.staff.rules import Right

UNPROCESSABLE = 422


@staff_page
def many(request: HttpRequest, kind: str) -> HttpResponse:
    """What is to be changed in the chosen ones. `do` is choose, preview or run; nothing is changed before run."""
    reader = reader_of(request)
    staff.require(reader.user, Right.ANSWER)
    if request.method != "POST":
        return redirect(WORDS[kind])
    wanted, typed = wanted_of(kind, request.GET), {name: str(text) for name, text in request.POST.items()}
    ids = [one for one in map(read_id, request.POST.getlist("id")) if one]
    is_all, step = typed.get("all") == "yes", typed.get("do", "choose")
    rows = rows_meant(wanted, reader, ids=ids, is_all=is_all)
    change = Change(
        kind=kind, field=typed.get("field", ""), text=typed.get("field-value", ""), note=typed.get("note", "")
    )
    seen, error, status = None, "", 200
    with moment():
        count = rows.count()
        try:
            if not count:
                messages.info(request, _("Choose somebody first. Nothing was changed."))
                return redirect(f"{request.path.removesuffix('many/')}?{request.GET.urlencode()}")
            if step == "run":
                run = change_many(change=change, rows=rows, by=reader.user, at=reader.now)
                messages.success(request, _done(len(run.before)))
                return redirect("customer-edits")
            if step == "preview":
                seen = preview(change=change, rows=rows, by=reader.user)
        except EditRefusedError as refused:
            error, status = str(refused), UNPROCESSABLE
        page = many_page(wanted, typed=typed, ids=ids, is_all=is_all, count=count, error=error, seen=seen)
        return render(request, "desk/customers/many.html", {"page": page}, status=status)


@staff_page
@require_GET
def edits(request: HttpRequest) -> HttpResponse:
    """What was changed at once in the last thirty days."""
    reader = reader_of(request)
    with moment():
        return render(request, "desk/customers/edits.html", {"runs": runs_of(reader)})


@staff_page
@require_POST
def undo(request: HttpRequest, run_id: UUID) -> HttpResponse:
    """Put back what stood there."""
    reader = reader_of(request)
    try:
        back, kept = undo_run(run=get_object_or_404(EditRun, id=run_id), by=reader.user, at=reader.now)
    except EditRefusedError as refused:
        messages.error(request, str(refused))
        return redirect("customer-edits")
    said = ngettext("%(count)s was put back.", "%(count)s were put back.", back) % {"count": back}
    if kept:
        more = ngettext(
            "%(count)s was changed since and stays.", "%(count)s were changed since and stay.", kept
        )  # fmt: skip
        said = f"{said} {more % {'count': kept}}"
    messages.success(request, said)
    return redirect("customer-edits")


def _done(count: int) -> str:
    return ngettext("%(count)s was changed.", "%(count)s were changed.", count) % {"count": count}
