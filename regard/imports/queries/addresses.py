"""Checking many e-mail addresses: each domain once."""

import re
from functools import lru_cache

from regard.mime.queries import check_address

#: What stands before the @ in nearly every address (RFC 5322, dot-atom); everything else is looked at closely.
_PLAIN = re.compile(r"[A-Za-z0-9_+-]+(?:\.[A-Za-z0-9_+-]+)*")
_LONGEST_LOCAL, _LONGEST_DOMAIN = 64, 180


def check_email(text: str) -> str:
    """As `check_address`: the address in its normal form. Raises ValueError with a sentence."""
    local, at, domain = text.partition("@")
    if at and len(local) <= _LONGEST_LOCAL and len(domain) <= _LONGEST_DOMAIN and _PLAIN.fullmatch(local):
        normal = _domain(domain)
        if normal:
            return f"{local}@{normal}"
    return check_address(text)


@lru_cache(maxsize=100_000)
def _domain(text: str) -> str:
    """The domain in its normal form; "" for one that no address can have."""
    try:
        return check_address(f"a@{text}").removeprefix("a@")
    except ValueError:
        return ""
