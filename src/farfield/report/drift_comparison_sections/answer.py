"""Masthead and answer of the page of compared drift."""

from __future__ import annotations

from xml.etree.ElementTree import Element

from farfield.report.page.header import page_header
from farfield.report.page.markup import tag
from farfield.results import DriftComparison
from farfield.words import phrases
from farfield.words.drift_comparison import doubts, lead_sentences, pair_sentences, trend_sentence
from farfield.words.numbers import count

MOST_PAIRS = 15


def masthead(result: DriftComparison) -> Element:
    """Who is compared."""
    facts = [
        count(len(result.subjects), "subject"), count(len(result.pairs), "pair"), *phrases.chosen_of_runs(result),
    ]  # fmt: skip
    names = [one.subject for one in result.subjects]
    return page_header("Drift, compared", "Who lives later, and whom a reminder helps more", names, facts)


def answer(result: DriftComparison) -> Element:
    """What was found, in sentences: over all pairs, along size and stated cutoff, and pair by pair."""
    told = [
        tag("li", sentence) for sentence in (*lead_sentences(result), *map(trend_sentence, result.trends))
    ]
    pairs = [
        tag(
            "details",
            tag("summary", f"{pair.to} less {pair.from_}"),
            tag("ul", [tag("li", sentence) for sentence in pair_sentences(pair)]),
            open="open" if at == 0 else None,
        )
        for at, pair in enumerate(result.pairs[:MOST_PAIRS])
    ]
    rest = len(result.pairs) - MOST_PAIRS
    unsure = sum(bool(list(doubts(pair))) for pair in result.pairs)
    return tag(
        "section",
        tag("h2", "The answer", class_="unseen"),
        tag("ul", told),
        tag("p", f"Of {count(unsure, 'pair')} something is to be known first; it stands with each.", class_="note-text")
        if unsure else None,
        pairs,
        tag("p", f"and {count(rest, 'more pair')} in drift-comparison.json", class_="note-text") if rest > 0 else None,
        id="answer",
    )  # fmt: skip
