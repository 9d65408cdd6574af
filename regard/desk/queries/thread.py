"""One conversation as its reader sees it: head, messages, composer."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from regard.conversations import queries as conversations
from regard.conversations.models import CloseReason, Conversation, Message
from regard.conversations.operations.close import NO_ANSWER_NEEDED
from regard.conversations.queries.drafts import own_draft
from regard.conversations.queries.presence import Present
from regard.desk.queries.composer import NOTHING_TYPED, Composer, Links, Typed, composer_of, latest_id, review_of
from regard.desk.queries.customer import Customer
from regard.desk.queries.faces import ClockFace, Clocks, Reader, face_of, resolution_text, why
from regard.desk.queries.items import Flag, Item, Tag, items_of
from regard.desk.queries.ladder import Step, steps_of
from regard.desk.queries.planning import is_planned, not_sent
from regard.desk.queries.present import PresentFace, faces_of, people_mark
from regard.desk.queries.sorting import Sorting, sorting_of
from regard.desk.queries.words import closing_choice
from regard.desk.queries.writing import with_questions, with_undo
from regard.promises.models import Clock
from regard.promises.rules.words import say_due
from regard.routing import queries as routing
from regard.staff.rules import Right, may


@dataclass(frozen=True, kw_only=True)
class NoteForm:
    """A note being written."""

    action_url: str
    body: str = ""
    error: str = ""
    is_open: bool = False


@dataclass(frozen=True, kw_only=True)
class Colleague:
    """Somebody to hand over to."""

    id: str
    name: str
    load: int
    why: str = ""
    is_chosen: bool = False


@dataclass(frozen=True, kw_only=True)
class Handover:
    """Handing over."""

    action_url: str
    candidates: list[Colleague]
    note: str = ""
    error: str = ""
    is_open: bool = False


@dataclass(frozen=True, kw_only=True)
class ReasonChoice:
    """A reason for closing."""

    id: str
    label: str
    detail: str = ""
    is_chosen: bool = False


@dataclass(frozen=True, kw_only=True)
class Closing:
    """Closing."""

    action_url: str
    reasons: list[ReasonChoice]
    question: str
    warning: str = ""
    error: str = ""
    is_open: bool = False


@dataclass(frozen=True, kw_only=True)
class ThreadView:
    """The opened conversation."""

    id: str
    number: str
    subject: str
    clock: ClockFace | None
    promise_text: str
    why: str
    assignee_name: str
    tags: list[Tag]
    flags: list[Flag]
    ladder: list[Step]
    ladder_text: str
    items: list[Item]
    present: list[PresentFace]
    writing: list[PresentFace]
    can_answer: bool
    news: str
    composer: Composer | None
    note: NoteForm | None
    handover: Handover | None
    handover_url: str
    close: Closing | None
    sorting: Sorting
    take_url: str
    reopen_url: str
    back_url: str
    live_url: str
    customer: Customer | None


def thread_view(
    conversation: Conversation,
    reader: Reader,
    *,
    clocks: Clocks,
    view: str,
    mark: str,
    customer: Customer | None,
    typed: Typed = NOTHING_TYPED,
    seen: UUID | None = None,
    present: Sequence[Present] = (),
    is_live: bool = False,
) -> ThreadView:
    """The conversation for one reader. `seen` is the latest message that was there when the page was made, None when it is made now.

    `is_live`: the page asks again; what somebody is writing is never part of the answer, so it is not read.
    """
    messages = conversations.messages_of(conversation)
    clock = clocks.get(conversation.id)
    is_open = conversation.state == Conversation.State.OPEN
    may_answer = may(reader.user.role, Right.ANSWER)
    waits = any(message.needs_answer and message.answered_at is None for message in messages)
    link = Links(conversation, view)
    return ThreadView(
        id=str(conversation.id),
        number=f"#{conversation.number}",
        subject=conversation.subject or _("(no subject)"),
        clock=face_of(clock, reader),
        promise_text=" · ".join(
            filter(
                None, [_promise_text(clock, reader), resolution_text(clocks.resolutions.get(conversation.id), reader)]
            )
        ),
        why=why(conversation, reader),
        assignee_name=conversation.assignee.name if conversation.assignee else "",
        tags=[] if conversation.assignee_id else [Tag(label=_("not taken"), kind="warn")] if is_open and waits else [],
        flags=_flags(conversation, link, customer),
        ladder=steps_of(clock, reader),
        ladder_text=_("What happens if nobody answers"),
        items=_items(conversation, messages, reader, typed),
        present=faces_of(present),
        writing=[face for face in faces_of(present) if face.is_writing],
        can_answer=may_answer and is_open and not is_planned(conversation),
        news=_news(messages, seen),
        composer=composer_of(conversation, messages, reader, link, typed=typed) if may_answer and not is_live else None,
        note=_note(link, typed) if may_answer else None,
        handover=_handover(conversation, reader, link, typed)
        if typed.form == "hand-over" and may_answer and is_open
        else None,
        handover_url=f"{link.to_page()}?view={view}&dialog=hand-over" if may_answer and is_open else "",
        close=_closing(link, typed, waits=waits) if may_answer and is_open else None,
        sorting=sorting_of(conversation, reader, view),
        take_url=link.to("take") if may_answer and is_open and conversation.assignee_id != reader.user.id else "",
        reopen_url=link.to("reopen") if may_answer and not is_open else "",
        back_url=f"{reverse('inbox')}?view={view}",
        live_url=f"{reverse('conversation-live', args=[conversation.id])}?view={view}&mark={mark}&seen={seen or latest_id(messages)}&people={people_mark(present)}",
        customer=customer,
    )


def _items(conversation: Conversation, messages: list[Message], reader: Reader, typed: Typed) -> list[Item]:
    """What was said and what happened; the questions that wait are marked, what can still be taken back says so."""
    draft = own_draft(conversation)
    text = typed.values.get("body", "") if typed.form == "answer" else draft.text if draft else ""
    lines = review_of(draft, messages, text=text).questions
    items = with_undo(items_of(conversation, messages, reader), messages, reader)
    return [*with_questions(items, messages, lines), *not_sent(draft, reader)]


def _news(messages: list[Message], seen: UUID | None) -> str:
    """What to tell somebody who is writing: how many messages came in since the page was made."""
    count = sum(message.kind == Message.Kind.INBOUND and message.id > seen for message in messages) if seen else 0
    if not count:
        return ""
    return ngettext(
        "A new message came in while you were reading.", "%(count)s new messages came in while you were reading.", count
    ) % {"count": count}


def _promise_text(clock: Clock | None, reader: Reader) -> str:
    if clock is None or clock.stopped_at:
        return ""
    due = say_due(clock.due_at, now=reader.now, zone=reader.zone, locale=reader.language)
    return _("answer promised %(due)s") % {"due": due}


def _flags(conversation: Conversation, link: Links, customer: Customer | None) -> list[Flag]:
    flags = []
    if conversation.is_unverified:
        detail = _("It answers a letter of another conversation, whose customer it does not come from.")
        if conversation.channel_kind == "webform":
            detail = _("Nobody has shown yet that the address is theirs.")
        flags.append(Flag(kind="warn", text=_("The sender is not verified."), detail=detail))
    if conversation.resembles and conversation.may_read_resembles:  # type: ignore[attr-defined]
        detail = f"#{conversation.resembles.number} {conversation.resembles.subject}"
        text = _("It may belong to another conversation:")
        flags.append(
            Flag(kind="", text=text, detail=detail, url=reverse("conversation", args=[conversation.resembles_id]))
        )
    if conversation.latest_speaker == Conversation.Speaker.MACHINE and conversation.state == Conversation.State.OPEN:
        action = {"url": link.to("needs-answer"), "label": _("A person wrote this")}
        detail = _("It got no receipt and no clock.")
        flags.append(Flag(kind="", text=_("This looks like automatic mail."), detail=detail, actions=[action]))
    if customer and customer.bounced:
        flags.append(Flag(kind="bad", text=_("Mail to this customer comes back."), detail=customer.bounced))
    return flags


def _note(link: Links, typed: Typed) -> NoteForm:
    if typed.form != "note":
        return NoteForm(action_url=link.to("note"))
    return NoteForm(action_url=link.to("note"), body=typed.values.get("body", ""), error=typed.error, is_open=True)


def _handover(conversation: Conversation, reader: Reader, link: Links, typed: Typed) -> Handover:
    values = typed.values
    candidates = [
        Colleague(id=str(person.id), name=person.name, load=load, is_chosen=values.get("to") == str(person.id))
        for person, load in routing.people_who_could_answer(conversation)
        if person.id != reader.user.id
    ]
    return Handover(
        action_url=link.to("hand-over"),
        candidates=candidates,
        note=values.get("note", ""),
        error=typed.error,
        is_open=True,
    )


def _closing(link: Links, typed: Typed, *, waits: bool) -> Closing:
    chosen = typed.values.get("reason") if typed.form == "close" else None
    shown = [reason for reason in CloseReason if not waits or reason in NO_ANSWER_NEEDED]
    return Closing(
        action_url=link.to("close"),
        reasons=[
            ReasonChoice(id=reason.value, label=closing_choice(reason), is_chosen=chosen == reason.value)
            for reason in shown
        ],
        question=_("Why does it need no answer?") if waits else _("How did it end?"),
        warning=_("The customer wrote last and has no answer.") if waits else "",
        error=typed.error if typed.form == "close" else "",
        is_open=typed.form == "close",
    )
