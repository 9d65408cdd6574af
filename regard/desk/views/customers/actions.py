"""What the small forms on a customer's page do: a note, a file, a tag, a number, a colleague, a hand-over."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from regard.conversations.queries import few_contacts_visible_to
from regard.customers import queries as customers
from regard.customers.models import (
    Account,
    Contact,
    ContactMethod,
    CustomerFile,
    CustomerTag,
    Identifier,
    Involvement,
    Position,
    PostalAddress,
)
from regard.customers.operations import involving, methods, notes, relating, tags
from regard.customers.operations.editing import EditRefusedError
from regard.customers.operations.typing_in import add_domain
from regard.desk.forms import read_call, read_id
from regard.desk.queries.customers.page import Dialog
from regard.desk.queries.customers.record import Customer
from regard.desk.queries.faces import Reader
from regard.desk.views.access import reader_of, staff_page
from regard.desk.views.customers.page import UNPROCESSABLE, found, show
from regard.desk.views.files import download
from regard.mail import queries as mail
from regard.meetings.operations import CallRefusedError, note_call
from regard.staff.models import User
from regard.staff.queries import MentionError

Act = Callable[[HttpRequest, Customer, Reader], object]


@staff_page
def act(request: HttpRequest, kind: str, customer_id: UUID, what: str) -> HttpResponse:
    """Do one thing; what cannot be kept comes back in its form, as it was typed."""
    if what not in _ACTS:
        raise Http404
    if request.method != "POST":
        return redirect(kind, customer_id)
    reader = reader_of(request)
    row = found(kind, customer_id, reader)
    try:
        _ACTS[what](request, row, reader)
    except (EditRefusedError, MentionError, CallRefusedError) as error:
        dialog = Dialog(name=what, typed=request.POST, error=str(error), wrong=getattr(error, "field", ""))
        return show(request, kind, customer_id, dialog=dialog, status=UNPROCESSABLE)
    if said := _SAID.get(what):
        messages.success(request, str(said()))
    return redirect(kind, customer_id)


@staff_page
@require_GET
def file(request: HttpRequest, file_id: UUID) -> HttpResponse:
    """A file kept with a customer, to save."""
    row = get_object_or_404(CustomerFile.objects.select_related("raw"), id=file_id)
    if row.contact_id and not few_contacts_visible_to(reader_of(request).user).filter(id=row.contact_id).exists():
        raise Http404
    return download(mail.raw_bytes(row.raw), filename=row.filename, content_type="application/octet-stream")


def _note(request: HttpRequest, row: Customer, reader: Reader) -> None:
    notes.add_customer_note(about=row, text=request.POST.get("text", ""), by=reader.user, at=reader.now)


def _call(request: HttpRequest, row: Customer, reader: Reader) -> None:
    note_call(about=row, call=read_call(request.POST, zone=reader.zone), by=reader.user, at=reader.now)


def _file(request: HttpRequest, row: Customer, reader: Reader) -> None:
    uploads = request.FILES.getlist("file")
    if not uploads:
        raise EditRefusedError("file", _("Choose a file first."))
    for one in uploads:
        kept = notes.Upload(
            filename=one.name or "", content_type=one.content_type or "application/octet-stream", content=one.read()
        )
        notes.add_file(about=row, upload=kept, by=reader.user, at=reader.now)


def _file_away(request: HttpRequest, row: Customer, reader: Reader) -> None:
    notes.remove_file(file=_mine(CustomerFile, request, row), by=reader.user, at=reader.now)


def _tag(request: HttpRequest, row: Customer, reader: Reader) -> None:
    for name in request.POST.get("tag", "").split(","):
        tags.put_tag(on=row, name=name, by=reader.user, at=reader.now)


def _tag_away(request: HttpRequest, row: Customer, reader: Reader) -> None:
    tag = get_object_or_404(CustomerTag, id=read_id(request.POST.get("id", "")))
    tags.take_tag(off=row, tag=tag, by=reader.user, at=reader.now)


def _hand_over(request: HttpRequest, row: Customer, reader: Reader) -> None:
    to = _colleague(request, "owner")
    note = request.POST.get("note", "")
    involving.hand_over_account(account=_company(row), to=to, note=note, by=reader.user, at=reader.now)


def _involve(request: HttpRequest, row: Customer, reader: Reader) -> None:
    user = _colleague(request, "user")
    if user is None:
        raise EditRefusedError("user", _("Choose a colleague."))
    role = request.POST.get("role", "")
    involving.involve(account=_company(row), user=user, kind="collaborator", role=role, by=reader.user, at=reader.now)


def _follow(_request: HttpRequest, row: Customer, reader: Reader) -> None:
    involving.involve(account=_company(row), user=reader.user, kind="follower", by=reader.user, at=reader.now)


def _unfollow(_request: HttpRequest, row: Customer, reader: Reader) -> None:
    for one in Involvement.objects.filter(account=_company(row), user=reader.user, kind="follower"):
        involving.leave(involvement=one, by=reader.user, at=reader.now)


def _involve_away(request: HttpRequest, row: Customer, reader: Reader) -> None:
    involving.leave(involvement=_mine(Involvement, request, row), by=reader.user, at=reader.now)


def _method(request: HttpRequest, row: Customer, reader: Reader) -> None:
    country = row.country or (row.account.country if isinstance(row, Contact) and row.account else "")
    methods.add_method(
        contact=_person(row), kind=request.POST.get("kind", ""), value=request.POST.get("value", ""),
        label=request.POST.get("label", ""), country=country, by=reader.user, at=reader.now,
    )  # fmt: skip


def _method_away(request: HttpRequest, row: Customer, reader: Reader) -> None:
    methods.remove_method(method=_mine(ContactMethod, request, row), by=reader.user, at=reader.now)


def _prefer(request: HttpRequest, row: Customer, reader: Reader) -> None:
    methods.prefer(method=_mine(ContactMethod, request, row), by=reader.user, at=reader.now)


def _number(request: HttpRequest, row: Customer, reader: Reader) -> None:
    if request.POST.get("kind") == "domain":
        add_domain(account=_company(row), domain=request.POST.get("value", ""), by=reader.user, at=reader.now)
        return
    relating.add_identifier(
        account=_company(row), kind=request.POST.get("kind", ""), value=request.POST.get("value", ""),
        by=reader.user, at=reader.now,
    )  # fmt: skip


def _number_away(request: HttpRequest, row: Customer, reader: Reader) -> None:
    relating.remove_identifier(identifier=_mine(Identifier, request, row), by=reader.user, at=reader.now)


def _address(request: HttpRequest, row: Customer, reader: Reader) -> None:
    typed = {name: request.POST.get(name, "") for name in ("kind", "street", "postcode", "city", "country")}
    relating.add_address(of=row, **typed, by=reader.user, at=reader.now)


def _address_away(request: HttpRequest, row: Customer, reader: Reader) -> None:
    relating.remove_address(address=_mine(PostalAddress, request, row), by=reader.user, at=reader.now)


def _position(request: HttpRequest, row: Customer, reader: Reader) -> None:
    name = request.POST.get("account", "").strip()
    account = customers.visible_to(reader.user).filter(name__iexact=name).first() if name else None
    if account is None:
        raise EditRefusedError(
            "account", _("There is no company called “%(name)s”. Add it first.") % {"name": name[:60]}
        )
    title = request.POST.get("title", "")
    relating.add_position(contact=_person(row), account=account, job_title=title, by=reader.user, at=reader.now)


def _position_away(request: HttpRequest, row: Customer, reader: Reader) -> None:
    relating.remove_position(position=_mine(Position, request, row), by=reader.user, at=reader.now)


def _colleague(request: HttpRequest, name: str) -> User | None:
    chosen = read_id(request.POST.get(name, ""))
    return User.objects.filter(id=chosen).first() if chosen else None


def _mine(model: type[Any], request: HttpRequest, row: Customer) -> Any:
    """The row a button names, if it belongs to this customer."""
    owner = {"account" if isinstance(row, Account) else "contact": row}
    return get_object_or_404(model, id=read_id(request.POST.get("id", "")), **owner)


def _company(row: Customer) -> Account:
    if not isinstance(row, Account):
        raise Http404
    return row


def _person(row: Customer) -> Contact:
    if not isinstance(row, Contact):
        raise Http404
    return row


_ACTS: dict[str, Act] = {
    "note": _note, "call": _call, "file": _file, "file-away": _file_away, "tag": _tag, "tag-away": _tag_away, "hand-over": _hand_over,
    "involve": _involve, "involve-away": _involve_away, "follow": _follow, "unfollow": _unfollow, "method": _method,
    "method-away": _method_away, "prefer": _prefer, "number": _number, "number-away": _number_away, "address": _address,
    "address-away": _address_away, "position": _position, "position-away": _position_away,
}  # fmt: skip
_SAID: dict[str, Callable[[], str]] = {
    "note": lambda: _("The note stands in the timeline."),
    "call": lambda: _("The call stands in the timeline."),
    "hand-over": lambda: _("Handed over. Whoever has it now is told, with your note."),
    "follow": lambda: _("You are told what happens here."),
    "unfollow": lambda: _("You are told no more what happens here."),
}
