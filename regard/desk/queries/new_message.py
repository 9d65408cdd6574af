"""Writing first: from where, to whom, and what stood there before it was refused or taken back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils.translation import gettext as _

from regard.channels.models import Channel
from regard.channels.queries import senders_for
from regard.conversations import queries as conversations
from regard.conversations.models import Draft, LetterDraft
from regard.conversations.queries.drafts import files_of, taken_back
from regard.conversations.queries.letters import letter_drafts
from regard.conversations.rules.formatting import preview
from regard.customers.models import Contact, ContactMethod
from regard.desk.queries.composer import NOTHING_TYPED, Typed
from regard.desk.queries.dialogs import Choice
from regard.desk.queries.faces import Reader
from regard.desk.queries.writing import kept_text
from regard.kit.ids import uuid7
from regard.search import queries as search
from regard.search.queries import Wanted
from regard.search.rules import parse

MOST_SUGGESTED, MOST_BEGUN, _SHORTEST, _LONGEST = 8, 5, 2, 100


@dataclass(frozen=True, kw_only=True)
class File:
    """A file that stood with what was taken back."""

    id: str
    name: str
    size_text: str
    is_kept: bool


@dataclass(frozen=True, kw_only=True)
class Begun:
    """What stands under a form's id already: kept while it was typed, and what was taken back, with its files."""

    letter: LetterDraft | None = None
    draft: Draft | None = None


NOT_BEGUN = Begun()


@dataclass(frozen=True, kw_only=True)
class OtherLetter:
    """Another letter that its writer began and did not send."""

    url: str
    subject: str
    to: str
    kept_text: str


@dataclass(frozen=True, kw_only=True)
class NewMessagePage:
    """The form. `id` goes with it and names what it begins; `wrong` is the field that was refused, `error` why."""

    id: str
    senders: list[Choice]
    to: str
    cc: str
    subject: str
    body: str
    starts_at: str
    files: list[File] = field(default_factory=list)
    error: str = ""
    wrong: str = ""
    discard_url: str
    kept_text: str = ""
    kept_iso: str = ""
    others: list[OtherLetter] = field(default_factory=list)


@dataclass(frozen=True, kw_only=True)
class Suggestion:
    """Somebody we know; `value` is the whole field with their address put in."""

    value: str
    label: str


def begun(identifier: UUID | None, reader: Reader) -> Begun:
    """What the reader has under this id."""
    if identifier is None:
        return NOT_BEGUN
    return Begun(
        letter=letter_drafts(reader.user).filter(id=identifier).first(), draft=taken_back(reader.user, identifier)
    )


def new_message_page(
    reader: Reader, *, typed: Typed = NOTHING_TYPED, wrong: str = "", to: str = "", begun: Begun = NOT_BEGUN
) -> NewMessagePage:
    """What was typed and refused, else what was kept, else what was taken back, else an empty form to somebody."""
    letter, draft = begun.letter, begun.draft
    values = typed.values or _kept(begun) or {"to": to}
    shown = {name: str(values.get(name) or "") for name in ("to", "cc", "subject", "body")}
    identifier = str(values.get("message") or uuid7())
    return NewMessagePage(
        id=identifier,
        senders=_senders(senders_for(reader.user), str(values.get("from") or "")),
        **shown,
        starts_at=wrong or next((name for name in ("to", "subject") if not shown[name]), "body"),
        files=_files(draft, typed.values) if draft else [],
        error=typed.error,
        wrong=wrong,
        discard_url=reverse("conversation-discard", args=[draft.conversation_id])
        if draft
        else reverse("letter-discard"),
        kept_text=kept_text(letter.updated_at, reader) if letter else "",
        kept_iso=letter.updated_at.isoformat() if letter else "",
        others=_others(identifier, reader),
    )


def suggestions(typed: str, reader: Reader) -> list[Suggestion]:
    """People whose name, account or address fits the last thing typed; what stands before it stays."""
    before, comma, last = typed.replace(";", ",").rpartition(",")
    query = parse(last.strip()[:_LONGEST])
    if len(last.strip()) < _SHORTEST or not query.terms:
        return []
    visible = conversations.contacts_visible_to(reader.user)
    hits = search.find(query, wanted={"contact": Wanted(among=visible, limit=MOST_SUGGESTED)}).hits["contact"]
    prefix = f"{before}{comma} " if comma else ""
    rows = {method.contact_id: method for method in _ways(visible, hits.ids)}
    return [
        Suggestion(value=f"{prefix}{rows[one].value}", label=_label(rows[one].contact))
        for one in hits.ids
        if one in rows
    ]


def _ways(visible: "QuerySet[Contact]", ids: Sequence[Any]) -> list[ContactMethod]:
    """The addresses of these people, the first one of each last. Those from which mail came back are left out."""
    ways = ContactMethod.objects.filter(contact__in=visible.filter(id__in=ids), kind=ContactMethod.Kind.EMAIL)
    return list(ways.filter(bounced_at=None).select_related("contact__account").order_by("-id"))


def _label(contact: Contact) -> str:
    return ", ".join(filter(None, [contact.name, contact.account.name if contact.account else ""]))


def _senders(channels: list[Channel], chosen: str) -> list[Choice]:
    return [
        Choice(
            id=str(channel.id), label=channel.mailbox.address if channel.mailbox else "",
            detail=_("%(name)s, team %(team)s") % {"name": channel.name, "team": channel.team.name}, is_on=str(channel.id) == chosen,
        )
        for channel in channels
    ]  # fmt: skip


def _others(identifier: str, reader: Reader) -> list[OtherLetter]:
    rows = letter_drafts(reader.user).exclude(id=identifier)[:MOST_BEGUN]
    return [
        OtherLetter(
            url=f"{reverse('conversation-new')}?again={row.id}", subject=row.subject.strip() or preview(row.text, length=60),
            to=row.to, kept_text=kept_text(row.updated_at, reader),
        )
        for row in rows
    ]  # fmt: skip


def _kept(begun: Begun) -> Mapping[str, Any]:
    if letter := begun.letter:
        typed = {"to": letter.to, "cc": letter.cc, "subject": letter.subject, "body": letter.text}
        return {"message": letter.id, "from": letter.channel_id, **typed}
    if begun.draft is None:
        return {}
    draft, conversation = begun.draft, begun.draft.conversation
    return {
        "message": conversation.id,
        "from": conversation.channel_id,
        "to": ", ".join(draft.recipients or []),
        "cc": draft.cc,
        "subject": conversation.subject,
        "body": draft.text,
    }


def _files(draft: Draft, values: Mapping[str, Any]) -> list[File]:
    """All of them ticked, but for those that were unticked before something was refused."""
    kept = values.get("kept_file")
    return [
        File(
            id=str(one.id), name=one.filename, size_text=filesizeformat(one.size), is_kept=kept is None or str(one.id) in kept
        )
        for one in files_of(draft)
    ]  # fmt: skip
