"""Our own lint: sentences about this house, each with what to do instead. `python -m tools.sentences [ROOT]`."""

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path

ROOMS_DOORS = {"queries", "operations", "models", "rules"}
WRITES = {"create", "bulk_create", "bulk_update", "get_or_create", "update_or_create"}
ROW_WRITES = {"update", "delete"}
CUSTOMER_DATA = {"Account", "Attachment", "Contact", "Conversation"}
MAY_READ_THE_CLOCK = {"kit/clock.py", "kit/ids.py"}

Finding = tuple[Path, int, str]


def findings(root: Path) -> Iterator[Finding]:
    """All sentences that are broken under `root`, the package's folder."""
    for path in sorted(root.rglob("*.py")):
        inside = path.relative_to(root)
        if not {"tests", "migrations"} & set(inside.parts):
            tree = ast.parse(path.read_text(encoding="utf-8"))
            for check in (_writes, _clock, _signals, _doors, _visible):
                yield from ((path, line, text) for line, text in check(tree, inside))
    for path in sorted(root.rglob("templates/**/*.html")):
        yield from ((path, line, text) for line, text in _template(path.read_text(encoding="utf-8")))


def _writes(tree: ast.AST, inside: Path) -> Iterator[tuple[int, str]]:
    if "operations" in inside.as_posix() or inside.parts[0] in {"kit", "config"}:
        return
    for call in _calls(tree):
        chain = ast.unparse(call.func)
        name = chain.rpartition(".")[2]
        is_manager = ".objects." in chain
        if name == "atomic" or (is_manager and name in WRITES) or (is_manager and name in ROW_WRITES):
            yield call.lineno, f"{chain}: writes and transactions live in operations; call or add an operation"
        if name == "save" and chain.count(".") == 1 and not call.args and chain.split(".")[0] != "self":
            yield call.lineno, f"{chain}: rows are saved in operations; call or add an operation"


def _clock(tree: ast.AST, inside: Path) -> Iterator[tuple[int, str]]:
    if inside.as_posix() in MAY_READ_THE_CLOCK:
        return
    for call in _calls(tree):
        if ast.unparse(call.func) in {
            "timezone.now",
            "datetime.now",
            "datetime.utcnow",
            "date.today",
            "datetime.today",
        }:
            yield call.lineno, "only kit.clock reads the clock; take the time as `at=`"


def _signals(tree: ast.AST, _inside: Path) -> Iterator[tuple[int, str]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("django.db.models.signals"):
            yield node.lineno, "no model signals: call the operation, or record an event and subscribe a job"


def _doors(tree: ast.AST, inside: Path) -> Iterator[tuple[int, str]]:
    room = inside.parts[0]
    if room == "config":
        return
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("regard."):
            for target in _targets(node):
                if target[1] not in {room, "kit"} and not ROOMS_DOORS & set(target[2:4]):
                    yield (
                        node.lineno,
                        f"{'.'.join(target)}: other rooms come in by queries, operations, models or rules",
                    )


def _targets(node: ast.ImportFrom) -> list[list[str]]:
    parts = (node.module or "").split(".")
    return [parts] if len(parts) > 2 else [[*parts, alias.name] for alias in node.names]


def _visible(tree: ast.AST, inside: Path) -> Iterator[tuple[int, str]]:
    if inside.parts[0] != "desk":
        return
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and node.attr == "objects" and ast.unparse(node.value) in CUSTOMER_DATA:
            yield node.lineno, f"{ast.unparse(node)} on a page: fetch for a reader, through visible_to(user)"


_TEMPLATE_SENTENCES = (
    (re.compile(r"<[a-z][^>]*\sstyle="), "no style attribute: the content security policy refuses it; add a class"),
    (re.compile(r"<[a-z][^>]*\son[a-z]+="), "no inline handler: attach a behaviour by a data attribute"),
    (
        re.compile(r"<script(?![^>]*\ssrc=)(?![^>]*application/json)"),
        "no inline script: put it in a file under static/",
    ),
    (re.compile(r"<style\b"), "no inline style sheet: put it in a file under static/"),
)


def _template(text: str) -> Iterator[tuple[int, str]]:
    for pattern, sentence in _TEMPLATE_SENTENCES:
        for match in pattern.finditer(text):
            yield text.count("\n", 0, match.start()) + 1, sentence


def _calls(tree: ast.AST) -> Iterator[ast.Call]:
    return (node for node in ast.walk(tree) if isinstance(node, ast.Call))


def main() -> int:
    """Print what is broken; 1 when something is."""
    root = Path(sys.argv[1] if len(sys.argv) > 1 else "regard")
    found = list(findings(root))
    for path, line, text in found:
        print(f"{path}:{line}: {text}")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
