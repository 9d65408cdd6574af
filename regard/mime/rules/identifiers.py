"""Message ids and dates out of headers that rarely keep to RFC 5322."""

import re
from datetime import UTC, datetime
from email.utils import mktime_tz, parsedate_tz

from regard.mime.rules import headers

_IN_BRACKETS = re.compile(r"<([^<>]{1,2000})>")
_LONGEST = 998
_COMMENT = re.compile(r"\([^()]*\)")


def message_ids(value: bytes) -> tuple[str, ...]:
    """Ids without angle brackets, in order, each once. White space inside an id comes from folding and goes."""
    text = headers.decoded(value)
    found = ["".join(inside.split()) for inside in _IN_BRACKETS.findall(text)]
    if not found:
        found = [word.strip("<>,;\"'") for word in text.split() if "@" in word]
    return tuple(dict.fromkeys(word[:_LONGEST] for word in found if word))


def message_id(value: bytes) -> str:
    """The id of the mail itself; one without brackets or @ is taken as it stands."""
    found = message_ids(value)
    if found:
        return found[0]
    words = headers.decoded(value).strip("<> ").split()
    return words[0][:_LONGEST] if len(words) == 1 else ""


def date(value: bytes) -> datetime | None:
    """The Date header in UTC, None when nobody could say what it means. A missing zone is read as UTC."""
    text = headers.decoded(value)
    for _ in range(3):
        text = _COMMENT.sub(" ", text)
    # Some programs write a whole Received line here; the date stands after its semicolon.
    try:
        parts = parsedate_tz(text.rsplit(";", 1)[-1].strip())
        return None if parts is None else datetime.fromtimestamp(mktime_tz(parts), tz=UTC)
    except (ValueError, OverflowError, OSError, IndexError, TypeError):
        return None
