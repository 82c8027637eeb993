"""Lines through points: a path, the band between two of them, and a fitted line with its interval."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple
from xml.etree.ElementTree import Element

from farfield.report.charts.frame import Frame
from farfield.report.page.markup import tag

ACROSS = 1000.0
"""Units of a drawing's own width; it is stretched to the plot's."""


class LinePoint(NamedTuple):
    """A fitted value at a place, with its interval."""

    at: float
    value: float
    low: float
    high: float


def path(points: Sequence[tuple[float, float]]) -> str:
    """Points joined by straight lines, as the `d` of an SVG path."""
    return "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in points)


def ribbon(xs: Sequence[float], lows: Sequence[float], highs: Sequence[float]) -> str:
    """The outline of a band between two lines."""
    there = curve(list(zip(xs, highs, strict=True)))
    back = curve(list(zip(xs, lows, strict=True))[::-1])
    return f"{there}L{back[1:]}Z"


def curve(points: Sequence[tuple[float, float]]) -> str:
    """A smooth line through points whose x goes one way, which rises and falls only where they do.

    Cubic pieces with the slopes of Fritsch & Butland (1984): 0 at a turn, else the harmonic mean of the slopes beside.
    """
    steps = [(b[1] - a[1]) / (b[0] - a[0]) if b[0] != a[0] else 0.0 for a, b in pairwise(points)]
    if not steps:
        return path(points)
    slopes = [steps[0], *(_between(one, other) for one, other in pairwise(steps)), steps[-1]]
    drawn = [f"M{points[0][0]:.1f} {points[0][1]:.1f}"]
    for (a, b), (from_, to) in zip(pairwise(points), pairwise(slopes), strict=True):
        third = (b[0] - a[0]) / 3
        drawn.append(
            f"C{a[0] + third:.1f} {a[1] + third * from_:.1f} {b[0] - third:.1f} {b[1] - third * to:.1f} "
            f"{b[0]:.1f} {b[1]:.1f}"
        )
    return "".join(drawn)


def _between(one: float, other: float) -> float:
    """The slope where two pieces meet."""
    return 2 * one * other / (one + other) if one * other > 0 else 0.0


def fitted_line(points: Sequence[LinePoint], frame: Frame) -> Element | None:
    """A line in a ribbon, the interval; None where there is nothing to draw."""
    if not points:
        return None
    xs = [frame.across(point.at) * ACROSS / 100 for point in points]
    band = ribbon(
        xs,
        [frame.down.clamp(point.low) for point in points],
        [frame.down.clamp(point.high) for point in points],
    )
    line = curve([(x, frame.down.clamp(point.value)) for x, point in zip(xs, points, strict=True)])
    return stretched(
        int(frame.base), [tag("path", class_="ribbon", d=band), tag("path", class_="fit", d=line)]
    )


def line_through(points: Sequence[tuple[float, float]], height: int) -> Element:
    """A line through marks, in percent across and pixels down, which joins them and says nothing between."""
    joined = path([(x * ACROSS / 100, y) for x, y in points])
    return stretched(height, [tag("path", class_="fit", d=joined)], overflow="visible")


def stretched(height: int, drawn: Sequence[Element], **attributes: object) -> Element:
    """A drawing whose width follows the plot's, while its lines keep their thickness."""
    return tag(
        "svg",
        drawn,
        **attributes,
        width="100%",
        height=height,
        viewBox=f"0 0 {ACROSS:.0f} {height}",
        preserveAspectRatio="none",
    )
