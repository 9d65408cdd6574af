"""Every table of the room of conversations."""

from regard.conversations.models.conversation import (
    Acknowledgement,
    Answers,
    Assignment,
    Attachment,
    CloseReason,
    Conversation,
    Message,
    Participant,
    Series,
)
from regard.conversations.models.receipts import ReceiptText
from regard.conversations.models.sorting import BulkRun, Merge, Reminder, SavedView, Tag, Tagging
from regard.conversations.models.writing import Draft, DraftFile, LetterDraft, Mention, Presence, Snippet, SnippetUse

__all__ = [
    "Acknowledgement",
    "Answers",
    "Assignment",
    "Attachment",
    "BulkRun",
    "CloseReason",
    "Conversation",
    "Draft",
    "DraftFile",
    "LetterDraft",
    "Mention",
    "Merge",
    "Message",
    "Participant",
    "Presence",
    "ReceiptText",
    "Reminder",
    "SavedView",
    "Series",
    "Snippet",
    "SnippetUse",
    "Tag",
    "Tagging",
]
