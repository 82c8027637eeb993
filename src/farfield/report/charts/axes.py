"""The axis below a row of bars or dots, and which way its labels lean so that none leaves the page."""

from __future__ import annotations

from collections.abc import Callable
from xml.etree.ElementTree import Element

from farfield.report.charts.scales import Scale, ticks
from farfield.report.page.markup import tag

HEIGHT = 18


def anchor(across: float, edge: float = 3) -> str:
    """How a label at `across` percent of the width is anchored: inwards within `edge` percent of either end."""
    return "start" if across < edge else "end" if across > 100 - edge else "middle"


def percent_across(across: float) -> str:
    """A place across a plot, in percent of its width, as an attribute."""
    return f"{across:.2f}%"


def foot_axis(scale: Scale, name: Callable[[float], str]) -> Element:
    """Round values of a scale (in percent of the width) with their names."""
    svg = tag("svg", class_="foot-axis", width="100%", height=HEIGHT, aria_hidden="true")
    for value in ticks(scale.low, scale.high, 5):
        x = percent_across(scale(value))
        svg.append(tag("line", class_="axis", x1=x, x2=x, y1=0, y2=4))
        svg.append(tag("text", name(value), class_="tick", x=x, y=15, text_anchor=anchor(scale(value))))
    return svg


def share_name(value: float) -> str:
    """A share in [0, 1] as a label of the axis, in percent without its sign."""
    return f"{100 * value:.0f}"
