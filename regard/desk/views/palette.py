"""The palette: over any page by Ctrl or Cmd with K, and as a page of its own."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_GET

from regard.conversations import queries as conversations
from regard.desk.forms import read_id
from regard.desk.queries.lists import known_view
from regard.desk.queries.navigation import places
from regard.desk.queries.palette import palette as palette_of
from regard.desk.queries.search import number_asked_for
from regard.desk.views.access import reader_of, staff_page


@staff_page
@require_GET
def palette(request: HttpRequest) -> HttpResponse:
    """What can be done and where one can go; only the lines for a page that has its dialog. "#1042" is one of them."""
    reader, typed = reader_of(request), request.GET.get("q", "").strip()[:200]
    is_part = "HX-Request" in request.headers
    if not is_part and (number := number_asked_for(typed, reader)):
        return redirect("conversation", number)
    identifier = read_id(request.GET.get("on", ""))
    on = conversations.visible_to(reader.user).filter(id=identifier).first() if identifier else None
    found = palette_of(
        typed, reader, places=places(request, reader.user), on=on, word=known_view(request.GET.get("view", ""))
    )
    response = render(request, "desk/_palette.html" if is_part else "desk/palette.html", {"palette": found})
    patch_vary_headers(response, ["HX-Request"])
    return response
