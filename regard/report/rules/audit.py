"""Inquiries, and what became of them, out of letters. docs/algorithms/mail-audit.md defines every word used here."""

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from operator import attrgetter
from typing import NamedTuple

from regard.conversations.rules.threading import Reference, join_by_references
from regard.report.rules.letters import Kind, Letter, Ours
from regard.report.rules.waits import DAY, Curve, Wait, curve

#: An answer without a link counts when it comes so soon under the same subject to the same person; a receipt so soon.
ANSWER_WINDOW = timedelta(days=30)
RECEIPT_WINDOW = timedelta(days=1)
ELSEWHERE = "other addresses"


@dataclass(kw_only=True, slots=True)
class Inquiry:
    """The first letter of a person from outside in an exchange that nobody of ours began."""

    letter: Letter
    answered_at: datetime | None = None
    is_acknowledged: bool = False

    def wait(self, until: datetime) -> Wait:
        """Until the answer, or until `until`; a sender's clock that runs ahead makes no time negative."""
        seconds = ((self.answered_at or until) - self.letter.at).total_seconds()
        return Wait(seconds=max(seconds, 0.0), is_answered=self.answered_at is not None)

    def answer(self, at: datetime) -> None:
        self.answered_at = min(at, self.answered_at) if self.answered_at else at


@dataclass(frozen=True, kw_only=True)
class Share:
    """Some of the inquiries: those of a week or of an address of ours."""

    name: str
    inquiries: int
    acknowledged: int
    answered: int
    answered_within_day: float | None
    median_seconds: float | None


@dataclass(frozen=True, kw_only=True)
class Audit:
    """What the letters say. Letters of machines, lists and to many at once are only counted; `until` is the newest letter's date."""

    inquiries: tuple[Inquiry, ...]
    until: datetime | None
    since: datetime | None
    letters: int
    kinds: dict[Kind, int]
    continued: int
    curve: Curve
    weeks: tuple[Share, ...]
    addresses: tuple[Share, ...]

    @property
    def unanswered(self) -> list[Inquiry]:
        return [one for one in self.inquiries if one.answered_at is None]

    @property
    def acknowledged(self) -> int:
        return sum(one.is_acknowledged for one in self.inquiries)


@dataclass
class Collection:
    """Letters as they are read, each Message-ID once. Letters from outside that no person wrote are counted and let go."""

    letters: list[Letter] = field(default_factory=list)
    kinds: Counter[Kind] = field(default_factory=Counter)
    count: int = 0
    duplicates: int = 0
    first: datetime | None = None
    latest: datetime | None = None
    _seen: set[int] = field(default_factory=set)

    def add(self, letter: Letter, *, fingerprint: int) -> None:
        """`fingerprint` stands for the letter: of its Message-ID, or of its head where it has none."""
        if fingerprint in self._seen:
            self.duplicates += 1
            return
        self._seen.add(fingerprint)
        self.count += 1
        self.first = min(letter.at, self.first or letter.at)
        self.latest = max(letter.at, self.latest or letter.at)
        if letter.is_ours or letter.kind is Kind.PERSON:
            self.letters.append(letter)
        else:
            self.kinds[letter.kind] += 1


class _Placed(NamedTuple):
    """A letter and when it counts: what answers a letter by name was written after it, whatever the clocks say."""

    at: datetime
    letter: Letter


def audit(collection: Collection, *, ours: Ours) -> Audit:
    """Find the inquiries, their answers and receipts."""
    threads = list(_threads(collection.letters))
    found, linked, continued = list[Inquiry](), set[int](), 0
    for thread in threads:
        inquiry = _inquiry(thread, ours)
        if inquiry is None:
            continue
        if _is_continued(inquiry.letter, thread):
            continued += 1
            continue
        found.append(inquiry)
        linked.update(_follow(inquiry, thread, ours))
    _find_unlinked(found, (letter for letter in collection.letters if id(letter) not in linked), ours)
    found.sort(key=lambda one: (one.letter.at, one.letter.message_id))
    return _counted(collection, found, continued, ours)


def _threads(letters: Sequence[Letter]) -> Iterator[list[_Placed]]:
    references = [Reference(message_id=letter.message_id, answers=letter.answers) for letter in letters]
    threads: dict[int, list[Letter]] = defaultdict(list)
    for number, letter in zip(join_by_references(references), letters, strict=True):
        threads[number].append(letter)
    for thread in threads.values():
        written = {letter.message_id: letter.at for letter in thread if not letter.is_ours}
        placed = (_Placed(_effective(letter, written), letter) for letter in thread)
        yield sorted(placed, key=lambda one: (one.at, one.letter.is_ours))


def _effective(letter: Letter, written: dict[str, datetime]) -> datetime:
    named = [written[name] for name in letter.answers if name in written] if letter.is_ours else []
    return max([letter.at, *named])


def _inquiry(thread: Sequence[_Placed], ours: Ours) -> Inquiry | None:
    """Machines begin nothing, and what colleagues write each other is no exchange with a customer."""
    persons = (one.letter for one in thread if one.letter.kind is Kind.PERSON)
    first = next((letter for letter in persons if not letter.is_ours or _outside(letter, ours)), None)
    return None if first is None or first.is_ours else Inquiry(letter=first)


def _is_continued(letter: Letter, thread: Sequence[_Placed]) -> bool:
    """A reply to something that is not in these files: the exchange began before them, or elsewhere."""
    held = {one.letter.message_id for one in thread}
    return letter.is_reply and bool(letter.answers) and not held.intersection(letter.answers)


def _follow(inquiry: Inquiry, thread: Sequence[_Placed], ours: Ours) -> Iterator[int]:
    """Note answers and receipts in the inquiry's own thread; which letters of ours are thereby placed."""
    people = _people(thread, ours)
    for placed in thread:
        letter = placed.letter
        if letter.is_ours and placed.at >= inquiry.letter.at and _reaches(letter, people):
            yield id(letter)
            if letter.kind is Kind.PERSON:
                inquiry.answer(placed.at)
            elif not letter.is_report:
                inquiry.is_acknowledged = True


def _people(thread: Sequence[_Placed], ours: Ours) -> set[str]:
    """Everybody outside who takes part, and the companies (as "@domain") of those who wrote."""
    theirs = [one.letter for one in thread if not one.letter.is_ours]
    people = {person for letter in theirs for person in (letter.sender, *letter.reply_to, *_outside(letter, ours))}
    return people | {"@" + letter.sender.rpartition("@")[2] for letter in theirs}


def _reaches(letter: Letter, people: set[str]) -> bool:
    """Passing a customer's letter on to a supplier or a colleague is no answer to the customer."""
    return any(one in people or "@" + one.rpartition("@")[2] in people for one in letter.recipients)


def _outside(letter: Letter, ours: Ours) -> list[str]:
    return [one for one in letter.recipients if not ours.has(one)]


def _find_unlinked(inquiries: Sequence[Inquiry], letters: Iterable[Letter], ours: Ours) -> None:
    """Answers from programs that name no letter: by subject and person. Receipts: by person, and subject or header."""
    by_person: dict[str, list[Inquiry]] = defaultdict(list)
    for inquiry in sorted(inquiries, key=attrgetter("letter.at")):
        for person in {inquiry.letter.sender, *inquiry.letter.reply_to}:
            by_person[person].append(inquiry)
    for letter in sorted((one for one in letters if one.is_ours), key=attrgetter("at")):
        for person in _outside(letter, ours):
            if letter.kind is Kind.PERSON:
                _answer_unlinked(by_person.get(person, []), letter)
            elif not letter.is_report:
                _receipt_unlinked(by_person.get(person, []), letter)


def _answer_unlinked(asked: Sequence[Inquiry], letter: Letter) -> None:
    """It settles everything the person asked under this subject in the window before."""
    for inquiry in asked:
        if inquiry.letter.key == letter.key and inquiry.letter.at <= letter.at <= inquiry.letter.at + ANSWER_WINDOW:
            inquiry.answer(letter.at)


def _receipt_unlinked(asked: Sequence[Inquiry], letter: Letter) -> None:
    """It belongs to the latest letter before it."""
    before = asked[: bisect_right(asked, letter.at, key=attrgetter("letter.at"))]
    named = [one for one in before if letter.is_autoreply or (one.letter.key and one.letter.key in letter.subject.casefold())]  # fmt: skip
    if named and letter.at <= named[-1].letter.at + RECEIPT_WINDOW:
        named[-1].is_acknowledged = True


def _counted(collection: Collection, found: list[Inquiry], continued: int, ours: Ours) -> Audit:
    until = collection.latest
    weeks: dict[str, list[Inquiry]] = defaultdict(list)
    boxes: dict[str, list[Inquiry]] = defaultdict(list)
    for inquiry in found:
        weeks[week_of(inquiry.letter.at.date()).isoformat()].append(inquiry)
        boxes[next((one for one in inquiry.letter.recipients if ours.has(one)), ELSEWHERE)].append(inquiry)
    by_size = sorted(boxes.items(), key=lambda item: (-len(item[1]), item[0]))
    return Audit(
        inquiries=tuple(found),
        until=until,
        since=collection.first,
        letters=collection.count,
        kinds={kind: collection.kinds[kind] for kind in (Kind.AUTOMATIC, Kind.LIST, Kind.BULK)},
        continued=continued,
        curve=_curve(found, until),
        weeks=tuple(_share(name, some, until) for name, some in sorted(weeks.items())),
        addresses=tuple(_share(name, some, until) for name, some in by_size),
    )


def _curve(some: Iterable[Inquiry], until: datetime | None) -> Curve:
    return curve(one.wait(until) for one in some) if until else curve(())


def _share(name: str, some: Sequence[Inquiry], until: datetime | None) -> Share:
    drawn = _curve(some, until)
    return Share(
        name=name,
        inquiries=len(some),
        acknowledged=sum(one.is_acknowledged for one in some),
        answered=sum(one.answered_at is not None for one in some),
        answered_within_day=drawn.answered_within(DAY),
        median_seconds=drawn.median,
    )


def week_of(day: date) -> date:
    """The Monday of its week."""
    return day - timedelta(days=day.weekday())
