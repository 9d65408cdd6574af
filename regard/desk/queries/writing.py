"""What stands around an answer that is being written: the customer's questions, the checks, what was kept, what is planned."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from regard.conversations.models import Draft, Message
from regard.conversations.rules.checks import check
from regard.conversations.rules.formatting import paragraphs
from regard.conversations.rules.questions import Question, covers, questions_in
from regard.conversations.rules.snippets import open_marks
from regard.desk.queries.faces import Reader
from regard.desk.queries.items import Item

#: Marks that survive the making of paragraphs: both are blanks to every rule that looks for links.
_BEGIN, _END = "\x1f\u2000", "\x1f\u2001"
MOST_SHOWN = 12


@dataclass(frozen=True, kw_only=True)
class QuestionLine:
    """A question of the customer, numbered as in their message."""

    key: str
    number: int
    text: str
    is_answered: bool
    is_proposed: bool


@dataclass(frozen=True, kw_only=True)
class CheckLine:
    """One finding about the answer; kind is good, warn or empty, never a reason not to send."""

    kind: str
    icon: str
    text: str
    title: str = ""


@dataclass(frozen=True, kw_only=True)
class Review:
    """Questions and checks beside the composer."""

    questions: list[QuestionLine] = field(default_factory=list)
    checks: list[CheckLine] = field(default_factory=list)
    missing: QuestionLine | None = None
    marks: str = ""


@dataclass(frozen=True, kw_only=True)
class KeptFile:
    """A file kept with the draft."""

    id: str
    name: str
    size_text: str


def asked_in(messages: Iterable[Message]) -> list[tuple[Message, Question]]:
    """The questions that wait for an answer, in the order in which they were asked."""
    waiting = [message for message in messages if message.needs_answer and message.answered_at is None]
    return [(message, question) for message in waiting for question in questions_in(message.text)][:MOST_SHOWN]


def review(
    asked: Sequence[tuple[Message, Question]], *, text: str, ticked: Iterable[str] = (), denied: Iterable[str] = ()
) -> Review:
    """What can be said about an answer. What the writer ticked or denied counts more than what the rule proposes."""
    yes, no = set(ticked), set(denied)
    found = covers(text, [question for _message, question in asked]) if text.strip() else [False] * len(asked)
    lines = [
        QuestionLine(
            key=_key(message, question), number=number, text=question.text,
            is_answered=_key(message, question) in yes or (is_found and _key(message, question) not in no),
            is_proposed=is_found,
        )
        for number, ((message, question), is_found) in enumerate(zip(asked, found, strict=True), 1)
    ]  # fmt: skip
    missing = next((line for line in lines if not line.is_answered), None)
    return Review(
        questions=lines,
        checks=_checks(lines, text),
        missing=missing if text.strip() else None,
        marks=", ".join(f"“{mark}”" for mark in open_marks(text)),
    )


def with_questions(items: Sequence[Item], messages: Sequence[Message], lines: Sequence[QuestionLine]) -> list[Item]:
    """The items, with the questions that wait numbered and marked in the customer's own words."""
    answered = {line.key: line.is_answered for line in lines}
    asked: dict[str, list[tuple[int, Question, bool]]] = {}
    texts = {str(message.id): message.text for message in messages}
    for number, (message, question) in enumerate(asked_in(messages), 1):
        is_answered = answered.get(_key(message, question), False)
        asked.setdefault(str(message.id), []).append((number, question, is_answered))
    return [
        replace(item, paragraphs=_marked(texts[item.id], asked[item.id])) if item.id in asked else item
        for item in items
    ]


def kept_files(draft: Draft | None) -> list[KeptFile]:
    """The files of a draft that has any."""
    files = draft.files.all() if draft and draft.has_files else []
    return [KeptFile(id=str(file.id), name=file.filename, size_text=filesizeformat(file.size)) for file in files]


def kept_text(at: datetime, reader: Reader) -> str:
    """How long ago a draft was kept."""
    seconds = max(0, int((reader.now - at).total_seconds()))
    if seconds < 2:
        return _("Draft kept just now")
    if seconds < 60:
        return ngettext("Draft kept %(n)s s ago", "Draft kept %(n)s s ago", seconds) % {"n": seconds}
    if seconds < 3600:
        minutes = seconds // 60
        return ngettext("Draft kept %(n)s min ago", "Draft kept %(n)s min ago", minutes) % {"n": minutes}
    return _("Draft kept %(time)s") % {"time": reader.time(at)}


def with_undo(items: Sequence[Item], messages: Sequence[Message], reader: Reader) -> list[Item]:
    """The items, with a way back at the reader's own answers that have not left yet."""
    leaving = {str(message.id): message for message in messages if is_leaving(message, reader)}
    return [_undoable(item, leaving[item.id], reader) if item.id in leaving else item for item in items]


def is_leaving(message: Message, reader: Reader) -> bool:
    """Whether the reader can still take this answer back."""
    letter = message.outgoing
    is_theirs = letter is not None and message.author_id == reader.user.id
    return (
        is_theirs
        and letter is not None
        and can_leave(letter.state, letter.attempts, letter.next_attempt_at, reader.now)
    )


def can_leave(state: str, attempts: int, leaves_at: datetime, now: datetime) -> bool:
    """The same rule by which the outbox cancels: not begun, and its time has not come."""
    return state == "queued" and attempts == 0 and leaves_at > now


def seconds_left(until: datetime, now: datetime) -> int:
    """Whole seconds until then, at least one."""
    return max(1, int((until - now + timedelta(milliseconds=999)).total_seconds()))


def _undoable(item: Item, message: Message, reader: Reader) -> Item:
    if item.delivery is None or message.outgoing is None:
        return item
    seconds = seconds_left(message.outgoing.next_attempt_at, reader.now)
    text = ngettext("leaves in %(n)s second", "leaves in %(n)s seconds", seconds) % {"n": seconds}
    action = {"label": _("Undo"), "url": reverse("answer-undo", args=[message.conversation_id, message.id]), "key": "z"}
    return replace(item, delivery=replace(item.delivery, text=text, actions=[action]))


def _key(message: Message, question: Question) -> str:
    return f"{message.id}:{question.start}"


def _marked(text: str, asked: list[tuple[int, Question, bool]]) -> list[SafeString]:
    """The message's paragraphs with its questions in <mark>; everything the customer wrote is escaped before."""
    for _number, question, _is_answered in reversed(asked):
        inside = f"{_BEGIN}{text[question.start : question.end]}{_END}"
        text = text[: question.start] + inside + text[question.end :]
    opening = iter(
        format_html('<mark class="{}"><sup>{}</sup>', "q ok" if is_answered else "q", number)
        for number, _question, is_answered in asked
    )
    parts = []
    for paragraph in paragraphs(text):
        pieces = paragraph.split(_BEGIN)
        joined = pieces[0] + "".join(next(opening, "") + piece for piece in pieces[1:])
        parts.append(mark_safe(joined.replace(_END, "</mark>")))  # noqa: S308  escaped by `paragraphs`, numbers by us
    return parts


def _checks(lines: list[QuestionLine], text: str) -> list[CheckLine]:
    if not text.strip():
        return []
    found = check(text)
    return [*_about_questions(lines), _about_words(found.long_sentences), _about_greeting(is_there=found.has_greeting),
            *_about_promises(found.promised)]  # fmt: skip


def _about_questions(lines: list[QuestionLine]) -> list[CheckLine]:
    if not lines:
        return []
    done = sum(line.is_answered for line in lines)
    words = {"done": done, "all": len(lines)}
    text = (
        ngettext("%(done)s of %(all)s question answered", "%(done)s of %(all)s questions answered", len(lines)) % words
    )
    is_done = done == len(lines)
    return [CheckLine(kind="good" if is_done else "warn", icon="check" if is_done else "warn", text=text)]


def _about_words(too_long: tuple[str, ...]) -> CheckLine:
    if not too_long:
        return CheckLine(kind="good", icon="check", text=_("Plain words"))
    text = ngettext("%(n)s long sentence", "%(n)s long sentences", len(too_long)) % {"n": len(too_long)}
    return CheckLine(kind="warn", icon="warn", text=text, title=too_long[0])


def _about_greeting(*, is_there: bool) -> CheckLine:
    if is_there:
        return CheckLine(kind="good", icon="check", text=_("Greeting"))
    return CheckLine(kind="warn", icon="warn", text=_("No greeting"))


def _about_promises(promised: tuple[str, ...]) -> list[CheckLine]:
    if not promised:
        return []
    words = {"n": len(promised), "days": ", ".join(promised)}
    return [
        CheckLine(
            kind="",
            icon="clock",
            text=ngettext("%(n)s promise: %(days)s", "%(n)s promises: %(days)s", len(promised)) % words,
        )
    ]
