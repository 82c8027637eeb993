"""The passages of dated work that are nearest to texts, by BM25 over windows, in one pass over the corpus's words.

A document of up to 400 words is one passage; a longer one is cut into windows of 300 that overlap by half, so that
a copy within a long paper is found as well as one of an abstract. Words in more than a quarter of the documents
count nothing. The score is a share: what a passage holds of the text's words, weighed by rarity; words that no
document has count among what it lacks.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from scipy.sparse import csr_matrix

from farfield.arrays import Codes, Floats
from farfield.ideas.chunks import Chunk
from farfield.ideas.distinct import counted
from farfield.ideas.held_words import Held, Numbers
from farfield.ideas.postings import Concept
from farfield.ideas.prior_work import PriorWork

WHOLE_WORDS, WINDOW_WORDS = 400, 300
COMMON, RARE = 0.25, 10
"""Of the documents: words in more of them tell nothing, unless they are few."""
SATURATION, LENGTH_SHARE = 1.2, 0.75
"""k1 and b of BM25 (Robertson & Zaragoza 2009), at their usual values."""
ROWS_AT_ONCE = 512
"""Passages whose scores for all texts are in memory together."""
GATHERED = 4
"""So many times the passages that are wanted are gathered before all but the best are let go: the sooner the first are
ranked, the fewer of the rest come near them."""
LEAST_GATHERED = 1 << 18
DOCUMENT_BITS = 40
"""Of a number that names a text and a document."""


@dataclass(frozen=True)
class Query:
    """A text to look for: its forms; only documents whose last day is before `before` count, and none of `without`."""

    words: Concept
    before: int
    without: tuple[int, ...] = ()


class Near(NamedTuple):
    """A passage: its document, the number of its window there, and its score."""

    document: int
    window: int
    score: float


class Weights:
    """The weight of each word: by the documents that hold it."""

    def __init__(self, prior: PriorWork) -> None:
        self._numbers = prior.numbers
        documents = np.zeros(len(prior.words), np.int64)
        for held in prior.held():
            documents += np.bincount(held.words, minlength=len(prior.words))
        self.documents = documents
        count = max(1, prior.documents)
        weights = np.log1p(count / np.maximum(documents, 1))
        self.of: Floats = np.where(documents > max(COMMON * count, RARE), 0.0, weights)
        self._unseen = float(np.log1p(count))

    def weigh(self, words: Sequence[str]) -> float:
        """The weight of a text: that of each of its words once."""
        known = sorted(self._numbers[word] for word in set(words) if word in self._numbers)
        unseen = len(set(words)) - len(known)
        return float(self.of[known].sum()) + self._unseen * unseen


def find_nearest(prior: PriorWork, weights: Weights, queries: Sequence[Query], most: int) -> list[list[Near]]:
    """For each text its nearest passages, each of another document, best first; equals by document."""
    terms = _Terms(prior, weights, queries)
    if not len(terms.weight):
        return [[] for _ in queries]
    best = _Best(prior, queries, most)
    length = float(prior.sizes.sum()) / max(1, prior.documents)
    for chunk, held in zip(prior.chunks(), prior.held(), strict=True):
        for counts in _count_words(chunk, held, len(prior.words)):
            matrix = _passage_matrix(counts, terms, min(length, WHOLE_WORDS))
            for start in range(0, matrix.shape[0], ROWS_AT_ONCE):
                best.add(matrix[start : start + ROWS_AT_ONCE] @ terms.queries, counts, start)
    return best.lists()


class Passages(NamedTuple):
    """Windows of the documents of a chunk: `of` and `words` tell for each word its passage and itself."""

    of: Codes
    words: Codes
    document: Codes
    window: Codes


def cut_windows(chunk: Chunk) -> Passages:
    """Each document's passages."""
    sizes = np.bincount(chunk.documents, minlength=chunk.size)
    half = WINDOW_WORDS // 2
    counts = np.where(sizes > WHOLE_WORDS, np.maximum(1, -(-sizes // half) - 1), 1)
    firsts = np.cumsum(counts) - counts
    offsets = np.arange(len(chunk.words)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    long = (sizes > WHOLE_WORDS)[chunk.documents]
    here = np.where(long, np.minimum(offsets // half, counts[chunk.documents] - 1), 0)
    before = np.flatnonzero(long & (offsets // half >= 1) & (offsets // half <= counts[chunk.documents] - 1))
    of = np.concatenate([firsts[chunk.documents] + here, (firsts[chunk.documents] + here - 1)[before]])
    window = np.arange(counts.sum()) - np.repeat(firsts, counts)
    return Passages(
        of,
        np.concatenate([chunk.words, chunk.words[before]]),
        np.repeat(np.arange(chunk.size), counts) + chunk.first,
        window,
    )


class _Counts(NamedTuple):
    """The words of passages, each once, by passage and word: `passage`, `words` and `times` by word, and by passage its
    size in words, its document and its window."""

    passage: Codes | Numbers
    words: Codes | Numbers
    times: Codes | Numbers
    sizes: Codes
    document: Codes
    window: Codes


def _count_words(chunk: Chunk, held: Held, width: int) -> Iterator[_Counts]:
    """Of the passages of a chunk: its documents that are one, whose words are counted already, and windows of others.
    `width`: words of the vocabulary."""
    sizes = np.bincount(chunk.documents, minlength=chunk.size)
    every, long = np.arange(chunk.size), sizes > WHOLE_WORDS
    whole = ~long[held.documents]
    yield _Counts(
        held.documents[whole],
        held.words[whole],
        held.times[whole],
        np.where(long, 0, sizes),
        every + chunk.first,
        np.zeros_like(every),
    )
    if long.any():
        inside = long[chunk.documents]
        cut = cut_windows(Chunk(chunk.first, chunk.words[inside], chunk.documents[inside], chunk.size))
        keys, times = counted(cut.of * width + cut.words)
        sizes = np.bincount(cut.of, minlength=len(cut.document))
        yield _Counts(keys // width, keys % width, times, sizes, cut.document, cut.window)


class _Terms:
    """The words that any text has, numbered anew, and the texts as columns: 1 / (weight of the text) for each word."""

    def __init__(self, prior: PriorWork, weights: Weights, queries: Sequence[Query]) -> None:
        held = [
            sorted({prior.numbers[word] for word in query.words if word in prior.numbers})
            for query in queries
        ]
        words = sorted({word for one in held for word in one if weights.of[word] > 0})
        self.number = np.full(len(prior.words), -1, np.int64)
        self.number[words] = np.arange(len(words))
        self.weight: Floats = weights.of[words]
        rows, columns, values = list[int](), list[int](), list[float]()
        for column, (query, one) in enumerate(zip(queries, held, strict=True)):
            total = weights.weigh(query.words)
            kept = [int(self.number[word]) for word in one if self.number[word] >= 0]
            rows += kept
            columns += [column] * len(kept)
            values += [1 / total] * len(kept) if kept else []
        self.queries: Any = csr_matrix((values, (rows, columns)), shape=(len(words), len(queries)))


def _passage_matrix(counts: _Counts, terms: _Terms, length: float) -> Any:
    """Passages by terms: BM25's weight of each word in each."""
    numbers = terms.number[counts.words]
    meant = numbers >= 0
    rows, columns, times = counts.passage[meant], numbers[meant], counts.times[meant]
    norm = SATURATION * (1 - LENGTH_SHARE + LENGTH_SHARE * counts.sizes[rows] / max(length, 1.0))
    values = terms.weight[columns] * times * (SATURATION + 1) / (times + norm)
    begins = np.searchsorted(rows, np.arange(len(counts.document) + 1))
    return csr_matrix((values, columns, begins), shape=(len(counts.document), max(1, len(terms.weight))))


class _Best:
    """The best passages of each text so far. What may be among them is gathered, and thinned out when it is much."""

    def __init__(self, prior: PriorWork, queries: Sequence[Query], most: int) -> None:
        self._most, self._count = most, len(queries)
        self._last = np.where(prior.dated, prior.last, np.iinfo(np.int64).max)
        self._before = np.array([query.before for query in queries], np.int64)
        self._floor = np.zeros(len(queries))
        self._parts: list[tuple[Codes, Codes, Codes, Floats]] = []
        self._held = 0
        own = [(at << DOCUMENT_BITS) + one for at, query in enumerate(queries) for one in query.without]
        self._own = np.array(sorted(own), np.int64)

    def add(self, scores: Any, passages: _Counts, start: int) -> None:
        """Scores of the passages from `start` on, (passages, texts), sparse by rows. Few of them reach what is held
        already: only of these it is asked whether their document is before the text's date."""
        over = np.flatnonzero(scores.data >= self._floor[scores.indices])
        rows = np.searchsorted(scores.indptr, over, side="right") - 1 + start
        columns, documents = scores.indices[over].astype(np.int64), passages.document[rows]
        kept = self._last[documents] < self._before[columns]
        kept &= ~np.isin((columns << DOCUMENT_BITS) + documents, self._own)
        windows, found = passages.window[rows], scores.data[over]
        self._parts.append((columns[kept], documents[kept], windows[kept], found[kept]))
        self._held += int(kept.sum())
        if self._held > max(LEAST_GATHERED, GATHERED * self._count * self._most):
            self._thin_out()

    def _thin_out(self) -> None:
        """Of each text and document the best passage, of each text the best `most`; equals by document and window."""
        query, document, window, score = (np.concatenate(part) for part in zip(*self._parts, strict=True))
        if window.any():  # else no document has two passages
            order = np.lexsort((window, -score, document, query))
            query, document, window, score = query[order], document[order], window[order], score[order]
            first = np.r_[True, (query[1:] != query[:-1]) | (document[1:] != document[:-1])][: len(query)]
            query, document, window, score = query[first], document[first], window[first], score[first]
        order = np.lexsort((document, -score, query))
        query, document, window, score = query[order], document[order], window[order], score[order]
        begins = np.searchsorted(query, np.arange(self._count))
        rank = np.arange(len(query)) - begins[query]
        kept = rank < self._most
        self._parts = [(query[kept], document[kept], window[kept], score[kept])]
        self._held = int(kept.sum())
        last = kept & (rank == self._most - 1)
        self._floor[query[last]] = score[last]

    def lists(self) -> list[list[Near]]:
        """The passages of each text, best first."""
        found: list[list[Near]] = [[] for _ in range(self._count)]
        if self._parts:
            self._thin_out()
            for query, document, window, score in zip(
                *(part.tolist() for part in self._parts[0]), strict=True
            ):
                found[query].append(Near(document, window, score))
        return found
