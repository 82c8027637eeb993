"""What colours and lines of a chart mean."""

from __future__ import annotations

from collections.abc import Sequence
from xml.etree.ElementTree import Element

from farfield.report.page.markup import tag


def swatch(css: str) -> Element:
    """A little square of a colour, by its CSS class."""
    return tag("span", class_=f"swatch {css}")


def colour_key(names: Sequence[tuple[str, str]]) -> Element:
    """What the colours mean: (name, CSS class) of each."""
    return tag("span", [tag("span", swatch(css), name) for name, css in names], class_="key")


def line_legend(names: Sequence[str]) -> Element:
    """Which line is whose, of lines laid over each other, in their order."""
    return tag(
        "ul",
        [tag("li", _line_sample(), name, class_=f"line-{number}") for number, name in enumerate(names)],
        class_="legend",
    )


def _line_sample() -> Element:
    line = tag("line", class_="fit", x1=0, x2=26, y1=6, y2=6)
    point = tag("circle", class_="point", cx=13, cy=6, r=3.5)
    return tag("svg", line, point, width=26, height=12, aria_hidden="true")
