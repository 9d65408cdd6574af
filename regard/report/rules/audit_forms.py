"""The audit as JSON and as plain text."""

from datetime import datetime
from typing import Any

from regard.report.rules import study
from regard.report.rules.audit import Audit, Inquiry, Share
from regard.report.rules.letters import Kind
from regard.report.rules.waits import DAY

_HOUR = 3600.0
_LISTED = 20
_SUBJECT = 60


def to_json(audit: Audit, left_out: dict[str, int]) -> dict[str, Any]:
    """Keys as in docs/algorithms/mail-audit.md. Dates are ISO 8601 in UTC, shares lie between 0 and 1."""
    return {
        "inquiries": len(audit.inquiries),
        "automatic": audit.kinds[Kind.AUTOMATIC],
        "list": audit.kinds[Kind.LIST],
        "bulk": audit.kinds[Kind.BULK],
        "continued": audit.continued,
        "acknowledged": audit.acknowledged,
        "answered": len(audit.inquiries) - len(audit.unanswered),
        "unanswered": len(audit.unanswered),
        "answered_within_day": _rounded(audit.curve.answered_within(DAY), 6),
        "median_hours": hours(audit.curve.median),
        "letters": audit.letters,
        **left_out,
        "first_date": _iso(audit.since),
        "newest_date": _iso(audit.until),
        "weeks": [_share(one, "week") for one in audit.weeks],
        "addresses": [_share(one, "address") for one in audit.addresses],
        "unanswered_messages": [_message(one) for one in audit.unanswered],
    }


def hours(seconds: float | None) -> float | None:
    """Seconds as hours, to the second."""
    return None if seconds is None else round(seconds / _HOUR, 4)


def finding(audit: Audit) -> str:
    """The audit in one sentence."""
    asked, ignored = len(audit.inquiries), len(audit.unanswered)
    if not asked:
        return "Nobody from outside asked anything in these files."
    if not ignored:
        return "The one who wrote was answered." if asked == 1 else f"All {asked:,} who wrote were answered."
    return f"{ignored:,} of {asked:,} {'customer' if asked == 1 else 'customers'} wrote and nobody answered."


def consequence(audit: Audit) -> str:
    """What follows: how long the oldest has waited, or how soon the others were answered."""
    if not audit.inquiries or audit.until is None:
        return ""
    if audit.unanswered:
        return f"The oldest has waited {long(audit.unanswered[0].wait(audit.until).seconds)}."
    median = audit.curve.median
    return "" if median is None else f"Half had their answer after {long(median)}."


def to_text(audit: Audit, left_out: dict[str, int]) -> str:
    """For the terminal."""
    parts = [f"{finding(audit)} {consequence(audit)}".strip(), _table(audit), _set_apart(audit, left_out)]
    if audit.unanswered:
        parts.append("\n".join(["Never answered, oldest first:", *_list(audit.unanswered)]))
    return "\n\n".join(part for part in parts if part) + "\n"


def percent(share: float | None) -> str:
    """A share as people read it."""
    return "–" if share is None else f"{share:.0%}"


def share_of(part: int, whole: int) -> float | None:
    return part / whole if whole else None


def long(seconds: float | None) -> str:
    """A time in the largest unit that tells it."""
    if seconds is None:
        return "–"
    for unit, length in (("days", DAY), ("hours", _HOUR), ("minutes", 60.0)):
        if seconds >= 2 * length:
            return f"{seconds / length:.0f} {unit}"
    return "a minute" if seconds >= 60.0 else "less than a minute"


def _table(audit: Audit) -> str:
    asked = len(audit.inquiries)
    rows = [
        ("", "here", "2006"),
        ("asked us something", f"{asked:,}", ""),
        ("never answered", percent(share_of(len(audit.unanswered), asked)), percent(study.IGNORED)),
        ("got a receipt", percent(share_of(audit.acknowledged, asked)), percent(study.ACKNOWLEDGED)),
        ("answered within a day", percent(audit.curve.answered_within(DAY)), percent(study.ANSWERED_WITHIN_DAY)),
        ("half were answered after", long(audit.curve.median), ""),
    ]
    note = "2006: the makers of CRM software, asked as a customer asks (27% ignored, 31% acknowledged, half of the rest within a day)."
    return "\n".join([*(f"  {name:<26}{here:>12}{then:>8}".rstrip() for name, here, then in rows), note])


def _set_apart(audit: Audit, left_out: dict[str, int]) -> str:
    kinds = audit.kinds
    apart = f"Set apart: {kinds[Kind.AUTOMATIC]:,} of machines, {kinds[Kind.LIST]:,} of mailing lists, {kinds[Kind.BULK]:,} to many at once, {audit.continued:,} that go on with something older."
    named = {"duplicates": "twice in the files", "drafts": "drafts", "without_date": "without a date", "unreadable": "unreadable"}  # fmt: skip
    told = [f"{number:,} {named[key]}" for key, number in left_out.items() if number and key in named]
    return f"{apart}\nLeft out: {', '.join(told)}." if told else apart


def _list(unanswered: list[Inquiry]) -> list[str]:
    rows = [
        f"  {one.letter.at:%Y-%m-%d}  {one.letter.sender}  {one.letter.subject[:_SUBJECT]}"
        for one in unanswered[:_LISTED]
    ]
    more = len(unanswered) - _LISTED
    return [*rows, f"  … and {more:,} more (--json or --html list them all)"] if more > 0 else rows


def _message(inquiry: Inquiry) -> dict[str, str | None]:
    letter = inquiry.letter
    return {"message_id": letter.message_id, "from": letter.sender, "date": _iso(letter.at), "subject": letter.subject}


def _share(share: Share, name: str) -> dict[str, Any]:
    return {
        name: share.name,
        "inquiries": share.inquiries,
        "acknowledged": share.acknowledged,
        "answered": share.answered,
        "unanswered": share.inquiries - share.answered,
        "answered_within_day": _rounded(share.answered_within_day, 6),
        "median_hours": hours(share.median_seconds),
    }


def _rounded(value: float | None, digits: int) -> float | None:
    return None if value is None else round(value, digits)


def _iso(at: datetime | None) -> str | None:
    return at.isoformat() if at else None
