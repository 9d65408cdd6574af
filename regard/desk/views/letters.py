"""Whether mail really comes and goes."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from regard.desk.queries.letters import letters_page
from regard.desk.views.access import reader_of, staff_page
from regard.staff.queries import require
from regard.staff.rules import Right


@staff_page
@require_GET
def letters(request: HttpRequest) -> HttpResponse:
    """Mailboxes, letters set aside, letters not delivered."""
    reader = reader_of(request)
    require(reader.user, Right.SEE_FAILED_LETTERS)
    return render(request, "desk/letters.html", {"page": letters_page(reader)})
