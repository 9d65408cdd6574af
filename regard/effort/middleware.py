"""A measured form brings its measurement along, in a hidden field that the page's script adds: no request of its own."""

import logging
from collections.abc import Callable

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse

from regard.effort.operations import Outcome, record_use
from regard.effort.rules import MeasureError, read_measure
from regard.kit import clock

FIELD = "effort"
_REFUSED = 400
_log = logging.getLogger(__name__)


class EffortMiddleware:
    """Note how a form was used once its page has answered: kept, or sent back with something wrong."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self._get_response(request)
        if request.method == "POST" and FIELD in request.POST and request.user.is_authenticated:
            outcome = Outcome.SENT_BACK if response.status_code >= _REFUSED else Outcome.KEPT
            _note(request, outcome)
        return response


def _note(request: HttpRequest, outcome: Outcome) -> None:
    """What the person typed is saved already: a measurement that cannot be kept is told to the log, not to them."""
    try:
        record_use(measure=read_measure(request.POST[FIELD]), outcome=outcome, by=request.user, at=clock.now())  # type: ignore[arg-type]
    except MeasureError as error:
        _log.info("a form's measurement was not counted: %s", error)
    except DatabaseError:
        _log.exception("a form's measurement was not kept")
