"""Recording what the customer did, from any letter, note or file."""

from uuid import UUID

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from regard.conversations import queries as conversations
from regard.conversations.models import Message
from regard.customers import queries as customers
from regard.customers.models import Contact, CustomerFile, CustomerNote
from regard.desk.queries.faces import Reader
from regard.desk.queries.sales.dialogs import is_contact_of
from regard.desk.queries.sales.proving import open_of, proving_of
from regard.desk.views.access import reader_of, staff_page
from regard.desk.views.sales.opportunity import UNPROCESSABLE, found
from regard.desk.views.sales.reading import NotADayError, noon_of, one_of, read_day
from regard.meetings import queries as meetings
from regard.meetings.models import Meeting
from regard.opportunities import operations
from regard.opportunities.models import Evidence, Gate, Opportunity
from regard.opportunities.operations import EvidenceRefusedError, Source
from regard.opportunities.rules.gates import EvidenceKind
from regard.staff.queries import require
from regard.staff.rules import Right


@staff_page
@require_GET
def choose(request: HttpRequest) -> HttpResponse:
    """A letter, a note, a file or a meeting may be evidence: for which opportunity? Where there is one only, straight to its form."""
    reader = reader_of(request)
    require(reader.user, Right.SELL)
    about = _about(request, reader)
    if about is None:
        raise Http404
    account, contact = _whose(about)
    found_ones = open_of(reader, account=account, contact=contact.id if contact else None)
    query = request.GET.urlencode()
    if len(found_ones) == 1:
        return redirect(f"{reverse('evidence-new', args=[found_ones[0].id])}?{query}")
    account_id = account or (contact.account_id if contact else None)
    page = {"opportunities": found_ones, "query": query, "account_id": account_id}
    return render(request, "desk/sales/choose.html", {"page": page})


@staff_page
def record(request: HttpRequest, opportunity_id: UUID) -> HttpResponse:
    """The form that records evidence, and keeping it."""
    reader = reader_of(request)
    require(reader.user, Right.SELL)
    row = found(opportunity_id, reader)
    if request.method != "POST":
        page = proving_of(row, request.GET.dict(), reader)
        return render(request, "desk/sales/record.html", {"page": page})
    typed = request.POST.dict()
    try:
        evidence = _record(row, typed, reader)
    except (EvidenceRefusedError, NotADayError) as error:
        page = proving_of(row, typed, reader, error=str(error), wrong=error.field)
        return render(request, "desk/sales/record.html", {"page": page}, status=UNPROCESSABLE)
    row.refresh_from_db()
    messages.success(request, _said(row, evidence))
    return redirect("opportunity", row.id)


def _said(row: Opportunity, evidence: Evidence) -> str:
    stands = row.gate.name if row.gate else _("nothing shown yet")
    if row.gate_id == evidence.gate_id:
        return _("Recorded. It stands at “%(gate)s” now.") % {"gate": stands}
    return _("Recorded. It still stands at “%(gate)s”.") % {"gate": stands}


def _record(row: Opportunity, typed: dict[str, str], reader: Reader) -> Evidence:
    gate = one_of(Gate.objects.filter(ladder=row.ladder_id), typed.get("gate"))
    contact = is_contact_of(row, typed.get("contact", ""), reader)
    if gate is None:
        raise EvidenceRefusedError("gate", _("Choose what it shows."))
    if contact is None:
        raise EvidenceRefusedError("contact", _("Choose who of them did it."))
    if typed.get("kind") not in {kind.value for kind in EvidenceKind}:
        raise EvidenceRefusedError("kind", _("Choose what kind of proof it is."))
    day = read_day(typed.get("happened_on", ""), "happened_on")
    return operations.record_evidence(
        opportunity=row, gate=gate, kind=EvidenceKind(typed["kind"]), contact=contact, source=_source(typed, reader),
        happened_at=noon_of(day, reader) if day else None, words=typed.get("words", ""), by=reader.user, at=reader.now,
    )  # fmt: skip


def _source(typed: dict[str, str], reader: Reader) -> Source:
    kind, _colon, identifier = typed.get("source", "").partition(":")
    if kind == "message":
        return Source(message=one_of(_letters(reader), identifier))
    if kind == "note":
        return Source(note=one_of(CustomerNote.objects.all(), identifier))
    if kind == "meeting":
        return Source(meeting=one_of(meetings.visible_to(reader.user), identifier))
    return Source(file=one_of(CustomerFile.objects.all(), identifier)) if kind == "file" else Source()


def _letters(reader: Reader) -> "QuerySet[Message]":
    readable = conversations.visible_to(reader.user).values("id")
    return Message.objects.filter(conversation__in=readable).select_related("conversation", "contact")


def _whose(about: Message | CustomerNote | CustomerFile | Meeting) -> tuple[UUID | None, Contact | None]:
    """The company and the person something is about."""
    if isinstance(about, Meeting):
        seat = about.attendances.filter(contact__isnull=False).select_related("contact").first()
        return about.account_id, seat.contact if seat else None
    account = about.conversation.account_id if isinstance(about, Message) else about.account_id
    return account, about.contact


def _about(request: HttpRequest, reader: Reader) -> Message | CustomerNote | CustomerFile | Meeting | None:
    message = one_of(_letters(reader), request.GET.get("message"))
    note = one_of(CustomerNote.objects.select_related("contact"), request.GET.get("note"))
    file = one_of(CustomerFile.objects.select_related("contact"), request.GET.get("file"))
    if request.GET.get("meeting"):
        return one_of(meetings.visible_to(reader.user), request.GET["meeting"])
    kept = note or file
    if kept and kept.account_id and not customers.visible_to(reader.user).filter(id=kept.account_id).exists():
        return message
    return message or kept
