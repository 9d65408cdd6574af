"""What Regard asked of the reader, and gave back."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from regard.desk.queries.effort import assumptions, effort_page
from regard.desk.views.access import reader_of, staff_page


@staff_page
@require_GET
def effort(request: HttpRequest) -> HttpResponse:
    """The reader's own balance; there is no address for anybody else's. `open` shows the rows of one kind."""
    reader = reader_of(request)
    page = effort_page(reader, opened=request.GET.get("open", ""))
    return render(request, "desk/effort.html", {"page": page, "assumptions": assumptions(reader)})
