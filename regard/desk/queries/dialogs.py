"""The dialogs of the inbox that need rows of their own: read only when they are asked for (`?dialog=…`)."""

from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils.translation import gettext as _

from regard.conversations import queries as conversations
from regard.conversations.models import Conversation, Merge, Message
from regard.conversations.operations.merging import TAKE_APART_WITHIN
from regard.conversations.queries.views import offered_tags
from regard.conversations.rules.filters import CHOICES, VIEWS
from regard.conversations.rules.formatting import preview
from regard.desk.queries.composer import Typed
from regard.desk.queries.faces import Reader
from regard.desk.queries.lists import Shown, address, language_name, part_name
from regard.desk.queries.options import options
from regard.promises.rules.words import say_due
from regard.staff import queries as staff
from regard.staff.rules import Right, may

#: What an address may ask for; anything else opens nothing.
KNOWN = frozenset({"hand-over", "close", "tag", "remind", "merge", "split", "filter", "view"})
_MOST_CANDIDATES, _MORNING = 8, time(9)


@dataclass(frozen=True, kw_only=True)
class Choice:
    """One of several to choose from."""

    id: str
    label: str
    detail: str = ""
    is_on: bool = False


@dataclass(frozen=True, kw_only=True)
class Select:
    """One field of the filter."""

    name: str
    label: str
    choices: list[Choice]


@dataclass(frozen=True, kw_only=True)
class Apart:
    """A merge that can be taken apart."""

    number: int
    subject: str
    detail: str
    url: str


@dataclass(frozen=True, kw_only=True)
class Dialog:
    """A dialog that is open: its template, where it posts, what can be chosen, and what was refused."""

    template: str
    title: str
    action_url: str
    error: str = ""
    values: dict[str, Any] = field(default_factory=dict)
    choices: list[Choice] = field(default_factory=list)
    selects: list[Select] = field(default_factory=list)
    hint: str = ""
    warning: str = ""
    apart: list[Apart] = field(default_factory=list)
    teams: list[Choice] = field(default_factory=list)
    change_url: str = ""
    delete_url: str = ""
    name: str = ""
    ask_other_customer: bool = False
    zone_text: str = ""


def dialog_of(typed: Typed, reader: Reader, *, shown: Shown, conversation: Conversation | None = None) -> Dialog | None:
    """The dialog that was asked for, or that was refused and is open again with what was typed."""
    made = {"filter": _filter, "view": _view}.get(typed.form)
    if made:
        return made(typed, reader, shown)
    about = {"tag": _tag, "remind": _remind, "merge": _merge, "split": _split}.get(typed.form)
    if about is None or conversation is None or not may(reader.user.role, Right.ANSWER):
        return None
    return about(typed, reader, shown, conversation)


def _tag(typed: Typed, _reader: Reader, shown: Shown, conversation: Conversation) -> Dialog:
    has = set(conversation.taggings.values_list("tag_id", flat=True))
    chosen = set(typed.values.get("tags", [str(identifier) for identifier in has]))
    known = {tag.id: tag for tag in offered_tags()}
    known |= {one.tag_id: one.tag for one in conversation.taggings.select_related("tag") if one.tag_id not in known}
    return Dialog(
        template="desk/_tag_dialog.html",
        title=_("Tags"),
        action_url=address(shown.word, path=reverse("conversation-tag", args=[conversation.id])),
        error=typed.error,
        values=typed.values,
        choices=[Choice(id=str(tag.id), label=tag.name, is_on=str(tag.id) in chosen) for tag in known.values()],
    )


def _remind(typed: Typed, reader: Reader, shown: Shown, conversation: Conversation) -> Dialog:
    return Dialog(
        template="desk/_remind_dialog.html",
        title=_("Bring it back"),
        action_url=address(shown.word, path=reverse("conversation-remind", args=[conversation.id])),
        error=typed.error,
        values=typed.values,
        choices=moments(reader, chosen=typed.values.get("when", "")),
        zone_text=reader.zone,
        warning=_still_due(conversation, reader),
        hint=_(
            "Until then it is out of your list; for everybody else nothing changes. If the customer writes, it comes back at once."
        ),
    )


def _still_due(conversation: Conversation, reader: Reader) -> str:
    due_at = conversation.next_due_at
    if conversation.waiting_since is None or due_at is None:
        return ""
    if due_at <= reader.now:
        return _("The customer waits and the answer is late: it stays in your list whatever you choose.")
    due = say_due(due_at, now=reader.now, zone=reader.zone, locale=reader.language)
    return _(
        "The customer waits. Their clock runs on, and it comes back at the latest when the answer is due: %(due)s."
    ) % {"due": due}


def moments(reader: Reader, *, chosen: str = "") -> list[Choice]:
    """When to bring something back; each id is the moment itself, in UTC."""
    today = reader.local(reader.now)
    in_an_hour = reader.now + timedelta(hours=1)
    named = [(_("In an hour"), in_an_hour)]
    for label, days in ((_("Tomorrow"), 1), (_("In 3 days"), 3), (_("In a week"), 7)):
        day = today.date() + timedelta(days=days)
        named.append((label, datetime.combine(day, _MORNING, tzinfo=ZoneInfo(reader.zone))))
    return [
        Choice(
            id=at.isoformat(timespec="minutes"),
            label=label,
            detail=reader.ahead(at),
            is_on=chosen == at.isoformat(timespec="minutes"),
        )
        for label, at in named
    ]


def _merge(typed: Typed, reader: Reader, shown: Shown, conversation: Conversation) -> Dialog:
    visible = conversations.visible_to(reader.user)
    same = conversation.account_id is not None
    theirs = (
        visible.filter(account=conversation.account_id) if same else visible.filter(contact=conversation.contact_id)
    )
    rows = theirs.exclude(id=conversation.id).order_by("-latest_message_at")[:_MOST_CANDIDATES]
    into = typed.values.get("into", "")
    return Dialog(
        template="desk/_merge_dialog.html",
        title=_("Merge into another conversation"),
        action_url=address(shown.word, path=reverse("conversation-merge", args=[conversation.id])),
        error=typed.error,
        values=typed.values,
        choices=[
            Choice(
                id=str(row.number), label=f"#{row.number} {row.subject or _('(no subject)')}",
                detail=" · ".join(filter(None, [reader.time(row.latest_message_at), _("closed") if row.state == "closed" else ""])),
                is_on=into == str(row.number),
            )
            for row in rows
        ],
        hint=_("Everything said here moves there, in order. #%(number)s goes on leading to it. For 30 days it can be taken apart again.")
        % {"number": conversation.number},
        ask_other_customer=bool(typed.values.get("is_other")),
        apart=_apart(conversation, reader, shown),
    )  # fmt: skip


def _apart(conversation: Conversation, reader: Reader, shown: Shown) -> list[Apart]:
    merges = Merge.objects.filter(
        merged__merged_into=conversation, undone_at=None, at__gt=reader.now - TAKE_APART_WITHIN
    ).select_related("merged", "by")
    return [
        Apart(
            number=row.merged.number,
            subject=row.merged.subject or _("(no subject)"),
            detail=_("merged by %(name)s, %(time)s") % {"name": row.by.first_name, "time": reader.time(row.at)},
            url=address(shown.word, path=reverse("merge-take-apart", args=[row.id])),
        )
        for row in merges.order_by("-at")
    ]


def _split(typed: Typed, reader: Reader, shown: Shown, conversation: Conversation) -> Dialog:
    said = conversation.messages.exclude(kind=Message.Kind.NOTE).order_by("at", "id")[1:]
    chosen = typed.values.get("message", "")
    return Dialog(
        template="desk/_split_dialog.html",
        title=_("Split the conversation"),
        action_url=address(shown.word, path=reverse("conversation-split", args=[conversation.id])),
        error=typed.error,
        values=typed.values,
        choices=[
            Choice(
                id=str(one.id), label=f"{one.author_name or one.author_address}, {reader.time(one.at)}",
                detail=preview(one.text, length=90), is_on=chosen == str(one.id),
            )
            for one in said
        ],
        hint=_("This message and all after it become a conversation with a number of its own. What waits there keeps its clock."),
    )  # fmt: skip


def _filter(typed: Typed, reader: Reader, shown: Shown) -> Dialog:
    known = options(reader)
    labels = {
        "waiting": (_("Who waits"), _("anybody")),
        "assignee": (_("Given to"), _("anybody")),
        "team": (_("Team"), _("any team")),
        "state": (_("State"), _("open or closed")),
        "channel": (_("Came through"), _("any way in")),
        "language": (_("Language"), _("any language")),
    }
    selects = []
    for name, (label, nothing) in labels.items():
        current = getattr(shown.wanted, name)
        fixed = [Choice(id=word, label=part_name(shown, name, word)) for word in CHOICES[name]]
        offered = [
            Choice(id="", label=nothing),
            *fixed,
            *(Choice(id=key, label=text) for key, text in known.get(name, [])),
        ]
        if current and current not in {one.id for one in offered}:
            text = language_name(current) if name == "language" else part_name(shown, name, current)
            offered.append(Choice(id=current, label=text))
        choices = [Choice(id=one.id, label=one.label, is_on=one.id == current) for one in offered]
        if len(offered) > 1:
            selects.append(Select(name=name, label=label, choices=choices))
    return Dialog(
        template="desk/_filter_dialog.html",
        title=_("Filter"),
        action_url=reverse("inbox"),
        error=typed.error,
        selects=selects,
        choices=[Choice(id=key, label=text, is_on=key in shown.wanted.tag) for key, text in known.get("tag", [])],
        values={"reminded": shown.wanted.reminded, "mentioned": shown.wanted.mentioned},
    )


def _view(typed: Typed, reader: Reader, shown: Shown) -> Dialog:
    saved = shown.saved
    return Dialog(
        template="desk/_view_dialog.html",
        title=_("Saved view") if saved else _("Save this list"),
        action_url=address(shown.word, path=reverse("view-save")),
        error=typed.error,
        values=typed.values,
        name=saved.name if saved else "",
        hint=", ".join(part_name(shown, name, value) for name, value in shown.wanted.parts()),
        teams=[Choice(id=team.id.hex, label=team.name) for team in staff.teams_of(reader.user)],
        change_url=address(shown.word, path=reverse("view-change", args=[saved.id])) if saved else "",
        delete_url=address(shown.word, path=reverse("view-delete", args=[saved.id])) if saved else "",
        warning=_("All conversations, open and closed: choose something in the filter first.")
        if shown.wanted == VIEWS["all"]
        else "",
    )
