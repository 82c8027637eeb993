"""Does the fall come of these corpora? Each item as its own control, where subjects have corpora of their own."""

from __future__ import annotations

from xml.etree.ElementTree import Element

from farfield.report.page.left_out import at_sight
from farfield.report.page.markup import tag
from farfield.results import Comparison
from farfield.results.comparison import PairComparison, WithinItems
from farfield.words.comparison import progress_sentences
from farfield.words.own_control import IN_COMMON, NOT_OF_THIS, fixed_sentence, share_sentence, slopes_sentence


def own_control(result: Comparison) -> Element | None:
    """None where no two subjects stand at different distances from an item."""
    pairs = [pair for pair in result.pairs if pair.within is not None or pair.progress is not None]
    if not pairs:
        return None
    shown, more = at_sight(pairs, "pair", of="comparison.json")
    return tag(
        "section",
        tag("h2", "Does it come of these corpora?"),
        tag(
            "p",
            f"{NOT_OF_THIS} Here each item is its own control: both answered it. {IN_COMMON}",
            class_="note-text",
        ),
        [part for pair in shown for part in _of_pair(pair, result, len(pairs) > 1)],
        more,
        id="own-control",
    )


def _of_pair(pair: PairComparison, result: Comparison, several: bool) -> list[Element]:
    on = f" on {pair.task}" if len(result.tasks) > 1 else ""
    parts = [tag("h3", f"{pair.to} and {pair.from_}{on}")] if several else []
    if pair.within is not None:
        parts += [tag("p", text) for text in _within(pair, pair.within)]
    if pair.progress is not None:
        parts += [tag("p", text) for text in progress_sentences(pair, pair.progress)]
    return parts


def _within(pair: PairComparison, within: WithinItems) -> list[str]:
    return [share_sentence(pair, within), slopes_sentence(within), fixed_sentence(pair, within)]
