"""How it was compared: runs, ruler, intervals, seed."""

from __future__ import annotations

from collections.abc import Sequence
from xml.etree.ElementTree import Element

from farfield.report.page.markup import tag
from farfield.report.tables.numbers import facts_list
from farfield.results import Comparison
from farfield.words import phrases
from farfield.words.numbers import count, plain


def how_compared(result: Comparison) -> Element:
    """The last section."""
    options = result.options
    facts: Sequence[tuple[str, str]] = [
        ("Runs", phrases.listed([str(folder) for folder in result.folders], 12)),
        ("Ruler", f"{result.ruler.title} ({result.ruler.unit})" if result.ruler else "none"),
        ("Intervals", phrases.percent(options.confidence, 0)),
        ("Equivalent within", f"±{plain(100 * options.band)} points"),
        ("Seed", str(options.seed)),
        ("Unpaired", count(sum(sum(pair.unpaired) for pair in result.pairs), "answer")),
    ]
    return tag("section", tag("h2", "How it was compared"), facts_list(facts), id="method")
