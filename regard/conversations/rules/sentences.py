"""Cutting what people write in mail into sentences, each with its place in the text.

Mail is wrapped, listed and greeted in, so line ends mean different things: after a full line a sentence goes on, after a
short one, before a list mark and at an empty line it ends. Places are offsets into the text as it was given.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

#: Longer texts are read to here: a rule that helps a writer must never make a page wait.
MOST = 40_000
#: A line this long was probably wrapped by the program it was written in.
_WRAPPED = 50
_QUOTED = re.compile(r"^[ \t]*[>|].*$", re.MULTILINE)
_SIGNATURE = re.compile(r"^--[ \t]?$", re.MULTILINE)
_ADDRESS = re.compile(r"(?:https?://|www\.)\S+|\S+@\S+\.\w+", re.IGNORECASE)
_LIST_MARK = re.compile(r"[ \t]*(?:[-*•–]|\(?\d{1,2}[.)]|\(?[a-z][.)])[ \t]+", re.IGNORECASE)
_END = re.compile(r"[.!?…]+[\"'”’»)\]]*(?=\s|$)|[。？！؟；;](?=[\"'”’»)\]]*)")
_SHORT_FORMS = frozenset(
    [
        "e.g",
        "i.e",
        "mr",
        "mrs",
        "ms",
        "dr",
        "prof",
        "st",
        "no",
        "nr",
        "vs",
        "approx",
        "etc",
        "ca",
        "bzw",
        "ggf",
        "evtl",
        "inkl",
        "exkl",
        "usw",
        "z.b",
        "d.h",
        "u.a",
        "o.ä",
        "str",
        "tel",
        "art",
        "abs",
        "bspw",
        "mme",
        "m",
        "sr",
        "sra",
        "dott",
        "sig",
        "ing",
    ]
)


@dataclass(frozen=True)
class Sentence:
    """A sentence from `start` to `end` of the text; `text` has its line ends folded away."""

    start: int
    end: int
    text: str


def sentences(text: str) -> list[Sentence]:
    """The sentences of what somebody wrote; quoted lines and what follows a signature mark are left out."""
    masked = _masked(text[:MOST])
    return [
        Sentence(start, end, " ".join(text[start:end].split()))
        for begin, stop in _stretches(masked)
        for start, end in _cut(masked, begin, stop)
    ]


def words(text: str) -> list[str]:
    """The words of a text, letters and digits, as written."""
    return re.findall(r"[^\W_]+(?:['’.-][^\W_]+)*", text)


def _masked(text: str) -> str:
    """The text, as long as before, with quoted lines, addresses and signatures made of things that end no sentence."""
    mark = _SIGNATURE.search(text)
    if mark:
        text = text[: mark.start()] + " " * (len(text) - mark.start())
    text = _QUOTED.sub(lambda found: " " * len(found.group()), text)
    return _ADDRESS.sub(lambda found: "x" * len(found.group()), text)


def _stretches(text: str) -> Iterator[tuple[int, int]]:
    """Runs of lines that belong together."""
    begin: int | None = None
    position = 0
    for line in text.splitlines(keepends=True):
        mark, is_empty = _LIST_MARK.match(line), not line.strip()
        if begin is not None and (mark or is_empty):
            yield begin, position
            begin = None
        if not is_empty:
            begin = position + mark.end() if begin is None and mark else position if begin is None else begin
        position += len(line)
        if begin is not None and len(line.rstrip()) < _WRAPPED:
            yield begin, position
            begin = None
    if begin is not None:
        yield begin, position


def _cut(text: str, begin: int, stop: int) -> Iterator[tuple[int, int]]:
    for end in _END.finditer(text, begin, stop):
        if _is_short_form(text, begin, end):
            continue
        yield from _trimmed(text, begin, end.end())
        begin = end.end()
    yield from _trimmed(text, begin, stop)


def _is_short_form(text: str, begin: int, end: re.Match[str]) -> bool:
    """A full stop behind a short form or an ordinal, or before a small letter, ends nothing; nor does `;` outside Greek."""
    if end.group()[0] == ";":
        return not re.search(r"[\u0370-\u03ff]", text[begin : end.start()])
    if end.group()[0] != ".":
        return False
    before = text[begin : end.start()].rsplit(None, 1)
    word = before[-1].lower().lstrip("(\"'“„«") if before else ""
    after = text[end.end() : end.end() + 3].lstrip()
    return word in _SHORT_FORMS or word.isdigit() or len(word) == 1 or after[:1].islower()


def _trimmed(text: str, begin: int, end: int) -> Iterator[tuple[int, int]]:
    inside = text[begin:end]
    if inside.strip():
        yield begin + len(inside) - len(inside.lstrip()), begin + len(inside.rstrip())
