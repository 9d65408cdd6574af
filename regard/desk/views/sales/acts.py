"""What the small forms on an opportunity's page do."""

from collections.abc import Callable
from typing import Any, TypeVar
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from regard.conversations.models import Message
from regard.customers.models import Contact, ContactMethod
from regard.desk.forms import read_id
from regard.desk.queries.faces import Reader
from regard.desk.queries.sales.dialogs import Dialog, is_contact_of, letters_of
from regard.desk.views.access import reader_of, staff_page
from regard.desk.views.sales.opportunity import UNPROCESSABLE, found, show
from regard.desk.views.sales.reading import NotADayError, one_of, read_day, terms_of
from regard.opportunities import operations
from regard.opportunities.models import (
    BuyingRole,
    Criterion,
    DecisionStep,
    Evidence,
    Finding,
    Opportunity,
    Outcome,
    PlanLink,
    Proposal,
    Rival,
)
from regard.opportunities.rules.deciding import Role
from regard.opportunities.rules.separating import Fact
from regard.staff import queries as staff

Typed = dict[str, str]
Row = TypeVar("Row", bound=Model)
REFUSED = (
    operations.OpportunityRefusedError,
    operations.EvidenceRefusedError,
    operations.ChangedMeanwhileError,
    NotADayError,
)


@staff_page
def act(request: HttpRequest, opportunity_id: UUID, what: str) -> HttpResponse:
    """Do what a form asks; what cannot be done comes back with the form and what was typed."""
    if request.method != "POST":
        return redirect(f"{reverse('opportunity', args=[opportunity_id])}?{urlencode({'dialog': what})}")
    do = _ACTS.get(what)
    if do is None:
        raise Http404
    reader, typed = reader_of(request), request.POST.dict()
    row = found(opportunity_id, reader)
    try:
        response = do(request, row, typed, reader)
    except REFUSED as error:
        dialog = Dialog(name=what, typed=typed, error=str(error), field=getattr(error, "field", ""))
        return show(request, opportunity_id, dialog, status=UNPROCESSABLE)
    return response or redirect("opportunity", opportunity_id)


def _part(_request: HttpRequest, row: Opportunity, typed: Typed, reader: Reader) -> None:
    stance = typed.get("stance", "")
    try:
        terms = operations.PartTerms(
            role=Role(typed.get("role", "")), contact=is_contact_of(row, typed.get("contact", ""), reader), name=typed.get("name", ""),
            stance=int(stance) if stance else None, influence=int(typed.get("influence") or 3), matters=typed.get("matters", ""),
        )  # fmt: skip
    except ValueError:
        raise operations.OpportunityRefusedError("role", _("Choose one of the answers.")) from None
    if known := _known(BuyingRole.objects.filter(opportunity=row), typed):
        operations.change_role(role=known, terms=terms, by=reader.user, at=reader.now)
    else:
        operations.add_role(opportunity=row, terms=terms, by=reader.user, at=reader.now)


def _step(_request: HttpRequest, row: Opportunity, typed: Typed, reader: Reader) -> None:
    owner = typed.get("owner", "")
    ours = read_id(owner.removeprefix("user:")) if owner.startswith("user:") else None
    terms = operations.StepTerms(
        text=typed.get("text", ""), contact=None if ours else is_contact_of(row, owner, reader),
        user=one_of(staff.active_users(), str(ours)) if ours else None, due_on=read_day(typed.get("due", ""), "due"),
        is_paper=typed.get("paper") == "1", is_shared=typed.get("shared") == "1", message=_letter(row, typed, reader),
    )  # fmt: skip
    if known := _known(DecisionStep.objects.filter(opportunity=row), typed):
        operations.change_step(step=known, terms=terms, by=reader.user, at=reader.now)
    else:
        operations.add_step(opportunity=row, terms=terms, by=reader.user, at=reader.now)


def _tick(_request: HttpRequest, row: Opportunity, typed: Typed, reader: Reader) -> None:
    step = get_object_or_404(DecisionStep, opportunity=row, id=read_id(typed.get("id", "")))
    do = operations.untick_step if step.done_at else operations.tick_step
    do(step=step, by=reader.user, at=reader.now)


def _criterion(_request: HttpRequest, row: Opportunity, typed: Typed, reader: Reader) -> None:
    fit = typed.get("fit", "")
    operations.add_criterion(
        opportunity=row, text=typed.get("text", ""), weight=_number(typed.get("weight", "3")),
        fit=_number(fit) if fit else None, message=_letter(row, typed, reader), by=reader.user, at=reader.now,
    )  # fmt: skip


def _rival(_request: HttpRequest, row: Opportunity, typed: Typed, reader: Reader) -> None:
    operations.add_rival(
        opportunity=row, name=typed.get("name", ""), note=typed.get("note", ""), message=_letter(row, typed, reader),
        by=reader.user, at=reader.now,
    )  # fmt: skip


def _finding(_request: HttpRequest, row: Opportunity, typed: Typed, reader: Reader) -> None:
    if typed.get("kind") not in Finding.Kind.values:
        raise operations.OpportunityRefusedError("kind", _("Choose one of the answers."))
    operations.add_finding(
        opportunity=row, kind=Finding.Kind(typed["kind"]), text=typed.get("text", ""), baseline=typed.get("baseline", ""),
        target=typed.get("target", ""), contact=is_contact_of(row, typed.get("contact", ""), reader), message=_letter(row, typed, reader),
        by=reader.user, at=reader.now,
    )  # fmt: skip


def _details(_request: HttpRequest, row: Opportunity, typed: Typed, reader: Reader) -> None:
    operations.change_opportunity(opportunity=row, terms=terms_of(typed, reader), by=reader.user, at=reader.now)


def _end(_request: HttpRequest, row: Opportunity, typed: Typed, reader: Reader) -> None:
    if typed.get("outcome") not in Outcome.values:
        raise operations.OpportunityRefusedError("outcome", _("Choose one of the answers."))
    operations.close_opportunity(
        opportunity=row, outcome=Outcome(typed["outcome"]), lost_to=typed.get("lost_to", ""), reason=typed.get("reason", ""),
        by=reader.user, at=reader.now,
    )  # fmt: skip


def _reopen(_request: HttpRequest, row: Opportunity, _typed: Typed, reader: Reader) -> None:
    operations.reopen_opportunity(opportunity=row, by=reader.user, at=reader.now)


def _withdraw(_request: HttpRequest, row: Opportunity, typed: Typed, reader: Reader) -> None:
    evidence = get_object_or_404(
        Evidence.objects.select_related("gate"), opportunity=row, id=read_id(typed.get("id", ""))
    )
    operations.withdraw_evidence(evidence=evidence, because=typed.get("because", ""), by=reader.user, at=reader.now)


def _confirm(request: HttpRequest, row: Opportunity, typed: Typed, reader: Reader) -> None:
    proposal = get_object_or_404(
        Proposal.objects.select_related("gate"), opportunity=row, id=read_id(typed.get("id", ""))
    )
    operations.confirm_proposal(proposal=proposal, by=reader.user, at=reader.now)
    row.refresh_from_db()
    messages.success(request, _("Recorded. It stands at “%(gate)s” now.") % {"gate": row.gate.name if row.gate else ""})


def _dismiss(_request: HttpRequest, row: Opportunity, typed: Typed, reader: Reader) -> None:
    proposal = get_object_or_404(
        Proposal.objects.select_related("opportunity", "gate"), opportunity=row, id=read_id(typed.get("id", ""))
    )
    operations.dismiss_proposal(proposal=proposal, by=reader.user, at=reader.now)


def _share(request: HttpRequest, row: Opportunity, typed: Typed, reader: Reader) -> None:
    contact = _contact(row, typed, reader)
    secret = operations.share_plan(opportunity=row, contact=contact, by=reader.user, at=reader.now)
    address = request.build_absolute_uri(reverse("plan", args=[secret]))
    messages.success(request, _("Send %(name)s this address, it is shown once: %(address)s") % {"name": contact.name, "address": address})  # fmt: skip


def _unshare(_request: HttpRequest, row: Opportunity, typed: Typed, reader: Reader) -> None:
    link = get_object_or_404(
        PlanLink.objects.select_related("opportunity"), opportunity=row, id=read_id(typed.get("id", ""))
    )
    operations.revoke_plan(link=link, by=reader.user, at=reader.now)


def _ask_why(_request: HttpRequest, row: Opportunity, typed: Typed, reader: Reader) -> HttpResponse:
    contact = _contact(row, typed, reader)
    letter = operations.ask_for_reason(
        opportunity=row, contact=contact, address=_address(contact), subject=row.name, text=typed.get("text", ""),
        by=reader.user, at=reader.now,
    )  # fmt: skip
    return redirect(f"{reverse('conversation-new')}?{urlencode({'again': str(letter)})}")


def _reason(_request: HttpRequest, row: Opportunity, typed: Typed, reader: Reader) -> None:
    operations.note_reason(opportunity=row, words=typed.get("words", ""), by=reader.user, at=reader.now)


def _hand_over(_request: HttpRequest, row: Opportunity, typed: Typed, reader: Reader) -> None:
    to = one_of(staff.active_users(), typed.get("user"))
    if to is None:
        raise operations.OpportunityRefusedError("user", _("Choose a colleague."))
    operations.hand_over_opportunity(opportunity=row, to=to, note=typed.get("note", ""), by=reader.user, at=reader.now)


def _take_up(_request: HttpRequest, row: Opportunity, typed: Typed, reader: Reader) -> HttpResponse:
    """Somebody sets out to ask what the page proposes: a letter begins, to who can be asked."""
    contact = is_contact_of(row, typed.get("contact", ""), reader)
    try:
        fact = Fact(typed.get("fact", ""))
    except ValueError:
        raise Http404 from None
    address = _address(contact) if contact else ""
    letter = operations.take_up(
        opportunity=row, fact=fact, contact=contact, address=address, by=reader.user, at=reader.now
    )
    return redirect(f"{reverse('conversation-new')}?{urlencode({'again': str(letter)})}")


def _remove(table: "type[Any]") -> "Act":
    def remove(_request: HttpRequest, row: Opportunity, typed: Typed, reader: Reader) -> None:
        part = get_object_or_404(table, opportunity=row, id=read_id(typed.get("id", "")))
        operations.remove_part(part=part, by=reader.user, at=reader.now)

    return remove


def _letter(row: Opportunity, typed: Typed, reader: Reader) -> Message | None:
    return one_of(letters_of(row, reader), typed.get("message"))


def _contact(row: Opportunity, typed: Typed, reader: Reader) -> Contact:
    contact = is_contact_of(row, typed.get("contact", ""), reader)
    if contact is None:
        raise operations.OpportunityRefusedError("contact", _("Choose somebody of theirs."))
    return contact


def _address(contact: Contact) -> str:
    methods = ContactMethod.objects.filter(contact=contact, kind=ContactMethod.Kind.EMAIL)
    return methods.order_by("-is_preferred", "id").values_list("value", flat=True).first() or ""


def _known(rows: "QuerySet[Row]", typed: Typed) -> Row | None:
    wanted = read_id(typed.get("id", ""))
    return get_object_or_404(rows, id=wanted) if wanted else None


def _number(text: str) -> int:
    if not text.isdecimal():
        raise operations.OpportunityRefusedError("weight", _("Choose one of the answers."))
    return int(text)


Act = Callable[[HttpRequest, Opportunity, Typed, Reader], HttpResponse | None]
_ACTS: dict[str, Act] = {
    "part": _part, "part-away": _remove(BuyingRole), "step": _step, "step-away": _remove(DecisionStep), "tick": _tick,
    "criterion": _criterion, "criterion-away": _remove(Criterion), "rival": _rival, "rival-away": _remove(Rival),
    "finding": _finding, "finding-away": _remove(Finding), "details": _details, "end": _end, "reopen": _reopen,
    "withdraw": _withdraw, "confirm": _confirm, "dismiss": _dismiss, "share": _share, "unshare": _unshare, "ask-why": _ask_why,
    "reason": _reason, "hand-over": _hand_over, "take-up": _take_up,
}  # fmt: skip
