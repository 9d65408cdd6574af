"""What customers of the sample company received."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from regard.desk.forms import read_id
from regard.desk.queries.mailbag import demo_mail_page, sample_letter
from regard.desk.queries.pulse import pulse_of
from regard.desk.views.access import live_part, reader_of, staff_page
from regard.desk.views.files import download
from regard.mail import queries as mail


@staff_page
@require_GET
def demo_mail(request: HttpRequest) -> HttpResponse:
    """The page."""
    return render(request, "desk/demo_mail.html", {"page": _page(request)})


@live_part
@require_GET
def live(request: HttpRequest) -> HttpResponse:
    """The list again."""
    return render(request, "desk/_demo_list.html", {"page": _page(request)})


@staff_page
@require_GET
def original(request: HttpRequest, letter_id: UUID) -> HttpResponse:
    """A letter as it left."""
    letter = sample_letter(letter_id, reader_of(request))
    if letter is None:
        raise Http404
    return download(mail.raw_bytes(letter), filename=f"{letter.id}.eml", content_type="application/octet-stream")


def _page(request: HttpRequest) -> object:
    address = request.GET.get("to", "").lower()
    return demo_mail_page(
        reader_of(request), address=address, opened=read_id(request.GET.get("open", "")), mark=pulse_of(request).mark
    )
