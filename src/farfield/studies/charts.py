"""The plot of a study: panels of lines with intervals, as one SVG that stands alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple
from xml.etree.ElementTree import Element

from farfield.report.charts.scales import Scale, path, ticks_on
from farfield.report.page.markup import tag, write

WIDTH, HEIGHT = 360, 240
LEFT, RIGHT, TOP, BOTTOM = 52, 12, 34, 44
LEGEND_LINE = 15
COLOURS = (
    "#1b6ca8", "#d1495b", "#2f9e6e", "#b7791f", "#6b4fa0", "#4a5568", "#c05299", "#0f7b8a",
    "#7a4419", "#8fb339", "#e07a1f", "#9aa5b1",
)  # fmt: skip


class Mark(NamedTuple):
    """A value at a place, with its interval where it has one."""

    x: float
    y: float
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True)
class Chart:
    """One panel. `series`: marks in the order of x, by what they are called. `limits`: of y.

    `names`: of places along x that are no numbers; marks are then not joined.
    """

    title: str
    x: str
    y: str
    series: Mapping[str, Sequence[Mark]]
    limits: tuple[float, float] | None = (0.0, 1.0)
    logarithmic: bool = False
    names: Mapping[float, str] = field(default_factory=dict)


def write_charts(charts: Sequence[Chart], told: str) -> str:
    """The panels side by side, two in a row, each with its legend below; a name has one colour in all of them."""
    colours = _colours(charts)
    columns = min(2, len(charts))
    panel_height = HEIGHT + LEGEND_LINE * max(len(chart.series) for chart in charts) + 10
    rows = -(-len(charts) // columns)
    panels = [
        tag(
            "g",
            _panel(chart, colours),
            transform=f"translate({WIDTH * (at % columns)} {panel_height * (at // columns)})",
        )
        for at, chart in enumerate(charts)
    ]
    width, height = WIDTH * columns, panel_height * rows
    svg = tag(
        "svg",
        tag("title", told),
        tag("rect", width=width, height=height, fill="white"),
        panels,
        xmlns="http://www.w3.org/2000/svg", viewBox=f"0 0 {width} {height}", role="img",
        font_family="system-ui, sans-serif", font_size="11", fill="#2d3748",
    )  # fmt: skip
    return write(svg).replace("viewbox=", "viewBox=") + "\n"


def _colours(charts: Sequence[Chart]) -> dict[str, str]:
    """Of each name, as they first appear, the colour least used in the panels that it appears in, then in all."""
    panels: list[Counter[str]] = [Counter() for _ in charts]
    found: dict[str, str] = {}
    for name in dict.fromkeys(name for chart in charts for name in chart.series):
        shared = [used for used, chart in zip(panels, charts, strict=True) if name in chart.series]
        beside, ever = sum(shared, Counter[str]()), Counter(found.values())
        found[name] = min(COLOURS, key=lambda colour: (beside[colour], ever[colour]))
        for used in shared:
            used[found[name]] += 1
    return found


def _panel(chart: Chart, colours: Mapping[str, str]) -> Element:
    marks = [mark for some in chart.series.values() for mark in some]
    across = _across([mark.x for mark in marks], chart.logarithmic)
    values = [value for mark in marks for value in (mark.y, mark.low, mark.high) if value is not None]
    low, high = chart.limits or (min(values, default=0.0), max(values, default=1.0))
    room = 0.0 if chart.limits else 0.05 * (high - low or 1)
    down = Scale(low - room, high + room, HEIGHT - BOTTOM, TOP)
    group = tag("g", tag("text", chart.title, x=LEFT, y=18, font_weight="600"))
    _axes(group, chart, across, down)
    for number, (name, some) in enumerate(chart.series.items()):
        colour = colours[name]
        shift = 2.5 * (number - (len(chart.series) - 1) / 2)
        group.append(_series(some, across, down, colour, shift, joined=not chart.names))
        y = HEIGHT + LEGEND_LINE * number
        group.append(tag("circle", cx=LEFT + 5, cy=y - 4, r=4, fill=colour))
        group.append(tag("text", name, x=LEFT + 15, y=y))
    return group


def _across(places: Sequence[float], logarithmic: bool) -> Scale:
    low, high = min(places, default=0.0), max(places, default=1.0)
    if logarithmic and low > 0:
        room = (high / low) ** 0.05 if high > low else 1.5
        return Scale(low / room, high * room, LEFT, WIDTH - RIGHT, logarithmic=True)
    room = 0.05 * (high - low or 1)
    return Scale(low - room, high + room, LEFT, WIDTH - RIGHT)


def _axes(group: Element, chart: Chart, across: Scale, down: Scale) -> None:
    base = HEIGHT - BOTTOM
    for value in ticks_on(down, 5):
        y = down(value)
        group.append(tag("line", x1=LEFT, x2=WIDTH - RIGHT, y1=y, y2=y, stroke="#e2e8f0"))
        group.append(tag("text", _said(value), x=LEFT - 6, y=y + 4, text_anchor="end"))
    whole = all(mark.x == round(mark.x) for some in chart.series.values() for mark in some)
    ticks = [value for value in ticks_on(across, 6) if not whole or value == round(value)]
    for value in chart.names or ticks:
        x = across(value)
        group.append(tag("line", x1=x, x2=x, y1=base, y2=base + 4, stroke="#4a5568"))
        group.append(
            tag("text", chart.names.get(value, _said(value)), x=x, y=base + 16, text_anchor="middle")
        )
    group.append(tag("line", x1=LEFT, x2=WIDTH - RIGHT, y1=base, y2=base, stroke="#4a5568"))
    middle = (LEFT + WIDTH - RIGHT) / 2
    group.append(tag("text", chart.x, x=middle, y=base + 32, text_anchor="middle"))
    y = (TOP + base) / 2
    group.append(tag("text", chart.y, x=13, y=y, text_anchor="middle", transform=f"rotate(-90 13 {y:g})"))


def _series(
    marks: Sequence[Mark], across: Scale, down: Scale, colour: str, shift: float, *, joined: bool
) -> Element:
    points = [(across(mark.x) + shift, down.clamp(mark.y)) for mark in marks]
    group = tag("g")
    if joined and len(points) > 1:
        group.append(tag("path", d=path(points), fill="none", stroke=colour, stroke_width="1.5"))
    for mark, (x, y) in zip(marks, points, strict=True):
        if mark.low is not None and mark.high is not None:
            ends = down.clamp(mark.low), down.clamp(mark.high)
            group.append(tag("line", x1=x, x2=x, y1=ends[0], y2=ends[1], stroke=colour, stroke_width="1.5"))
        group.append(tag("circle", cx=x, cy=y, r=3, fill=colour))
    return group


def _said(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 1_000 else f"{value:g}"
