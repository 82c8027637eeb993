"""Small plots of a comparison: a quantity against the log of scale with its forecast, a difference along the distance.

Places across are percentages and places down are pixels, as in plots.py.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from farfield.report.charts.axes import anchor, percent_across
from farfield.report.charts.scales import Scale, path, ribbon, ticks_on
from farfield.report.page.markup import tag
from farfield.results.comparison import BandDifference
from farfield.results.scaling import LinePoint
from farfield.words import phrases

TOP, HEIGHT, LABELS = 18, 150, 18
ACROSS = 1000.0
FAR_APART = 100
ROOM = 0.06  # of the axis, beside the outermost points


@dataclass(frozen=True, slots=True)
class Mark:
    """A point with its interval. `open`: it lies beyond the data, and `value` is the least it can be."""

    at: float
    value: float
    low: float | None
    high: float | None
    told: str
    open: bool = False
    forecast: bool = False


@dataclass(frozen=True)
class Axes:
    """Where values stand, and how they are said."""

    across: Scale
    down: Scale
    say_across: Callable[[float], str]
    say_down: Callable[[float], str]


def scale_axes(
    marks: Sequence[Mark],
    line: Sequence[LinePoint],
    limits: tuple[float, float] | None,
    say: Callable[[float], str],
) -> Axes:
    """Scale runs along its logarithm. `limits`: of what is shown down the side; None takes what the marks need."""
    at = [m.at for m in marks] + [p.scale for p in line]
    first, last = min(at), max(at)
    room = (last / first) ** ROOM if last > first else 1.5
    values = [v for m in marks for v in (m.value, m.low, m.high) if v is not None] + [p.value for p in line]
    low, high = limits or (min(values), max(values))
    widened = limits or (low - 0.08 * (high - low or 1), high + 0.12 * (high - low or 1))
    across = Scale(first / room, last * room, 0, 100, logarithmic=True)
    return Axes(across, Scale(*widened, TOP + HEIGHT, TOP), say_scale, say)


def say_scale(value: float) -> str:
    """1.75e11 -> "175 G", 7e7 -> "70 M"; beyond, powers of ten."""
    for size, sign in ((1e12, "T"), (1e9, "G"), (1e6, "M"), (1e3, "k")):
        if size <= value < 1e3 * size:
            return f"{phrases.distance(value / size)}{phrases.THIN}{sign}"
    return phrases.distance(value) if 1e-3 <= value < 1e3 else f"{value:.0e}".replace("e+", "e")


def draw_scale(marks: Sequence[Mark], line: Sequence[LinePoint], axes: Axes, told: str) -> Element:
    """Subjects against the log of scale, their trend with the interval for a new subject."""
    return _plot(axes, told, [_trend(line, axes), *(_mark(mark, axes) for mark in marks)])


def difference_axes(bands: Sequence[BandDifference], band: float) -> Axes:
    """What all plots of differences share, so that they can be compared; far distances stand by their logarithm."""
    ends = [v for b in bands for v in (b.from_, b.to)]
    values = [v for b in bands for v in b.estimate if v is not None]
    low, high = min([*values, -band]), max([*values, band])
    room = 0.05 * (high - low)
    across = Scale(min(ends), max(ends), 0, 100, min(ends) > 0 and max(ends) > FAR_APART * min(ends))
    down = Scale(low - room, high + room, TOP + HEIGHT, TOP)
    return Axes(across, down, phrases.distance, lambda v: phrases.signed(100 * v, 0))


def draw_differences(bands: Sequence[BandDifference], band: float, axes: Axes, told: str) -> Element:
    """Second less first along the distance; the shaded stripe is what counts as equivalent."""
    marks = [
        Mark(_middle(b, axes.across), b.difference, b.low, b.high, _difference_told(b))
        for b in bands
        if b.difference is not None
    ]
    down = axes.down
    stripe = tag("rect", class_="stripe", x="0", width="100%", y=down(band), height=down(-band) - down(band))
    zero = tag("line", class_="axis", x1="0", x2="100%", y1=down(0), y2=down(0))
    return _plot(axes, told, [stripe, zero, *(_mark(mark, axes) for mark in marks)])


def _middle(band: BandDifference, across: Scale) -> float:
    low, high = band.from_, band.to
    return float((low * high) ** 0.5 if across.logarithmic else (low + high) / 2)


def _difference_told(band: BandDifference) -> str:
    return (
        f"{phrases.distance(band.from_)} to {phrases.distance(band.to)}: {phrases.points(band.estimate)} points "
        f"({phrases.percent(band.first)} and {phrases.percent(band.second)}), {phrases.held(band.items)}"
    )


def _plot(axes: Axes, told: str, layers: Iterable[Element | None]) -> Element:
    total = TOP + HEIGHT + LABELS
    return tag(
        "svg", _grid(axes), layers, class_="plot", width="100%", height=total, role="img", aria_label=told
    )


def _grid(axes: Axes) -> Element:
    group, base = tag("g", class_="axes"), TOP + HEIGHT
    for value in ticks_on(axes.down, 5):
        y = axes.down(value)
        group.append(tag("line", class_="grid", x1="0", x2="100%", y1=y, y2=y))
        group.append(tag("text", axes.say_down(value), class_="tick", x=-8, y=y + 4, text_anchor="end"))
    for value in ticks_on(axes.across, 4):
        x = axes.across(value)
        place = percent_across(x)
        group.append(tag("line", class_="grid", x1=place, x2=place, y1=TOP, y2=base))
        label = axes.say_across(value)
        group.append(tag("text", label, class_="tick", x=place, y=base + 14, text_anchor=anchor(x)))
    group.append(tag("line", class_="axis", x1="0", x2="100%", y1=base, y2=base))
    return group


def _trend(line: Sequence[LinePoint], axes: Axes) -> Element | None:
    if not line:
        return None
    xs = [axes.across(p.scale) * ACROSS / 100 for p in line]
    lows, highs = [axes.down.clamp(p.low) for p in line], [axes.down.clamp(p.high) for p in line]
    values = [axes.down.clamp(p.value) for p in line]
    return tag(
        "svg",
        tag("path", class_="ribbon", d=ribbon(xs, lows, highs)),
        tag("path", class_="fit", d=path(zip(xs, values, strict=True))),
        width="100%", height=TOP + HEIGHT, viewBox=f"0 0 {ACROSS:.0f} {TOP + HEIGHT}", preserveAspectRatio="none",
    )  # fmt: skip


def _mark(mark: Mark, axes: Axes) -> Element:
    x, y = percent_across(axes.across(mark.at)), axes.down.clamp(mark.value)
    title = tag("title", mark.told)
    if mark.open:
        arrow = tag("text", "↑", class_="note", x=x, y=y - 2, text_anchor="middle")
        return tag("g", title, arrow, tag("circle", class_="point open", cx=x, cy=y, r=3.5))
    ends = [axes.down.clamp(mark.value if end is None else end) for end in (mark.low, mark.high)]
    return tag(
        "g", title, tag("line", class_="bar", x1=x, x2=x, y1=ends[0], y2=ends[1]),
        tag("circle", class_="point open" if mark.forecast else "point", cx=x, cy=y, r=3.5),
    )  # fmt: skip
