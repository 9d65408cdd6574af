"""`format=flowed` (RFC 3676): lines that a program broke are put together again, quotations keep their depth."""

import re

_QUOTES = re.compile(r">*")
_SIGNATURE = "-- "


def unflow(text: str, *, delete_space: bool) -> str:
    """A line that ends in a space goes on in the next one of the same quote depth; "-- " is the signature mark."""
    lines: list[str] = []
    flowing: int | None = None
    for line in text.split("\n"):
        depth = len((_QUOTES.match(line) or [""])[0])
        words = line[depth:].removeprefix(" ")
        prefix = ">" * depth + " " if depth else ""
        if flowing == depth and lines and words != _SIGNATURE:
            lines[-1] += words
        else:
            lines.append(prefix + words)
        is_soft = words.endswith(" ") and words != _SIGNATURE
        if is_soft and delete_space:
            lines[-1] = lines[-1][:-1]
        flowing = depth if is_soft else None
    return "\n".join(lines)
