"""Items: filters, search and a table, which `table.js` fills from the data of the page."""

from __future__ import annotations

from collections.abc import Sequence
from xml.etree.ElementTree import Element

from farfield.report.page.markup import tag
from farfield.report.run_folder import Results

ANSWERED = (("", "any"), ("right", "right"), ("wrong", "wrong"), ("unscored", "not scored"))
COLUMNS = (
    ("id", "Item", None),
    ("question", "Question", "question"),
    ("subject", "Subject", "subject"),
    ("regime", "Regime", "regime"),
    ("distance", "Distance", "number distance"),
    ("score", "Score", "score"),
)
"""What a column is sorted by, its name, and its CSS classes."""


def items(_: Results) -> Element:
    """The section of the items, empty until the script of the page fills it."""
    return tag(
        "section",
        tag("h2", "Items", id="items-title"),
        tag("p", id="kept", class_="note-text"),
        _filters(),
        tag(
            "p",
            tag("span", id="count", role="status"),
            " ",
            tag("button", type="button", id="document", hidden=True),
            class_="status",
        ),
        tag("table", tag("thead", tag("tr", map(_head, COLUMNS))), tag("tbody"), id="table", class_="items"),
        _pages(),
        id="items",
        class_="scripted",
        aria_labelledby="items-title",
    )


def _filters() -> Element:
    search = tag(
        "input",
        id="search",
        aria_label="Search",
        type="search",
        autocomplete="off",
        spellcheck="false",
        placeholder="id, text or document",
    )
    return tag(
        "form",
        tag("label", "Search ", search, class_="search"),
        _select("Subject", "subject", by="by-subject"),
        _select("Task", "task", by="by-task"),
        _select("Regime", "regime", by="by-regime"),
        _select("Answer", "answered", ANSWERED),
        _select("Distance", "ruler", by="by-ruler"),
        _select("Sort by", "sort"),
        tag("button", "↑", type="button", id="direction", aria_label="Reverse the order"),
        id="filters",
        role="search",
    )


def _select(label: str, id_: str, options: Sequence[tuple[str, str]] = (), by: str | None = None) -> Element:
    choices = [tag("option", text, value=value) for value, text in options]
    return tag("label", f"{label} ", tag("select", choices, id=id_, aria_label=label), id=by)


def _head(column: tuple[str, str, str | None]) -> Element:
    key, name, css = column
    return tag("th", tag("button", name, type="button"), scope="col", data_sort=key, class_=css)


def _pages() -> Element:
    return tag(
        "nav",
        tag("button", "← previous", type="button", id="previous-page"),
        " ",
        tag("span", id="page"),
        " ",
        tag("button", "next →", type="button", id="next-page"),
        id="pages",
        aria_label="Pages of items",
    )
