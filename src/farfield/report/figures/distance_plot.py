"""The distance plot: score against distance, the strip of items below, alone or overlaid."""

from __future__ import annotations

import json
from collections.abc import Sequence
from xml.etree.ElementTree import Element

from farfield.report.charts.axes import anchor, draw_plot, percent_across
from farfield.report.charts.frame import Frame, down_scale, share_name
from farfield.report.charts.lines import ACROSS, LinePoint, fitted_line, stretched
from farfield.report.charts.marks import MOST_WITH_INTERVALS, level_line, note, point_mark, upright_line
from farfield.report.charts.scale import Scale, rounded_out
from farfield.report.figures.distance_panel import STRIP_BINS, Panel, Point
from farfield.report.page.markup import tag
from farfield.results.rulers import Reach
from farfield.words import phrases
from farfield.words.accents import regime_class

STRIP = 24
"""Pixels of the strip below the axis."""
SMALLEST_POINT, POINT_GROWTH = 2.2, 2.6
ABOVE = 7
"""Pixels by which words above the plot clear it."""


def frame_of(panels: Sequence[Panel], height: int) -> Frame:
    """Axes wide enough for every band, curve and interval of the panels, so that they can be compared."""
    shown = [v for p in panels for q in [*p.bands, *p.curve, *p.adjusted] for v in (q.mean, *q.ends)]
    curves = [p.measured.curve for p in panels if p.measured.curve]
    levels = [c.floor for c in curves] + [c.ceiling for c in curves if c.ceiling_seen]
    low, high = rounded_out(min(shown + levels, default=0.0), max(shown + levels, default=1.0))
    logarithmic = all(p.logarithmic for p in panels)
    across = Scale(min(p.low for p in panels), max(p.high for p in panels), 0, 100, logarithmic)
    return Frame(across, down_scale(low, high, height), phrases.distance, share_name, foot=STRIP)


def draw_distance_plot(panels: Sequence[Panel], frame: Frame) -> Element:
    """One plot of one panel, or of several laid over each other."""
    first = panels[0]
    layers = [_panel_layer(panel, frame, number, len(panels)) for number, panel in enumerate(panels)]
    return draw_plot(
        frame,
        _told(panels),
        [_strip(first, frame), *layers],
        data_tasks=json.dumps(_tasks(first)),
        data_ruler=first.ruler,
        data_low=repr(frame.across.low),
        data_high=repr(frame.across.high),
        data_log=str(frame.across.logarithmic).lower(),
        data_top=frame.top,
        data_base=int(frame.base + STRIP),
    )


def _tasks(panel: Panel) -> list[str]:
    """The tasks whose items stand in this plot, those that are pooled; none of a stratum, as only some items do."""
    return [] if panel.profile.stratum else panel.profile.tasks


def _told(panels: Sequence[Panel]) -> str:
    """The plot in words, for those who cannot see it."""
    parts = []
    for panel in panels:
        bands = ", ".join(
            f"{phrases.percent(b.mean, 0)} at {phrases.distance(b.distance)}" for b in panel.bands
        )
        parts.append(f"{panel.subject}: {bands}")
    return f"Score by {panels[0].measured.unit}. " + "; ".join(parts)


def _panel_layer(panel: Panel, frame: Frame, number: int, of: int) -> Element:
    bare = of > MOST_WITH_INTERVALS
    shift = 0 if bare or of == 1 else round(5 * (number - (of - 1) / 2), 1)
    has_line = bool(panel.adjusted)
    return tag(
        "g",
        # The reach is that of the crude curve, so it goes where that goes and never stands on the adjusted line.
        tag(
            "g",
            _levels(panel, frame) if of == 1 else None,
            _line(panel.curve, frame),
            _reach(panel, frame) if of == 1 else None,
            class_="crude",
        ),
        tag("g", _line(panel.adjusted, frame), class_="adjusted") if has_line else None,
        tag("g", [_band_mark(p, panel, frame, shift) for p in panel.bands], class_="bands"),
        _cutoff(panel, frame) if of == 1 else None,
        class_=f"line-{number} {'both' if has_line else 'only-crude'}{' bare' if bare else ''}",
    )


def _line(points: Sequence[Point], frame: Frame) -> Element | None:
    return fitted_line([LinePoint(p.distance, p.mean, *p.ends) for p in points], frame)


def _levels(panel: Panel, frame: Frame) -> list[Element]:
    """Floor and ceiling of the fit, as thin lines."""
    curve = panel.measured.curve
    if not curve:
        return []
    named = [("floor", curve.floor), ("ceiling", curve.ceiling)][: 1 + curve.ceiling_seen]
    return [
        level_line(frame, height, f"{name} of the fit: {phrases.percent(height)}") for name, height in named
    ]


def _band_mark(point: Point, panel: Panel, frame: Frame, shift: float) -> Element:
    most = max(p.items for p in panel.bands)
    radius = SMALLEST_POINT + POINT_GROWTH * (point.items / most) ** 0.5
    told = (
        f"{panel.subject}, {panel.measured.unit} around {phrases.distance(point.distance)}: "
        f"{phrases.percent(point.mean)} {phrases.percent_interval(point.low, point.high)}, {phrases.held(point.items)}"
    )
    low, high = (frame.down.clamp(end) for end in point.ends)
    x, y = percent_across(frame.across(point.distance)), frame.down.clamp(point.mean)
    return point_mark(x, y, (low, high), told, radius=radius, shift=shift)


def _cutoff(panel: Panel, frame: Frame) -> Element | None:
    """The day of the cutoff, day 0 of the ruler time."""
    if panel.ruler != "time" or not frame.across.low < 0 < frame.across.high:
        return None
    x = frame.across(0)
    label = tag("text", "cutoff", class_="note", x=percent_across(x), y=frame.base - 6, dx=4)
    return tag("g", tag("title", "the cutoff"), upright_line(frame, x, "cutoff"), label)


def _reach(panel: Panel, frame: Frame) -> Element | None:
    """A line where the score above the floor has halved, or an arrow to beyond the data."""
    reach = panel.measured.reach
    if reach.reason == "rises":
        return tag("g", note("no reach: it rises", "100%", frame.top - ABOVE), class_="reach")
    if reach.censored:
        return tag("g", note("reach: beyond the data →", "100%", frame.top - ABOVE), class_="reach")
    if reach.distance is None:
        return None
    x = frame.across.clamp(reach.distance)
    heights = phrases.heights(reach)
    text = f"reach {phrases.reach(reach)}{heights and f': {heights}'}"
    label = note(text, percent_across(x), frame.top - ABOVE, anchor(x, 30))
    line = upright_line(frame, x, "reach-line", above=3)
    return tag("g", label, line, _heights(panel, x, frame), _reach_span(reach, frame), class_="reach")


def _heights(panel: Panel, x: float, frame: Frame) -> list[Element]:
    """The two heights of a reach: the near field over its items, and the half of it where the reach is."""
    reach, near_to = panel.measured.reach, panel.measured.gap.near_to
    if reach.near is None or reach.half is None or near_to is None:
        return []
    start = frame.across(panel.low)
    found = []
    for told, height, end in (
        ("near field", reach.near, frame.across(near_to)),
        ("half of it above the floor", reach.half, x),
    ):
        y = frame.down.clamp(height)
        title = tag("title", f"{told}: {phrases.percent(height)}")
        ends = {"x1": percent_across(start), "x2": percent_across(end)}
        found.append(tag("line", title, class_="reach-height", **ends, y1=y, y2=y))
    return found


def _reach_span(reach: Reach, frame: Frame) -> Element | None:
    """The interval of the reach on the axis; to the far end where the data do not bound it."""
    if reach.low is None:
        return None
    low = frame.across.clamp(reach.low)
    high = 100.0 if reach.high is None else frame.across.clamp(reach.high)
    return tag(
        "line",
        class_="reach-span",
        x1=percent_across(low),
        x2=percent_across(high),
        y1=frame.base,
        y2=frame.base,
    )


def _strip(panel: Panel, frame: Frame) -> Element:
    """Where the items lie: columns that hang from the axis, warm where they are recalled."""
    tallest = max((sum(column) for column in zip(*panel.strip.values(), strict=True)), default=1)
    start = frame.across(panel.low) * ACROSS / 100
    step = (frame.across(panel.high) * ACROSS / 100 - start) / (STRIP_BINS - 1)
    tops = [0.0] * STRIP_BINS
    paths = []
    for regime, counts in panel.strip.items():
        drawn = []
        for place, items in enumerate(counts):
            height = (STRIP - 4) * items / tallest
            if items:
                drawn.append(_column(start + (place - 0.4) * step, tops[place], step * 0.8, height))
            tops[place] += height
        title = tag("title", f"{phrases.count(sum(counts), 'answer')}: {regime}")
        paths.append(tag("path", title, class_=f"column {regime_class(regime)}", d="".join(drawn)))
    return stretched(STRIP, paths, class_="strip", y=int(frame.base) + 2)


def _column(left: float, top: float, width: float, height: float) -> str:
    return f"M{left:.1f} {top:.1f}h{width:.1f}v{height:.1f}h{-width:.1f}z"
