"""Lines through points: a path, the band between two of them, and a fitted line with its interval."""

from __future__ import annotations

from collections.abc import Sequence
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


def path(points: Sequence[tuple[float, float]], *, closed: bool = False) -> str:
    """Points as the `d` of an SVG path; `closed` leads back to the first."""
    drawn = "L".join(f"{x:.1f} {y:.1f}" for x, y in points)
    return f"M{drawn}Z" if closed else f"M{drawn}"


def ribbon(xs: Sequence[float], lows: Sequence[float], highs: Sequence[float]) -> str:
    """The outline of a band between two lines."""
    there = list(zip(xs, highs, strict=True))
    back = list(zip(xs, lows, strict=True))[::-1]
    return path(there + back, closed=True)


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
    line = path([(x, frame.down.clamp(point.value)) for x, point in zip(xs, points, strict=True)])
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
