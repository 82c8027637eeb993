"""How coherence was measured, and what was left out."""

from __future__ import annotations

from xml.etree.ElementTree import Element

from farfield.report.page.markup import tag
from farfield.report.tables.numbers import facts_list
from farfield.results import Coherence
from farfield.words import phrases
from farfield.words.coherence import left_out_sentences

HOW = (
    "Squared distance: what the nearest coherent probabilities gain in Brier score, summed over a tuple, in every "
    "world that logic leaves possible. Log gain: the same in log score. Sure win: what the best bets at the stated "
    "probabilities, with stakes of 1 in all, win in every world. All three are exact, and 0 for a coherent tuple "
    "alone. A conditional probability is a bet that is called off where its condition fails. Means are of the "
    "relations, each counting alike; squared distance is over the relations that all subjects have. AUC: how often a "
    "question that came true got a higher probability than one that did not. Intervals cluster by the base question."
)


def how_measured(result: Coherence) -> Element:
    """The last section."""
    told = [*left_out_sentences(result), *result.warnings]
    return tag(
        "section",
        tag("h2", "How it was measured, and what was left out"),
        tag("p", HOW, class_="note-text"),
        tag("ul", [tag("li", line) for line in told]) if told else None,
        facts_list([("Files", phrases.listed(result.files, 12)), ("Seed", str(result.options.seed))]),
        id="method",
    )
