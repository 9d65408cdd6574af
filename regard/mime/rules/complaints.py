"""Complaint reports in the Abuse Reporting Format (RFC 5965): somebody pressed "this is spam"."""

import re

from regard.mime.rules.structure import Part, walk

_FIELDS = re.compile(rb"^Feedback-Type:\s*(?!auth-failure)\w", re.IGNORECASE | re.MULTILINE)


def is_report(root: Part) -> bool:
    """True for feedback of any type but reports about failed authentication, which nobody's customer wrote."""
    if root.parameters.get("report-type", "").lower() == "feedback-report" and root.content_type == "multipart/report":
        return True
    return any(leaf.content_type == "message/feedback-report" and _FIELDS.search(leaf.body) for leaf in walk(root))
