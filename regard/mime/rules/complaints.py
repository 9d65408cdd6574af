"""Complaint reports: somebody pressed "this is spam" (Abuse Reporting Format, RFC 5965, and its forerunners)."""

import re

from regard.mime.rules.headers import Headers
from regard.mime.rules.structure import Part, walk

_TYPE = re.compile(rb"^Feedback-Type:[ \t]*([\w-]+)", re.IGNORECASE | re.MULTILINE)
_REPORT_FIELD = re.compile(
    rb"^(?:User-Agent|Version|Original-Mail-From|Reported-Domain):", re.IGNORECASE | re.MULTILINE
)
_SUBJECT = re.compile(
    r"(?:complaint about message|\[?abuse complaint|spam complaint|feedback loop report)\b", re.IGNORECASE
)
_MAILS = {"message/rfc822", "text/rfc822-headers", "message/global"}


def is_report(root: Part, headers: Headers) -> bool:
    """Reports about failed authentication (RFC 6591) are left out: no person complained."""
    leaves = walk(root)
    types = [kind for leaf in leaves if (kind := _feedback_type(leaf))]
    if types:
        return any(kind != b"auth-failure" for kind in types)
    if root.parameters.get("report-type", "").lower() == "feedback-report":
        return True
    return _SUBJECT.match(headers.text("subject")) is not None and any(leaf.content_type in _MAILS for leaf in leaves)


def _feedback_type(leaf: Part) -> bytes:
    """The type a part reports, b"" when it is no report. Some programs call the part plain text."""
    is_report = leaf.content_type == "message/feedback-report"
    if not is_report and (leaf.content_type != "text/plain" or _REPORT_FIELD.search(leaf.body[:4096]) is None):
        return b""
    found = _TYPE.search(leaf.body[:65_536])
    return found[1].lower() if found else b""
