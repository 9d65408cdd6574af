"""Each request in the zone and language of the person who made it."""

from collections.abc import Callable
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation


class PersonMiddleware:
    """Activate the signed-in person's time zone and language for the length of a request."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.user.is_authenticated:
            return self._get_response(request)
        with timezone.override(ZoneInfo(request.user.zone)), translation.override(request.user.language):
            response = self._get_response(request)
            response.headers["Content-Language"] = request.user.language
            return response
