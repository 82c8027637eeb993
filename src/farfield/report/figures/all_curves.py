"""The curves of all subjects of a task in one picture, as their profiles have them."""

from __future__ import annotations

from collections.abc import Sequence
from xml.etree.ElementTree import Element

from farfield.report.charts.axes import draw_plot, percent_across
from farfield.report.charts.frame import Frame, down_scale, share_name
from farfield.report.charts.lines import LinePoint, fitted_line
from farfield.report.charts.marks import MOST_WITH_INTERVALS, point_mark
from farfield.report.charts.scale import Scale, rounded_out
from farfield.report.page.markup import tag
from farfield.results.comparison import SubjectCurve
from farfield.results.rulers import Band
from farfield.words import phrases

HEIGHT = 260
SHIFT = 4
"""Pixels between the marks of two subjects at one place."""


def draw_all_curves(curves: Sequence[SubjectCurve], unit: str) -> Element | None:
    """Bands with intervals and fitted lines of each subject; None where none has any."""
    shown = [one for one in curves if one.bands]
    if not shown:
        return None
    frame = _frame(shown)
    bare = len(shown) > MOST_WITH_INTERVALS
    layers = [_layer(one, frame, number, len(shown), bare) for number, one in enumerate(shown)]
    return draw_plot(frame, f"Score by {unit}. {'; '.join(map(_told, shown))}", layers)


def _frame(curves: Sequence[SubjectCurve]) -> Frame:
    bands = [band for one in curves for band in one.bands]
    values = [v for band in bands for v in band.estimate if v is not None]
    values += [point.mean for one in curves for point in one.points]
    low, high = min(band.from_ for band in bands), max(band.to for band in bands)
    logarithmic = low > 0 and all(one.scale == "log" for one in curves)
    across = Scale(low, high, 0, 100, logarithmic)
    return Frame(
        across, down_scale(*rounded_out(min(values), max(values)), HEIGHT), phrases.distance, share_name
    )


def _layer(one: SubjectCurve, frame: Frame, number: int, of: int, bare: bool) -> Element:
    shift = 0 if bare else SHIFT * (number - (of - 1) / 2)
    line = [
        LinePoint(p.distance, p.mean, *(p.mean if end is None else end for end in (p.low, p.high)))
        for p in one.points
        if frame.across.low <= p.distance <= frame.across.high
    ]
    marks = [_mark(one, band, frame, shift) for band in one.bands]
    css = f"line-{number} bare" if bare else f"line-{number}"
    return tag("g", fitted_line(line, frame), tag("g", marks, class_="bands"), class_=css)


def _mark(one: SubjectCurve, band: Band, frame: Frame, shift: float) -> Element:
    value, low, high = band.estimate
    ends = None if low is None or high is None else (frame.down.clamp(low), frame.down.clamp(high))
    told = (
        f"{one.subject}, {phrases.distance(band.from_)} to {phrases.distance(band.to)}: "
        f"{phrases.percent(value)} {phrases.percent_interval(low, high)}, {phrases.held(band.items)}"
    )
    x = percent_across(frame.across(_middle(band, frame)))
    return point_mark(x, frame.down.clamp(band.mean), ends, told, radius=3, shift=shift)


def _middle(band: Band, frame: Frame) -> float:
    if frame.across.logarithmic:
        return float((band.from_ * band.to) ** 0.5)
    return (band.from_ + band.to) / 2


def _told(one: SubjectCurve) -> str:
    bands = ", ".join(
        f"{phrases.percent(band.mean, 0)} from {phrases.distance(band.from_)}" for band in one.bands
    )
    return f"{one.subject}: {bands}"
