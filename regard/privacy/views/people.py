"""One person's privacy: what they allowed, who looked, everything held on them, and erasing them."""

from typing import cast
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from regard.customers.personal.operations import own_accounts
from regard.kit import clock
from regard.kit.pages import staff_page
from regard.privacy import operations
from regard.privacy.forms import ConsentForm, EraseForm, HoldForm
from regard.privacy.models import Hold
from regard.privacy.queries.consents import purposes
from regard.privacy.queries.erasures import accounts_of_theirs, obstacles, person_of
from regard.privacy.queries.pages import messages_to_prove, person_page
from regard.privacy.views.parts import INVALID, REFUSALS, contact_for, keeper_of, press, user_of
from regard.staff.queries import require
from regard.staff.rules import Right, may


@staff_page
@require_GET
def person(request: HttpRequest, contact_id: UUID) -> HttpResponse:
    """Everything about one person's privacy."""
    return _show(request, contact_id)


@staff_page
@require_POST
def consent(request: HttpRequest, contact_id: UUID) -> HttpResponse:
    """Write down what they said."""
    user = user_of(request)
    require(user, Right.ANSWER)
    contact = contact_for(user, contact_id)
    form = ConsentForm(request.POST, messages=messages_to_prove(contact, user), purposes=list(purposes()))
    if form.is_valid():
        try:
            now = clock.now()
            operations.note_consent(
                contact=contact, purpose=form.cleaned_data["purpose"], said=form.said(user, now=now), by=user, at=now
            )
        except REFUSALS as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Noted. It can be shown from now on, and not be changed."))
            return redirect("privacy-person", contact.id)
    return _show(request, contact_id, form)


@staff_page
@require_POST
def hold(request: HttpRequest, contact_id: UUID) -> HttpResponse:
    """Keep everything on the person for now."""
    user = keeper_of(request)
    contact, form = contact_for(user, contact_id), HoldForm(request.POST)
    reason = form.cleaned_data["reason"] if form.is_valid() else ""

    def act() -> str:
        operations.place_hold(contact=contact, reason=reason, by=user, at=clock.now())
        return _("Held: nothing of this person is erased or ages away until you lift it.")

    return press(request, act, then=reverse("privacy-person", args=[contact.id]))


@staff_page
@require_POST
def lift(request: HttpRequest, contact_id: UUID, hold_id: UUID) -> HttpResponse:
    """The reason is gone."""
    user = keeper_of(request)
    contact = contact_for(user, contact_id)
    row = get_object_or_404(Hold.objects.select_related("contact"), id=hold_id, contact=contact)

    def act() -> str:
        operations.lift_hold(hold=row, by=user, at=clock.now())
        return _("The hold is lifted.")

    return press(request, act, then=reverse("privacy-person", args=[contact.id]))


@staff_page
@require_POST
def archive(request: HttpRequest, contact_id: UUID) -> HttpResponse:
    """Everything held on the person, as one file."""
    user = keeper_of(request)
    contact, now = contact_for(user, contact_id), clock.now()
    pieces = operations.give_out(contact=contact, by=user, at=now)
    answer = StreamingHttpResponse(pieces, content_type="application/zip")
    answer["Content-Disposition"] = f'attachment; filename="person-{contact.id.hex[-6:]}-{now:%Y%m%d}.zip"'
    answer["Cache-Control"] = "no-store"
    return cast("HttpResponse", answer)  # the decorators know one kind of answer


@staff_page
@require_http_methods(["GET", "POST"])
def erase(request: HttpRequest, contact_id: UUID) -> HttpResponse:
    """What would be erased and what speaks against it; the person's name, typed, erases them."""
    user = keeper_of(request)
    contact = contact_for(user, contact_id)
    accounts, named = own_accounts([contact.id]), accounts_of_theirs(contact)
    found = person_of(contact)
    against = obstacles(found)
    name = contact.name or next(iter(sorted(found.addresses)), found.pseudonym)
    form = EraseForm(request.POST or None, name=name, accounts=accounts, against=[one.sentence for one in against], initial={"accounts": named})  # fmt: skip
    if form.is_valid():
        clean = form.cleaned_data
        try:
            operations.erase(
                contact=contact, ground=clean["ground"], by=user, at=clock.now(), confirmed=clean.get("confirmed", False),
                accounts=clean.get("accounts") or None,
            )  # fmt: skip
        except REFUSALS as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(
                request, _("Erased. Files leave the disk in the next minutes; the figures are what they were.")
            )
            return redirect("privacy-person", contact.id)
    context = {
        "contact": contact, "form": form, "against": against, "is_final": any(one.is_final for one in against),
        "conversations": len(found.of("conversation")), "said": len(found.of("message")),
        "letters": len(found.of("letter")) + len(found.of("outgoing")),
        "elsewhere": len(found.of("conversation of others")),
    }  # fmt: skip
    return render(request, "privacy/erase.html", context, status=INVALID if form.is_bound else 200)


def _show(request: HttpRequest, contact_id: UUID, form: ConsentForm | None = None) -> HttpResponse:
    user = user_of(request)
    contact = contact_for(user, contact_id)
    now = clock.now()
    page = person_page(contact)
    if form is None:
        offered = [one.purpose for one in page.permissions]
        form = ConsentForm(
            messages=messages_to_prove(contact, user), purposes=offered, initial={"day": f"{now:%Y-%m-%d}"}
        )
    operations.note_looked(by=user, kind="contact", record_id=contact.id, page="privacy", at=now)
    context = {
        "page": page, "form": form, "hold_form": HoldForm(), "may_note": may(user.role, Right.ANSWER),
        "may_keep": may(user.role, Right.KEEP_PRIVACY),
    }  # fmt: skip
    return render(request, "privacy/person.html", context, status=INVALID if form.is_bound else 200)
