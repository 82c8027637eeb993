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


def line_legend(names: Sequence[str], more: Sequence[Element] = ()) -> Element:
    """Which line is whose, of lines laid over each other, in their order; `more`: entries of what else is drawn."""
    lines = [legend_entry(name, *_line_sample(), css=f"line-{number}") for number, name in enumerate(names)]
    return tag("ul", lines, more, class_="legend")


def legend_entry(name: str, *drawn: Element, css: str | None = None) -> Element:
    """A sample of 26 by 12 pixels, and what it stands for."""
    return tag("li", tag("svg", drawn, width=26, height=12, aria_hidden="true"), name, class_=css)


def _line_sample() -> tuple[Element, Element]:
    line = tag("line", class_="fit", x1=0, x2=26, y1=6, y2=6)
    return line, tag("circle", class_="point", cx=13, cy=6, r=3.5)
