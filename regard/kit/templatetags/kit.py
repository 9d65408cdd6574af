"""The small things every page repeats, rendered in Python because a list shows them fifty times: icon, avatar, clock."""

from functools import lru_cache
from typing import Protocol
from zlib import crc32

from django import template
from django.templatetags.static import static
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from regard.kit.keys import keys_of
from regard.kit.templatetags.icons import ICONS

register = template.Library()

HUES = 12
#: Icons that point along the reading direction, mirrored where it runs from right to left.
POINTING = {"arrow", "back", "chevron", "reply", "send", "out", "undo"}
#: Circumference of the ring, radius 8 in a 22-unit box: 2 * pi * 8.
RING = 50.3


class Clock(Protocol):
    """What `{% clock %}` draws.

    `fraction` is the share of the time still left, 0 to 1; `state` is calm, soon, late or kept, and the text of a late
    one says so ("5 min late"). `due_iso` is set only while wall time is what counts, inside working hours: the page
    then counts by itself, and `soon_iso` is when it turns amber.
    """

    fraction: float
    text: str
    state: str
    title: str
    due_iso: str
    started_iso: str
    soon_iso: str


@register.simple_tag
@lru_cache(maxsize=256)
def icon(name: str, size: str = "") -> SafeString:
    """One line icon, hidden from assistive technology: the words beside it, or the label of its control, say it."""
    classes = f"{size} flip" if name in POINTING else size
    return mark_safe(  # noqa: S308  made of our own constants
        f'<svg class="i {classes}" viewBox="0 0 24 24" aria-hidden="true">{ICONS[name]}</svg>'
    )


@register.simple_tag
@lru_cache(maxsize=4096)
def avatar(name: str, kind: str = "") -> SafeString:
    """Initials on a hue drawn from the name. `kind`: "co" for a company (square), and s, m, l for the size."""
    return format_html(
        '<span class="av {} hue-{}" aria-hidden="true">{}</span>', kind, crc32(name.encode()) % HUES, initials(name)
    )


def initials(name: str) -> str:
    """Two letters: of the first and last word that begin with a letter or digit, else of the only one."""
    words = [word.lstrip("\"'(„“«<") for word in name.split("@", maxsplit=1)[0].replace(".", " ").split()]
    words = [word for word in words if word[:1].isalnum()]
    if not words:
        return "?"
    letters = words[0][0] + words[-1][0] if len(words) > 1 else words[0][:2]
    return letters.upper()


@register.simple_tag
def clock(value: Clock | None) -> SafeString:
    """Ring, number, word. A late or kept clock shows a full ring: nothing is left to count."""
    if value is None:
        return SafeString("")
    share = 1.0 if value.state in {"late", "kept"} else min(max(value.fraction, 0.0), 1.0)
    return format_html(
        '<span class="clock {}" title="{}"{}><svg viewBox="0 0 22 22" aria-hidden="true">'
        '<circle class="t" cx="11" cy="11" r="8"/><circle class="v" cx="11" cy="11" r="8" stroke-dasharray="{} {}"/></svg>'
        '<bdi>{}</bdi><span class="sr"> {}</span></span>',
        value.state,
        value.title,
        _live(value),
        f"{share * RING:.1f}",
        RING,
        value.text,
        _word(value.state),
    )


@register.simple_tag(takes_context=True)
def key(context: template.Context, name: str) -> SafeString:
    """The key the reader presses for an action, as they chose it."""
    return format_html("<kbd>{}</kbd>", keys_of(context.get("own_keys") or {})[name])


@register.simple_tag
def meter(share: float, label: str) -> SafeString:
    """A thin bar of a share, 0 to 1, whose label says the number."""
    width = f"{min(max(share, 0.0), 1.0) * 100:.1f}"
    return format_html(
        '<svg class="meter" viewBox="0 0 100 6" preserveAspectRatio="none" role="img" aria-label="{}">'
        '<rect width="{}" height="6"/></svg>',
        label,
        width,
    )


def _live(value: Clock) -> SafeString:
    due = getattr(value, "due_iso", "")
    if not due or value.state == "kept":
        return SafeString("")
    return format_html(
        ' data-due="{}" data-started="{}" data-soon="{}"',
        due,
        getattr(value, "started_iso", ""),
        getattr(value, "soon_iso", ""),
    )


def _word(state: str) -> str:
    return {"calm": _("time left"), "soon": _("due soon"), "late": "", "kept": _("kept")}.get(state, "")


#: One component, one file; tokens first, because it names the cascade layers.
STYLES = (
    "tokens", "base", "button", "avatar", "tag", "card", "field", "note",
)  # fmt: skip
STYLES_OF = {"app": ("shell", "clock", "dialog"), "public": ("public",)}
#: Behaviours by kind of page. A public page works without any; these only smooth it.
BEHAVIOURS = {
    "public": ("theme-toggle", "submit", "toast-dismiss", "copy"),
    "app": (
        "theme-toggle", "submit", "toast-dismiss", "copy", "keys", "dialog-open", "textarea-grow", "clock-tick", "live",
        "place-keep", "palette", "effort",
    ),
}  # fmt: skip
#: htmx as we use it: no style element of its own, no history of its own, and nothing that would need `eval`
#: (filters in hx-trigger, hx-on, js: values), which our content security policy forbids anyway.
HTMX_CONFIG = '{"includeIndicatorCSS":false,"history":false,"defaultTimeout":15000,"extensions":"none"}'


@register.simple_tag
def stylesheets(page: str) -> SafeString:
    """The links to the styles of a kind of page."""
    names = (*STYLES, *STYLES_OF[page])
    return format_html_join(
        "\n", '<link rel="stylesheet" href="{}">', ((static(f"kit/css/{name}.css"),) for name in names)
    )


@register.simple_tag
def behaviours(page: str) -> SafeString:
    """The scripts of a kind of page; staff pages also get htmx with its settings."""
    scripts = [f"kit/js/{name}.js" for name in BEHAVIOURS[page]]
    head = SafeString("")
    if page == "app":
        head = format_html('<meta name="htmx-config" content="{}">\n', HTMX_CONFIG)
        scripts.insert(0, "kit/vendor/htmx-4.0.1.min.js")
    return head + format_html_join("\n", '<script src="{}" defer></script>', ((static(path),) for path in scripts))
