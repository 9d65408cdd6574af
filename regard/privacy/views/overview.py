"""Privacy of everybody: erasures, holds, who looked, purposes, and how long things are kept."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from regard.conversations.queries import few_contacts_visible_to
from regard.customers.queries import contact_by_email
from regard.kit import clock
from regard.kit.pages import staff_page
from regard.privacy import operations
from regard.privacy.forms import FindForm, LookedForm, PeriodsForm, PurposeForm
from regard.privacy.models import Purpose
from regard.privacy.queries import was_erased
from regard.privacy.queries.pages import day_begins, erasures, holds, looked_at, looks_of, purposes_with_counts
from regard.privacy.queries.retention import rules, runs
from regard.privacy.views.parts import INVALID, REFUSALS, keeper_of, press


@staff_page
@require_GET
def overview(request: HttpRequest) -> HttpResponse:
    """Find a person; the latest erasures; who must not be erased."""
    user = keeper_of(request)
    form = FindForm(request.GET or None)
    if form.is_valid():
        address = form.cleaned_data["address"]
        contact = contact_by_email(address)
        if contact and few_contacts_visible_to(user).filter(id=contact.id).exists():
            return redirect("privacy-person", contact.id)
        erased = was_erased(address)
        form.add_error("address", _("The person of this address was erased on %(day)s.") % {"day": f"{erased:%Y-%m-%d}"} if erased else _("Nobody has this address."))  # fmt: skip
    context = {"form": form, "erasures": erasures(), "holds": holds(user)}
    return render(request, "privacy/overview.html", context, status=INVALID if form.is_bound else 200)


@staff_page
@require_GET
def looked(request: HttpRequest) -> HttpResponse:
    """Who looked at whose data."""
    user = keeper_of(request)
    form = LookedForm(request.GET or None)
    chosen = form.cleaned_data if form.is_valid() else {}
    since, until = chosen.get("since"), chosen.get("until")
    typed = request.GET.get("page", "1")
    page = looked_at(
        reader=user, address=chosen.get("person", ""), user=chosen.get("user"),
        since=day_begins(since, user) if since else None, until=day_begins(until, user, days=1) if until else None,
        page=int(typed) if typed.isdigit() and len(typed) < 8 else 1,
    )  # fmt: skip
    kept = urlencode({name: value for name, value in request.GET.dict().items() if name != "page" and value})
    context = {"form": form, "page": page, "looks": looks_of(list(page.object_list), user), "kept": kept}
    return render(request, "privacy/looked.html", context)


@staff_page
@require_http_methods(["GET", "POST"])
def purposes(request: HttpRequest) -> HttpResponse:
    """What people can allow us."""
    user = keeper_of(request)
    form = PurposeForm(request.POST or None)
    if form.is_valid():
        try:
            operations.add_purpose(**form.cleaned_data, by=user, at=clock.now())
        except REFUSALS as refusal:
            form.add_error("name", str(refusal))
        else:
            messages.success(request, _("Added. Nobody has said yes to it yet."))
            return redirect("privacy-purposes")
    context = {"form": form, "purposes": purposes_with_counts()}
    return render(request, "privacy/purposes.html", context, status=INVALID if form.is_bound else 200)


@staff_page
@require_POST
def retire_purpose(request: HttpRequest, purpose_id: UUID) -> HttpResponse:
    """It allows nothing any more."""
    user, row = keeper_of(request), get_object_or_404(Purpose, id=purpose_id)

    def act() -> str:
        operations.retire_purpose(purpose=row, by=user, at=clock.now())
        return _("Retired: it allows nothing any more. What people said is kept.")

    return press(request, act, then=reverse("privacy-purposes"))


@staff_page
@require_http_methods(["GET", "POST"])
def retention(request: HttpRequest) -> HttpResponse:
    """How long what is kept."""
    user, known = keeper_of(request), list(rules())
    form = PeriodsForm(request.POST or None, rules=known)
    if form.is_valid():
        now = clock.now()
        changed = [operations.set_period(kind=kind, months=months, by=user, at=now) for kind, months in form.cleaned_data.items()]  # fmt: skip
        messages.success(request, _("Saved. It holds from the next night on; try it first.") if any(changed) else _("Nothing was different."))  # fmt: skip
        return redirect("privacy-retention")
    labels = {rule.kind: rule.keeping.label for rule in known}
    told = [(run, [(labels.get(kind, kind), count) for kind, count in run.counts.items()]) for run in runs()[:20]]
    return render(
        request, "privacy/retention.html", {"form": form, "runs": told}, status=INVALID if form.is_bound else 200
    )


@staff_page
@require_POST
def try_retention(request: HttpRequest) -> HttpResponse:
    """Count what would go, and take nothing."""
    user = keeper_of(request)

    def act() -> str:
        run = operations.run_retention(at=clock.now(), is_trial=True, by=user)
        return _("Counted, nothing was taken: %(count)s would go.") % {"count": sum(run.counts.values())}

    return press(request, act, then=reverse("privacy-retention"))
