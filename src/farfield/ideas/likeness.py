"""How alike a text and a passage are, word for word: what stands in both in runs, and whether all along the text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from farfield.arrays import Rows
from farfield.ideas.nearest import WHOLE_WORDS, WINDOW_WORDS, Weights
from farfield.ideas.word_forms import fold, split_plain

RUN = 5
"""Words in a row that count as copied; shorter ones are phrases of the field."""
COPIED_SHARE, COPIED_WORDS = 0.2, 15
"""Of a text, and words at least, in such runs: then it is in the same words."""
PARTS, EVEN = 3, 0.5
"""A third of a text that has less than this of the whole's likeness stands elsewhere, or nowhere. (Of texts joined from
two papers a third has 0.28 at most, of copies with most words replaced 0.7 at least.)"""
SENTENCE = re.compile(r"(?<=[.!?])\s+")
LONGEST_EXCERPT = 320


def window_words(words: Sequence[str], window: int) -> Sequence[str]:
    """The words of a document's window; see nearest.py."""
    if len(words) <= WHOLE_WORDS:
        return words
    begin = window * (WINDOW_WORDS // 2)
    return words[begin : begin + WINDOW_WORDS]


def copied_words(text: Sequence[str], passage: Sequence[str]) -> Rows:
    """Which words of a text stand in the passage in runs of RUN and more."""
    there = {tuple(passage[at : at + RUN]) for at in range(len(passage) - RUN + 1)}
    copied = np.zeros(len(text), bool)
    for at in range(len(text) - RUN + 1):
        if tuple(text[at : at + RUN]) in there:
            copied[at : at + RUN] = True
    return copied


def in_same_words(copied: Rows) -> bool:
    """Whether so much is copied that the text and the passage are one work; a text of few words must be copied
    whole."""
    return int(copied.sum()) >= max(min(COPIED_WORDS, len(copied)), COPIED_SHARE * len(copied), 1)


def is_even(text: Sequence[str], passage: Sequence[str], weights: Weights) -> bool:
    """Whether all thirds of a text are about as near to the passage as the whole is."""
    there = set(passage)

    def share(words: Sequence[str]) -> float:
        total = weights.weigh(words)
        return weights.weigh([word for word in words if word in there]) / total if total else 0.0

    cuts = [len(text) * at // PARTS for at in range(PARTS + 1)]
    return min(share(text[begin:end]) for begin, end in pairwise(cuts)) >= EVEN * share(text)


def excerpt(passage: str, text: Sequence[str], weights: Weights) -> str:
    """The sentence of a passage that shares most of its words' weight with a text; of equals the first."""
    asked = set(text)
    best, shown = -1.0, ""
    for sentence in SENTENCE.split(passage):
        shared = weights.weigh([word for one in split_plain(sentence) if (word := fold(one)) in asked])
        if shared > best:
            best, shown = shared, sentence
    shown = " ".join(shown.split())
    return shown if len(shown) <= LONGEST_EXCERPT else f"{shown[: LONGEST_EXCERPT - 1]}…"
