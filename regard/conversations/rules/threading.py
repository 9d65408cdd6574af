"""Which conversation a letter belongs to.

Secrets thread, subjects do not: a signed token in a Message-ID or reply address, or a reference to a letter we hold, joins a
letter to its conversation when its sender may write there. A number in the subject only suggests.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

_NUMBER = re.compile(r"#(\d{4,12})\b")


@dataclass(frozen=True, kw_only=True)
class Sender:
    """Who a letter says it is from, and whether that can be believed.

    `is_doubtful`: more than one author address, or the receiving server's DMARC check failed.
    """

    address: str
    is_doubtful: bool = False


def may_join(*, sender: Sender, participants: Iterable[str], is_same_account: bool) -> bool:
    """Whether a sender may write into a conversation: somebody who takes part in it, or a colleague at the same account."""
    return not sender.is_doubtful and (is_same_account or sender.address in set(participants))


def numbers_in_subject(subject: str) -> list[int]:
    """Conversation numbers a subject names ("#1042"). They suggest; they never join."""
    return [int(number) for number in _NUMBER.findall(subject)]


@dataclass(frozen=True, kw_only=True)
class Reference:
    """What a letter says about its place: its own id and the ids it answers, farthest first, without angle brackets."""

    message_id: str
    answers: tuple[str, ...]


def join_by_references(letters: Sequence[Reference]) -> list[int]:
    """Number the thread of each letter of an archive, in order: letters of one tree share a number.

    The trees are those of RFC 5256, REFERENCES, steps 1 to 4: each id in References is the parent of the next; what a
    letter says of its own parent outweighs what others presumed; nothing becomes its own ancestor; a letter that never came
    still holds its answers together; a Message-ID seen before is a letter of its own. Subjects are not looked at (step 5).
    """
    parents: dict[str, str] = {}
    keys = _own_keys(letters)
    for key, letter in zip(keys, letters, strict=True):
        for parent, child in pairwise(letter.answers):
            if child not in parents:
                _link(parents, child, parent)
        parents.pop(key, None)
        if letter.answers:
            _link(parents, key, letter.answers[-1])
    threads: dict[str, int] = {}
    return [threads.setdefault(_root(parents, key), len(threads)) for key in keys]


def _link(parents: dict[str, str], child: str, parent: str) -> None:
    if _root(parents, parent) != child and child != parent:
        parents[child] = parent


def _root(parents: dict[str, str], key: str) -> str:
    while key in parents:
        key = parents[key]
    return key


def _own_keys(letters: Sequence[Reference]) -> list[str]:
    """A name for each letter: its Message-ID the first time it is seen, something of its own afterwards."""
    seen: set[str] = set()
    keys = []
    for position, letter in enumerate(letters):
        is_first = bool(letter.message_id) and letter.message_id not in seen
        keys.append(letter.message_id if is_first else f"letter {position} ")
        seen.add(letter.message_id)
    return keys
