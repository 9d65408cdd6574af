"""How long a routine task takes by hand, for what nobody measured yet.

Source: Card, Moran and Newell, "The keystroke-level model for user performance time with interactive systems", Communications
of the ACM 23 (7), 1980, 396-410: pointing 1.1 s and pressing 0.2 s, a key of a person who types 40 words a minute 0.28 s, a
decision 1.35 s. Moving the hand to the mouse (0.4 s) and waiting for another program are left out: too little is promised
rather than too much.
"""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

DECISION, CLICK, KEY = 1.35, 1.3, 0.28


@dataclass(frozen=True, kw_only=True)
class Work:
    """What a person would do by hand."""

    decisions: int = 0
    clicks: int = 0
    keys: int = 0

    @property
    def seconds(self) -> float:
        """The seconds of it."""
        return self.decisions * DECISION + self.clicks * CLICK + self.keys * KEY

    def sentence(self) -> str:
        """What it is made of, in words."""
        parts = (
            (ngettext("%(n)s decision", "%(n)s decisions", self.decisions), self.decisions),
            (ngettext("%(n)s click", "%(n)s clicks", self.clicks), self.clicks),
            (ngettext("%(n)s key", "%(n)s keys", self.keys), self.keys),
        )
        return _(", ").join(text % {"n": number} for text, number in parts if number)
