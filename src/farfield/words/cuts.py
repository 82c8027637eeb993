"""A cut at near passages in words."""

from __future__ import annotations

from farfield.results.checks import Cut


def cut_in_words(cut: Cut) -> str:
    """Which items count as near, by the column that is cut: "13 words in a row"."""
    field, _, measure = cut.column.partition("_")
    match measure:
        case "containment":
            return f"half of the {field} in one passage"
        case "coverage_13":
            return "13 words in a row"
        case "coverage_8":
            return "7 words of 10 in spans of 8"
    raise ValueError(f"there are no words for a cut of the column {cut.column!r}")
