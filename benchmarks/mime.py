"""Nasty real mail: nothing crashes, no attachment loses a byte, subject and sender as other parsers read them.

FOLDER holds zammad_expected.jsonl, stalwart/**/*.json beside each .eml, and any other mail.
"""

import base64
import hashlib
import json
import time
from collections import Counter
from pathlib import Path
from typing import Any

from benchmarks import _told
from regard.mime.models import ParsedMail
from regard.mime.queries import parse


def run(folder: Path) -> dict[str, Any]:
    counts: Counter[str] = Counter()
    differences: list[str] = []
    slowest = 0.0
    for path in _told.files(folder):
        started = time.perf_counter()
        try:
            mail = parse(path.read_bytes())
        except Exception as error:  # noqa: BLE001  a crash is a figure
            differences.append(f"crash  {path} {error!r}")
            counts["crashes"] += 1
            continue
        slowest = max(slowest, time.perf_counter() - started)
        counts["files"] += 1
        counts["called_bounce"] += mail.is_bounce
        counts["called_automatic"] += mail.is_automatic
        if any("_failed:" in word for word in mail.warnings):
            differences.append(f"warned {path} {mail.warnings}")
    if (folder / "zammad_expected.jsonl").exists():
        _zammad(folder, counts, differences)
    for path in sorted((folder / "stalwart").rglob("*.eml")):
        _stalwart(path, counts, differences)
    return {"crashes": 0, **counts, "slowest_seconds": round(slowest, 2), "differences": differences}


def _zammad(folder: Path, counts: Counter[str], differences: list[str]) -> None:
    for case in _told.json_lines(folder / "zammad_expected.jsonl"):
        wanted = case["expected"] or {}
        mail = parse((folder / case["file"]).read_bytes())
        if "subject" in wanted:
            _compare(
                "zammad_subject",
                case["file"],
                _told.folded(wanted["subject"]),
                _told.folded(mail.subject),
                counts,
                differences,
            )
        if wanted.get("from_email"):
            found = mail.from_.email.lower() if mail.from_ else ""
            _compare("zammad_from", case["file"], wanted["from_email"].lower(), found, counts, differences)
        for attachment in wanted.get("attachments", []):
            counts["zammad_attachments_of"] += 1
            if attachment["md5"] in _digests(mail):
                counts["zammad_attachments"] += 1
            else:
                differences.append(f"attachment {case['file']} {attachment}")


def _digests(mail: ParsedMail) -> set[str]:
    """The set gives the digest of a binary file's base64 text, and lists the HTML body as a file."""
    contents = [one.content for one in mail.attachments]
    forms = [*contents, *(base64.b64encode(content) for content in contents), mail.html.encode()]
    return {hashlib.md5(form).hexdigest() for form in forms}


def _stalwart(path: Path, counts: Counter[str], differences: list[str]) -> None:
    expected = path.with_suffix(".json")
    if not expected.exists():
        return
    tree = json.loads(expected.read_text(encoding="utf-8"))
    headers = {
        header["name"]: header["value"]
        for header in reversed(tree["parts"][0]["headers"])
        if isinstance(header["name"], str)
    }
    mail = parse(path.read_bytes())
    subject = headers.get("subject")
    if isinstance(subject, dict) and "Text" in subject:
        _compare(
            "stalwart_subject",
            str(path),
            _told.folded(subject["Text"]),
            _told.folded(mail.subject),
            counts,
            differences,
        )
    senders = headers.get("from")
    first = _first_address(senders) if isinstance(senders, dict) else None
    if first:
        found = mail.from_.email if mail.from_ else ""
        _compare("stalwart_from", str(path), first, found, counts, differences)


def _first_address(value: dict[str, Any]) -> str | None:
    addresses = (value.get("Address") or {}).get("List") or []
    return addresses[0].get("address") if addresses else None


def _compare(  # noqa: PLR0917  a private helper of one file
    name: str, file: str, wanted: str, found: str, counts: Counter[str], differences: list[str]
) -> None:
    counts[f"{name}_of"] += 1
    counts[name] += wanted == found
    if wanted != found:
        differences.append(f"{name} {file}\n  expected {wanted[:200]!r}\n  found    {found[:200]!r}")


def main(argv: list[str]) -> int:
    return _told.main(run, argv)
