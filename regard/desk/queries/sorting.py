"""What stands in the head of a conversation for sorting it: its tags, its reminder, and where each thing is done."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from regard.conversations.models import Conversation, Reminder
from regard.desk.queries.faces import Reader
from regard.desk.queries.lists import address
from regard.staff.rules import Right, may


@dataclass(frozen=True, kw_only=True)
class Sorting:
    """Addresses are empty where the reader may not, or where there is nothing to do it to."""

    tags: list[str]
    reminder: str
    reminder_done_url: str
    tag_url: str
    remind_url: str
    merge_url: str
    split_url: str
    merged_numbers: list[int]


def sorting_of(conversation: Conversation, reader: Reader, view: str) -> Sorting:
    """For one reader; needs `with_tags`, `with_reminder` and `merged_numbers`."""
    path = reverse("conversation", args=[conversation.id])
    may_sort = may(reader.user.role, Right.ANSWER)
    is_open = conversation.state == Conversation.State.OPEN
    said = reminder_text(conversation, reader)
    return Sorting(
        tags=conversation.tag_names or [],  # type: ignore[attr-defined]
        reminder=said,
        reminder_done_url=address(view, path=reverse("reminder-done", args=[conversation.id])) if said else "",
        tag_url=address(view, path=path, dialog="tag") if may_sort else "",
        remind_url=address(view, path=path, dialog="remind") if may_sort and is_open else "",
        merge_url=address(view, path=path, dialog="merge") if may_sort else "",
        split_url=address(view, path=path, dialog="split") if may_sort else "",
        merged_numbers=conversation.merged_numbers or [],  # type: ignore[attr-defined]
    )


def reminder_text(row: Conversation, reader: Reader) -> str:
    """Why a conversation came back to its reader, or when it will; '' without a reminder. Needs `with_reminder`."""
    until = row.reminder_until  # type: ignore[attr-defined]
    if until is None:
        return ""
    note: str = row.reminder_note  # type: ignore[attr-defined]
    if note and not row.preview and row.waiting_since is None:
        return note  # nobody asked to be reminded: it was taken back before it left
    if until > reader.now:
        said = _("back %(time)s") % {"time": reader.ahead(until)}
    elif row.reminder_back == Reminder.Back.CUSTOMER_WROTE:  # type: ignore[attr-defined]
        said = _("back: the customer wrote")
    else:
        said = _("reminded for %(time)s") % {"time": reader.time(until)}
    return f"{said}: {note}" if note else said
