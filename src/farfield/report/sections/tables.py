"""Tables of numbers: a name for each row, each number with what belongs to it in small print."""

from __future__ import annotations

from collections.abc import Sequence
from xml.etree.ElementTree import Element

from farfield.report.page.markup import tag


def numbers_table(label: str, titles: Sequence[str], rows: Sequence[Element]) -> Element:
    """A table that scrolls by itself where the page is narrow. `label`: for those who cannot see it."""
    head = tag("tr", [tag("th", title, scope="col") for title in titles])
    table = tag("table", tag("thead", head), tag("tbody", rows), class_="numbers")
    return tag("div", table, class_="scroll", tabindex="0", role="region", aria_label=label)


def row(names: Sequence[str], cells: Sequence[Element]) -> Element:
    """The first name heads the row, further ones stand beside it."""
    return tag("tr", tag("th", names[0], scope="row"), [tag("td", name) for name in names[1:]], cells)


def cell(main: str, detail: str = "") -> Element:
    """A number in bold and what belongs to it in small print."""
    return tag("td", tag("b", main), " ", tag("small", detail) if detail else None)
