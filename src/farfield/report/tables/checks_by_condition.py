"""Checks that stand beside items of a family: how many were understood, and how many items were solved."""

from __future__ import annotations

from collections.abc import Sequence
from xml.etree.ElementTree import Element

from farfield.report.page.markup import tag
from farfield.report.tables.numbers import cell, numbers_table
from farfield.results.families import Comprehension
from farfield.results.structs import ItemsMean
from farfield.words import phrases


def checks_table(checked: Sequence[tuple[str, Comprehension]]) -> Element:
    """For each condition the checks that were understood and the items that were solved."""
    titles = ["subject"] * (len(checked) > 1) + ["condition", "understood", "solved"]
    body = [
        tag(
            "tr",
            tag("th", subject, scope="row") if len(checked) > 1 else None,
            tag("th", one.condition, scope="row"),
            _share(one.checks),
            _share(one.items),
        )
        for subject, comprehension in checked
        for one in comprehension.conditions
    ]
    return numbers_table("Checks and items by condition", titles, body)


def _share(part: ItemsMean | None) -> Element:
    if part is None:
        return tag("td", phrases.NOTHING)
    ends = phrases.percent_interval(part.low, part.high)
    return cell(phrases.percent(part.mean), f"{ends} {phrases.held(part.items)}")
