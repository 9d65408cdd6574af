"""Why two records are probably one, in words."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from regard.data_quality.rules.comparing import ALIKE, CLOSE, DIFFERENT, NEAR, SAME

_COLUMNS: Mapping[str, Promise] = {
    "name": gettext_lazy("name"), "legal_name": gettext_lazy("legal name"), "number": gettext_lazy("VAT or register number"),
    "domain": gettext_lazy("domain"), "street": gettext_lazy("street"), "postcode": gettext_lazy("postcode"),
    "city": gettext_lazy("town"), "country": gettext_lazy("country"), "first_name": gettext_lazy("first name"),
    "last_name": gettext_lazy("last name"), "phone": gettext_lazy("telephone"), "mailbox": gettext_lazy("name before the @"),
    "company": gettext_lazy("company"), "birthday": gettext_lazy("birthday"), "email": gettext_lazy("e-mail address"),
}  # fmt: skip
_LEVELS: Mapping[int, Promise] = {
    SAME: gettext_lazy("same %(column)s"), NEAR: gettext_lazy("nearly the same %(column)s"),
    CLOSE: gettext_lazy("similar %(column)s"), ALIKE: gettext_lazy("a little similar %(column)s"),
    DIFFERENT: gettext_lazy("different %(column)s"),
}  # fmt: skip
#: Natural logarithms of m / u: 3 is twenty times as frequent among records of the same thing.
_STRONGLY, _CLEARLY = 5.0, 2.0
_IN_A_SENTENCE = 4


def word(name: str, level: int) -> str:
    """ "same street"."""
    return str(_LEVELS[level]) % {"column": _COLUMNS[name]}


def sentence(why: Sequence[Sequence[Any]]) -> str:
    """One sentence: "Same telephone, same last name; different street." """
    text = phrase(why)
    return f"{text[:1].upper()}{text[1:]}."


def phrase(why: Sequence[Sequence[Any]]) -> str:
    """The same within a sentence."""
    speaks_for = [word(name, level) for name, level, weight in why if weight > 0][:_IN_A_SENTENCE]
    against = [word(name, level) for name, level, weight in why if weight < 0][:_IN_A_SENTENCE]
    text = "; ".join(part for part in (", ".join(speaks_for), ", ".join(against)) if part)
    return text or _("they look alike")


def strength(weight: float) -> str:
    """What a weight says, in words."""
    if weight < 0:
        return _("speaks clearly against it") if weight <= -_CLEARLY else _("speaks a little against it")
    if weight >= _STRONGLY:
        return _("speaks strongly for it")
    return _("speaks for it") if weight >= _CLEARLY else _("speaks a little for it")
