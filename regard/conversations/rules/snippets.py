"""Snippets: texts that are written often, with names that are filled in and marks for what a person must still type.

No template engine: a fixed list of names, replaced once. What is filled in is never looked at again, so nothing a customer
is called can name anything else.
"""

import re
from collections.abc import Mapping

#: What a snippet can name. The values come from `queries.snippets.values_for`.
NAMES = ("contact.first_name", "contact.name", "account.name", "conversation.number", "me.name", "me.first_name")
_MOST = 80
_PLACEHOLDER = re.compile(r"\{\{\s*([^{}\n]{1,80}?)\s*\}\}")
_MARK = re.compile(rf"\[\[([^\[\]\n]{{1,{_MOST}}})\]\]")
_ASK = re.compile(r"ask\s*:\s*(.*)", re.IGNORECASE)


def fill(text: str, values: Mapping[str, str]) -> str:
    """The text with its names filled in; what has no value, and what is asked for, stays as a mark like `[[delivery date]]`."""
    return _PLACEHOLDER.sub(lambda found: _filled(found.group(1), values), text)


def open_marks(text: str) -> list[str]:
    """What is still to be typed, each once, in the order of the text."""
    return list(dict.fromkeys(mark.strip() for mark in _MARK.findall(text) if mark.strip()))


def unknown_names(text: str) -> list[str]:
    """Placeholders that name nothing we know: a snippet with one of these is refused when it is written, not when it is used."""
    inside = [found.strip() for found in _PLACEHOLDER.findall(text)]
    return list(dict.fromkeys(name for name in inside if not _asked(name) and name not in NAMES))


def _filled(inside: str, values: Mapping[str, str]) -> str:
    asked = _asked(inside)
    if asked:
        return _mark(asked)
    return _plain(values.get(inside, "")) or _mark(inside.replace("_", " ").replace(".", " "))


def _asked(inside: str) -> str:
    found = _ASK.fullmatch(inside)
    return found.group(1).strip() if found else ""


def _plain(value: str) -> str:
    return " ".join(value.split())


def _mark(label: str) -> str:
    return f"[[{label.replace('[', '(').replace(']', ')')[:_MOST]}]]"
