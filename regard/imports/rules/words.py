"""What is said of an import: what was assumed, how long it takes, what came of it."""

from collections.abc import Callable, Mapping

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from regard.imports.rules.layout import Layout

SOURCES = {
    "hubspot": "HubSpot", "salesforce": "Salesforce", "pipedrive": "Pipedrive", "zoho": "Zoho CRM", "google_contacts": "Google",
    "outlook": "Outlook",
}  # fmt: skip


def describe(layout: Layout) -> list[str]:
    """What was assumed about a file, so that a wrong guess is seen before anything is imported."""
    kinds = {
        "vcard": _("vCards"),
        "calendar": _("a calendar"),
        "mbox": _("letters (mbox)"),
        "workbook": _("a workbook"),
    }
    said = [kinds[layout.kind]] if layout.kind in kinds else []
    if layout.source in SOURCES:
        said.append(_("written by %(source)s") % {"source": SOURCES[layout.source]})
    if layout.kind == "table":
        marks = {",": _("comma"), ";": _("semicolon"), "\t": _("tab"), "|": _("bar")}
        said.append(_("encoding %(encoding)s") % {"encoding": layout.encoding.upper().replace("CP125", "Windows-125")})
        said.append(_("cells separated by %(mark)s") % {"mark": marks.get(layout.delimiter, layout.delimiter)})
    if layout.decimal:
        said.append(_("%(mark)s is the decimal mark") % {"mark": _("comma") if layout.decimal == "," else _("point")})
    if layout.order:
        said.append(
            _("dates are %(order)s")
            % {"order": _("day, month, year") if layout.order == "dmy" else _("month, day, year")}
        )
    if layout.mixed:
        words = {"count": layout.mixed}
        said.append(
            ngettext(
                "%(count)s byte is in another encoding and read as Windows-1252",
                "%(count)s bytes are in another encoding and read as Windows-1252",
                layout.mixed,
            )
            % words
        )
    return said


def time_left(*, done: int, left: int, seconds: float) -> str:
    """How long the rest takes at the pace so far; "" while nobody can tell."""
    if done <= 0 or left <= 0 or seconds < 1:
        return ""
    wanted = left * seconds / done
    if wanted < 90:
        count = max(1, round(wanted))
        return ngettext("about %(count)s second left", "about %(count)s seconds left", count) % {"count": count}
    if wanted < 5400:
        count = round(wanted / 60)
        return ngettext("about %(count)s minute left", "about %(count)s minutes left", count) % {"count": count}
    count = round(wanted / 3600)
    return ngettext("about %(count)s hour left", "about %(count)s hours left", count) % {"count": count}


def outcome(counts: Mapping[str, int]) -> list[tuple[str, int]]:
    """What happened how often, in words; what did not happen is left out."""
    return [(_WORDS[name](count), count) for name in _WORDS if (count := counts.get(name, 0))]


_WORDS: Mapping[str, Callable[[int], str]] = {
    "people_made": lambda n: ngettext("person added", "people added", n),
    "people_changed": lambda n: ngettext("person filled in", "people filled in", n),
    "people_same": lambda n: ngettext("person who was complete", "people who were complete", n),
    "people_skipped": lambda n: ngettext("person who was here, passed over", "people who were here, passed over", n),
    "companies_made": lambda n: ngettext("company added", "companies added", n),
    "companies_changed": lambda n: ngettext("company filled in", "companies filled in", n),
    "companies_skipped": lambda n: ngettext(
        "company that was here, passed over", "companies that were here, passed over", n
    ),
    "rows_again": lambda n: ngettext(
        "row about somebody who stands in the file before", "rows about somebody who stands in the file before", n
    ),
    "letters_taken": lambda n: ngettext("letter kept", "letters kept", n),
    "letters_known": lambda n: ngettext("letter that was here", "letters that were here", n),
    "letters_received": lambda n: ngettext("letter from others", "letters from others", n),
    "letters_sent": lambda n: ngettext("letter from us", "letters from us", n),
    "rows_partly": lambda n: ngettext("row of which something is left out", "rows of which something is left out", n),
    "rows_unusable": lambda n: ngettext("row that cannot be used", "rows that cannot be used", n),
}
