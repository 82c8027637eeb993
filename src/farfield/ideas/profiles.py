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


def words_of_profiles(prior: PriorWork, weights: Weights) -> Codes:
    """The numbers of the words of middling frequency, ascending."""
    held = weights.documents
    count = max(1, prior.documents)
    middling = np.flatnonzero((held >= max(3, LEAST_SHARE * count)) & (held <= max(MOST_SHARE * count, 10)))
    return np.sort(middling[np.argsort(-held[middling], kind="stable")][:MOST_WORDS])


class Profiles:
    """Profiles of concepts over some of the documents: `among` tells which."""

    def __init__(self, prior: PriorWork, words: Codes, beside: MiddlingWords, among: Rows) -> None:
        """`words`: the numbers of those of profiles, from `words_of_profiles`; `beside`: where they stand."""
        self._kept, self._beside = among, beside
        self.count = int(among.sum())
        documents: Floats = beside.documents(among).astype(
            np.float32 if prior.documents < EXACT else np.float64
        )
        share = documents / max(1, self.count)
        self.usual: Floats = np.clip(share, 0.5 / max(1, self.count), 1 - 1e-9)
        self._topic_words: Codes = np.sort(np.argsort(-share, kind="stable")[:TOPIC_WORDS])
        self._topic_places = {
            prior.words[word]: place for place, word in enumerate(words[self._topic_words].tolist())
        }
        self._usual_direction: Floats | None = None

    def shares(self, holding: Sequence[Codes], words: Codes | None = None) -> tuple[Floats, Floats]:
        """For each concept, by the documents that hold it: how many of them are among these, (concepts,); and the
        smoothed share of those in which each word stands, (concepts, words). `words`: places of some of the words."""
        kept = [one[self._kept[one]] for one in holding]
        sizes = np.array([len(one) for one in kept], np.float64)
        counts = self._beside.of(kept)
        together = (counts if words is None else counts[:, words]).astype(np.float64)
        usual = self.usual if words is None else self.usual[words]
        smoothing = SMOOTHING if words is None else TOPIC_SMOOTHING
        together += smoothing * usual
        together /= sizes[:, None] + smoothing
        return sizes, together

    def topicality(self, concepts: Sequence[Concept], holding: Sequence[Codes]) -> Floats:
        """How much the documents of each concept differ from all, in nats over TOPIC_WORDS: the divergence of their
        shares less what so few documents drawn at random would have. A word of the concept itself doesn't count."""
        sizes, shares = self.shares(holding, self._topic_words)
        usual = self.usual[self._topic_words][None, :]
        diverging = _times_log(shares, shares / usual)
        others = 1 - shares
        diverging += _times_log(others, others / (1 - usual))
        for row, concept in enumerate(concepts):
            own = [self._topic_places[word] for word in concept if word in self._topic_places]
            diverging[row, own] = 0.0
        by_chance = usual.shape[1] * sizes / (2 * (sizes + TOPIC_SMOOTHING) ** 2)
        return np.asarray(diverging.sum(axis=1) - by_chance)

    def directions(self, shares: Floats) -> Floats:
        """Each concept's profile as a direction: what stands beside it more than usual, in logs, of length 1."""
        more = shares / self.usual[None, :]
        np.log(more, out=more)
        np.maximum(more, 0.0, out=more)
        more /= np.maximum(np.linalg.norm(more, axis=1, keepdims=True), 1e-12)
        return more

    def usual_direction(self) -> Floats:
        """The mean direction of the profiles of every fourth of these words, each as often as documents hold it,
        (words,): where a text lies that is about nothing in particular."""
        if self._usual_direction is None:
            some = np.arange(0, len(self.usual), 4)
            together = self._beside.together(some, self._kept).astype(np.float64)
            held = together[np.arange(len(some)), some]
            shares = (together + SMOOTHING * self.usual) / (held[:, None] + SMOOTHING)
            self._usual_direction = np.asarray(held @ self.directions(shares) / max(1.0, held.sum()))
        return self._usual_direction


def _times_log(shares: Floats, ratios: Floats) -> Floats:
    """Shares times the logarithms of ratios, which are used up: so that no more is in memory than need be."""
    np.log(ratios, out=ratios)
    ratios *= shares
    return ratios
