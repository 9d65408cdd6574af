"""Every write of the room of conversations."""

from regard.conversations.operations.acknowledge import (
    AcknowledgementSkippedError,
    Receipt,
    acknowledge,
    acknowledge_on_page,
    mail_receipt,
    skip_acknowledgement,
)
from regard.conversations.operations.assign import NoteNeededError, assign, hand_over, take
from regard.conversations.operations.close import CustomerWaitsError, close, declare_answer_needed, reopen
from regard.conversations.operations.inbound import (
    Came,
    add_answer_from_elsewhere,
    add_answer_of_the_past,
    add_message,
    begin_from_our_side,
    record_report,
)
from regard.conversations.operations.notes import add_note, set_due
from regard.conversations.operations.reply import NewerMessageError, reply
from regard.conversations.operations.sending import Answer, EmptyAnswerError, NoRecipientError

__all__ = [
    "AcknowledgementSkippedError",
    "Answer",
    "Came",
    "CustomerWaitsError",
    "EmptyAnswerError",
    "NewerMessageError",
    "NoRecipientError",
    "NoteNeededError",
    "Receipt",
    "acknowledge",
    "acknowledge_on_page",
    "add_answer_from_elsewhere",
    "add_answer_of_the_past",
    "add_message",
    "add_note",
    "assign",
    "begin_from_our_side",
    "close",
    "declare_answer_needed",
    "hand_over",
    "mail_receipt",
    "record_report",
    "reopen",
    "reply",
    "set_due",
    "skip_acknowledgement",
    "take",
]
