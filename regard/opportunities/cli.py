"""`regard opportunity list`, `record` and `end`: the same rules as on the pages. No command says where an opportunity stands."""

from argparse import ArgumentParser, Namespace
from typing import Any
from uuid import UUID

from regard.conversations import queries as conversations
from regard.conversations.models import Message
from regard.customers.models import Contact, CustomerFile, CustomerNote
from regard.customers.queries import contact_by_email
from regard.kit import clock
from regard.kit.cli import FINDINGS, FINE, USAGE, Command, print_json, say
from regard.meetings import queries as meetings
from regard.opportunities import operations
from regard.opportunities import queries as opportunities
from regard.opportunities.models import Gate, Opportunity, Outcome
from regard.opportunities.rules.gates import EvidenceKind
from regard.staff.models import User
from regard.staff.queries import ForbiddenError

_REFUSED = (operations.EvidenceRefusedError, operations.OpportunityRefusedError, ForbiddenError)


class _UnknownError(Exception):
    """Something named on the command line is not there."""


def _configure_list(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--state", default="open", choices=["open", *Outcome.values, "all"], help="which (default: open)"
    )
    _by(parser)


def _configure_record(parser: ArgumentParser) -> None:
    parser.add_argument("opportunity", metavar="ID", help="the opportunity, as `regard opportunity list` names it")
    parser.add_argument("--gate", required=True, type=int, metavar="N", help="the number of the gate it shows")
    parser.add_argument(
        "--kind", required=True, choices=[kind.value for kind in EvidenceKind], help="what kind of proof it is"
    )
    parser.add_argument("--contact", required=True, metavar="EMAIL", help="who on the customer's side did it")
    where = parser.add_mutually_exclusive_group(required=True)
    for name in _SOURCES:
        where.add_argument(f"--{name}", metavar="ID", help=f"the {name} in which it can be read")
    parser.add_argument("--words", default="", help="what they said, for the card")
    _by(parser)


def _configure_end(parser: ArgumentParser) -> None:
    parser.add_argument("opportunity", metavar="ID", help="the opportunity, as `regard opportunity list` names it")
    parser.add_argument("--outcome", required=True, choices=[one for one in Outcome.values if one != Outcome.WON])
    parser.add_argument("--lost-to", default="", metavar="NAME", help="whom they chose")
    parser.add_argument("--reason", default="", help="why, as you see it")
    _by(parser)


def _by(parser: ArgumentParser) -> None:
    parser.add_argument("--by", required=True, metavar="EMAIL", help="in whose name")


def _list(options: Namespace) -> int:
    try:
        user = _user(options.by)
    except _UnknownError as error:
        return _refuse(error, USAGE)
    rows = (
        opportunities.visible_to(user)
        .select_related("account", "gate", "owner")
        .order_by("account__name", "name", "id")
    )
    if options.state != "all":
        rows = rows.filter(outcome="" if options.state == "open" else options.state)
    for row in rows.iterator(chunk_size=500):
        print_json(_told(row))
    return FINE


def _record(options: Namespace) -> int:
    try:
        user = _user(options.by)
        row = _opportunity(options.opportunity, user)
        gate, contact = _gate(row, options.gate), _contact(options.contact)
        name = next(one for one in _SOURCES if getattr(options, one))
        source = _source(name, getattr(options, name), user)
    except _UnknownError as error:
        return _refuse(error, USAGE)
    at = clock.now()
    kept = source.note or source.file
    try:
        operations.record_evidence(
            opportunity=row, gate=gate, kind=EvidenceKind(options.kind), contact=contact, source=source,
            happened_at=kept.at if kept else None, words=options.words, by=user, at=at,
        )  # fmt: skip
    except _REFUSED as error:
        return _refuse(error, FINDINGS)
    row.refresh_from_db()
    print_json(_told(row))
    return FINE


def _end(options: Namespace) -> int:
    try:
        user = _user(options.by)
        row = _opportunity(options.opportunity, user)
    except _UnknownError as error:
        return _refuse(error, USAGE)
    try:
        operations.close_opportunity(
            opportunity=row, outcome=Outcome(options.outcome), lost_to=options.lost_to, reason=options.reason, by=user,
            at=clock.now(),
        )  # fmt: skip
    except _REFUSED as error:
        return _refuse(error, FINDINGS)
    print_json(_told(row))
    return FINE


def _told(row: Opportunity) -> dict[str, Any]:
    return {
        "id": str(row.id), "account": row.account.name, "name": row.name, "gate": row.gate.position if row.gate else 0,
        "stands_at": row.gate.name if row.gate else None, "since": row.stands_since.isoformat(),
        "until": row.stands_until.isoformat() if row.stands_until else None,
        "amount": None if row.amount is None else str(row.amount), "currency": row.currency,
        "owner": row.owner.email if row.owner else None, "outcome": row.outcome or None,
    }  # fmt: skip


def _user(email: str) -> User:
    found = User.objects.filter(email__iexact=email, is_active=True).first()
    if found is None:
        raise _UnknownError(f"No active user has the address {email}; `regard user list` shows them.")
    return found


def _opportunity(identifier: str, user: User) -> Opportunity:
    rows = opportunities.visible_to(user).select_related("account", "gate", "owner", "ladder")
    found = rows.filter(id=_id(identifier)).first()
    if found is None:
        raise _UnknownError(f"There is no opportunity {identifier}; `regard opportunity list` shows them.")
    return found


def _gate(row: Opportunity, number: int) -> Gate:
    gate = row.ladder.gates.filter(position=number).first()
    if gate is None:
        raise _UnknownError(f"There is no gate {number}. Nothing was recorded.")
    return gate


def _contact(email: str) -> Contact:
    contact = contact_by_email(email)
    if contact is None:
        raise _UnknownError(f"Nobody has the address {email}. Nothing was recorded.")
    return contact


def _source(name: str, identifier: str, user: User) -> operations.Source:
    found = _SOURCES[name](user).filter(id=_id(identifier)).first()
    if found is None:
        raise _UnknownError(f"There is no {name} {identifier} that you may read. Nothing was recorded.")
    return operations.Source(**{name: found})


def _id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise _UnknownError(f"“{text}” is no id.") from None


def _letters(user: User) -> Any:
    readable = conversations.visible_to(user).values("id")
    return Message.objects.filter(conversation__in=readable).select_related("conversation", "contact")


_SOURCES: dict[str, Any] = {
    "message": _letters,
    "note": lambda _user: CustomerNote.objects.all(),
    "file": lambda _user: CustomerFile.objects.all(),
    "meeting": meetings.visible_to,
}


def _refuse(error: Exception, code: int) -> int:
    say(str(error))
    return code


LIST = Command(help="opportunities and where they stand, one a line", run=_list, configure=_configure_list)
RECORD = Command(
    help="record what the customer did; it moves where that brings it", run=_record, configure=_configure_record
)
END = Command(help="say how an opportunity ended; won follows from evidence", run=_end, configure=_configure_end)
