"""The board and the list of opportunities."""

from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from regard.desk.queries.sales.board import board_of
from regard.desk.queries.sales.listing import COLUMNS, listing_of, table_of
from regard.desk.queries.sales.wanted import Wanted
from regard.desk.views.access import reader_of, staff_page
from regard.kit.csv_out import write_rows
from regard.kit.moment import moment
from regard.privacy.operations import note_looked


@staff_page
@require_GET
def board(request: HttpRequest) -> HttpResponse:
    """What the buyers of a pipeline did, column by column."""
    with moment():
        page = board_of(Wanted.of(request.GET), reader_of(request), opened=request.GET.get("open", ""))
        return render(request, "desk/sales/board.html", {"page": page})


@staff_page
@require_GET
def listing(request: HttpRequest) -> HttpResponse:
    """The same as a list, and those that ended."""
    number = request.GET.get("page", "1")
    with moment():
        page = listing_of(
            Wanted.of(request.GET), request.GET.get("gate", ""), int(number) if number.isdecimal() and len(number) < 6 else 1,
            reader_of(request),
        )  # fmt: skip
        return render(request, "desk/sales/list.html", {"page": page})


@staff_page
@require_GET
def export(request: HttpRequest) -> HttpResponseBase:
    """The whole list as CSV."""
    reader = reader_of(request)
    note_looked(by=reader.user, kind="opportunity list", record_id=reader.user.id, page="export csv", at=reader.now)
    rows = table_of(Wanted.of(request.GET), request.GET.get("gate", ""), reader)
    response = StreamingHttpResponse(write_rows(COLUMNS, rows), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="opportunities-{reader.local(reader.now):%Y-%m-%d}.csv"'
    return response
