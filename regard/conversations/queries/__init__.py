"""Every read of the room of conversations."""

from regard.conversations.queries.listing import (
    automatic_unseen,
    closed,
    contacts_visible_to,
    few_contacts_visible_to,
    not_taken,
    open_with,
    visible_to,
    waiting,
    waiting_by_person,
    waiting_for_them,
    waiting_from_history,
)
from regard.conversations.queries.matching import Match, knows_a_secret, match, match_answered, outgoing_of_report
from regard.conversations.queries.thread import (
    inline_files,
    messages_of,
    nothing_was_said,
    receipts_on_page_only,
    recipients_of_reply,
    unanswered_messages,
    visible_attachment,
    visible_message,
)

__all__ = [
    "Match",
    "automatic_unseen",
    "closed",
    "contacts_visible_to",
    "few_contacts_visible_to",
    "inline_files",
    "knows_a_secret",
    "match",
    "match_answered",
    "messages_of",
    "not_taken",
    "nothing_was_said",
    "open_with",
    "outgoing_of_report",
    "receipts_on_page_only",
    "recipients_of_reply",
    "unanswered_messages",
    "visible_attachment",
    "visible_message",
    "visible_to",
    "waiting",
    "waiting_by_person",
    "waiting_for_them",
    "waiting_from_history",
]
