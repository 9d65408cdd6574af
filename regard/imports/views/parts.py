"""What every page of imports goes through: who may, and the import itself."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from regard.customers.rules.incoming import Doubles
from regard.imports.models import ImportRun
from regard.imports.operations import can_be_undone
from regard.imports.queries.pages import columns_page, run_page
from regard.imports.rules.layout import DELIMITERS, ENCODINGS
from regard.kit import clock
from regard.staff.models import User
from regard.staff.queries import require
from regard.staff.rules import Right


def importer_of(request: HttpRequest) -> User:
    """Who asks; raises ForbiddenError for whoever may not import."""
    if not isinstance(request.user, User):
        raise Http404
    require(request.user, Right.SET_UP)
    return request.user


def run_of(run_id: UUID) -> ImportRun:
    """An import."""
    found = ImportRun.objects.select_related("by", "raw", "mailbox").filter(id=run_id).first()
    if found is None:
        raise Http404
    return found


def show(
    request: HttpRequest, run: ImportRun, *, error: str = "", template: str = "run", status: int = 200
) -> HttpResponse:
    """The page of an import as it stands, with what went wrong just now."""
    now = clock.now()
    page = run_page(run, at=now, can_undo=can_be_undone(run, at=now))
    context = {"page": page, "error": error}
    if run.state == ImportRun.State.MAPPING and not page.is_letters:
        context |= {
            "columns": columns_page(run), "encodings": ENCODINGS, "doubles": [rule.value for rule in Doubles], "run": run,
            "delimiters": list(zip(DELIMITERS, (_mark(mark) for mark in DELIMITERS), strict=True)),
        }  # fmt: skip
    return render(request, f"imports/{template}.html", context, status=status)


def _mark(mark: str) -> str:
    return {"\t": "⇥"}.get(mark, mark)
