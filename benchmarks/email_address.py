"""Which addresses a person may type. FOLDER holds isemail/tests.xml."""

import xml.etree.ElementTree as ET
from collections import Counter
from pathlib import Path
from typing import Any

from benchmarks import _told
from regard.mime.queries import check_address


def run(folder: Path) -> dict[str, Any]:
    """Invalid ones must be refused; valid ones and those valid for SMTP accepted."""
    accepted: Counter[str] = Counter()
    total: Counter[str] = Counter()
    differences = []
    for test in ET.parse(next(folder.rglob("tests.xml"))).getroot().findall("test"):
        # The set writes control characters as their visible pictures.
        address = "".join(
            chr(ord(sign) - 0x2400) if "\u2400" <= sign <= "\u241f" else sign for sign in test.findtext("address") or ""
        )
        category = test.findtext("category") or ""
        total[category] += 1
        reason = _refusal(address)
        accepted[category] += reason is None
        expected = {"ISEMAIL_ERR": False, "ISEMAIL_VALID_CATEGORY": True, "ISEMAIL_RFC5321": True}.get(category)
        if expected is not None and expected != (reason is None):
            differences.append(f"{category} {address!r}: {reason or 'accepted'}")
    return {category: f"{accepted[category]} of {total[category]} accepted" for category in sorted(total)} | {
        "differences": differences
    }


def _refusal(address: str) -> str | None:
    try:
        check_address(address)
    except ValueError as error:
        return str(error)
    return None


def main(argv: list[str]) -> int:
    return _told.main(run, argv)
