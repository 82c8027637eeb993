"""What words stand in the documents of a concept: its profile, by which it is topical, and near to another one.

Second order: two concepts are near where the same words stand beside them, whether or not they stand together
themselves. Exact counts over a fixed set of words of middling frequency; no model, no random start.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from scipy.sparse import csr_matrix

from farfield.arrays import Codes, Floats, Rows
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
        self._among = np.cumsum(among) - 1
        self._kept = among
        self.count = int(among.sum())
        self._matrix = _documents_by_words(prior, words, among, self._among)
        share = np.asarray(self._matrix.sum(axis=0)).ravel() / max(1, self.count)
        self.usual: Floats = np.clip(share, 0.5 / max(1, self.count), 1 - 1e-9)
        self._topic_words: Codes = np.sort(np.argsort(-share, kind="stable")[:TOPIC_WORDS])
        self._topics = self._matrix[:, self._topic_words].tocsr()
        self._topic_places = {
            prior.words[word]: place for place, word in enumerate(words[self._topic_words].tolist())
        }

    def shares(self, holding: Sequence[Codes], words: Codes | None = None) -> tuple[Floats, Floats]:
        """For each concept, by the documents that hold it: how many of them are among these, (concepts,); and the
        smoothed share of those in which each word stands, (concepts, words). `words`: places of some of the words."""
        matrix = self._matrix if words is None else self._topics
        usual = self.usual if words is None else self.usual[words]
        kept = [self._among[one[self._kept[one]]] for one in holding]
        sizes = np.array([len(one) for one in kept], np.float64)
        rows = np.repeat(np.arange(len(kept)), [len(one) for one in kept])
        columns = np.concatenate([np.zeros(0, np.int64), *kept])
        ones = np.ones(len(columns), matrix.dtype)  # of another type, all the matrix would be copied into it
        concepts = csr_matrix((ones, (rows, columns)), shape=(len(kept), matrix.shape[0]))
        together = np.asarray((concepts @ matrix).todense(), np.float64)
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
        some = np.arange(0, self._matrix.shape[1], 4)
        together = np.asarray((self._matrix[:, some].T @ self._matrix).todense(), np.float64)
        held = together[np.arange(len(some)), some]
        shares = (together + SMOOTHING * self.usual) / (held[:, None] + SMOOTHING)
        return np.asarray(held @ self.directions(shares) / max(1.0, held.sum()))


def _documents_by_words(prior: PriorWork, words: Codes, among: Rows, places: Codes) -> Any:
    """Which of the words, ascending, stand in each of the documents, (documents, words)."""
    numbers = np.full(len(prior.words), -1, np.int64)
    numbers[words] = np.arange(len(words))
    rows, columns = [np.zeros(0, np.int64)], [np.zeros(0, np.int64)]
    for held in prior.held():
        number = numbers[held.words]
        meant = (number >= 0) & among[held.documents + held.first]
        rows.append(places[held.documents[meant] + held.first])
        columns.append(number[meant])
    row, column = np.concatenate(rows), np.concatenate(columns)
    exact = np.float32 if len(among) < EXACT else np.float64
    return csr_matrix((np.ones(len(row), exact), (row, column)), shape=(int(among.sum()), len(words)))
