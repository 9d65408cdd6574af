"""The chart of ranges and results, and the calibration dots, as SVG: attributes and classes only. The finding is its label."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from math import floor, log10

from django.utils.safestring import SafeString, mark_safe

from regard.forecasting.rules.metrics import Dot

_WIDTH, _HEIGHT, _LEFT, _TOP, _BOTTOM, _BAR = 900.0, 250.0, 44.0, 14.0, 34.0, 18.0


@dataclass(frozen=True, kw_only=True)
class Column:
    """A month: the range (None where nothing was said), what came in (None while it is open), and words for it."""

    label: str
    low: float | None
    expected: float | None
    high: float | None
    came: float | None
    title: str
    is_missed: bool
    missed_text: str


def ranges(columns: Sequence[Column], *, label: str) -> SafeString:
    """A bar from low to high with a stroke at what was expected, and a dot for what came in."""
    most = max((value for one in columns for value in (one.high, one.came) if value), default=1.0)
    step = _step(most)
    top = step * (floor(most / step) + 1)
    drawn = [_rule(step * place, top) for place in range(int(top / step) + 1)]
    room = (_WIDTH - _LEFT - 20) / max(len(columns), 1)
    for place, one in enumerate(columns):
        drawn += _column(one, _LEFT + 20 + room * (place + 0.5) - _BAR / 2, top)
    return _svg(drawn, label, f"0 0 {_WIDTH:.0f} {_HEIGHT:.0f}", "chart")


def calibration(dots: Sequence[Dot], *, label: str) -> SafeString:
    """Where a dot lies on the line, deals came in as often as was said."""
    side = 180
    drawn = [
        f'<path class="f-grid" d="M0 {side}H{side}M0 0V{side}"/>',
        f'<path class="f-even" d="M0 {side}L{side} 0"/>',
    ]
    most = max((dot.deals for dot in dots), default=1)
    for dot in dots:
        size = 3 + 4 * (dot.deals / most) ** 0.5
        title = f"<title>{dot.said:.0%} → {dot.came:.0%} ({dot.deals})</title>"
        drawn.append(
            f'<circle class="f-came" cx="{dot.said * side:.1f}" cy="{(1 - dot.came) * side:.1f}" r="{size:.1f}">{title}</circle>'
        )
    return _svg(drawn, label, f"-8 -8 {side + 16} {side + 16}", "dots")


def short(amount: float) -> str:
    """12,345 as 12k, 1,234,567 as 1.2m."""
    for size, word in ((1e6, "m"), (1e3, "k")):
        if amount >= size:
            return (
                f"{amount / size:.1f}".removesuffix(".0") + word if amount < 10 * size else f"{amount / size:.0f}{word}"
            )
    return f"{amount:.0f}"


def _step(most: float) -> float:
    """Three to five lines at round numbers."""
    power = 10.0 ** floor(log10(max(most, 1.0)))
    return next(step * power for step in (0.2, 0.25, 0.5, 1.0, 2.0, 2.5) if most / (step * power) <= 5)


def _down(value: float, top: float) -> float:
    return _HEIGHT - _BOTTOM - value / top * (_HEIGHT - _TOP - _BOTTOM)


def _rule(value: float, top: float) -> str:
    down = _down(value, top)
    return f'<path class="f-grid" d="M{_LEFT:.0f} {down:.1f}H{_WIDTH:.0f}"/><text x="{_LEFT - 8:.0f}" y="{down + 4:.1f}" text-anchor="end">{short(value)}</text>'


def _column(one: Column, left: float, top: float) -> Iterator[str]:
    middle = left + _BAR / 2
    yield f"<g><title>{escape(one.title)}</title>"
    if one.low is not None and one.high is not None and one.expected is not None:
        high, low = _down(one.high, top), _down(one.low, top)
        now = "" if one.came is not None else " f-now"
        yield f'<rect class="f-range{now}" x="{left:.1f}" y="{high:.1f}" width="{_BAR:.0f}" height="{max(low - high, 2):.1f}" rx="4"/>'
        yield f'<path class="f-said" d="M{left:.1f} {_down(one.expected, top):.1f}h{_BAR:.0f}"/>'
    if one.came is not None:
        down = _down(one.came, top)
        yield f'<circle class="{"f-missed" if one.is_missed else "f-came"}" cx="{middle:.1f}" cy="{down:.1f}" r="5"/>'
        if one.is_missed:
            yield f'<text class="f-lab" x="{middle + 12:.1f}" y="{down + 4:.1f}">{escape(one.missed_text)}</text>'
    yield f'<text x="{middle:.1f}" y="{_HEIGHT - 8:.0f}" text-anchor="middle">{escape(one.label)}</text></g>'


def _svg(drawn: Sequence[str], label: str, box: str, kind: str) -> SafeString:
    name = escape(label)
    text = f'<svg class="{kind}" viewBox="{box}" role="img" aria-label="{name}">{"".join(drawn)}</svg>'
    return mark_safe(text)  # noqa: S308  words are escaped where they are written
