"""The receipt: we have your message, this person answers by that time."""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import IntegrityError, transaction
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from regard.conversations.models import Acknowledgement, Conversation, Message
from regard.conversations.operations.story import tell
from regard.conversations.queries.receipts import own_receipt
from regard.conversations.rules.receipts import fill
from regard.events.operations import Subject, gathering
from regard.kit import faults
from regard.kit.ids import uuid7
from regard.mail import rules as mail_rules
from regard.mail.models import Mailbox, Outgoing
from regard.mail.operations import AutomaticMailRefusedError, queue_automatic
from regard.mail.operations.queue import Posting
from regard.mail.rules.compose import Letter, compose
from regard.staff.models import User

LANGUAGES = ("en", "de")
_SUBJECT = "conversations/email/acknowledgement.subject"


class AcknowledgementSkippedError(Exception):
    """No receipt was sent; `reason` says why, in a few words that stand on the message."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, kw_only=True)
class Receipt:
    """What the customer is promised: by when, on what the time rests, and its words in the customer's language."""

    promised_by: datetime
    basis: str
    due_text: str
    language: str
    person: User | None


def acknowledge(*, message: Message, receipt: Receipt, mailbox: Mailbox, at: datetime) -> Acknowledgement:
    """Send the receipt for a conversation's first message, at most once a conversation; inside the caller's transaction.

    Raises AcknowledgementSkippedError. The text holds nothing the sender wrote: a forged inquiry must not make us carry its words to a victim.
    """
    conversation = message.conversation
    text = receipt_text(conversation=conversation, receipt=receipt, company=mailbox.name)
    try:
        with transaction.atomic(), gathering():
            outgoing = queue_automatic(_posting(message, text, mailbox, at), kind=Outgoing.Kind.ACKNOWLEDGEMENT, at=at)
            faults.step("acknowledge.queued")
            acknowledgement = Acknowledgement.objects.create(
                conversation=conversation,
                message=message,
                outgoing=outgoing,
                at=at,
                promised_by=receipt.promised_by,
                basis=receipt.basis,
                person=receipt.person,
                team=conversation.team,
                language=receipt.language,
                text=text[1],
            )
    except IntegrityError:
        raise AcknowledgementSkippedError("acknowledged before") from None
    except AutomaticMailRefusedError as refusal:
        raise AcknowledgementSkippedError(refusal.reason) from None
    tell(
        "conversation.acknowledged", conversation, at=at,
        data={"message": str(message.id), "promised_by": receipt.promised_by.isoformat(), "basis": receipt.basis},
    )  # fmt: skip
    return acknowledgement


def acknowledge_on_page(*, message: Message, receipt: Receipt, company: str, at: datetime) -> Acknowledgement:
    """Keep the receipt that the next page shows to whoever used a form; the address typed there gets no mail yet."""
    conversation = message.conversation
    with transaction.atomic(savepoint=False):
        acknowledgement = Acknowledgement.objects.create(
            conversation=conversation, message=message, at=at, promised_by=receipt.promised_by, basis=receipt.basis,
            person=receipt.person, team=conversation.team, language=receipt.language,
            text=receipt_text(conversation=conversation, receipt=receipt, company=company)[1],
        )  # fmt: skip
        tell(
            "conversation.acknowledged", conversation, at=at,
            data={"message": str(message.id), "promised_by": receipt.promised_by.isoformat(), "basis": receipt.basis, "on": "page"},
        )  # fmt: skip
    return acknowledgement


def mail_receipt(*, acknowledgement: Acknowledgement, mailbox: Mailbox, at: datetime) -> bool:
    """Send a receipt that stood on a page only, once; False when it went before or the gate for machine mail refuses."""
    message = acknowledgement.message
    with translation.override(acknowledgement.language):
        subject = render_to_string(_SUBJECT, {"number": message.conversation.number, "company": mailbox.name})
    posting = _posting(message, (" ".join(subject.split()), acknowledgement.text), mailbox, at)
    with transaction.atomic():
        locked = Acknowledgement.objects.select_for_update().get(conversation=acknowledgement.conversation_id)
        if locked.outgoing_id:
            return False
        try:
            locked.outgoing = queue_automatic(posting, kind=Outgoing.Kind.ACKNOWLEDGEMENT, at=at)
        except AutomaticMailRefusedError:
            return False
        locked.save(update_fields=["outgoing"])
    return True


def skip_acknowledgement(*, message: Message, reason: str, at: datetime) -> None:
    """Note on a message why it got no receipt."""
    with transaction.atomic():
        Message.objects.filter(id=message.id).update(no_acknowledgement_because=reason[:60])
        tell(
            "acknowledgement.skipped", message.conversation, at=at, data={"message": str(message.id), "reason": reason}
        )


def receipt_text(*, conversation: Conversation, receipt: Receipt, company: str) -> tuple[str, str]:
    """Subject and body of the receipt, in the receipt's language; the body is our own text where somebody wrote one."""
    own = own_receipt(conversation, language=receipt.language)
    return receipt_saying(own, conversation=conversation, receipt=receipt, company=company)


def receipt_saying(own: str, *, conversation: Conversation, receipt: Receipt, company: str) -> tuple[str, str]:
    """Subject and body of a receipt whose text is `own`, or the built-in one for ""."""
    context = {
        "company": company,
        "number": str(conversation.number),
        "person": receipt.person.name if receipt.person else "",
        "team": conversation.team.name,
        "due": receipt.due_text,
    }
    with translation.override(receipt.language):
        subject = render_to_string(_SUBJECT, context)
        somebody = _("somebody from our team %(team)s") % context
        named = context | {"person": context["person"] or somebody}
        body = fill(own, named) if own else render_to_string("conversations/email/acknowledgement.txt", context)
    return " ".join(subject.split()), body.strip() + "\n"


def _posting(message: Message, text: tuple[str, str], mailbox: Mailbox, at: datetime) -> Posting:
    conversation = message.conversation
    message_id = new_message_id(conversation, mailbox)
    letter = Letter(
        message_id=message_id,
        at=at,
        sender=(mailbox.name, mailbox.address),
        to=(("", message.author_address),),
        subject=text[0],
        text=text[1],
        reply_to=reply_address(conversation, mailbox),
        in_reply_to=message.message_id,
        references=(message.message_id,) if message.message_id else (),
        # RFC 3834 5: an automatic answer says that it is one, and asks machines not to answer it.
        headers=(("Auto-Submitted", "auto-replied"), ("X-Auto-Response-Suppress", "All"), ("Precedence", "auto_reply")),
    )
    return Posting(
        content=compose(letter),
        message_id=message_id,
        subject=text[0],
        sender="",
        recipients=(message.author_address,),
        about=Subject("conversation", conversation.id),
        mailbox=mailbox,
        account_id=conversation.account_id,
        is_sample=conversation.is_sample,
    )


def token(conversation: Conversation) -> str:
    """The conversation's secret, which lets its participants write into it."""
    return mail_rules.sign(key=settings.SECRET_KEY, conversation_id=conversation.id)


def new_message_id(conversation: Conversation, mailbox: Mailbox) -> str:
    """A Message-ID of ours: unique, and carrying the conversation's token so that any reply finds its way back."""
    return f"{uuid7().hex}.{token(conversation)}@{mailbox.address.rpartition('@')[2]}"


def reply_address(conversation: Conversation, mailbox: Mailbox) -> str:
    """Where replies go: the mailbox with the token as detail, where the mailbox knows +details."""
    local, _at, domain = mailbox.address.rpartition("@")
    return f"{local}+{token(conversation)}@{domain}" if mailbox.plus_addressing else ""
