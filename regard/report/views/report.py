"""The honest report, its tables as CSV, and the lists behind its figures."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_GET

from regard.kit import clock
from regard.kit.pages import staff_page
from regard.report.forms import Choice, read_choice
from regard.report.queries.figures import Names, figures_of, names_for
from regard.report.queries.listing import list_page
from regard.report.queries.page import report_page
from regard.report.queries.tables import TABLES, as_csv
from regard.staff.models import User


@staff_page
@require_GET
def report(request: HttpRequest) -> HttpResponse:
    """How customers were answered."""
    choice, names = _choice(request)
    figures = figures_of(choice.question, names)
    if request.GET.get("format") == "csv":
        return _csv(as_csv(figures, _table(request)), name=f"report-{_table(request)}-{choice.question.period.last}")
    return render(
        request, "report/report.html", {"page": report_page(figures, choice.question, names, trouble=choice.trouble)}
    )


@staff_page
@require_GET
def conversations(request: HttpRequest) -> HttpResponse:
    """What a figure counts."""
    choice, _names = _choice(request)
    typed = request.GET.get("page", "1")
    page = list_page(
        choice.question, request.GET.get("figure", ""), page=int(typed) if typed.isdigit() and len(typed) < 8 else 1
    )
    if page is None:
        raise Http404
    back_url = f"{reverse('report')}?{urlencode(page.back_parameters)}"
    return render(request, "report/conversations.html", {"page": page, "back_url": back_url, "trouble": choice.trouble})


def _choice(request: HttpRequest) -> tuple[Choice, Names]:
    if not isinstance(request.user, User):
        raise Http404
    names = names_for(request.user)
    return read_choice(request.GET.dict(), user=request.user, names=names, at=clock.now()), names


def _table(request: HttpRequest) -> str:
    table = request.GET.get("table", TABLES[0])
    if table not in TABLES:
        raise Http404
    return table


def _csv(text: str, *, name: str) -> HttpResponse:
    response = HttpResponse("\ufeff" + text, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return response
