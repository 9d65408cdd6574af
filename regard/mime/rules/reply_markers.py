"""Where quoted mail begins: "On Monday Ben wrote:", header blocks, rows of dashes with "Original Message" in them.

The words differ by language and program, the shape hardly does: an attribution names a day or an hour and an address
or a verb of writing, and ends in a colon. So shape decides, and words only help.
"""

import re
from dataclasses import dataclass

from regard.mime.rules import reply_lines as lines
from regard.mime.rules import reply_words as words

_DATE = re.compile(
    r"\b(?:19|20)\d\d\b|\b\d{1,2}[:.h]\d{2}\b|\b\d{1,2}[./-]\s?\d{1,2}[./-]\s?\d{2,4}\b|(?:19|20)\d\d\s?[年년./-]|\d{1,2}[時시点點]",
)
_EMAIL = re.compile(r"(?<![\w.+-])[\w.+=~-]{1,200}@[\w-]{1,100}\.[\w.-]{1,100}|[<(]mailto:")
_VERB = re.compile(rf"(?<!\w)(?:{words.WROTE})(?!\w)|(?:写道|寫道|撰写|撰寫|書きました|작성)", re.IGNORECASE)
_ENDS = re.compile(r"[:：][\s*_]*$")
_ENDS_VERB = re.compile(rf"(?:{words.WROTE})(?:\([^)]{{1,3}}\))?\s*[-:：]?[\s*_-]*$", re.IGNORECASE)
_STARTS_DATE = re.compile(r"\W*(?:\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}[-/.]\d{1,2}[-/.]\d{2,4})\b")
_ENDS_ADDRESS = re.compile(r"[>)\]]\s*$")
_ORIGINAL = re.compile(
    rf"[\s>*_]*[-_=*–—~]{{2,}}+[\s>]*(?:{words.ORIGINAL})\b.{{0,60}}$|\s*(?:{words.FORWARDED_LINE})\s*[:：]?\s*$",
    re.IGNORECASE,
)
_REPLY_ABOVE = re.compile(rf".*(?:{words.REPLY_ABOVE})", re.IGNORECASE)
# Marks of writing direction that programs put around names and addresses.
_BIDI = re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_MOST_LINES = 6
_MOST_HEADER_LINES = 40
_LONGEST = 400


@dataclass(frozen=True)
class Marker:
    """Lines `start` up to but not including `stop` announce quoted mail. `kind`: attribution, original or headers."""

    start: int
    stop: int
    kind: str


def first(body: list[str], start: int, skip: list[bool]) -> Marker | None:
    """The first marker at or after `start`. Lines with `skip` (code) are never markers."""
    for number in range(start, len(body)):
        if skip[number] or lines.is_blank(body[number]):
            continue
        found = _original(body, number) or _headers(body, number) or _attribution(body, number)
        if found is not None and found.start >= start:
            return found
    return None


def _original(body: list[str], number: int) -> Marker | None:
    line = body[number]
    if lines.is_quote(line) or len(line) > _LONGEST:
        return None
    if _ORIGINAL.match(line) is None and _REPLY_ABOVE.match(line) is None:
        return None
    block = _headers(body, _next_words(body, number + 1), fewest=1)
    return Marker(number, block.stop if block else number + 1, "original")


def _headers(body: list[str], number: int, *, fewest: int = 3) -> Marker | None:
    """Label lines that begin with the sender; long lists of receivers may go over several lines."""
    if number >= len(body) or lines.is_quote(body[number]):
        return None
    opening = lines.label(body[number])
    if opening in {"", "more"} or (opening in {"sent", "to", "cc", "reply"} and fewest > 1):
        return None
    kinds: list[str] = []
    values: list[str] = []
    position, stop = number, number
    while position < min(len(body), number + _MOST_HEADER_LINES) and position - stop <= 3:
        kind = lines.label(body[position])
        if kind:
            kinds.append(kind)
            values.append(body[position])
            stop = position + 1
        elif lines.is_blank(body[position]) and _is_block(kinds, values, fewest) and position - stop >= 0:
            break
        position += 1
    return Marker(_with_delimiter(body, number), stop, "headers") if _is_block(kinds, values, fewest) else None


def _is_block(kinds: list[str], values: list[str], fewest: int) -> bool:
    known = set(kinds) - {"other", "more"}
    if len(known) >= fewest and kinds[0] == "from":
        return True
    if fewest == 1:
        return bool(known)
    # A language nobody listed: four labels, an address and a date among them.
    joined = " ".join(values)
    is_shaped = _EMAIL.search(joined) is not None and _DATE.search(joined) is not None
    return (
        len(values) >= 4 and is_shaped and (kinds[0] in {"other", "from"} or len(known) >= 3) and len(values[0]) < 120
    )


def _attribution(body: list[str], number: int) -> Marker | None:
    """An attribution that ends in line `number`; it may have begun some lines above."""
    end = _BIDI.sub("", body[number]).strip()
    # A lone "> wrote:" is the end of a folded `<address>`, every other quoted line is a quotation.
    if len(end) > _LONGEST or (lines.is_quote(end) and (len(end) > 40 or not _ENDS_VERB.match(end[1:].strip()))):
        return None
    before_quote = _quote_follows(body, number + 1)
    if not (_ENDS.search(end) or _ENDS_VERB.search(end) or (before_quote and _ENDS_ADDRESS.search(end))):
        return None
    for start in range(number, max(-1, number - _MOST_LINES), -1):
        if lines.is_quote(body[start]) and start != number:
            break
        joined = _BIDI.sub("", " ".join(part.strip() for part in body[start : number + 1]))
        if len(joined) > _LONGEST:
            break
        if _begins(body, start) and _tells(joined, before_quote=before_quote, height=number - start):
            return Marker(start, number + 1, "attribution")
    return None


def _tells(joined: str, *, before_quote: bool, height: int) -> bool:
    has_date = _DATE.search(joined) is not None
    has_email = _EMAIL.search(joined) is not None
    has_verb = _VERB.search(joined) is not None
    if not (_ENDS.search(joined) or _ENDS_VERB.search(joined)):
        return before_quote and has_email and _STARTS_DATE.match(joined) is not None
    if has_date and (has_verb or has_email):
        return True
    if has_verb and has_email:
        return True
    return has_verb and before_quote and height == 0 and len(joined) < 120


def _begins(body: list[str], start: int) -> bool:
    """Whether an attribution may begin here: not in the middle of a bracket or a sentence that began a line above."""
    line = body[start].strip()
    if not line or line[0] in "<>)],;:" or line.lower().startswith("mailto:"):
        return False
    if _VERB.match(line) and start and not lines.is_blank(body[start - 1]):
        return False
    above = body[start - 1].rstrip() if start else ""
    if above and (above[-1] in '<,("' or above.count("<") > above.count(">")) and not lines.is_quote(above):
        return not _DATE.search(above) and "<" not in above
    goes_on = above and not _DATE.search(line) and _DATE.search(above) and above[-1] not in ".!?:"
    return not goes_on


def _quote_follows(body: list[str], number: int) -> bool:
    position = _next_words(body, number)
    return position < len(body) and (lines.is_quote(body[position]) or lines.is_bar_quote(body[position]))


def _next_words(body: list[str], number: int) -> int:
    while number < len(body) and lines.is_blank(body[number]):
        number += 1
    return number


def _with_delimiter(body: list[str], number: int) -> int:
    """A row of dashes above a header block belongs to it."""
    above = number - 1
    while above >= 0 and lines.is_blank(body[above]):
        above -= 1
    return (
        above
        if above >= 0 and lines.is_delimiter(body[above]) and not lines.is_signature_dashes(body[above])
        else number
    )
