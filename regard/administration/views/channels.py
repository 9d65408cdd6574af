"""Settings > Channels."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from regard.administration.queries.channels import channel_rows
from regard.administration.views.frame import administrator_of, show
from regard.kit import clock
from regard.kit.pages import staff_page

SECTION = "channels"


@staff_page
@require_GET
def channels(request: HttpRequest) -> HttpResponse:
    """Every way in."""
    administrator_of(request, section=SECTION)
    return show(request, "channels.html", {"rows": channel_rows(now=clock.now())}, section=SECTION)
