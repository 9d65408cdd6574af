"""Decisions about meetings: what state one is in, who may change it, which version is the later one."""

from datetime import datetime

from regard.customers.rules import PUBLIC_DOMAINS, domain_of

#: RFC 5545, 3.2.12, in our words; delegated, or anything else, is no answer yet.
ANSWERS = {"ACCEPTED": "accepted", "DECLINED": "declined", "TENTATIVE": "tentative"}


def state_at(state: str, ends_at: datetime, *, now: datetime) -> str:
    """What was planned and is over was held."""
    return "held" if state == "planned" and ends_at <= now else state


def answer_of(participation: str) -> str:
    """A calendar's PARTSTAT as we keep it."""
    return ANSWERS.get(participation.upper(), "needs action")


def speaks_for(sender: str, address: str) -> bool:
    """Whether a letter from `sender` may speak for `address`: the same, or at the same company, as an assistant writes."""
    sender, address = sender.strip().lower(), address.strip().lower()
    domain = domain_of(sender)
    is_colleague = bool(domain) and domain == domain_of(address) and domain not in PUBLIC_DOMAINS
    return sender == address or is_colleague


def is_later(version: tuple[int, datetime | None], than: tuple[int, datetime | None]) -> bool:
    """Whether a version (sequence, when it was stamped) of an invitation replaces another (RFC 5546, 2.1.5)."""
    (sequence, stamped), (known, known_stamped) = version, than
    if sequence != known:
        return sequence > known
    return stamped is not None and (known_stamped is None or stamped > known_stamped)
