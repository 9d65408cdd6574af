"""The forecast, the deals behind a month, and both as CSV."""

from datetime import date

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from regard.desk.queries.sales.forecast.month import COLUMNS, month_page, table_of
from regard.desk.queries.sales.forecast.page import forecast_page
from regard.desk.views.access import reader_of, staff_page
from regard.kit.csv_out import write_rows
from regard.kit.moment import moment
from regard.privacy.operations import note_looked


@staff_page
@require_GET
def forecast(request: HttpRequest) -> HttpResponse:
    """What months will bring, and the record of having said so."""
    with moment():
        return render(request, "desk/sales/forecast.html", {"page": forecast_page(reader_of(request))})


@staff_page
@require_GET
def export(request: HttpRequest) -> HttpResponseBase:
    """The months as CSV."""
    reader = reader_of(request)
    rows = [(line.label, line.said, line.range, line.came, line.state) for line in forecast_page(reader).lines]
    columns = (_("Month"), _("Said"), _("Range"), _("Came in"), _("Inside"))
    return _file(columns, rows, f"forecast-{reader.local(reader.now):%Y-%m-%d}")


@staff_page
@require_GET
def month(request: HttpRequest, year: int, number: int) -> HttpResponseBase:
    """The deals behind a month; `?format=csv` all that were counted on."""
    if not (1 <= number <= 12 and 2000 <= year <= 2200):
        raise Http404
    reader, asked = reader_of(request), date(year, number, 1)
    if request.GET.get("format") == "csv":
        note_looked(by=reader.user, kind="opportunity list", record_id=reader.user.id, page="export csv", at=reader.now)
        return _file(COLUMNS, table_of(asked, reader), f"forecast-{asked:%Y-%m}")
    typed = request.GET.get("page", "1")
    page = month_page(asked, max(1, int(typed)) if typed.isdecimal() and len(typed) < 6 else 1, reader)
    if page is None:
        raise Http404
    return render(request, "desk/sales/forecast_month.html", {"page": page})


def _file(columns: tuple[str, ...], rows: object, name: str) -> StreamingHttpResponse:
    response = StreamingHttpResponse(write_rows(columns, rows), content_type="text/csv; charset=utf-8")  # type: ignore[arg-type]
    response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return response
