"""Settings > What forms ask."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from regard.administration.queries.asked import asked_page
from regard.administration.views.frame import administrator_of, show
from regard.kit import clock
from regard.kit.moment import moment
from regard.kit.pages import staff_page

ASKED = "asked"


@staff_page
@require_GET
def asked(request: HttpRequest) -> HttpResponse:
    """Every form: what it takes, what each field is for and how it is filled. No person is told from another."""
    user = administrator_of(request, section=ASKED)
    with moment():
        page = asked_page(locale=user.language, at=clock.now())
    return show(request, "asked.html", {"page": page}, section=ASKED)
