"""An import as it stands, and the rows that did not come in."""

from typing import cast
from uuid import UUID

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from regard.imports.models import ImportProblem
from regard.imports.queries.records import header_of
from regard.imports.views.parts import importer_of, run_of, show
from regard.kit.csv_out import write_rows
from regard.kit.pages import staff_page


@staff_page
@require_GET
def one(request: HttpRequest, run_id: UUID) -> HttpResponse:
    """One import, at the step at which it is."""
    importer_of(request)
    return show(request, run_of(run_id))


@staff_page
@require_GET
def live(request: HttpRequest, run_id: UUID) -> HttpResponse:
    """The part of the page that changes while work goes on."""
    importer_of(request)
    return show(request, run_of(run_id), template="_live")


@staff_page
@require_GET
def problems(request: HttpRequest, run_id: UUID) -> HttpResponse:
    """Rows that did not come in, or not wholly, with the reason, to be corrected and brought in again."""
    importer_of(request)
    run = run_of(run_id)
    rows = ImportProblem.objects.filter(run=run).order_by("number", "id").values_list("number", "reason", "cells")
    lines = ([str(number), reason, *cells] for number, reason, cells in rows.iterator(chunk_size=2000))
    answer = StreamingHttpResponse(
        write_rows([_("Row"), _("Why"), *header_of(run)], lines), content_type="text/csv; charset=utf-8"
    )
    answer["Content-Disposition"] = f'attachment; filename="rows-{run.created_at:%Y-%m-%d}.csv"'
    answer["X-Content-Type-Options"] = "nosniff"
    return cast("HttpResponse", answer)  # a stream has all that a staff page's answer needs
