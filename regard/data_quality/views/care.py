"""What wrong data cost, and who looks after which field."""

from decimal import Decimal, InvalidOperation
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from regard.data_quality.models import CauseCost
from regard.data_quality.operations.caring import CareRefusedError, care_for_field, set_cost
from regard.data_quality.queries.bill import bill
from regard.data_quality.queries.dictionary import dictionary
from regard.data_quality.queries.states import judged_fields
from regard.data_quality.views.frame import known_kind, show, user_of
from regard.fields.models import CustomField
from regard.fields.operations import retire_field
from regard.fields.rules import read_number
from regard.kit import clock
from regard.kit.pages import staff_page
from regard.staff.queries import active_users
from regard.staff.rules import Right, may


@staff_page
@require_GET
def costs(request: HttpRequest) -> HttpResponse:
    """The data-quality bill."""
    user = user_of(request)
    context = {"bill": bill(user, at=clock.now()), "may_set_up": may(user.role, Right.SET_UP)}
    return show(request, "bill.html", context, current="bill")


@staff_page
@require_POST
def save_costs(request: HttpRequest) -> HttpResponse:
    """What one case of each kind costs; an empty amount says nothing."""
    try:
        for cause in CauseCost.Cause.values:
            amount = _amount(request.POST.get(f"amount.{cause}", ""))
            set_cost(
                cause=cause,
                amount=amount,
                currency=request.POST.get("currency", ""),
                by=user_of(request),
                at=clock.now(),
            )
    except CareRefusedError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Saved."))
    return redirect("quality-bill")


@staff_page
@require_GET
def fields(request: HttpRequest) -> HttpResponse:
    """The data dictionary."""
    may_set_up = may(user_of(request).role, Right.SET_UP)
    people = list(active_users()) if may_set_up else []
    context = {"page": dictionary(at=clock.now()), "may_set_up": may_set_up, "people": people}
    return show(request, "dictionary.html", context, current="dictionary")


@staff_page
@require_POST
def care(request: HttpRequest, kind: str, name: str) -> HttpResponse:
    """Who looks after a field, and whether it must be filled in."""
    if name not in {field.name for field in judged_fields(known_kind(kind))}:
        raise Http404
    owner = next((one for one in active_users() if str(one.id) == request.POST.get("owner")), None)
    care_for_field(
        record_kind=kind,
        name=name,
        owner=owner,
        is_needed="needed" in request.POST,
        by=user_of(request),
        at=clock.now(),
    )
    messages.success(request, _("Saved. Figures follow with the next count."))
    return redirect("quality-dictionary")


@staff_page
@require_POST
def retire(request: HttpRequest, field_id: UUID) -> HttpResponse:
    """Offer a field no longer."""
    field = get_object_or_404(CustomField, id=field_id, retired_at=None)
    retire_field(field=field, by=user_of(request), at=clock.now())
    messages.success(request, _("“%(field)s” is offered no more; what stands in it is kept.") % {"field": field.label})
    return redirect("quality-dictionary")


def _amount(text: str) -> Decimal | None:
    if not text.strip():
        return None
    try:
        return Decimal(read_number(text))
    except (ValueError, InvalidOperation):
        raise CareRefusedError(_("“%(text)s” is no amount; write 3.50.") % {"text": text.strip()[:40]}) from None
