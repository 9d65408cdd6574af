"""How often the new words of a mail are told from what it quotes, exactly. FOLDER holds discourse.jsonl."""

from pathlib import Path
from typing import Any

from benchmarks import _told
from regard.mime.queries import extract_reply


def run(folder: Path) -> dict[str, Any]:
    cases = _told.json_lines(folder / "discourse.jsonl")
    differences = []
    for case in cases:
        found, wanted = _told.folded(extract_reply(case["text"]).reply_text), _told.folded(case["expected_reply"])
        if found != wanted:
            differences.append(f"{case['id']}\n  expected {wanted[:300]}\n  found    {found[:300]}")
    return {"cases": len(cases), "exact": len(cases) - len(differences), "differences": differences}


def main(argv: list[str]) -> int:
    return _told.main(run, argv)
