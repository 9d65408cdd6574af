"""Where a page says that one of its forms was left without being sent."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_POST

from regard.effort.operations import Outcome, record_use
from regard.effort.rules import MeasureError, read_measure
from regard.kit import clock
from regard.kit.pages import staff_page

_NOTED, _NOT_UNDERSTOOD = 204, 400


@staff_page
@require_POST
def left(request: HttpRequest) -> HttpResponse:
    """Note it. Sent by `navigator.sendBeacon`, so nobody reads the answer."""
    try:
        measure = read_measure(request.POST.get("left", ""))
        record_use(measure=measure, outcome=Outcome.LEFT, by=request.user, at=clock.now())  # type: ignore[arg-type]
    except MeasureError as error:
        return HttpResponse(str(error), status=_NOT_UNDERSTOOD, content_type="text/plain")
    return HttpResponse(status=_NOTED)
