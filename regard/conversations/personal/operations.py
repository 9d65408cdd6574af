"""Conversations keep who, when and how long; what was said goes. In conversations of others only the person's part goes."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import Model, Q, QuerySet

from regard.conversations.models import (
    Acknowledgement,
    Answers,
    Assignment,
    Attachment,
    Conversation,
    Draft,
    DraftFile,
    LetterDraft,
    Merge,
    Message,
    Participant,
    Reminder,
    SavedView,
    Tag,
)
from regard.conversations.personal.queries import given_out, known_here, mentioned
from regard.conversations.personal.rewriting_operations import rewrite_letter
from regard.kit.holders import ERASED, ERASED_WORDS, Item, Person, Plain
from regard.kit.wiping import Wiper, facts_only
from regard.mail.operations.discarding import release
from regard.mail.personal.rules import erased_id

_BARE = {"subject": "", "quoted": "", "html": "", "reply_to": ""}


class ConversationsHolder(Plain):
    """Messages, notes, files and drafts."""

    def widen(self, person: Person) -> Person:
        """Their conversations, their part in those of others, and the letters of both."""
        return known_here(person)

    def look_through(self, person: Person) -> Person:
        """Messages anywhere that name an address of theirs, and letters that became no message."""
        return mentioned(person)

    def export(self, person: Person) -> "list[Item]":
        """Their conversations whole but for our notes, and what they said elsewhere."""
        return list(given_out(person))

    def erase(self, person: Person, *, at: datetime) -> int:
        """Put the sentence in the place of what was said."""
        wiper = Wiper(person)
        changed = erase_messages(Message.objects.filter(id__in=person.of("message")), person.pseudonym, at=at)
        changed += _wipe_messages(Message.objects.filter(id__in=person.of("message of others")), wiper, at)
        changed += _erase_conversations(Conversation.objects.filter(id__in=person.of("conversation")))
        others = Conversation.objects.filter(id__in=person.of("conversation of others"))
        changed += _wipe(others, wiper, "subject", "preview", "assigned_why")
        everywhere = person.of("conversation") | person.of("conversation of others")
        changed += Participant.objects.filter(address__in=person.addresses).delete()[0]
        changed += _wipe(Participant.objects.filter(conversation__in=everywhere), wiper, "name")
        changed += _erase_writing(person, wiper, at)
        return changed + _wipe_sorting(person, wiper)


def erase_messages(messages: "QuerySet[Message]", pseudonym: str, *, at: datetime) -> int:
    """Put the sentence in the place of what messages say, and take their files away. Times stay; who wrote is `pseudonym` then,
    or as before where that is ""."""
    rows = list(messages.exclude(text=ERASED, has_files=False, **_BARE))
    ids = [row.id for row in rows]
    for row in rows:
        row.text, row.has_files = ERASED, False
        row.subject = row.quoted = row.html = row.reply_to = ""
        if pseudonym and row.kind == Message.Kind.INBOUND:
            row.author_name, row.author_address = pseudonym, ""
            row.message_id = erased_id(row.message_id, key=settings.SECRET_KEY)
    columns = ["text", "has_files", *_BARE, "author_name", "author_address", "message_id"]
    Message.objects.bulk_update(rows, columns, batch_size=200)
    Answers.objects.filter(message__in=ids).delete()
    erase_files(Attachment.objects.filter(message__in=ids), at=at)
    Draft.objects.filter(sent_as__in=ids).update(text=ERASED, cc="", recipients=None, held_because="", has_files=False)
    return len(rows)


def erase_files(files: "QuerySet[Attachment]", *, at: datetime) -> int:
    """Take files away, from the disk too where nothing else names them."""
    raws = list(files.values_list("raw_id", flat=True))
    gone = files.delete()[0]
    release(raws, at=at)
    return gone


def _wipe_messages(messages: "QuerySet[Message]", wiper: Wiper, at: datetime) -> int:
    """What others said stays, without the person's name; their quotations and their letters as they came repeat the person."""
    changed = 0
    for message in messages.select_related("conversation", "inbound", "outgoing"):
        text, subject, name = wiper.text(message.text), wiper.text(message.subject), wiper.text(message.author_name)
        reply_to = wiper.text(message.reply_to)
        now = (text, subject, name, reply_to, "", "")
        if now != (message.text, message.subject, message.author_name, message.reply_to, message.quoted, message.html):
            message.text, message.subject, message.author_name, message.reply_to = text, subject, name, reply_to
            message.quoted = message.html = ""
            message.save(update_fields=["text", "subject", "author_name", "reply_to", "quoted", "html"])
            rewrite_letter(message, wiper, at=at)
            changed += 1
        changed += _wipe(message.attachments.all(), wiper, "filename")
    return changed


def _erase_conversations(rows: "QuerySet[Conversation]") -> int:
    ids = list(rows.values_list("id", flat=True))
    changed = rows.exclude(subject=ERASED_WORDS, preview="").update(subject=ERASED_WORDS, preview="")
    for conversation in rows.exclude(assigned_why=[]):
        bare = facts_only(conversation.assigned_why, words=["kind", "by"])
        changed += Conversation.objects.filter(id=conversation.id).exclude(assigned_why=bare).update(assigned_why=bare)
    for given in Assignment.objects.filter(conversation__in=ids):
        reasons, note = facts_only(given.reasons, words=["kind", "by"]), ERASED_WORDS if given.note else ""
        if (reasons, note) != (given.reasons, given.note):
            changed += Assignment.objects.filter(id=given.id).update(reasons=reasons, note=note)
    receipts = Acknowledgement.objects.filter(conversation__in=ids)
    changed += receipts.exclude(text=ERASED).update(text=ERASED)
    return changed + _forget_notes(ids)


def _forget_notes(conversations: list[UUID]) -> int:
    notes = Reminder.objects.filter(conversation__in=conversations).exclude(note__in=["", ERASED_WORDS])
    return notes.update(note=ERASED_WORDS)


def _erase_writing(person: Person, wiper: Wiper, at: datetime) -> int:
    """Drafts to the person are thrown away; in those to others the name goes."""
    drafts = Draft.objects.filter(conversation__in=person.of("conversation"), sent_as=None)
    files = DraftFile.objects.filter(draft__conversation__in=person.of("conversation"))
    raws = list(files.values_list("raw_id", flat=True))
    changed = files.delete()[0] + drafts.delete()[0]
    release(raws, at=at)
    others = Draft.objects.filter(conversation__in=person.of("conversation of others"))
    changed += _wipe(others, wiper, "text", "cc", "recipients", "held_because")
    for letter in LetterDraft.objects.all():
        is_to_them = any(address in f"{letter.to} {letter.cc}".lower() for address in person.addresses)
        if is_to_them and not wiper.text(f"{letter.to},{letter.cc}").replace(ERASED_WORDS, "").strip(' <>,;"'):
            changed += letter.delete()[0]
    return changed + _wipe(LetterDraft.objects.all(), wiper, "to", "cc", "subject", "text")


def _wipe_sorting(person: Person, wiper: Wiper) -> int:
    """What merges put aside, saved views, and tags."""
    own = Q(survivor__in=person.of("conversation")) | Q(merged__in=person.of("conversation"))
    changed = 0
    for merge in Merge.objects.filter(own):
        before = facts_only(merge.before, words=_KEPT_OF_A_MERGE)
        for columns in (one for one in before.values() if isinstance(one, dict) and one.get("preview")):
            columns["preview"] = ""
        if before != merge.before:
            changed += Merge.objects.filter(id=merge.id).update(before=before)
    changed += _wipe(SavedView.objects.all(), wiper, "name", "query")
    for tag in Tag.objects.all():
        if wiper.text(tag.name) != tag.name:
            changed += Tag.objects.filter(id=tag.id).update(name=f"{ERASED_WORDS} {tag.id.hex[-6:]}")
    return changed


#: Columns of a conversation with words from closed lists, which taking a merge apart puts back.
_KEPT_OF_A_MERGE = (
    "channel_kind", "our_address", "language", "state", "latest_speaker", "close_reason", "survivor_was", "merged_was",
    "kind",
)  # fmt: skip


def _wipe(rows: "QuerySet[Any]", wiper: Wiper, *columns: str) -> int:
    changed = 0
    for row in rows:
        changed += _wipe_row(row, wiper, columns)
    return changed


def _wipe_row(row: Model, wiper: Wiper, columns: tuple[str, ...]) -> int:
    now = {column: wiper.json(getattr(row, column)) for column in columns}
    if all(getattr(row, column) == value for column, value in now.items()):
        return 0
    return type(row)._base_manager.filter(pk=row.pk).update(**now)  # noqa: SLF001  Django's own way
