"""What words stand in the documents of a concept: its profile, by which it is topical, and near to another one.

Second order: two concepts are near where the same words stand beside them, whether or not they stand together
themselves. Exact counts over a fixed set of words of middling frequency; no model, no random start.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from farfield.arrays import Codes, Floats, Rows
from farfield.ideas.middling_words import MiddlingWords
from farfield.ideas.nearest import Weights
from farfield.ideas.postings import Concept
from farfield.ideas.prior_work import PriorWork

MOST_WORDS, TOPIC_WORDS = 3000, 1000
"""Of profiles; topicality is told by the most frequent of these."""
LEAST_SHARE, MOST_SHARE = 0.001, 0.1
"""Of the documents: words in fewer or more are no part of a profile."""
EXACT = 1 << 24
"""So many documents can be counted in 32 bits of a floating point number."""
SMOOTHING, TOPIC_SMOOTHING = 100.0, 20.0
"""Documents of the corpus's average that a concept's own are joined with, for its direction and its topicality."""


class Profiles:
    """Profiles of concepts over some of the documents: `among` tells which."""

    def __init__(self, prior: PriorWork, weights: Weights, among: Rows) -> None:
        held = weights.documents
        count = max(1, prior.documents)
        middling = np.flatnonzero(
            (held >= max(3, LEAST_SHARE * count)) & (held <= max(MOST_SHARE * count, 10))
        )
        words = np.sort(middling[np.argsort(-held[middling], kind="stable")][:MOST_WORDS])
        self._kept = among
        self.count = int(among.sum())
        self._beside = MiddlingWords(prior, words, among)
        documents: Floats = self._beside.documents.astype(
            np.float32 if prior.documents < EXACT else np.float64
        )
        share = documents / max(1, self.count)
        self.usual: Floats = np.clip(share, 0.5 / max(1, self.count), 1 - 1e-9)
        self._topic_words: Codes = np.sort(np.argsort(-share, kind="stable")[:TOPIC_WORDS])
        self._topic_places = {
            prior.words[word]: place for place, word in enumerate(words[self._topic_words].tolist())
        }

    def shares(self, holding: Sequence[Codes], words: Codes | None = None) -> tuple[Floats, Floats]:
        """For each concept, by the documents that hold it: how many of them are among these, (concepts,); and the
        smoothed share of those in which each word stands, (concepts, words). `words`: places of some of the words."""
        kept = [one[self._kept[one]] for one in holding]
        sizes = np.array([len(one) for one in kept], np.float64)
        counts = self._beside.of(kept)
        together = (counts if words is None else counts[:, words]).astype(np.float64)
        usual = self.usual if words is None else self.usual[words]
        smoothing = SMOOTHING if words is None else TOPIC_SMOOTHING
        return sizes, (together + smoothing * usual) / (sizes[:, None] + smoothing)

    def topicality(self, concepts: Sequence[Concept], holding: Sequence[Codes]) -> Floats:
        """How much the documents of each concept differ from all, in nats over TOPIC_WORDS: the divergence of their
        shares less what so few documents drawn at random would have. A word of the concept itself doesn't count."""
        sizes, shares = self.shares(holding, self._topic_words)
        usual = self.usual[self._topic_words][None, :]
        diverging = shares * np.log(shares / usual) + (1 - shares) * np.log((1 - shares) / (1 - usual))
        for row, concept in enumerate(concepts):
            own = [self._topic_places[word] for word in concept if word in self._topic_places]
            diverging[row, own] = 0.0
        by_chance = usual.shape[1] * sizes / (2 * (sizes + TOPIC_SMOOTHING) ** 2)
        return np.asarray(diverging.sum(axis=1) - by_chance)

    def directions(self, shares: Floats) -> Floats:
        """Each concept's profile as a direction: what stands beside it more than usual, in logs, of length 1."""
        more = np.maximum(np.log(shares / self.usual[None, :]), 0.0)
        return np.asarray(more / np.maximum(np.linalg.norm(more, axis=1, keepdims=True), 1e-12))

    def usual_direction(self) -> Floats:
        """The mean direction of the profiles of every fourth of these words, each as often as documents hold it,
        (words,): where a text lies that is about nothing in particular."""
        some = np.arange(0, len(self.usual), 4)
        together = self._beside.together(some).astype(np.float64)
        held = together[np.arange(len(some)), some]
        shares = (together + SMOOTHING * self.usual) / (held[:, None] + SMOOTHING)
        return np.asarray(held @ self.directions(shares) / max(1.0, held.sum()))
