"""Search."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_GET

from regard.desk.queries.search import number_asked_for, search_page
from regard.desk.views.access import reader_of, staff_page


@staff_page
@require_GET
def search(request: HttpRequest) -> HttpResponse:
    """The page; for one who is still typing only what it found. "#1042" leads to the conversation."""
    reader, typed = reader_of(request), request.GET.get("q", "").strip()
    is_typing = "HX-Request" in request.headers
    if not is_typing and (number := number_asked_for(typed, reader)):
        return redirect("conversation", number)
    page = search_page(typed, reader, only=request.GET.get("in", ""), after=request.GET.get("after", ""))
    response = render(request, "desk/_search_results.html" if is_typing else "desk/search.html", {"page": page})
    patch_vary_headers(response, ["HX-Request"])
    return response
