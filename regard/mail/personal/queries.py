"""Reading letters to see whom they name."""

from collections.abc import Collection

from regard.mail import store
from regard.mail.models import Inbound, Outgoing
from regard.mail.personal.rules import names_any


def is_naming(letter: Inbound | Outgoing, words: Collection[str]) -> bool:
    """Whether a letter holds one of the words, however it is encoded; one whose file is gone holds nothing."""
    path = store.path_of(letter.raw.sha256)
    return path.exists() and names_any(path.read_bytes(), words)
