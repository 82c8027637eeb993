"""The distance plot as SVG: score against distance, the strip of items below, alone or overlaid.

Places across are percentages and places down are pixels, so text keeps its size on a phone and on paper.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from farfield.report.charts.axes import anchor, percent_across, share_name
from farfield.report.charts.curves import STRIP_BINS, Panel, Point
from farfield.report.charts.scales import Scale, path, ribbon, rounded_out, ticks, ticks_on
from farfield.report.page.markup import tag
from farfield.results.rulers import Reach
from farfield.words import phrases
from farfield.words.accents import regime_class

TOP, STRIP, LABELS = 18, 24, 18
ACROSS = 1000.0  # units of a path's own width; stretched to the plot's
SMALLEST_POINT, POINT_GROWTH = 2.2, 2.6


@dataclass(frozen=True, slots=True)
class Frame:
    """The axes that all panels of a figure share, so that they can be compared."""

    across: Scale
    down: Scale
    height: int

    @property
    def base(self) -> float:
        return self.down.start


def frame_of(panels: Sequence[Panel], height: int) -> Frame:
    """Axes wide enough for every band, curve and interval of the panels."""
    shown = [v for p in panels for q in [*p.bands, *p.curve, *p.adjusted] for v in (q.mean, *q.ends)]
    curves = [p.measured.curve for p in panels if p.measured.curve]
    levels = [c.floor for c in curves] + [c.ceiling for c in curves if c.ceiling_seen]
    low, high = rounded_out(min(shown + levels, default=0.0), max(shown + levels, default=1.0))
    logarithmic = all(p.logarithmic for p in panels)
    across = Scale(min(p.low for p in panels), max(p.high for p in panels), 0, 100, logarithmic)
    return Frame(across, Scale(low, high, TOP + height, TOP), height)


def draw(panels: Sequence[Panel], frame: Frame) -> Element:
    """One plot of one panel, or of several laid over each other."""
    first = panels[0]
    layers = [_panel_layer(panel, frame, number, len(panels)) for number, panel in enumerate(panels)]
    total = int(frame.base + STRIP + LABELS)
    return tag(
        "svg",
        _axes(frame),
        layers,
        _strip(first, frame),
        class_="plot",
        width="100%",
        height=total,
        role="img",
        aria_label=_told(panels),
        data_tasks=json.dumps(_tasks(first)),
        data_ruler=first.ruler,
        data_low=repr(frame.across.low),
        data_high=repr(frame.across.high),
        data_log=str(frame.across.logarithmic).lower(),
        data_top=TOP,
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


def _axes(frame: Frame) -> Element:
    group = tag("g", class_="axes")
    for value in ticks(frame.down.low, frame.down.high, 5):
        y = frame.down(value)
        group.append(tag("line", class_="grid", x1="0", x2="100%", y1=y, y2=y))
        group.append(tag("text", share_name(value), class_="tick", x=-8, y=y + 4, text_anchor="end"))
    for value in ticks_on(frame.across):
        x = frame.across(value)
        foot = frame.base + STRIP
        group.append(
            tag("line", class_="grid", x1=percent_across(x), x2=percent_across(x), y1=TOP, y2=frame.base)
        )
        group.append(
            tag(
                "text",
                phrases.distance(value),
                class_="tick",
                x=percent_across(x),
                y=foot + 14,
                text_anchor=anchor(x),
            )
        )
    group.append(tag("line", class_="axis", x1="0", x2="100%", y1=frame.base, y2=frame.base))
    return group


def _panel_layer(panel: Panel, frame: Frame, number: int, of: int) -> Element:
    shift = 0 if of == 1 else round(5 * (number - (of - 1) / 2), 1)
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
        class_=f"line-{number} {'both' if has_line else 'only-crude'}",
    )


def _stretched(frame: Frame, *children: Element) -> Element:
    """A drawing whose width follows the plot's while its lines keep their thickness."""
    return tag(
        "svg",
        children,
        width="100%",
        height=int(frame.base),
        viewBox=f"0 0 {ACROSS:.0f} {int(frame.base)}",
        preserveAspectRatio="none",
    )


def _line(points: Sequence[Point], frame: Frame) -> Element | None:
    if not points:
        return None
    xs = [frame.across(p.distance) * ACROSS / 100 for p in points]
    lows, highs = ([frame.down.clamp(p.ends[end]) for p in points] for end in (0, 1))
    band = ribbon(xs, lows, highs)
    curve = path((x, frame.down.clamp(p.mean)) for x, p in zip(xs, points, strict=True))
    return _stretched(frame, tag("path", class_="ribbon", d=band), tag("path", class_="fit", d=curve))


def _levels(panel: Panel, frame: Frame) -> list[Element]:
    """Floor and ceiling of the fit, as thin lines."""
    curve = panel.measured.curve
    if not curve:
        return []
    lines = []
    for name, height in [("floor", curve.floor), ("ceiling", curve.ceiling)][: 1 + curve.ceiling_seen]:
        y = frame.down.clamp(height)
        title = tag("title", f"{name} of the fit: {phrases.percent(height)}")
        lines.append(tag("line", title, class_="level", x1="0", x2="100%", y1=y, y2=y))
    return lines


def _band_mark(point: Point, panel: Panel, frame: Frame, shift: float) -> Element:
    most = max(p.items for p in panel.bands)
    x = percent_across(frame.across(point.distance))
    radius = SMALLEST_POINT + POINT_GROWTH * (point.items / most) ** 0.5
    told = (
        f"{panel.subject}, {panel.measured.unit} around {phrases.distance(point.distance)}: "
        f"{phrases.percent(point.mean)} {phrases.percent_interval(point.low, point.high)}, {phrases.held(point.items)}"
    )
    low, high = (frame.down.clamp(end) for end in point.ends)
    return tag(
        "g",
        tag("title", told),
        tag("line", class_="bar", x1=x, x2=x, y1=low, y2=high),
        tag("circle", class_="point", cx=x, cy=frame.down.clamp(point.mean), r=radius),
        transform=f"translate({shift} 0)" if shift else None,
    )


def _cutoff(panel: Panel, frame: Frame) -> Element | None:
    """The day of the cutoff, day 0 of the ruler time."""
    if panel.ruler != "time" or not frame.across.low < 0 < frame.across.high:
        return None
    x = percent_across(frame.across(0))
    title = tag("title", "the cutoff")
    label = tag("text", "cutoff", class_="note", x=x, y=frame.base - 6, dx=4)
    return tag("g", title, tag("line", class_="cutoff", x1=x, x2=x, y1=TOP, y2=frame.base), label)


def _reach(panel: Panel, frame: Frame) -> Element | None:
    """A line where the score above the floor has halved, or an arrow to beyond the data."""
    reach = panel.measured.reach
    if reach.reason == "rises":
        label = tag("text", "no reach: it rises", class_="note", x="100%", y=TOP - 7, text_anchor="end")
        return tag("g", label, class_="reach")
    if reach.censored:
        label = tag("text", "reach: beyond the data →", class_="note", x="100%", y=TOP - 7, text_anchor="end")
        return tag("g", label, class_="reach")
    if reach.distance is None:
        return None
    x = frame.across.clamp(reach.distance)
    heights = phrases.heights(reach)
    text = f"reach {phrases.reach(reach)}{heights and f': {heights}'}"
    label = tag("text", text, class_="note", x=percent_across(x), y=TOP - 7, text_anchor=anchor(x, 30))
    line = tag(
        "line", class_="reach-line", x1=percent_across(x), x2=percent_across(x), y1=TOP - 3, y2=frame.base
    )
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
    return tag(
        "svg", paths, class_="strip", y=int(frame.base) + 2, width="100%", height=STRIP,
        viewBox=f"0 0 {ACROSS:.0f} {STRIP}", preserveAspectRatio="none",
    )  # fmt: skip


def _column(left: float, top: float, width: float, height: float) -> str:
    return f"M{left:.1f} {top:.1f}h{width:.1f}v{height:.1f}h{-width:.1f}z"
