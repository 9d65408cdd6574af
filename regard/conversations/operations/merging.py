"""Making one conversation of two, and two again.

Rows move, none is copied away: a message is in exactly one conversation at any time. The merged one keeps its number and leads
to the other. Who else has rows about a conversation (the clocks) wraps these operations: see `promises.operations.merging`.
"""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from regard.conversations.models import (
    Acknowledgement,
    CloseReason,
    Conversation,
    Draft,
    Mention,
    Merge,
    Message,
    Participant,
    Reminder,
    Tagging,
)
from regard.conversations.operations.recounting import COUNTED, fingerprint, recount
from regard.conversations.operations.story import tell
from regard.kit.ids import uuid7
from regard.kit.rows import columns, write_back
from regard.staff import queries as staff
from regard.staff.models import User
from regard.staff.rules import Right

#: For how long a merge can be taken apart.
TAKE_APART_WITHIN = timedelta(days=30)
_ENDING = ("state", "closed_at", "closed_by_id", "closed_by_customer", "close_reason")


class MergeRefusedError(Exception):
    """These conversations cannot be merged, or not taken apart. The message says why; nothing was changed."""


class OtherCustomerError(MergeRefusedError):
    """The conversations are of different customers: whoever writes in one would read the other. Nothing was changed."""


def merge(
    *, conversation: Conversation, into: Conversation, by: User, at: datetime, is_other_customer: bool = False
) -> Merge:
    """Move everything of `conversation` to `into`; its number then leads there.

    `is_other_customer` says that the person knows they are of different customers. Raises MergeRefusedError, OtherCustomerError.
    """
    staff.require(by, Right.ANSWER)
    with transaction.atomic():
        merged, survivor = _locked(conversation.id, into.id)
        _check(merged, survivor, is_other_customer=is_other_customer)
        row = Merge(id=uuid7(), survivor=survivor, merged=merged, by=by, at=at)
        row.before = {
            "merged": columns(merged),
            "survivor": columns(survivor, only=(*_ENDING, *COUNTED)),
            "survivor_was": fingerprint(survivor),
            "merged_was": fingerprint(merged),
        }
        row.moved = _move_all(merged, survivor, by, at)
        _open_if_needed(merged, survivor)
        recount(survivor)
        survivor.save()
        _retire(merged, survivor, by, at)
        row.save(force_insert=True)
        said = {"merge": str(row.id), "merged": str(merged.id), "number": merged.number}
        tell("conversation.merged", survivor, at=at, by=by, data=said)
        tell(
            "conversation.merged_away", merged, at=at, by=by, data={"into": str(survivor.id), "number": survivor.number}
        )
    row.survivor, row.merged = survivor, merged
    return row


def take_apart(*, merge: Merge, by: User, at: datetime) -> Merge:
    """Undo a merge within 30 days: what moved goes back; what came in since stays where it came in. Raises MergeRefusedError."""
    staff.require(by, Right.ANSWER)
    with transaction.atomic():
        row = Merge.objects.select_for_update().get(id=merge.id)
        if row.undone_at is not None:
            raise MergeRefusedError(_("These conversations were taken apart already."))
        if at > row.at + TAKE_APART_WITHIN:
            raise MergeRefusedError(_("This was more than 30 days ago. Split the conversation instead."))
        merged = Conversation.objects.get(id=row.merged_id)
        merged, holder = _locked(row.merged_id, merged.merged_into_id or row.survivor_id)
        _check_both_keep_something(row, holder)
        _move_back(row, merged, holder)
        _restore(row, merged, holder)
        row.undone_by, row.undone_at = by, at
        row.save(update_fields=["undone_by", "undone_at"])
        said = {"merge": str(row.id), "merged": str(merged.id), "number": merged.number}
        tell("conversation.taken_apart", holder, at=at, by=by, data=said)
        tell("conversation.taken_apart", merged, at=at, by=by, data={"from": str(holder.id), "number": holder.number})
    row.survivor, row.merged = holder, merged
    return row


def note_moved(*, merge: Merge, **moved: Any) -> None:
    """Keep what a higher room moved along with a merge, so that taking apart can move it back."""
    merge.moved = {**merge.moved, **moved}
    merge.save(update_fields=["moved"])


def _locked(first: UUID, second: UUID) -> tuple[Conversation, Conversation]:
    """Both rows, locked in the order of their ids, so that two people merging crosswise wait instead of locking each other out."""
    if first == second:
        raise MergeRefusedError(_("Choose another conversation: this one cannot be merged with itself."))
    rows = {
        row.id: row for row in Conversation.objects.select_for_update().filter(id__in=[first, second]).order_by("id")
    }
    return rows[first], rows[second]


def _check(merged: Conversation, survivor: Conversation, *, is_other_customer: bool) -> None:
    if merged.merged_into_id or survivor.merged_into_id:
        raise MergeRefusedError(_("One of these was merged already. Open it to see where it is."))
    if merged.is_team_only != survivor.is_team_only or (merged.is_team_only and merged.team_id != survivor.team_id):
        raise MergeRefusedError(_("One of these is for one team only; merged, others would read it or lose it."))
    if not is_other_customer and not is_same_customer(merged, survivor):
        raise OtherCustomerError(
            _("These are conversations of different customers. Each would read what the other wrote.")
        )
    writers = Draft.objects.filter(conversation=merged, sent_as=None, author__isnull=False)
    both = writers.filter(author__in=Draft.objects.filter(conversation=survivor, sent_as=None).values("author")).first()
    if both:
        raise MergeRefusedError(
            _("%(name)s has begun an answer in both. It has to be sent or discarded in one of them first.")
            % {"name": both.author_name}
        )


def is_same_customer(one: Conversation, other: Conversation) -> bool:
    """Whether two conversations are with the same account, or with the same person."""
    if one.account_id and one.account_id == other.account_id:
        return True
    return bool(one.contact_id == other.contact_id)


def _move_all(merged: Conversation, survivor: Conversation, by: User, at: datetime) -> dict[str, Any]:
    moved: dict[str, Any] = {
        "messages": _move(Message.objects.filter(conversation=merged), survivor),
        "mentions": _move(Mention.objects.filter(conversation=merged), survivor),
        "drafts": _move(Draft.objects.filter(conversation=merged), survivor),
    }
    moved["absorbed"] = _ids(Conversation.objects.filter(merged_into=merged))
    Conversation.objects.filter(merged_into=merged).update(merged_into=survivor)
    has_own = Reminder.objects.filter(conversation=survivor, ended_at=None).values("user")
    moved["reminders"] = _move(
        Reminder.objects.filter(conversation=merged, ended_at=None).exclude(user__in=has_own), survivor
    )
    if not Acknowledgement.objects.filter(conversation=survivor).exists():
        # The customer has a receipt for what is one conversation now: the next message gets no second one.
        moved["receipt"] = bool(Acknowledgement.objects.filter(conversation=merged).update(conversation=survivor))
    moved["participants"] = copy_participants(merged, survivor)
    missing = Tagging.objects.filter(conversation=merged).exclude(
        tag__in=Tagging.objects.filter(conversation=survivor).values("tag")
    )
    copies = [Tagging(id=uuid7(), conversation=survivor, tag_id=one.tag_id, by=by, at=at) for one in missing]
    moved["taggings"] = [str(one.id) for one in Tagging.objects.bulk_create(copies)]
    return moved


def copy_participants(source: Conversation, target: Conversation) -> list[str]:
    """Let everybody who may write into one conversation write into another; the ids of those that are new there."""
    there = set(target.participants.values_list("address", flat=True))
    copies = [
        Participant(
            id=uuid7(), conversation=target, address=one.address, name=one.name, reason=one.reason, since=one.since
        )
        for one in source.participants.order_by("id")
        if one.address not in there
    ]
    return [str(one.id) for one in Participant.objects.bulk_create(copies)]


def _open_if_needed(merged: Conversation, survivor: Conversation) -> None:
    """Where somebody still has to answer, the conversation is open."""
    if survivor.state == Conversation.State.CLOSED and merged.state == Conversation.State.OPEN:
        survivor.state, survivor.close_reason, survivor.closed_by_customer = Conversation.State.OPEN, "", False
        survivor.closed_at = survivor.closed_by = None


def _retire(merged: Conversation, survivor: Conversation, by: User, at: datetime) -> None:
    merged.merged_into = survivor
    merged.state, merged.closed_at, merged.closed_by = Conversation.State.CLOSED, at, by
    merged.closed_by_customer, merged.close_reason = False, CloseReason.DUPLICATE
    merged.waiting_since = merged.next_due_at = None
    merged.save()


def _move_back(row: Merge, merged: Conversation, holder: Conversation) -> None:
    moved = row.moved
    here = {"id__in": moved["messages"], "conversation": holder}
    if moved.get("receipt"):
        receipts = Acknowledgement.objects.filter(conversation=holder, message__in=moved["messages"])
        receipts.update(conversation=merged)
    Message.objects.filter(**here).update(conversation=merged)
    Mention.objects.filter(message__in=moved["messages"], conversation=holder).update(conversation=merged)
    Draft.objects.filter(id__in=moved["drafts"], conversation=holder).update(conversation=merged)
    Reminder.objects.filter(id__in=moved["reminders"], conversation=holder).update(conversation=merged)
    Conversation.objects.filter(id__in=moved["absorbed"], merged_into=holder).update(merged_into=merged)
    Participant.objects.filter(id__in=moved["participants"]).delete()
    Tagging.objects.filter(id__in=moved["taggings"]).delete()


def _check_both_keep_something(row: Merge, holder: Conversation) -> None:
    """After a split in between, one of the two could be left without a word."""
    said = holder.messages.exclude(kind=Message.Kind.NOTE)
    if (
        not said.filter(id__in=row.moved["messages"]).exists()
        or not said.exclude(id__in=row.moved["messages"]).exists()
    ):
        raise MergeRefusedError(
            _("It was split since, and one of the two would be empty. Split or merge them instead.")
        )


def _restore(row: Merge, merged: Conversation, holder: Conversation) -> None:
    """Both conversations' columns: as they stood when nothing was said since, else told again by their messages."""
    write_back(merged, row.before["merged"])
    if fingerprint(merged) != row.before["merged_was"]:
        recount(merged)
        merged.save()
    if holder.id == row.survivor_id and fingerprint(holder) == row.before["survivor_was"]:
        kept = row.before["survivor"]
        was_closed = kept["state"] == Conversation.State.CLOSED and holder.state == Conversation.State.OPEN
        write_back(holder, kept if was_closed else {name: kept[name] for name in COUNTED})
        return
    recount(holder)
    holder.save()


def _move(rows: "QuerySet[Any]", survivor: Conversation) -> list[str]:
    """Ids first: afterwards the rows are no longer found where they were."""
    ids = _ids(rows)
    rows.update(conversation=survivor)
    return ids


def _ids(rows: "QuerySet[Any]") -> list[str]:
    return [str(identifier) for identifier in rows.order_by("id").values_list("id", flat=True)]
