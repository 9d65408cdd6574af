"""Who else has the conversation on screen, in words."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from regard.conversations.queries.presence import Present


@dataclass(frozen=True, kw_only=True)
class PresentFace:
    """A colleague who reads, or writes."""

    name: str
    text: str
    is_writing: bool


def faces_of(present: Sequence[Present]) -> list[PresentFace]:
    """In the order given: writers first."""
    return [PresentFace(name=one.name, text=_text(one), is_writing=one.is_writing) for one in present]


def people_mark(present: Sequence[Present]) -> str:
    """Changes when somebody comes, goes, or begins to write; part of the address that is polled."""
    return ".".join(f"{one.user_id.hex[-8:]}{'w' if one.is_writing else 'r'}" for one in present)


def _text(one: Present) -> str:
    words = {"name": one.name.split(" ")[0]}
    return _("%(name)s is writing") % words if one.is_writing else _("%(name)s is reading") % words
