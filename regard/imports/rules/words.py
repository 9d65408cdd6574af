"""What is said of an import: what was assumed, how long it takes, what came of it."""

from collections.abc import Mapping

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
        said.append(_("encoding %(encoding)s") % {"encoding": layout.encoding.upper()})
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
    words = (
        ("people_made", _("people added")), ("people_changed", _("people filled in")),
        ("people_same", _("people who were complete")), ("people_skipped", _("people who were here, passed over")),
        ("companies_made", _("companies added")), ("companies_changed", _("companies filled in")),
        ("companies_skipped", _("companies that were here, passed over")), ("rows_again", _("rows about somebody who stands in the file twice")),
        ("letters_taken", _("letters kept")), ("letters_known", _("letters that were here")),
        ("letters_received", _("letters from others")), ("letters_sent", _("letters from us")),
        ("rows_partly", _("rows of which something was left out")), ("rows_unusable", _("rows that cannot be used")),
    )  # fmt: skip
    return [(said, counts[name]) for name, said in words if counts.get(name)]
