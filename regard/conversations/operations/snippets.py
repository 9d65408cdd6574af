"""Keeping snippets. Whoever answers may add one and change or retire their own; other people's need the right to set up."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from regard.conversations.models import Conversation, Snippet, SnippetUse
from regard.conversations.queries.snippets import may_change, values_for
from regard.conversations.rules.snippets import NAMES, fill, unknown_names
from regard.events.operations import Subject, record
from regard.kit.ids import uuid7
from regard.staff import queries as staff
from regard.staff.models import Team, User
from regard.staff.rules import Right


class SnippetRefusedError(Exception):
    """A snippet cannot be kept like this. The message says why; nothing was changed."""


@dataclass(frozen=True, kw_only=True)
class SnippetText:
    """What a snippet says. `team` None means everybody's; `language` "" means any."""

    name: str
    text: str
    language: str = ""
    team: Team | None = None


def add_snippet(*, content: SnippetText, by: User, at: datetime, is_sample: bool = False) -> Snippet:
    """Add a snippet. Raises SnippetRefusedError, ForbiddenError."""
    staff.require(by, Right.ANSWER)
    with transaction.atomic():
        _check(content)
        snippet = Snippet.objects.create(
            id=uuid7(), name=content.name.strip(), text=_lines(content.text), language=content.language, team=content.team,
            created_by=by, created_at=at, updated_at=at, is_sample=is_sample,
        )  # fmt: skip
        _tell("snippet.added", snippet, by, at)
    return snippet


def change_snippet(*, snippet: Snippet, content: SnippetText, by: User, at: datetime) -> Snippet:
    """Say what a snippet says from now on. Raises SnippetRefusedError, ForbiddenError."""
    _require_change(by, snippet)
    with transaction.atomic():
        snippet = Snippet.objects.select_for_update().get(id=snippet.id)
        _check(content, known=snippet)
        snippet.name, snippet.text = content.name.strip(), _lines(content.text)
        snippet.language, snippet.team, snippet.updated_at = content.language, content.team, at
        snippet.save(update_fields=["name", "text", "language", "team", "updated_at"])
        _tell("snippet.changed", snippet, by, at)
    return snippet


def retire_snippet(*, snippet: Snippet, by: User, at: datetime) -> None:
    """Offer a snippet to nobody any more. Raises ForbiddenError."""
    _require_change(by, snippet)
    with transaction.atomic():
        if Snippet.objects.filter(id=snippet.id, retired_at=None).update(retired_at=at):
            _tell("snippet.retired", snippet, by, at)


def use_snippet(*, snippet: Snippet, conversation: Conversation, by: User, at: datetime) -> str:
    """The snippet's text for a conversation, names filled in, and counted as used. No event: nothing happened to a customer."""
    staff.require(by, Right.ANSWER)
    with transaction.atomic():
        Snippet.objects.filter(id=snippet.id).update(used_count=F("used_count") + 1, last_used_at=at)
        SnippetUse.objects.create(id=uuid7(), snippet=snippet, conversation=conversation, by=by, at=at)
    return fill(snippet.text, values_for(conversation, by))


def _check(content: SnippetText, known: Snippet | None = None) -> None:
    if not content.name.strip() or not content.text.strip():
        raise SnippetRefusedError(_("A snippet needs a name and a text."))
    if len(content.name.strip()) > 80:
        raise SnippetRefusedError(_("The name is longer than 80 characters."))
    unknown = unknown_names(content.text)
    if unknown:
        words = {"name": unknown[0], "names": ", ".join(NAMES)}
        raise SnippetRefusedError(
            _("“%(name)s” in braces names nothing we know. Use one of %(names)s, or {{ ask: … }}.") % words
        )
    same = Snippet.objects.filter(name=content.name.strip(), team=content.team, retired_at=None)
    if any(other != known for other in same):
        raise SnippetRefusedError(_("There is a snippet called “%(name)s” already.") % {"name": content.name.strip()})


def _require_change(by: User, snippet: Snippet) -> None:
    staff.require(by, Right.ANSWER)
    if not may_change(by, snippet):
        staff.require(by, Right.SET_UP)


def _lines(text: str) -> str:
    return text.replace("\r\n", "\n").strip("\n")


def _tell(kind: str, snippet: Snippet, by: User, at: datetime) -> None:
    record(kind=kind, at=at, by_id=by.id, subject=Subject("snippet", snippet.id), data={"name": snippet.name})
