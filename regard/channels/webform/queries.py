"""What the contact page and its receipt show."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core import signing
from django.db.models import Count, Q
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from regard.channels.models import ContactForm, Submission
from regard.conversations.models import Message
from regard.conversations.operations.acknowledge import reply_address
from regard.promises import queries as promises
from regard.promises.rules.words import say_due
from regard.staff import queries as staff
from regard.staff.models import Team, User

_SALT = "contact-receipt"
_RECORD = timedelta(days=30)
_MOST_FACES = 5


@dataclass(frozen=True, kw_only=True)
class ContactPage:
    """The contact page: by when somebody answers, who they are, and how many of the last 30 days' messages they answered."""

    company: str
    due_text: str
    faces: tuple[str, ...]
    names_text: str
    answered: int
    asked: int
    phone: str
    phone_url: str
    phone_note: str
    privacy_note: str


@dataclass(frozen=True, kw_only=True)
class ReceiptPage:
    """The page after sending. `number` is empty in the rare minute in which the message waits to be filed.

    `proof_url` opens a mail to us: once it comes from the address typed, the receipt goes there too.
    """

    company: str
    at: datetime
    address: str
    number: int | None = None
    answers: str = ""
    due_text: str = ""
    is_mailed: bool = False
    proof_url: str = ""


def open_contact_form(slug: str) -> ContactForm | None:
    """The form of that name; the empty name is the first open one."""
    forms = ContactForm.objects.select_related("channel__team", "mailbox").order_by("id")
    return (forms.filter(slug=slug) if slug else forms.filter(is_open=True)).first()


def contact_page(form: ContactForm, *, at: datetime) -> ContactPage:
    """What a visitor sees beside the fields, at this moment."""
    team = form.channel.team
    expected = promises.expected_answer(team=team, channel_kind=form.channel.kind, at=at)
    people = _who_answers(team, at)
    asked, answered = _record(team, at)
    return ContactPage(
        company=form.mailbox.name,
        due_text=say_due(
            expected.due_at, now=at, zone=expected.zone, locale=get_language() or "en", zone_is_readers=False
        ),
        faces=tuple(person.name for person in people),
        names_text=_in_a_row([person.first_name for person in people]),
        asked=asked,
        answered=answered,
        phone=form.phone,
        phone_url="tel:" + "".join(character for character in form.phone if character in "+0123456789"),
        phone_note=form.phone_note,
        privacy_note=form.privacy_note,
    )


def receipt_token(submission: Submission) -> str:
    """What the address of a receipt's page carries."""
    return signing.dumps(str(submission.id), salt=_SALT)


def submission_of(token: str, *, form: ContactForm) -> Submission | None:
    """The submission a receipt's address belongs to; None when it is made up or older than 30 days."""
    try:
        identifier = signing.loads(token, salt=_SALT, max_age=_RECORD)
    except signing.BadSignature:
        return None
    return Submission.objects.filter(id=identifier, form=form).first()


def receipt_page(submission: Submission, *, form: ContactForm, at: datetime) -> ReceiptPage:
    """What the sender is told, from the receipt that was kept with the conversation."""
    message = (
        Message.objects.filter(inbound=submission.inbound_id)
        .select_related("conversation__acknowledgement__person", "conversation__acknowledgement__team")
        .first()
    )
    receipt = getattr(message.conversation, "acknowledgement", None) if message else None
    if message is None or receipt is None:
        return ReceiptPage(company=form.mailbox.name, at=submission.at, address=submission.address)
    expected = promises.expected_answer(team=receipt.team, channel_kind=form.channel.kind, at=at)
    return ReceiptPage(
        company=form.mailbox.name,
        at=submission.at,
        address=submission.address,
        number=message.conversation.number,
        answers=receipt.person.name if receipt.person else _("Somebody from %(team)s") % {"team": receipt.team.name},
        due_text=say_due(
            receipt.promised_by, now=at, zone=expected.zone, locale=get_language() or "en", zone_is_readers=False
        ),
        is_mailed=receipt.outgoing_id is not None,
        proof_url=f"mailto:{reply_address(message.conversation, form.mailbox) or form.mailbox.address}",
    )


def _who_answers(team: Team, at: datetime) -> list[User]:
    away = staff.absent_user_ids(at=at)
    return [person for person in staff.members(team) if person.id not in away][:_MOST_FACES]


def _record(team: Team, at: datetime) -> tuple[int, int]:
    """How many messages of the last 30 days wanted an answer of this team, and how many have one. Nobody is left out."""
    wanted = Message.objects.filter(
        conversation__team=team, kind=Message.Kind.INBOUND, needs_answer=True, no_answer_reason="", at__gte=at - _RECORD, at__lte=at
    )  # fmt: skip
    counted = wanted.aggregate(asked=Count("id"), answered=Count("id", filter=Q(answered_at__isnull=False)))
    return counted["asked"], counted["answered"]


def _in_a_row(names: list[str]) -> str:
    if len(names) < 2:
        return "".join(names)
    return _("%(names)s and %(last)s") % {"names": ", ".join(names[:-1]), "last": names[-1]}
