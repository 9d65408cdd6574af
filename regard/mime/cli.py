"""`regard mail parse FILE...`: what a mail is to us, as one JSON object a line. Reads files only, needs no database."""

import sys
from argparse import ArgumentParser, Namespace
from pathlib import Path
from typing import Any

from regard.kit import charset
from regard.kit.cli import FINDINGS, FINE, Command, print_json, say
from regard.mime import queries
from regard.mime.json_form import to_json
from regard.mime.models import Unparseable


def configure(parser: ArgumentParser) -> None:
    parser.add_argument(
        "files", nargs="+", metavar="FILE", help="a mail as it came over the wire; - reads standard input"
    )
    parser.add_argument("--text", action="store_true", help="the files are plain text bodies: cut off what they quote")


def run(arguments: Namespace) -> int:
    """One line for each file in the order given; a file that cannot be read gets a line with "error"."""
    read = _text if arguments.text else _mail
    failed = 0
    for name in arguments.files:
        try:
            print_json(_clean({"file": name, **read(_bytes(name))}))
        except (OSError, ValueError) as error:
            failed += 1
            say(f"{name}: {error}")
            print_json(_clean({"file": name, "error": str(error)}))
    return FINDINGS if failed else FINE


def _bytes(name: str) -> bytes:
    return sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()


def _mail(raw: bytes) -> dict[str, Any]:
    found = queries.parse_guarded(raw)
    if isinstance(found, Unparseable):
        raise ValueError(found.reason)  # noqa: TRY004  a refusal told to the person, not a wrong type
    return to_json(found)


def _text(raw: bytes) -> dict[str, Any]:
    found = queries.extract_reply(charset.decode(raw))
    return {"reply_text": found.reply_text, "quoted_text": found.quoted_text}


def _clean(value: Any) -> Any:
    """Halves of characters have no UTF-8 form; file names of another charset bring them too."""
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode("utf-8")
    if isinstance(value, dict):
        return {key: _clean(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_clean(item) for item in value]
    return value


COMMAND = Command(help="read mails and print what they are as JSON", run=run, configure=configure)


def main(argv: list[str] | None = None) -> int:
    parser = ArgumentParser(prog="python -m regard.mime.cli", description=COMMAND.help)
    configure(parser)
    return run(parser.parse_args(argv))


if __name__ == "__main__":
    sys.exit(main())
