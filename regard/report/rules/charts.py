"""Charts as SVG text: attributes and classes only, so that the strictest page may show them. Whoever draws writes the label.

The finding is the label (`role="img"`); the numbers stand in a table beside it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape
from math import ceil, floor, log10

from regard.report.rules.waits import DAY, Curve

WIDTH, HEIGHT = 760.0, 200.0
_LEFT, _RIGHT, _TOP, _BOTTOM = 40.0, 12.0, 12.0, 24.0
_MOST_LABELS = 9
_MINUTE, _HOUR = 60.0, 3600.0
#: Where the curve's axis begins: earlier answers are drawn at its edge.
_SOONEST = 5 * _MINUTE


@dataclass(frozen=True, kw_only=True)
class Column:
    """One stretch of time: how many were answered and how many were not; `title` says it in words."""

    label: str
    answered: int
    unanswered: int
    title: str


@dataclass(frozen=True, kw_only=True)
class Mark:
    """A figure from elsewhere to compare with: so much of everybody, after so many seconds."""

    seconds: float
    share: float
    text: str


@dataclass(frozen=True, kw_only=True)
class Tick:
    """A place on an axis of time and its name."""

    seconds: float
    text: str


def columns(data: Sequence[Column], *, label: str) -> str:
    """Stacked columns, the unanswered on top."""
    top = nice(max((one.answered + one.unanswered for one in data), default=0))
    room = (WIDTH - _LEFT - _RIGHT) / max(len(data), 1)
    every = ceil(len(data) / _MOST_LABELS) or 1
    drawn = [_rule(share, f"{top * share:g}") for share in ((0.0, 0.5, 1.0) if top > 1 else (0.0, 1.0))]
    for number, one in enumerate(data):
        left = _LEFT + number * room
        drawn += _column(one, left + room * 0.14, room * 0.72, top)
        if number % every == 0:
            drawn.append(_text(left + room / 2, HEIGHT - 6, one.label, "middle"))
    return _svg(drawn, label)


def answered_curve(curve: Curve, *, ticks: Sequence[Tick], mark: Mark, label: str) -> str:
    """The share answered after a time, on a logarithmic axis, with what somebody else reached."""
    latest = max((tick.seconds for tick in ticks), default=DAY)
    drawn = [_rule(share, f"{share:.0%}") for share in (0.0, 0.5, 1.0)]
    drawn += [_upright(_across(tick.seconds, latest), tick.text) for tick in ticks]
    path = _steps(curve, latest)
    if path:
        bottom = _down(0.0)
        drawn.append(f'<path class="c-area" d="{path}V{bottom:.1f}H{_LEFT:.1f}Z"/><path class="c-line" d="{path}"/>')
    drawn.append(_mark(mark, latest))
    return _svg(drawn, label)


def bar(share: float | None, *, reference: float | None = None) -> str:
    """A bar of a share with a stroke where somebody else stands. Hidden from assistive technology: the number stands beside it."""
    filled = f'<rect class="c-fill" width="{min(max(share, 0.0), 1.0) * 100:.1f}" height="16"/>' if share else ""
    stroke = f'<rect class="c-ref" x="{reference * 100 - 0.2:.1f}" width="0.4" height="16"/>' if reference else ""
    return f'<svg class="c-bar" viewBox="0 0 100 16" preserveAspectRatio="none" aria-hidden="true"><rect class="c-track" width="100" height="16"/>{filled}{stroke}</svg>'


def nice(number: float) -> float:
    """The next round number: 1, 2, 4, 5 or 10 times a power of ten; at least 1."""
    if number <= 1:
        return 1.0
    power = 10.0 ** floor(log10(number))
    return next(step * power for step in (1, 2, 4, 5, 10) if step * power >= number)


def _column(one: Column, left: float, width: float, top: float) -> Iterable[str]:
    tall = (HEIGHT - _TOP - _BOTTOM) / top
    answered, unanswered = one.answered * tall, one.unanswered * tall
    base = HEIGHT - _BOTTOM
    yield f"<g><title>{escape(one.title)}</title>"
    if one.answered:
        yield f'<rect class="c-fill" x="{left:.1f}" y="{base - answered:.1f}" width="{width:.1f}" height="{answered:.1f}"/>'
    if one.unanswered:
        yield f'<rect class="c-bad" x="{left:.1f}" y="{base - answered - unanswered:.1f}" width="{width:.1f}" height="{unanswered:.1f}"/>'
    yield "</g>"


def _steps(curve: Curve, latest: float) -> str:
    """The curve as it jumps, as far as anybody was seen to wait."""
    if not curve.seconds:
        return ""
    path = f"M{_LEFT:.1f} {_down(0.0):.1f}"
    for seconds, waiting in _thinned(curve):
        if seconds > latest:
            break
        path += f"H{_across(seconds, latest):.1f}V{_down(1.0 - waiting):.1f}"
    return path + f"H{_across(curve.longest, latest):.1f}"


def _thinned(curve: Curve, most: int = 240) -> list[tuple[float, float]]:
    """No more steps than can be seen: the last of each stretch that falls on the same place of the axis."""
    places: dict[int, tuple[float, float]] = {}
    for seconds, waiting in zip(curve.seconds, curve.waiting, strict=True):
        places[round(log10(max(seconds, _SOONEST)) * most / 4)] = (seconds, waiting)
    return list(places.values())


def _mark(mark: Mark, latest: float) -> str:
    across, down = _across(mark.seconds, latest), _down(mark.share)
    return f'<circle class="c-dot" cx="{across:.1f}" cy="{down:.1f}" r="4"/>{_text(across + 9, down + 4, mark.text, "start", "c-lab")}'


def _across(seconds: float, latest: float) -> float:
    share = (log10(max(seconds, _SOONEST)) - log10(_SOONEST)) / (log10(latest) - log10(_SOONEST))
    return _LEFT + min(share, 1.0) * (WIDTH - _LEFT - _RIGHT)


def _down(share: float) -> float:
    return HEIGHT - _BOTTOM - share * (HEIGHT - _TOP - _BOTTOM)


def _rule(share: float, text: str) -> str:
    down = _down(share)
    line = f'<path class="c-grid" d="M{_LEFT:.0f} {down:.1f}H{WIDTH - _RIGHT:.0f}"/>'
    return line + _text(_LEFT - 8, down + 4, text, "end")


def _upright(across: float, text: str) -> str:
    line = f'<path class="c-grid" d="M{across:.1f} {_TOP:.0f}V{HEIGHT - _BOTTOM:.0f}"/>'
    return line + _text(across, HEIGHT - 6, text, "end" if across > WIDTH - 60 else "middle")


def _text(across: float, down: float, text: str, anchor: str, kind: str = "") -> str:
    name = f' class="{kind}"' if kind else ""
    return f'<text{name} x="{across:.1f}" y="{down:.1f}" text-anchor="{anchor}">{escape(text)}</text>'


def _svg(drawn: Iterable[str], label: str) -> str:
    return f'<svg class="chart" viewBox="0 0 {WIDTH:.0f} {HEIGHT:.0f}" role="img" aria-label="{escape(label)}">{"".join(drawn)}</svg>'
