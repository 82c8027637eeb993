"""Tables of numbers: a name for each row, each number with what belongs to it in small print."""

from __future__ import annotations

from collections.abc import Sequence
from copy import copy
from xml.etree.ElementTree import Element

from farfield.report.page.markup import tag
from farfield.report.page.prose import breakable

FEW_COLUMNS = 8
"""More are squeezed on paper, where nothing can be scrolled."""
SHORT_NAME = 18
"""Letters of a name that does not break."""


def numbers_table(
    label: str, titles: Sequence[str], rows: Sequence[Element], css: str = "numbers"
) -> Element:
    """A table whose rows become cards where the page is narrow. `label`: for those who cannot see it."""
    for one in rows:
        for at, (found, title) in enumerate(zip(list(one), titles, strict=False)):
            one[at] = copy(found)  # one element may stand in several cells
            one[at].set("data-title", title)
    return scrolling(label, [tag("th", title, scope="col") for title in titles], rows, f"{css} stacked")


def explained_table(
    heading: Element, label: str, titles: Sequence[str], rows: Sequence[Element], told: str
) -> Element:
    """A section that is a heading, a table of numbers, and what its columns are."""
    return tag("section", heading, numbers_table(label, titles, rows), tag("p", told, class_="note-text"))


def scrolling(label: str, head: Sequence[Element], rows: Sequence[Element], css: str = "numbers") -> Element:
    """A table that scrolls by itself where the page is narrow, with the cells of its head as they are."""
    css = f"{css} many" if len(head) > FEW_COLUMNS else css
    table = tag("table", tag("thead", tag("tr", head)), tag("tbody", rows), class_=css)
    return tag("div", table, class_="scroll", tabindex="0", role="region", aria_label=label)


def row(names: Sequence[str], cells: Sequence[Element]) -> Element:
    """The first name heads the row, further ones stand beside it."""
    beside = [tag("td", breakable(name), class_="name" + _short(name)) for name in names[1:]]
    return tag("tr", name_head(names[0]), beside, cells)


def name_head(name: str) -> Element:
    """The head of a row; a short name stands on one line."""
    return tag("th", breakable(name), scope="row", class_=_short(name).strip() or None)


def _short(name: str) -> str:
    """The class of a name that stands on one line, to stand behind another; empty for a long one."""
    return " short" if len(name) <= SHORT_NAME else ""


def cell(main: str, detail: str = "") -> Element:
    """A number in bold and what belongs to it in small print."""
    return tag("td", tag("b", main), " ", tag("small", detail) if detail else None)


def facts_list(facts: Sequence[tuple[str, str]]) -> Element:
    """Names and what each is, one below the other."""
    rows = [tag("div", tag("dt", name), tag("dd", value)) for name, value in facts]
    return tag("dl", rows, class_="facts-list")
