"""How seconds are said."""

from django.utils.translation import gettext as _

_MINUTE, _HOUR = 60, 3600


def duration(seconds: float) -> str:
    """Seconds as "40 s", "21 min" or "2 h 35"; rounded, so that less than half a second is "0 s"."""
    whole = round(seconds)
    if whole < _MINUTE:
        return _("%(s)s s") % {"s": whole}
    minutes = round(whole / _MINUTE)
    if minutes < _MINUTE:
        return _("%(m)s min") % {"m": minutes}
    return _("%(h)s h %(m)s") % {"h": minutes // 60, "m": f"{minutes % 60:02}"}
