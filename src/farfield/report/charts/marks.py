"""Marks: a point with its interval, upright in a plot or lying in a row, and lines that hold a place."""

from __future__ import annotations

from xml.etree.ElementTree import Element

from farfield.report.charts.axes import anchor, percent_across
from farfield.report.charts.frame import Frame
from farfield.report.charts.scale import Scale
from farfield.report.page.markup import tag

RADIUS = 3.5
MOST_WITH_INTERVALS = 4
"""Of more subjects in one plot lines and points are drawn alone: their intervals would hide each other."""
ROW = 26
"""Pixels of a row with a dot in it."""
LABEL_ROOM = 70.0
"""Percent of a row's width beyond which a label no longer fits on the right of its mark; on its left as much is needed.
"""


def point_mark(
    x: str,
    y: float,
    ends: tuple[float, float] | None,
    told: str,
    *,
    radius: float = RADIUS,
    hollow: bool = False,
    shift: float = 0,
) -> Element:
    """A point and its upright interval. `shift`: pixels to the side, so that marks at one place stand apart."""
    return tag(
        "g",
        tag("title", told),
        tag("line", class_="bar", x1=x, x2=x, y1=ends[0], y2=ends[1]) if ends else None,
        tag("circle", class_="point open" if hollow else "point", cx=x, cy=y, r=radius),
        transform=f"translate({shift} 0)" if shift else None,
    )


def open_mark(x: str, y: float, told: str) -> Element:
    """A hollow point under an arrow: its value is the least that it can be."""
    arrow = tag("text", "↑", class_="note", x=x, y=y - 2, text_anchor="middle")
    return tag("g", tag("title", told), arrow, tag("circle", class_="point open", cx=x, cy=y, r=RADIUS))


def level_line(frame: Frame, height: float, told: str, css: str = "level") -> Element:
    """A line across the whole plot at a value of its height."""
    y = frame.down.clamp(height)
    return tag("line", tag("title", told), class_=css, x1="0", x2="100%", y1=y, y2=y)


def upright_line(frame: Frame, x: float, css: str, above: float = 0) -> Element:
    """A line from the axis to the top at `x` percent of the width; `above`: pixels beyond the top."""
    place = percent_across(x)
    return tag("line", class_=css, x1=place, x2=place, y1=frame.top - above, y2=frame.base)


def note(text: str, x: str, y: float, side: str = "end") -> Element:
    """Words on a plot. `side`: which end of them stands at `x`."""
    return tag("text", text, class_="note", x=x, y=y, text_anchor=side)


def stripe(frame: Frame, low: float, high: float) -> Element:
    """A shaded band across the plot, between two values of its height."""
    top = frame.down(high)
    return tag("rect", class_="stripe", x="0", width="100%", y=top, height=frame.down(low) - top)


def zero_line(frame: Frame) -> Element:
    """The axis again, where 0 is."""
    y = frame.down(0)
    return tag("line", class_="axis", x1="0", x2="100%", y1=y, y2=y)


def row_dot(
    scale: Scale,
    value: float,
    low: float | None,
    high: float | None,
    told: str,
    label: str,
    *,
    none_within: float | None = None,
) -> Element:
    """A row with a dot, its interval, and its value in words beside it.

    `none_within`: of a difference, what counts as none; it is shaded, and a line stands at 0.
    """
    y = ROW / 2
    ends = (scale.clamp(value if low is None else low), scale.clamp(value if high is None else high))
    return _row(
        told,
        tag("title", told),
        *(() if none_within is None else _around_zero(scale, none_within)),
        tag("line", class_="grid", x1="0", x2="100%", y1=y, y2=y),
        tag("line", class_="bar", x1=percent_across(ends[0]), x2=percent_across(ends[1]), y1=y, y2=y),
        tag("circle", class_="point", cx=percent_across(scale.clamp(value)), cy=y, r=4),
        _label(label, scale.clamp(value), ends, y),
    )


def _around_zero(scale: Scale, none_within: float) -> tuple[Element, Element]:
    low, zero, high = (scale.clamp(value) for value in (-none_within, 0, none_within))
    wide = percent_across(high - low)
    at = percent_across(zero)
    return (
        tag("rect", class_="stripe", x=percent_across(low), width=wide, y=0, height=ROW),
        tag("line", class_="axis", x1=at, x2=at, y1=0, y2=ROW),
    )


def row_open(scale: Scale, end: float | None, told: str, label: str, *, down: bool = False) -> Element:
    """A row with a line from the least that a value can be to the right end, or (`down`) from the most to the left
    end; no dot, and words above it at its open end."""
    open_at, y = 0.0 if down else 100.0, ROW / 2
    start = open_at if end is None else scale.clamp(end)
    ends = sorted((start, open_at))
    return _row(
        told,
        tag("title", told),
        tag("line", class_="grid", x1="0", x2="100%", y1=y, y2=y),
        tag("line", class_="bar open", x1=percent_across(ends[0]), x2=percent_across(ends[1]), y1=y, y2=y),
        note(label, percent_across(open_at), y - 4, "start" if down else "end"),
    )


def row_tick(scale: Scale, value: float, told: str) -> Element:
    """A place in a row that was said and not measured."""
    x = percent_across(scale.clamp(value))
    return tag("line", tag("title", told), class_="cutoff", x1=x, x2=x, y1=4, y2=ROW - 4)


def row_note(told: str, text: str) -> Element:
    """A row with words in place of a mark."""
    return _row(told, tag("text", text, class_="note", x="100%", y=ROW / 2 + 4, text_anchor="end"))


def _label(text: str, dot: float, ends: tuple[float, float], y: float) -> Element:
    """A label beside a mark: to its right, else to its left, and where neither has room above its dot."""
    if ends[1] <= LABEL_ROOM:
        return tag("text", text, class_="note", x=percent_across(ends[1]), dx=8, y=y + 4)
    if ends[0] >= 100 - LABEL_ROOM:
        return tag("text", text, class_="note", x=percent_across(ends[0]), dx=-8, y=y + 4, text_anchor="end")
    return tag("text", text, class_="note", x=percent_across(dot), y=y - 5, text_anchor=anchor(dot, 12))


def _row(told: str, *children: Element | None) -> Element:
    return tag("svg", children, class_="dot-plot", width="100%", height=ROW, role="img", aria_label=told)
