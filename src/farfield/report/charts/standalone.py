"""Charts that stand alone, as one SVG: lines with intervals, or rows of dots. Studies and benchmarks draw with it.

Their parts are those of a page's charts; the colours of the marks are attributes, so that any viewer shows them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple
from xml.etree.ElementTree import Element

from farfield.report.charts.axes import draw_axes, percent_across
from farfield.report.charts.colours import colours_of
from farfield.report.charts.frame import Frame
from farfield.report.charts.lines import line_through
from farfield.report.charts.marks import point_mark
from farfield.report.charts.scale import Scale, ticks_on
from farfield.report.page.markup import tag, write

WIDTH, HEIGHT = 360, 240
LEFT, RIGHT, TOP, BOTTOM = 64, 24, 34, 44
"""Left of the plot six characters of a label of y stand beside what y is."""
LEGEND_LINE, LEGEND_TOP = 15, HEIGHT + 8
ROOM = 0.05
"""Of an axis, beside the outermost marks."""
STYLE = (
    "text{font:11px system-ui,sans-serif;fill:#2d3748}.title{font-weight:600}.grid{stroke:#e2e8f0}"
    ".axis{stroke:#4a5568}.stripe{fill:#edf2f7}.bar{stroke:currentColor;stroke-width:1.5}"
    ".point{fill:currentColor}.fit{fill:none;stroke:currentColor;stroke-width:1.5}"
)


class Mark(NamedTuple):
    """A value at a place, with its interval where it has one."""

    x: float
    y: float
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True)
class Chart:
    """One panel. `series`: marks in the order of x, by what they are called. `limits`: of y.

    `names`: of places along x that are no numbers; marks are then not joined. `logarithmic`: along x, `rising_in_tens`:
    along y. `dashed`: names of series whose lines are. `shaded`: a stretch of x, cut where the axis ends.
    """

    title: str
    x: str
    y: str
    series: Mapping[str, Sequence[Mark]]
    limits: tuple[float, float] | None = (0.0, 1.0)
    logarithmic: bool = False
    rising_in_tens: bool = False
    names: Mapping[float, str] = field(default_factory=dict)
    dashed: frozenset[str] = frozenset()
    shaded: tuple[float, float] | None = None


def write_charts(charts: Sequence[Chart], told: str) -> str:
    """The panels side by side, two in a row, each with its legend below; a name has one colour in all of them."""
    colours = colours_of([chart.series for chart in charts])
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
    return write_alone(WIDTH * columns, panel_height * rows, told, panels)


def write_alone(width: float, height: float, told: str, drawn: Iterable[Element]) -> str:
    """An SVG of its own, on white. `told`: what it shows, for those who cannot see it."""
    svg = tag(
        "svg",
        tag("title", told),
        tag("style", STYLE),
        tag("rect", width=width, height=height, fill="white"),
        drawn,
        xmlns="http://www.w3.org/2000/svg",
        viewBox=f"0 0 {width} {height}",
        role="img",
    )
    return write(svg) + "\n"


def inner_plot(drawn: Iterable[Element | None], x: float, width: float, height: float) -> Element:
    """A plot within a drawing of its own; what is written beside it may reach out of it."""
    return tag("svg", drawn, x=x, width=width, height=height, overflow="visible")


def _panel(chart: Chart, colours: Mapping[str, str]) -> Element:
    frame = _frame(chart)
    lines = [
        _series(
            marks,
            frame,
            colours[name],
            2.5 * (number - (len(chart.series) - 1) / 2),
            bool(chart.names),
            name in chart.dashed,
        )
        for number, (name, marks) in enumerate(chart.series.items())
    ]
    base, middle = HEIGHT - BOTTOM, (LEFT + WIDTH - RIGHT) / 2
    y = (TOP + base) / 2
    return tag(
        "g",
        tag("text", chart.title, class_="title", x=LEFT, y=18),
        inner_plot([_shade(chart, frame), draw_axes(frame), *lines], LEFT, WIDTH - LEFT - RIGHT, base),
        tag("text", chart.x, x=middle, y=base + 32, text_anchor="middle"),
        tag("text", chart.y, x=13, y=y, text_anchor="middle", transform=f"rotate(-90 13 {y:g})"),
        [
            _legend_line(
                name if marks else f"{name}: no value", colours[name], LEFT + 5, LEGEND_TOP + LEGEND_LINE * at
            )
            for at, (name, marks) in enumerate(chart.series.items())
        ],
    )


def _shade(chart: Chart, frame: Frame) -> Element | None:
    if chart.shaded is None:
        return None
    low, high = (min(max(end, frame.across.low), frame.across.high) for end in chart.shaded)
    left, right = frame.across(low), frame.across(high)
    return tag(
        "rect",
        class_="stripe",
        x=percent_across(left),
        width=percent_across(right - left),
        y=frame.top,
        height=frame.base - frame.top,
    )


def _legend_line(name: str, colour: str, x: float, y: float) -> Element:
    dot = tag("circle", cx=x, cy=y - 4, r=4, fill=colour)
    return tag("g", dot, tag("text", name, x=x + 10, y=y))


def _frame(chart: Chart) -> Frame:
    marks = [mark for some in chart.series.values() for mark in some]
    values = [value for mark in marks for value in (mark.y, mark.low, mark.high) if value is not None]
    across = _with_room([mark.x for mark in marks], (0, 100), chart.logarithmic)
    down = (HEIGHT - BOTTOM, TOP)
    whole = all(mark.x == round(mark.x) for mark in marks)
    named = list(chart.names) or [at for at in ticks_on(across, 6) if not whole or at == round(at)]
    return Frame(
        across,
        Scale(*chart.limits, *down) if chart.limits else _with_room(values, down, chart.rising_in_tens),
        say_across=lambda at: chart.names.get(at, said(at)),
        say_down=said,
        named=named,
    )


def _with_room(values: Sequence[float], ends: tuple[float, float], logarithmic: bool) -> Scale:
    """A scale over all values, with some room on either side."""
    low, high = min(values, default=0.0), max(values, default=1.0)
    if logarithmic and low > 0:
        room = (high / low) ** ROOM if high > low else 1.5
        return Scale(low / room, high * room, *ends, logarithmic=True)
    room = ROOM * (high - low or 1)
    return Scale(low - room, high + room, *ends)


def _series(
    marks: Sequence[Mark], frame: Frame, colour: str, shift: float, apart: bool, dashed: bool
) -> Element:
    points = [(frame.across(mark.x), frame.down.clamp(mark.y)) for mark in marks]
    line = None if apart or len(points) < 2 else line_through(points, int(frame.base))
    dots = [
        point_mark(
            percent_across(x),
            y,
            None
            if mark.low is None or mark.high is None
            else (frame.down.clamp(mark.low), frame.down.clamp(mark.high)),
            f"{said(mark.x)}: {said(mark.y)}",
            radius=3,
        )
        for mark, (x, y) in zip(marks, points, strict=True)
    ]
    moved = f"translate({shift} 0)" if shift else None
    return tag("g", line, dots, color=colour, transform=moved, stroke_dasharray="4 3" if dashed else None)


def said(value: float) -> str:
    """A value as a label of an axis."""
    return f"{value:,.0f}" if abs(value) >= 1_000 else f"{value:g}"


@dataclass(frozen=True)
class DotRows:
    """Rows of dots over one axis: of each row its name, and its values by what they are called.

    `limits`: of the axis; what lies below stands at its left end as a triangle. `stripe`: what is as it should be.
    """

    title: str
    rows: Mapping[str, Mapping[str, float]]
    colours: Mapping[str, str]
    limits: tuple[float, float]
    stripe: tuple[float, float]
    say: Callable[[float], str] = said


ROWS_WIDTH, NAMES, ROWS_TOP, ROW = 860, 250, 50, 18


def write_dot_rows(chart: DotRows) -> str:
    """Rows of dots with the names of the rows beside them, as an SVG of its own."""
    width, base = ROWS_WIDTH - NAMES - 20, ROWS_TOP + ROW * len(chart.rows) - 6
    across = Scale(*chart.limits, 0, 100)
    frame = Frame(
        across, Scale(0, 1, base, ROWS_TOP - 8), chart.say, said, named=ticks_on(across, 5), named_down=()
    )
    stripe = [percent_across(across(end)) for end in chart.stripe]
    wide = percent_across(across(chart.stripe[1]) - across(chart.stripe[0]))
    good = tag("rect", class_="stripe", x=stripe[0], width=wide, y=frame.top, height=base - frame.top)
    dots = [
        _row_dot(frame, value, ROWS_TOP + ROW * at + 6, chart.colours[name])
        for at, values in enumerate(chart.rows.values())
        for name, value in values.items()
    ]
    names = [
        tag("text", name, x=NAMES - 8, y=ROWS_TOP + ROW * at + 10, text_anchor="end")
        for at, name in enumerate(chart.rows)
    ]
    shown = [name for name in chart.colours if any(name in values for values in chart.rows.values())]
    legend = [_legend_line(name, chart.colours[name], NAMES + 120 * at, 36) for at, name in enumerate(shown)]
    title = tag("text", chart.title, class_="title", x=10, y=18)
    plot = inner_plot([good, draw_axes(frame), *dots], NAMES, width, base)
    return write_alone(ROWS_WIDTH, base + 26, chart.title, [title, *legend, *names, plot])


def _row_dot(frame: Frame, value: float, y: float, colour: str) -> Element:
    told = tag("title", f"{value:.3f}")
    if value < frame.across.low:
        return tag("path", told, d=f"M0 {y - 4}L0 {y + 4}L-7 {y}Z", fill=colour)
    return tag("circle", told, cx=percent_across(frame.across(value)), cy=y, r=4, fill=colour, opacity=0.8)
