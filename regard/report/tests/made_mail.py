"""A made-up company's mailboxes, of which everything is known: made from a seed, written as mbox, Maildir and .eml files."""

import random
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from email.utils import format_datetime
from pathlib import Path

from regard.report.rules.audit import week_of

START = datetime(2026, 1, 5, 6, 0, tzinfo=UTC)
NEWEST = START + timedelta(days=120)
BOXES = ("help@havn.example", "sales@havn.example", "info@havn.example")


@dataclass
class Truth:
    """What an audit has to find."""

    asked: dict[str, datetime] = field(default_factory=dict)
    answered: dict[str, datetime] = field(default_factory=dict)
    acknowledged: set[str] = field(default_factory=set)
    apart: dict[str, int] = field(default_factory=lambda: {"automatic": 0, "list": 0, "bulk": 0})
    address: dict[str, str] = field(default_factory=dict)
    duplicates: int = 0

    def waits(self) -> list[tuple[float, bool]]:
        return [((self.answered.get(key, NEWEST) - at).total_seconds(), key in self.answered) for key, at in self.asked.items()]  # fmt: skip

    def weeks(self) -> dict[str, tuple[int, int]]:
        found: dict[str, tuple[int, int]] = {}
        for key, at in self.asked.items():
            name = week_of(at.date()).isoformat()
            asked, answered = found.get(name, (0, 0))
            found[name] = asked + 1, answered + (key in self.answered)
        return dict(sorted(found.items()))


@dataclass
class Made:
    """The letters of each mailbox, and the truth about them."""

    inbox: list[EmailMessage] = field(default_factory=list)
    sent: list[EmailMessage] = field(default_factory=list)
    colleague: list[EmailMessage] = field(default_factory=list)
    truth: Truth = field(default_factory=Truth)


def make(threads: int, *, seed: int = 1) -> Made:
    """`threads` inquiries, 27% ignored, among machine mail of every kind."""
    chance, made = random.Random(seed), Made()
    for number in range(threads):
        _exchange(made, number, chance)
        _noise(made, number, chance)
    made.inbox.append(letter("newest@else.example", BOXES[0], "The newest", "<newest@else.example>", NEWEST, auto="auto-generated"))  # fmt: skip
    made.truth.apart["automatic"] += 1
    return made


def _exchange(made: Made, number: int, chance: random.Random) -> None:
    customer, box = f"customer{number}@firm{number % 40}.example", chance.choice(BOXES)
    key, subject = f"q{number}@firm.example", f"Question {number} about the pump"
    at = START + timedelta(minutes=chance.randrange(110 * 24 * 60))
    asked = letter(f"Customer {number} <{customer}>", box, subject, f"<{key}>", at)
    made.inbox.append(asked)
    made.truth.asked[key], made.truth.address[key] = at, box
    if chance.random() < 0.31:
        linked = chance.random() < 0.5
        made.inbox.append(_receipt(asked, number, at + timedelta(seconds=30), linked=linked))
        made.truth.acknowledged.add(key)
    if chance.random() < 0.2:
        again = letter(customer, box, f"Re: {subject}", f"<again{number}@firm.example>", at + timedelta(minutes=3), answers=f"<{key}>")  # fmt: skip
        made.inbox.append(again)
    if chance.random() < 0.15:
        internal = letter("ada@havn.example", "ben@havn.example", f"Fwd: {subject}", f"<in{number}@havn.example>", at + timedelta(minutes=5), answers=f"<{key}>")  # fmt: skip
        made.sent.append(internal)
    if chance.random() >= 0.27:
        _answer(made, number, chance, asked, at + timedelta(minutes=chance.randrange(10, 9 * 24 * 60)))


def _answer(made: Made, number: int, chance: random.Random, asked: EmailMessage, at: datetime) -> None:
    key, to, subject = str(asked["Message-ID"]), str(asked["From"]), str(asked["Subject"])
    way = chance.choice(("sent", "sent", "copied", "colleague"))
    if way == "colleague":
        # Another program: no header links it, the sender's name is another, the prefix a foreign one.
        answer = letter(f"B. Nielsen (home) <ben.nielsen@{chance.choice(('havn.example', 'mobile.havn.example'))}>", to, f"AW: {subject.upper()}", f"<c{number}@phone.example>", at)  # fmt: skip
        made.colleague.append(answer)
    else:
        answer = letter(
            "Ada Agent <ada@havn.example>", to, f"Re: {subject}", f"<a{number}@havn.example>", at, answers=key
        )
        made.sent.append(answer)
    if way == "copied":
        made.inbox.append(answer)
        made.truth.duplicates += 1
    made.truth.answered[key.strip("<>")] = at
    if chance.random() < 0.3:
        thanks = letter(to, "ada@havn.example", f"Re: {subject}", f"<t{number}@firm.example>", at + timedelta(hours=1), answers=str(answer["Message-ID"]))  # fmt: skip
        made.inbox.append(thanks)


def _noise(made: Made, number: int, chance: random.Random) -> None:
    at = START + timedelta(minutes=chance.randrange(110 * 24 * 60))
    box = chance.choice(BOXES)
    kind = chance.choice(("vacation", "list", "bulk", "bounce", "newsletter", "ours", "nothing", "nothing"))
    if kind == "vacation":
        made.inbox.append(letter(f"away{number}@else.example", box, "Out of office", f"<v{number}@else.example>", at, auto="auto-replied"))  # fmt: skip
    elif kind == "bounce":
        bounce = letter("MAILER-DAEMON@else.example", box, "Undelivered", f"<b{number}@else.example>", at)
        bounce.replace_header("Content-Type", 'multipart/report; report-type=delivery-status; boundary="x"')
        made.inbox.append(bounce)
    elif kind == "list":
        made.inbox.append(letter(f"talk{number}@else.example", box, "A talk", f"<l{number}@else.example>", at, **{"List-Id": "<pumps.lists.example>"}))  # fmt: skip
    elif kind == "bulk":
        made.inbox.append(letter(f"shop{number}@else.example", box, "Offers", f"<k{number}@else.example>", at, Precedence="bulk"))  # fmt: skip
    elif kind == "newsletter":
        made.inbox.append(letter(f"news{number}@else.example", box, "News", f"<n{number}@else.example>", at, **{"List-Unsubscribe": "<https://else.example/>"}))  # fmt: skip
    elif kind == "ours":
        made.sent.append(letter("ada@havn.example", f"prospect{number}@else.example", "An offer", f"<o{number}@havn.example>", at))  # fmt: skip
        made.inbox.append(letter(f"prospect{number}@else.example", "ada@havn.example", "Re: An offer", f"<p{number}@else.example>", at + timedelta(hours=2), answers=f"<o{number}@havn.example>"))  # fmt: skip
    name = {"vacation": "automatic", "bounce": "automatic", "list": "list", "bulk": "bulk", "newsletter": "bulk"}.get(
        kind
    )
    if name:
        made.truth.apart[name] += 1


def _receipt(asked: EmailMessage, number: int, at: datetime, *, linked: bool) -> EmailMessage:
    subject = f"We got your letter: {asked['Subject']}"
    return letter("noreply@havn.example", str(asked["From"]), subject, f"<r{number}@havn.example>", at, answers=str(asked["Message-ID"]) if linked else "", auto="auto-replied")  # fmt: skip


def letter(
    sender: str, to: str, subject: str, key: str, at: datetime, *, answers: str = "", auto: str = "", **more: str
) -> EmailMessage:
    made = EmailMessage()
    made["From"], made["To"], made["Subject"] = sender, to, subject
    made["Message-ID"], made["Date"] = key, format_datetime(at)
    if answers:
        made["In-Reply-To"] = made["References"] = answers
    if auto:
        made["Auto-Submitted"] = auto
    for name, value in more.items():
        made[name] = value
    made.set_content(f"About {subject}.\n\nFrom here on it goes on.\n")
    return made


def write_mbox(path: Path, letters: list[EmailMessage]) -> Path:
    with path.open("wb") as file:
        for one in letters:
            body = one.as_bytes().replace(b"\nFrom ", b"\n>From ")
            file.write(b"From someone@else.example Mon Jan  5 06:00:00 2026\n" + body + b"\n")
    return path


def write_maildir(path: Path, letters: list[EmailMessage]) -> Path:
    for folder in ("cur", "new", "tmp"):
        (path / folder).mkdir(parents=True)
    for number, one in enumerate(letters):
        where = path / ("cur" if number % 2 else "new")
        (where / f"17676{number:05}.M{number}.host:2,S").write_bytes(one.as_bytes())
    return path


def write_folder(path: Path, letters: list[EmailMessage]) -> Path:
    for number, one in enumerate(letters):
        folder = path / f"part{number % 3}"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"{number}.eml").write_bytes(one.as_bytes().replace(b"\n", b"\r\n"))
    return path
