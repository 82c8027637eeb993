"""Rows of a name and small plots beside each other, over one axis a column."""

from __future__ import annotations

from collections.abc import Sequence
from xml.etree.ElementTree import Element

from farfield.report.page.markup import tag


def row_of_plots(name: str, *plots: Element | str, css: str = "") -> Element:
    """A name and its plots, or the titles of the columns."""
    return tag(
        "div",
        tag("span", name, class_="bar-name"),
        [tag("span", plot) for plot in plots],
        class_=f"reach-row {css}",
    )


def rows_of_plots(rows: Sequence[Element]) -> Element:
    """The rows below each other."""
    return tag("div", rows, class_="reaches")
