"""Decisions about test letters, and about what a domain publishes on who may send in its name."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

#: A test letter that is longer on its way means that customers' letters may be too.
ALARM_AFTER = timedelta(minutes=5)

_SIGNATURE = re.compile(rb"^dkim-signature:((?:[^\r\n]|\r?\n[ \t])*)", re.IGNORECASE | re.MULTILINE)


@dataclass(frozen=True, kw_only=True)
class Signature:
    """Who signed a letter (RFC 6376): the domain, and the name under which its key is published."""

    domain: str
    selector: str


def signature_of(header: bytes, *, domain: str) -> Signature | None:
    """The DKIM signature of a letter, preferably one by this domain."""
    found = []
    for match in _SIGNATURE.finditer(header):
        tags = _tags(re.sub(r"\s+", "", match.group(1).decode("ascii", "replace")))
        if tags.get("d") and tags.get("s"):
            found.append(Signature(domain=tags["d"].lower()[:253], selector=tags["s"].lower()[:253]))
    return next((one for one in found if is_aligned(one.domain, domain)), found[0] if found else None)


def is_aligned(signer: str, domain: str) -> bool:
    """Whether a signature speaks for a domain: made by it, or by one above or below it (relaxed alignment, RFC 7489 3.1.1)."""
    return signer == domain or domain.endswith(f".{signer}") or signer.endswith(f".{domain}")


class Spf(StrEnum):
    """What a domain says about who may send for it (RFC 7208)."""

    MISSING = "missing"
    SEVERAL = "several"
    EVERYBODY = "everybody"
    NEUTRAL = "neutral"
    GOOD = "good"


def judge_spf(records: Sequence[str]) -> Spf:
    """More than one record is an error by RFC 7208 3.2, and means as little as none."""
    ours = [record.lower().split() for record in records if record.lower().split()[:1] == ["v=spf1"]]
    if len(ours) != 1:
        return Spf.SEVERAL if ours else Spf.MISSING
    if {"+all", "all"} & set(ours[0]):
        return Spf.EVERYBODY
    ends = {"-all", "~all"} & set(ours[0]) or any(term.startswith("redirect=") for term in ours[0])
    return Spf.GOOD if ends else Spf.NEUTRAL


class Dmarc(StrEnum):
    """What others are to do with letters in our name that prove nothing (RFC 7489)."""

    MISSING = "missing"
    WATCHED = "none"
    QUARANTINE = "quarantine"
    REJECT = "reject"


def judge_dmarc(records: Sequence[str]) -> Dmarc:
    """The policy; more than one record counts as none (RFC 7489 6.6.3)."""
    ours = [
        _tags(record.replace(" ", "")) for record in records if record.replace(" ", "").lower().startswith("v=dmarc1")
    ]
    policy = ours[0].get("p", "").lower() if len(ours) == 1 else ""
    return Dmarc(policy) if policy in {"none", "quarantine", "reject"} else Dmarc.MISSING


def places_of_dmarc(domain: str) -> list[str]:
    """Where the policy of a domain may stand: its own, then those above it, down to two labels."""
    labels = domain.split(".")
    return [".".join(labels[start:]) for start in range(max(1, len(labels) - 1))]


def has_key(records: Sequence[str]) -> bool:
    """Whether a DKIM key is published; an empty one is revoked (RFC 6376 3.6.1)."""
    return any(_tags(record.replace(" ", "")).get("p") for record in records)


def overlap(since: datetime, until: datetime, *, within: tuple[datetime, datetime]) -> timedelta:
    """How much of a stretch of time lies within another."""
    return max(timedelta(), min(until, within[1]) - max(since, within[0]))


def _tags(text: str) -> dict[str, str]:
    pairs = (part.partition("=") for part in text.split(";"))
    return {name.strip().lower(): value.strip() for name, _equals, value in pairs if name.strip()}
