"""A measured form brings its measurement along, in a hidden field that the page's script adds: no request of its own."""

import logging
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse

from regard.effort.operations import Outcome, record_use
from regard.effort.rules import MeasureError, read_measure
from regard.kit import clock

FIELD = "effort"
_TAKEN, _REFUSED = "regard.effort", 400
_log = logging.getLogger(__name__)


class EffortMiddleware:
    """Take the measurement out of a form before its page reads it, and note it once the page has answered."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self._get_response(request)
        if _TAKEN in request.META and request.user.is_authenticated:
            outcome = Outcome.SENT_BACK if response.status_code >= _REFUSED else Outcome.KEPT
            _note(request, str(request.META[_TAKEN]), outcome)
        return response

    def process_view(self, request: HttpRequest, view: Callable[..., Any], *_arguments: Any) -> None:
        """Forms for the public are not measured; a page that checks its form by itself (a large upload) is left to read it."""
        if request.method != "POST" or settings.SESSION_COOKIE_NAME not in request.COOKIES:
            return
        if not getattr(view, "csrf_exempt", False) and FIELD in request.POST:
            typed = request.POST.copy()
            request.META[_TAKEN] = typed.pop(FIELD)[-1]
            request.POST = typed  # type: ignore[assignment]


def _note(request: HttpRequest, said: str, outcome: Outcome) -> None:
    """What the person typed is saved already: a measurement that cannot be kept is told to the log, not to them."""
    try:
        measure = read_measure(said)
        record_use(measure=measure, outcome=outcome, by=request.user, at=clock.now())  # type: ignore[arg-type]
    except MeasureError as error:
        _log.info("a form's measurement was not counted: %s", error)
    except DatabaseError:
        _log.exception("a form's measurement was not kept")
