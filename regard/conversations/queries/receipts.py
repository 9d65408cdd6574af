"""Reading the receipts' own texts."""

from datetime import datetime

from django.db.models import F, Q, QuerySet
from django.template.loader import render_to_string
from django.utils import translation

from regard.conversations.models import Conversation, Message, ReceiptText
from regard.conversations.rules.receipts import NAMES
from regard.kit.moment import once_a_moment


def without_receipt(*, since: datetime) -> "QuerySet[Message]":
    """Customers' messages since then that need an answer and got no receipt, for another reason than that one went before.

    Two comparisons and not one IN: SQLite knows the condition of their index again only so.
    """
    asked = Message.objects.filter(needs_answer=True, at__gte=since)
    return asked.exclude(no_acknowledgement_because="").exclude(no_acknowledgement_because="acknowledged before")


def own_receipt(conversation: Conversation, *, language: str) -> str:
    """The text somebody wrote for the conversation's mailbox, else for all; "" where the built-in one goes."""
    return _own_receipt(conversation.our_address, language)


@once_a_moment
def _own_receipt(our_address: str, language: str) -> str:
    fitting = ReceiptText.objects.filter(Q(mailbox__address__iexact=our_address) | Q(mailbox=None), language=language)
    found = fitting.order_by(F("mailbox").asc(nulls_last=True)).first()
    return found.text if found else ""


def receipt_texts() -> "QuerySet[ReceiptText]":
    """Every own text, those for all mailboxes first."""
    return ReceiptText.objects.select_related("mailbox", "changed_by").order_by(
        F("mailbox__address").asc(nulls_first=True), "language"
    )


def built_in_receipt(language: str) -> str:
    """The text that goes where nobody wrote another, with its placeholders."""
    with translation.override(language):
        body = render_to_string("conversations/email/acknowledgement.txt", {name: f"{{{name}}}" for name in NAMES})
    return body.strip() + "\n"
