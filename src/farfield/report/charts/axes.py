"""The axes of a plot, and the one below rows of bars or dots."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from xml.etree.ElementTree import Element

from farfield.report.charts.frame import Frame
from farfield.report.charts.scale import Scale, ticks
from farfield.report.page.markup import tag

FOOT = 18


def draw_plot(frame: Frame, told: str, layers: Iterable[Element | None], **attributes: object) -> Element:
    """The axes with layers upon them, the first lowest. `told`: the plot in words, for those who cannot see it."""
    return tag(
        "svg",
        draw_axes(frame),
        layers,
        class_="plot",
        width="100%",
        height=frame.height,
        role="img",
        aria_label=told,
        **attributes,
    )


def draw_axes(frame: Frame) -> Element:
    """A grid over round values of both scales, and their names."""
    group = tag("g", class_="axes")
    for value in frame.ticks_down:
        y = frame.down(value)
        group.append(tag("line", class_="grid", x1="0", x2="100%", y1=y, y2=y))
        group.append(tag("text", frame.say_down(value), class_="tick", x=-8, y=y + 4, text_anchor="end"))
    foot = frame.base + frame.foot
    for value in frame.ticks_across:
        x = frame.across(value)
        place = percent_across(x)
        group.append(tag("line", class_="grid", x1=place, x2=place, y1=frame.top, y2=frame.base))
        name = frame.say_across(value)
        group.append(tag("text", name, class_="tick", x=place, y=foot + 14, text_anchor=anchor(x)))
    group.append(tag("line", class_="axis", x1="0", x2="100%", y1=frame.base, y2=frame.base))
    return group


def foot_axis(scale: Scale, name: Callable[[float], str]) -> Element:
    """Round values of a scale (in percent of the width) with their names, below rows of bars or dots."""
    svg = tag("svg", class_="foot-axis", width="100%", height=FOOT, aria_hidden="true")
    for value in ticks(scale.low, scale.high, 5):
        x = percent_across(scale(value))
        svg.append(tag("line", class_="axis", x1=x, x2=x, y1=0, y2=4))
        svg.append(tag("text", name(value), class_="tick", x=x, y=15, text_anchor=anchor(scale(value))))
    return svg


def anchor(across: float, edge: float = 3) -> str:
    """How a label at `across` percent of the width is anchored: inwards within `edge` percent of either end."""
    return "start" if across < edge else "end" if across > 100 - edge else "middle"


def percent_across(across: float) -> str:
    """A place across a plot, in percent of its width, as an attribute."""
    return f"{across:.2f}%"
