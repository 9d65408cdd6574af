"""Comparing two records that are probably one, and deciding."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from regard.data_quality.models import Candidate, Distinct, Join
from regard.data_quality.operations import JoinRefusedError, ask_again, join, put_off, say_distinct, take_apart
from regard.data_quality.queries.alike import seen_by
from regard.data_quality.queries.doubles import pair_url
from regard.data_quality.queries.joins import joins_page, moved_words, result_of
from regard.data_quality.queries.picking import GONE
from regard.data_quality.queries.review import next_url, ordered, pair_page
from regard.data_quality.views.frame import known_kind, show, user_of
from regard.kit import clock
from regard.kit.pages import staff_page
from regard.staff.queries import require
from regard.staff.rules import Right

_PICK = "pick."


@staff_page
@require_GET
def line(request: HttpRequest, kind: str) -> HttpResponse:
    """The first pair in line, of a record where one is named; what to say when there is none."""
    of = _uuid(request.GET.get("of", ""))
    row = ordered(known_kind(kind), user_of(request), of=of).first()
    if row is None:
        return show(request, "no_doubles.html", {"kind": kind}, current=kind)
    return redirect(pair_url(row))


@staff_page
@require_GET
def pair(request: HttpRequest, kind: str, one: UUID, other: UUID) -> HttpResponse:
    """Two records side by side."""
    keep = _uuid(request.GET.get("keep", ""))
    page = pair_page(known_kind(kind), one, other, keep=keep, viewer=user_of(request))
    if page is None:
        messages.info(request, _("These two are not there any more: they were joined, or one was taken out."))
        return redirect(next_url(kind, user_of(request)))
    return show(
        request, "pair.html", {"page": page, "page_keys_template": "data_quality/_pair_keys.html"}, current=kind
    )


@staff_page
@require_POST
def join_pair(request: HttpRequest, kind: str, one: UUID, other: UUID) -> HttpResponse:
    """Join the two as picked."""
    rows = _both(request, kind, one, other)
    keep = _uuid(request.POST.get("keep", "")) or one
    picks = [
        name.removeprefix(_PICK) for name, value in request.POST.items() if name.startswith(_PICK) and value == GONE
    ]
    kept, gone = (rows[one], rows[other]) if keep == one else (rows[other], rows[one])
    try:
        row = join(kept=kept, gone=gone, picks=picks, by=user_of(request), at=clock.now())
    except JoinRefusedError as refusal:
        messages.error(request, str(refusal))
        return redirect(next_url(kind, user_of(request), behind=(one, other)))
    return redirect("join", join_id=row.id)


@staff_page
@require_POST
def later(request: HttpRequest, kind: str, one: UUID, other: UUID) -> HttpResponse:
    """Ask about them later."""
    _both(request, kind, one, other)
    require(user_of(request), Right.ANSWER)
    found = Candidate.objects.filter(kind=kind, one_id=min(one, other), other_id=max(one, other)).first()
    if found:
        put_off(pair=found, by=user_of(request), at=clock.now())
    messages.success(request, _("You are asked about them again at the end of the line."))
    return redirect(next_url(kind, user_of(request), behind=(one, other)))


@staff_page
@require_POST
def distinct(request: HttpRequest, kind: str, one: UUID, other: UUID) -> HttpResponse:
    """They are not the same."""
    rows = _both(request, kind, one, other)
    say_distinct(one=rows[one], other=rows[other], by=user_of(request), at=clock.now())
    words = {"one": rows[one], "other": rows[other]}
    messages.success(request, _("%(one)s and %(other)s are not the same. Nobody is asked again.") % words)
    return redirect(next_url(kind, user_of(request)))


@staff_page
@require_GET
def joins(request: HttpRequest) -> HttpResponse:
    """What was decided in the last thirty days."""
    joined, apart = joins_page(user_of(request), at=clock.now())
    return show(request, "joins.html", {"joined": joined, "apart": apart}, current="joins")


@staff_page
@require_GET
def joined(request: HttpRequest, join_id: UUID) -> HttpResponse:
    """What a join did, and the way back."""
    row = get_object_or_404(Join.objects.select_related("by"), id=join_id)
    result = result_of(row, user_of(request), at=clock.now())
    if result is None:
        return redirect("joins")
    context = {"result": result, "moved": moved_words(result), "next_url": next_url(row.kind, user_of(request))}
    return show(request, "joined.html", context, current=row.kind)


@staff_page
@require_POST
def apart(request: HttpRequest, join_id: UUID) -> HttpResponse:
    """Make two of them again."""
    row = get_object_or_404(Join, id=join_id)
    try:
        take_apart(join=row, by=user_of(request), at=clock.now())
    except JoinRefusedError as refusal:
        messages.error(request, str(refusal))
        return redirect("joins")
    messages.success(request, _("They are two again; each has what it had."))
    return redirect(reverse("doubles-pair", args=[row.kind, row.kept_id, row.gone_id]))


@staff_page
@require_POST
def again(request: HttpRequest, distinct_id: UUID) -> HttpResponse:
    """Ask again about two that were said to be different."""
    row = get_object_or_404(Distinct, id=distinct_id)
    ask_again(distinct=row, by=user_of(request), at=clock.now())
    messages.success(request, _("You are asked about them again."))
    return redirect(reverse("doubles-pair", args=[row.kind, row.one_id, row.other_id]))


def _both(request: HttpRequest, kind: str, one: UUID, other: UUID) -> dict[UUID, Any]:
    rows: dict[UUID, Any] = seen_by(known_kind(kind), user_of(request)).in_bulk([one, other])
    if one == other or len(rows) < 2:
        raise Http404
    return rows


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
