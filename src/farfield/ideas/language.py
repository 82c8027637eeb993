"""What a corpus tells of its language: how often each word stands in it, and how often as a verb."""

from __future__ import annotations

from collections.abc import Mapping
from math import log

import numpy as np

from farfield.arrays import Codes, Floats
from farfield.ideas.nearest import Weights
from farfield.ideas.postings import Concept
from farfield.ideas.prior_work import PriorWork

BEFORE_VERBS = (
    "to", "we", "can", "will", "may", "could", "should", "would", "must", "cannot", "might", "they",
)  # fmt: skip
"""Words that a verb follows: a noun stands behind few of them."""
VERB_SHARE = 0.28
"""Of a word's occurrences behind these, from which on it is a verb."""
COMMON_SHARE = 0.1
"""Of the documents: words in more of them begin and end no concept."""


class Language:
    """Of each word of the corpus, by its number: `times` it stands there, `documents` that hold it, `verb` the share of
    its occurrences as a verb."""

    def __init__(self, prior: PriorWork, weights: Weights) -> None:
        self._numbers, width = prior.numbers, len(prior.words)
        times, behind = np.zeros(width, np.int64), np.zeros(width, np.int64)
        marks = np.zeros(width, bool)
        marks[[prior.numbers[word] for word in BEFORE_VERBS if word in prior.numbers]] = True
        for chunk in prior.chunks():
            times += np.bincount(chunk.words, minlength=width)
            follows = marks[chunk.words[:-1]]
            ends = chunk.ends[chunk.ends < len(chunk.words)]
            follows[ends[ends > 0] - 1] = False  # the next word is another document's
            behind += np.bincount(chunk.words[1:][follows], minlength=width)
        self.times: Codes = times
        self.documents: Codes = weights.documents
        self.verb: Floats = behind / np.maximum(times, 1)
        self.words = int(times.sum())
        self._common = max(COMMON_SHARE * prior.documents, 10)

    def number(self, word: str) -> int:
        """The number of a word; -1 where the corpus lacks it."""
        return self._numbers.get(word, -1)

    def held(self, word: str) -> int:
        """Documents that hold a word."""
        at = self.number(word)
        return int(self.documents[at]) if at >= 0 else 0

    def is_verb(self, word: str) -> bool:
        at = self.number(word)
        return at >= 0 and bool(self.verb[at] > VERB_SHARE)

    def bounds(self, word: str) -> bool:
        """Whether a word may be a concept by itself: it is neither common, nor a number, nor of one or two letters,
        which are other words in other languages ("ai" in French)."""
        return len(word) > 2 and not word.isdigit() and self.held(word) <= self._common

    def stick(self, concept: Concept, documents: Mapping[Concept, int]) -> float:
        """How much the words of a concept belong together, from -1 to 1: the normalised pointwise mutual information
        (Bouma 2009) of its two parts, the least of all ways to part it. `documents`: those that hold each run."""
        whole = documents.get(concept, 0)
        if not whole or self.words < 2:
            return -1.0
        ways = []
        for cut in range(1, len(concept)):
            left, right = self._times(concept[:cut], documents), self._times(concept[cut:], documents)
            if not left or not right:
                return -1.0
            ways.append(log(whole * self.words / (left * right)) / max(-log(whole / self.words), 1e-9))
        return min(ways)

    def _times(self, part: Concept, documents: Mapping[Concept, int]) -> int:
        return int(self.times[self.number(part[0])]) if len(part) == 1 else documents.get(part, 0)
