"""What an erased person is called, and whether an account is theirs."""

import re
from uuid import UUID

_WORDS = re.compile(r"[^\W\d_]{3,}")


def pseudonym_of(contact_id: UUID) -> str:
    """The same for one contact, always."""
    return f"Erased person {contact_id.hex[-4:]}"


def bears_the_name(account: str, person: str) -> bool:
    """Whether an account is called after the person: "Hansen Malerbetrieb" after "Karl Hansen", whose last name it holds."""
    names = _WORDS.findall(person.casefold())
    return bool(names) and names[-1] in _WORDS.findall(account.casefold())
