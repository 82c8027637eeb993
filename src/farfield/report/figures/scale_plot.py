"""A quantity against the logarithm of scale, with its trend and its forecast."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from farfield.report.charts.axes import draw_plot, percent_across
from farfield.report.charts.frame import Frame, down_scale
from farfield.report.charts.lines import LinePoint, fitted_line
from farfield.report.charts.marks import open_mark, point_mark
from farfield.report.charts.scale import Scale
from farfield.results import scaling
from farfield.words import phrases

HEIGHT = 150
MOST_TICKS = 4
ROOM = 0.06
"""Of the axis, beside the outermost points."""


@dataclass(frozen=True, slots=True)
class Sized:
    """A subject's value at its scale. `open`: it lies beyond the data, and `value` is the least it can be."""

    at: float
    value: float
    low: float | None
    high: float | None
    told: str
    open: bool = False
    forecast: bool = False


def scale_frame(
    marks: Sequence[Sized],
    line: Sequence[scaling.LinePoint],
    limits: tuple[float, float] | None,
    say: Callable[[float], str],
) -> Frame:
    """Scale runs along its logarithm. `limits`: of what is shown down the side; None takes what the marks need."""
    at = [m.at for m in marks] + [p.scale for p in line]
    first, last = min(at), max(at)
    room = (last / first) ** ROOM if last > first else 1.5
    values = [v for m in marks for v in (m.value, m.low, m.high) if v is not None] + [p.value for p in line]
    low, high = limits or (min(values), max(values))
    widened = limits or (low - 0.08 * (high - low or 1), high + 0.12 * (high - low or 1))
    across = Scale(first / room, last * room, 0, 100, logarithmic=True)
    return Frame(across, down_scale(*widened, HEIGHT), say_scale, say, MOST_TICKS)


def say_scale(value: float) -> str:
    """1.75e11 -> "175 G", 7e7 -> "70 M"; beyond, powers of ten."""
    for size, sign in ((1e12, "T"), (1e9, "G"), (1e6, "M"), (1e3, "k")):
        if size <= value < 1e3 * size:
            return f"{phrases.distance(value / size)}{phrases.THIN}{sign}"
    return phrases.distance(value) if 1e-3 <= value < 1e3 else f"{value:.0e}".replace("e+", "e")


def draw_scale_plot(
    marks: Sequence[Sized], line: Sequence[scaling.LinePoint], frame: Frame, told: str
) -> Element:
    """Subjects against the log of scale, their trend with the interval for a new subject."""
    trend = fitted_line([LinePoint(p.scale, p.value, p.low, p.high) for p in line], frame)
    return draw_plot(frame, told, [trend, *(_mark(mark, frame) for mark in marks)])


def _mark(mark: Sized, frame: Frame) -> Element:
    x, y = percent_across(frame.across(mark.at)), frame.down.clamp(mark.value)
    if mark.open:
        return open_mark(x, y, mark.told)
    low, high = (frame.down.clamp(mark.value if end is None else end) for end in (mark.low, mark.high))
    return point_mark(x, y, (low, high), mark.told, hollow=mark.forecast)
