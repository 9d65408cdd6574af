"""Today."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from regard.desk.queries.pulse import counts_of, pulse_of
from regard.desk.queries.today import TodayPage, today_page
from regard.desk.views.access import live_part, reader_of, staff_page
from regard.promises import operations as promises
from regard.promises.models import ProposedPromise
from regard.promises.queries import open_promises


@staff_page
@require_GET
def today(request: HttpRequest) -> HttpResponse:
    """The first page after signing in."""
    return render(request, "desk/today.html", {"page": _page(request)})


@live_part
@require_GET
def live(request: HttpRequest) -> HttpResponse:
    """The changing part."""
    return render(request, "desk/_today_live.html", {"page": _page(request)})


def _page(request: HttpRequest) -> TodayPage:
    reader = reader_of(request)
    counts_of(request, reader.user)
    return today_page(reader, mark=pulse_of(request).mark)


@staff_page
@require_POST
def keep_promise(request: HttpRequest, promise_id: UUID) -> HttpResponse:
    """What the reader promised is done."""
    reader = reader_of(request)
    promise = get_object_or_404(open_promises(holder=reader.user), id=promise_id)
    promises.keep_promise(promise=promise, at=reader.now, by=reader.user)
    return redirect("today")


@staff_page
@require_POST
def decide(request: HttpRequest, proposal_id: UUID, *, is_promise: bool) -> HttpResponse:
    """Whether what the reader wrote is a promise; decided before, it stays as it was."""
    reader = reader_of(request)
    proposal = get_object_or_404(
        ProposedPromise.objects.select_related("message__conversation__team"), id=proposal_id, holder=reader.user
    )
    if not is_promise:
        promises.decline_proposal(proposal=proposal, by=reader.user, at=reader.now)
    elif promise := promises.accept_proposal(proposal=proposal, by=reader.user, at=reader.now):
        words = {"time": reader.moment(promise.due_at)}
        messages.success(request, _("Kept as a promise until %(time)s.") % words)
    return redirect("today")
