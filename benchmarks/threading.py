"""Threading against a folder of suites: `python -m benchmarks threading FOLDER [--json]`.

`imaptest/`: scripts beside mboxes that state the tree an IMAP server must answer; only THREAD=REFERENCES counts, and trees
that exist by subject alone are named and left out. Every other letter below the folder must get a place.
"""

import json
import mailbox
import re
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from regard.conversations.rules.threading import Reference, join_by_references
from regard.mime.models import ParsedMail
from regard.mime.queries import parse

BY_SUBJECT = {"thread3"}


def main(argv: list[str]) -> int:
    """Print the figures; 1 when a tree differs or a letter is lost."""
    parser = ArgumentParser(prog="benchmarks threading")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args(argv)
    figures = run(options.folder)
    print(json.dumps(figures) if options.json else "\n".join(f"{name}: {value}" for name, value in figures.items()))
    return 1 if figures["differences"] or figures["lost"] else 0


def run(folder: Path) -> dict[str, Any]:
    """Trees compared, and letters placed."""
    figures: dict[str, Any] = {
        "trees": 0,
        "as_expected": 0,
        "left_out_by_subject": sorted(BY_SUBJECT),
        "differences": [],
    }
    for script in sorted((folder / "imaptest").glob("thread*")):
        expected = _expected(script.read_text()) if script.suffix == "" and script.name not in BY_SUBJECT else None
        if expected:
            found = _trees(
                _letters(script.with_name(script.name + ".mbox")), len({n for tree in expected for n in tree})
            )
            figures["trees"] += 1
            figures["as_expected"] += found == expected
            if found != expected:
                figures["differences"].append(
                    f"{script.name}: {sorted(map(sorted, found))}, not {sorted(map(sorted, expected))}"
                )
    rest = [_reference(parse(path.read_bytes())) for path in sorted(folder.rglob("*")) if _is_letter(path)]
    placed = join_by_references(rest)
    return figures | {"other_letters": len(rest), "lost": len(rest) - len(placed), "conversations": len(set(placed))}


def _expected(script: str) -> set[frozenset[int]] | None:
    """The trees of the first THREAD REFERENCES answer, as sets of message numbers."""
    match = re.search(r"thread references[^\n]*\n\* thread (.*)", script, re.IGNORECASE)
    if not match:
        return None
    trees, depth, numbers = set(), 0, ""
    for character in match.group(1):
        depth += (character == "(") - (character == ")")
        numbers += character if character.isdigit() else " "
        if depth == 0 and numbers.strip():
            trees.add(frozenset(map(int, numbers.split())))
            numbers = ""
    return trees


def _trees(letters: list[Reference], count: int) -> set[frozenset[int]]:
    trees: dict[int, set[int]] = {}
    for number, thread in enumerate(join_by_references(letters[:count]), start=1):
        trees.setdefault(thread, set()).add(number)
    return {frozenset(tree) for tree in trees.values()}


def _letters(path: Path) -> list[Reference]:
    return [_reference(parse(letter.as_bytes())) for letter in mailbox.mbox(path)]


def _reference(mail: ParsedMail) -> Reference:
    """RFC 5256: the ids of References, or when there are none the first of In-Reply-To."""
    return Reference(message_id=mail.message_id, answers=mail.references or mail.in_reply_to[:1])


def _is_letter(path: Path) -> bool:
    return (
        path.is_file()
        and "imaptest" not in path.parts
        and path.suffix not in {".md", ".json"}
        and b":" in path.read_bytes()[:2000]
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
