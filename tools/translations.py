"""Every word on screen has its German, and the compiled catalogue is the written one. `python -m tools.translations`."""

import sys
from pathlib import Path

from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po

CATALOGUE = Path("regard/locale/de/LC_MESSAGES/django.po")


def main() -> int:
    """Name what is missing; 1 when anything is."""
    with CATALOGUE.open("rb") as file:
        written = read_po(file, locale="de")
    with CATALOGUE.with_suffix(".mo").open("rb") as file:
        compiled = {_strings(message.id): _strings(message.string) for message in read_mo(file)}
    missing = [message for message in written if message.id and not all(_strings(message.string))]
    fuzzy = [message for message in written if message.id and message.fuzzy]
    stale = [
        message
        for message in written
        if message.id and message not in missing and compiled.get(_strings(message.id)) != _strings(message.string)
    ]
    for what, messages in (("not translated", missing), ("in doubt (fuzzy)", fuzzy), ("not compiled", stale)):
        for message in messages:
            print(f"{what}: {message.id!r}")
    return 1 if missing or fuzzy or stale else 0


def _strings(text: object) -> tuple[str, ...]:
    return tuple(text) if isinstance(text, tuple | list) else (str(text),)


if __name__ == "__main__":
    sys.exit(main())
