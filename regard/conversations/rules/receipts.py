"""The text of a receipt: a fixed list of placeholders in single braces, filled in once. No template engine."""

import re
from collections.abc import Mapping

#: What a receipt can name. `due` is the whole phrase ("today by 16:30").
NAMES = ("person", "due", "number", "team", "company")
#: Without these a receipt would not say what it is for.
NEEDED = ("due", "number")
LONGEST = 4000
_BRACES = re.compile(r"\{([^{}\n]*)\}")
_BEGINS = re.compile(r"(?:^|[\n.!?:]\s*)$")


def unknown_names(text: str) -> list[str]:
    """Placeholders that name nothing we know, and braces left open, each once."""
    unknown = [found for found in _BRACES.findall(text) if found not in NAMES]
    if any(brace in _BRACES.sub("", text) for brace in "{}"):
        unknown.append("")
    return list(dict.fromkeys(unknown))


def missing_names(text: str) -> list[str]:
    """What a receipt must say and this one does not."""
    named = set(_BRACES.findall(text))
    return [name for name in NEEDED if name not in named]


def fill(text: str, values: Mapping[str, str]) -> str:
    """The text with its placeholders filled in; what begins a sentence begins with a capital letter.

    What is filled in is never looked at again.
    """

    def filled(found: re.Match[str]) -> str:
        value = values.get(found.group(1), found.group(0))
        return value[:1].upper() + value[1:] if _BEGINS.search(text[: found.start()]) else value

    return _BRACES.sub(filled, text)
