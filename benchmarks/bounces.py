"""Returned mail: found, and whether the address is gone for good. FOLDER holds expected.jsonl.

Every further folder or file below FOLDER that expected.jsonl does not name is taken for ordinary mail.
"""

from collections import Counter
from pathlib import Path
from typing import Any

from benchmarks import _told
from regard.mime.queries import parse


def run(folder: Path) -> dict[str, Any]:
    counts: Counter[str] = Counter()
    differences: list[str] = []
    for case in _told.json_lines(folder / "expected.jsonl"):
        mail = parse((folder / case["file"]).read_bytes())
        wanted = case["recipients"]
        if not wanted:
            counts["others"] += 1
            counts["false_alarms"] += mail.is_bounce
            continue
        counts["bounces"] += 1
        counts["detected"] += mail.is_bounce
        first = mail.bounce_recipients[0] if mail.bounce_recipients else None
        hard, reason = (first.hard, first.reason) if first else (None, None)
        counts["hard_right"] += hard in {one["hard_bounce"] for one in wanted}
        counts["reason_right"] += reason in {one["reason"] for one in wanted}
        counts["recipients_right"] += len(mail.bounce_recipients) == len(wanted)
        told = [
            (one.address, one.action, one.status, one.reply_code, one.hard, one.reason)
            for one in mail.bounce_recipients
        ]
        expected = [(one["dsn"], one["reply_code"], one["hard_bounce"], one["reason"]) for one in wanted]
        if not mail.is_bounce:
            differences.append(f"missed {case['file']} {expected}")
        elif hard not in {one["hard_bounce"] for one in wanted}:
            differences.append(f"hard   {case['file']} expected {expected} found {told}")
        elif reason not in {one["reason"] for one in wanted}:
            differences.append(f"reason {case['file']} expected {expected} found {told}")
    return dict(counts) | {"differences": differences}


def main(argv: list[str]) -> int:
    return _told.main(run, argv)
