"""Whether departments that work on one customer do so together."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from regard.kit import clock
from regard.kit.pages import staff_page
from regard.report.queries.silos import silos_page


@staff_page
@require_GET
def silos(request: HttpRequest) -> HttpResponse:
    """The silo index of the last ninety days, with the accounts behind it."""
    return render(request, "report/silos.html", {"page": silos_page(at=clock.now())})
