"""How to read a report: the line beside its lead, and its words, each with an example (more in docs/glossary.md)."""

from __future__ import annotations

from collections.abc import Collection
from typing import NamedTuple

from farfield.words.numbers import MINUS, THIN, percent


class Word(NamedTuple):
    """A word of the report."""

    word: str
    meaning: str
    example: str


WORDS: tuple[Word, ...] = (
    Word("subject", "a model, agent or known algorithm under test", "a log of two models has two subjects"),
    Word(
        "item",
        "one question; asked several times, its score is the mean",
        "1,000 questions put to five subjects are 1,000 items",
    ),
    Word("corpus", "the files taken for what a model learned from", "the training set of a fine-tuned model"),
    Word(
        "distance",
        "how far an item stands from the corpus by a ruler; larger is farther",
        "30 pieces per 100 words: spans of the corpus spell the text in 30 pieces",
    ),
    Word(
        "near, far",
        "the nearest and the farthest items by distance: about a third each, as items at one distance stay together",
        f"of 300 items, 28{THIN}% of the nearest 100 are right, 18{THIN}% of the farthest",
    ),
    Word(
        "gap",
        "the score on the farthest third minus that on the nearest, length and difficulty held equal where possible",
        f"{MINUS}9: far items score 9 points lower",
    ),
    Word(
        "reach",
        "the distance at which the score above a guess, as a share of what could be, has fallen to half of that near",
        "beyond the data: among these items it never falls so far",
    ),
    Word(
        "interval",
        "the range in brackets that the data leave possible",
        f"{MINUS}9 [{MINUS}14, {MINUS}4]: a fall of 9 points; one of 4 to 14 would fit these answers as well",
    ),
    Word(
        "clear",
        "more than chance: 0 lies outside the interval",
        f"[{MINUS}14, {MINUS}4] is clear, [{MINUS}9, 3] is not",
    ),
    Word(
        "regime",
        "what an item takes, by what the corpus holds of it; unknown where that cannot be told",
        "recall, interpolation, composition, extrapolation or hyperpolation",
    ),
    Word(
        "recall", "the corpus holds the item with its answer, or a near copy of it", "7 + 5 = 12 stands in it"
    ),
    Word(
        "interpolation",
        "an item between things that the corpus holds",
        "47 + 25, where it holds other sums as long",
    ),
    Word("composition", "an item that puts together what the corpus holds apart", "a sum within a story"),
    Word(
        "extrapolation",
        "an item beyond a range that the corpus holds",
        "a sum with more digits than any in it",
    ),
    Word(
        "hyperpolation",
        "an item that varies something which the corpus never varies",
        "a sum in base 9, where the corpus holds base 10 alone",
    ),
    Word("twins", "items alike in all but their distance", "the same sum in base 10 and in base 9"),
    Word("slope", "how the odds of a right answer change with distance, over all items", "below 0 they fall"),
)


def how_to_read(confidence: float, rulers: Collection[str] = ()) -> str:
    """The one line beside the lead. `rulers`: titles of the rulers that items are parted by, of each profile."""
    by = f"by the ruler “{next(iter(rulers))}”" if len(set(rulers)) == 1 else "by distance"
    return (
        f"How to read this: near and far are the items nearest and farthest {by}, about a third each. Brackets hold "
        f"{percent(confidence)} intervals; a difference is clear where its interval leaves out 0. A point is one "
        "hundredth of the full score."
    )
