"""The answer being written: what was kept of it, or typed back after a refusal."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from regard.conversations.models import Conversation, Draft, Message, Snippet
from regard.conversations.queries.drafts import MOST_RECIPIENTS, is_offered, left_behind, own_draft
from regard.conversations.queries.recipients import reply_people
from regard.conversations.queries.snippets import snippets_for
from regard.conversations.queries.thread import ReplyRecipient
from regard.desk.queries.faces import Reader
from regard.desk.queries.planning import Offer, Planned, offers, planned_face
from regard.desk.queries.writing import KeptFile, Review, asked_in, kept_files, kept_text, review

#: So many people are offered with a box of their own; the rest of a very long list can be typed.
MOST_OFFERED = 300


@dataclass(frozen=True, kw_only=True)
class PersonChoice:
    """A recipient, and why they are one."""

    name: str
    email: str
    reason: str
    is_fixed: bool
    is_on: bool


@dataclass(frozen=True, kw_only=True)
class LeftBehind:
    """What a colleague had begun who cannot sign in any more."""

    name: str
    when_text: str
    text: str
    use_url: str


@dataclass(frozen=True, kw_only=True)
class Composer:
    """The answer being written. `error`, `stale_text` and `body` carry what was typed back after a refusal."""

    action_url: str
    can_send: bool
    can_attach: bool
    can_hold: bool
    from_name: str
    latest_message_id: str
    to: list[PersonChoice]
    to_text: str
    cc: str
    draft_url: str
    discard_url: str
    plan_url: str
    snippets_url: str
    review: Review
    body: str = ""
    error: str = ""
    stale_text: str = ""
    held_text: str = ""
    is_holding: bool = False
    promised_until: str = ""
    promise_from: str = ""
    zone_text: str = ""
    lang: str = ""
    closed_text: str = ""
    draft_text: str = ""
    draft_iso: str = ""
    files: list[KeptFile] = field(default_factory=list)
    offers: list[Offer] = field(default_factory=list)
    planned: Planned | None = None
    left_behind: list[LeftBehind] = field(default_factory=list)
    snippets: list[Snippet] = field(default_factory=list)


@dataclass(frozen=True, kw_only=True)
class Typed:
    """What a person had typed when something was refused; given back so that nothing is lost."""

    form: str = ""
    error: str = ""
    stale_text: str = ""
    values: dict[str, Any] = field(default_factory=dict)


NOTHING_TYPED = Typed()


class Links:
    """The conversation's addresses; whoever does something comes back to the view they came from."""

    def __init__(self, conversation: Conversation, view: str) -> None:
        self._id = conversation.id
        self._view = f"?view={view}" if view != "mine" else ""

    def to(self, action: str) -> str:
        return reverse(f"conversation-{action}", args=[self._id]) + self._view

    def to_page(self) -> str:
        return reverse("conversation", args=[self._id])


def composer_of(
    conversation: Conversation, messages: list[Message], reader: Reader, link: Links, *, typed: Typed
) -> Composer:
    """The composer: what was typed and refused, else what was kept, else an empty one."""
    draft = own_draft(conversation)
    is_refused = typed.form == "answer"
    values = typed.values if is_refused else _kept(draft, reader)
    everybody = reply_people(conversation, messages)
    is_open = conversation.state == Conversation.State.OPEN
    planned = planned_face(draft, messages, reader, back_url=link.to("unplan"))
    return Composer(
        action_url=link.to("answer"),
        draft_url=link.to("draft"),
        discard_url=link.to("discard") if draft and not planned else "",
        plan_url=link.to("plan"),
        snippets_url=link.to("snippets"),
        can_send=is_open and (planned is None or is_refused),
        can_attach=True,
        can_hold=conversation.waiting_since is not None,
        from_name=f"{reader.user.name}, {conversation.our_address}",
        latest_message_id=latest_id(messages),
        to=_people(everybody[:MOST_OFFERED], values.get("to")),
        to_text=_too_many(len(everybody)),
        cc=values.get("cc", ""),
        body=values.get("body", ""),
        error=typed.error if is_refused else "",
        stale_text=typed.stale_text,
        held_text=_held(draft, messages, reader),
        is_holding=bool(values.get("holding")),
        promised_until=values.get("promised_until", ""),
        promise_from=reader.local(reader.now).strftime("%Y-%m-%dT%H:%M"),
        zone_text=reader.zone,
        lang=conversation.language,
        closed_text="" if planned else _("This conversation is closed. Open it again to write."),
        draft_text=kept_text(draft.updated_at, reader) if draft and not planned else "",
        draft_iso=draft.updated_at.isoformat() if draft else "",
        files=kept_files(draft),
        offers=offers(conversation, reader),
        planned=planned,
        left_behind=_left_behind(conversation, reader),
        snippets=list(snippets_for(reader.user)) if typed.form == "snippets" else [],
        review=review_of(draft, messages, text=values.get("body", "")),
    )


def review_of(draft: Draft | None, messages: list[Message], *, text: str) -> Review:
    """Questions and checks for what stands in the composer."""
    ticked, denied = (draft.ticked, draft.denied) if draft else ([], [])
    return review(asked_in(messages), text=text, ticked=ticked, denied=denied)


def latest_id(messages: list[Message]) -> str:
    """The latest message on screen."""
    return str(messages[-1].id) if messages else ""


def _kept(draft: Draft | None, reader: Reader) -> dict[str, Any]:
    if draft is None:
        return {}
    return {
        "body": draft.text,
        "cc": draft.cc,
        "to": draft.recipients,
        "holding": draft.is_holding,
        "promised_until": _in_zone(draft.promised_until, reader),
    }


def _in_zone(at: datetime | None, reader: Reader) -> str:
    return reader.local(at).strftime("%Y-%m-%dT%H:%M") if at else ""


def _people(people: list[ReplyRecipient], chosen: list[str] | None) -> list[PersonChoice]:
    """Everybody who takes part is on, until unticked; in a crowd only those who wrote to us."""
    words = {"wrote": _("wrote to us"), "copied": _("was copied in"), "added": _("added by us")}
    is_crowd = len(people) > MOST_RECIPIENTS
    return [
        PersonChoice(
            name=person.name or person.address, email=person.address, reason=words.get(person.reason, ""), is_fixed=False,
            is_on=person.address in chosen if chosen is not None else not is_crowd or person.reason == "wrote",
        )
        for person in people
    ]  # fmt: skip


def _too_many(count: int) -> str:
    if count <= MOST_RECIPIENTS:
        return ""
    words = {"count": count, "most": MOST_RECIPIENTS}
    return _("%(count)s people take part; an answer goes to %(most)s at most. Only those who wrote are ticked.") % words


def _held(draft: Draft | None, messages: list[Message], reader: Reader) -> str:
    """Why a planned answer was not sent; or that something came since the draft was begun."""
    if draft is None or draft.send_at:
        return ""
    if draft.held_at:
        words = {"time": reader.time(draft.held_at), "why": draft.held_because}
        return _("Your planned answer was not sent at %(time)s: %(why)s Read it again, then send.") % words
    seen = draft.seen
    newer = [one for one in messages if seen and one.id > seen and one.kind == Message.Kind.INBOUND]
    if not newer:
        return ""
    return ngettext(
        "A message came in since you wrote this.", "%(count)s messages came in since you wrote this.", len(newer)
    ) % {"count": len(newer)}


def _left_behind(conversation: Conversation, reader: Reader) -> list[LeftBehind]:
    has_some = conversation.has_left_behind  # type: ignore[attr-defined]
    if not has_some or not is_offered(conversation, reader.user):
        return []
    return [
        LeftBehind(
            name=draft.author_name, when_text=reader.time(draft.updated_at), text=draft.text,
            use_url=reverse("draft-adopt", args=[conversation.id, draft.id]),
        )
        for draft in left_behind(conversation)
    ]  # fmt: skip
