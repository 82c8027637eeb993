"""What one subject scores more than another, along the distance."""

from __future__ import annotations

from collections.abc import Sequence
from xml.etree.ElementTree import Element

from farfield.report.charts.axes import draw_plot, percent_across
from farfield.report.charts.frame import Frame, down_scale
from farfield.report.charts.marks import point_mark, stripe, zero_line
from farfield.report.charts.scale import Scale
from farfield.results.comparison import BandDifference
from farfield.words import phrases

HEIGHT = 150
MOST_TICKS = 4
FAR_APART = 100
"""Distances that lie so many times apart stand by their logarithm."""


def difference_frame(bands: Sequence[BandDifference], band: float) -> Frame:
    """What all plots of differences share, so that they can be compared."""
    ends = [v for b in bands for v in (b.from_, b.to)]
    values = [v for b in bands for v in b.estimate if v is not None]
    low, high = min([*values, -band]), max([*values, band])
    room = 0.05 * (high - low)
    across = Scale(min(ends), max(ends), 0, 100, min(ends) > 0 and max(ends) > FAR_APART * min(ends))
    down = down_scale(low - room, high + room, HEIGHT)
    return Frame(across, down, phrases.distance, lambda v: phrases.signed(100 * v, 0), MOST_TICKS)


def draw_difference_plot(bands: Sequence[BandDifference], band: float, frame: Frame, told: str) -> Element:
    """Second less first along the distance; the shaded stripe is what counts as equivalent."""
    marks = [_mark(b, b.difference, frame) for b in bands if b.difference is not None]
    return draw_plot(frame, told, [stripe(frame, -band, band), zero_line(frame), *marks])


def _mark(band: BandDifference, difference: float, frame: Frame) -> Element:
    ends = [frame.down.clamp(difference if end is None else end) for end in (band.low, band.high)]
    x = percent_across(frame.across(_middle(band, frame.across)))
    return point_mark(x, frame.down.clamp(difference), (ends[0], ends[1]), _told(band))


def _middle(band: BandDifference, across: Scale) -> float:
    low, high = band.from_, band.to
    return float((low * high) ** 0.5 if across.logarithmic else (low + high) / 2)


def _told(band: BandDifference) -> str:
    return (
        f"{phrases.distance(band.from_)} to {phrases.distance(band.to)}: {phrases.points(band.estimate)} points "
        f"({phrases.percent(band.first)} and {phrases.percent(band.second)}), {phrases.held(band.items)}"
    )
