"""The passages of dated work that are nearest to texts, by BM25 over windows, in one pass over the corpus's words.

A document of up to 400 words is one passage; a longer one is cut into windows of 300 that overlap by half, so that
a copy within a long paper is found as well as one of an abstract. Words in more than a quarter of the documents
count nothing. The score is a share: what a passage holds of the text's words, weighed by rarity; words that no
document has count among what it lacks.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from farfield.arrays import Codes, Floats
from farfield.ideas.chunks import Chunk, Numbers
from farfield.ideas.distinct import counted
from farfield.ideas.held_words import Held
from farfield.ideas.postings import Concept
from farfield.ideas.prior_work import PriorWork
from farfield.kernel.forms.passages import Asked, Room, Spans, score_passages

WHOLE_WORDS, WINDOW_WORDS = 400, 300
COMMON, RARE = 0.25, 10
"""Of the documents: words in more of them tell nothing, unless they are few."""
SATURATION, LENGTH_SHARE = 1.2, 0.75
"""k1 and b of BM25 (Robertson & Zaragoza 2009), at their usual values."""
NEVER = np.iinfo(np.int64).max
"""The day of what has no date."""


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
        every, numbers = set(words), self._numbers
        known = [numbers[word] for word in every if word in numbers]
        known.sort()
        return float(self.of[known].sum()) + self._unseen * (len(every) - len(known))


def find_nearest(prior: PriorWork, weights: Weights, queries: Sequence[Query], most: int) -> list[list[Near]]:
    """For each text its nearest passages, each of another document, best first; of equals the earlier document."""
    asked = _asked(prior, weights, queries, most)
    if not len(asked.weights):
        return [[] for _ in queries]
    length = min(float(prior.sizes.sum()) / max(1, prior.documents), WHOLE_WORDS)
    room = Room(*(np.zeros(len(queries), kind) for kind in (float, float, np.int64)))
    for chunk, held in zip(prior.chunks(), prior.held(), strict=True):
        for counts in _count_words(chunk, held, len(prior.words)):
            score_passages(_spans(counts, prior, length), SATURATION + 1, asked, room)
    return _best_of(asked, np.argsort(prior.ranks))


class Passages(NamedTuple):
    """Windows of the documents of a chunk: `of` and `words` tell for each word its passage and itself."""

    of: Codes
    words: Codes | Numbers
    document: Codes
    window: Codes


def cut_windows(chunk: Chunk) -> Passages:
    """Each document's passages."""
    sizes, documents = chunk.sizes, chunk.documents()
    half = WINDOW_WORDS // 2
    counts = np.where(sizes > WHOLE_WORDS, np.maximum(1, -(-sizes // half) - 1), 1)
    firsts = np.cumsum(counts) - counts
    offsets = np.arange(len(chunk.words)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    long = (sizes > WHOLE_WORDS)[documents]
    here = np.where(long, np.minimum(offsets // half, counts[documents] - 1), 0)
    before = np.flatnonzero(long & (offsets // half >= 1) & (offsets // half <= counts[documents] - 1))
    of = np.concatenate([firsts[documents] + here, (firsts[documents] + here - 1)[before]])
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
    words: Numbers
    times: Numbers
    sizes: Codes
    document: Codes
    window: Codes


def _count_words(chunk: Chunk, held: Held, width: int) -> Iterator[_Counts]:
    """Of the passages of a chunk: its documents that are one, whose words are counted already, and windows of others.
    `width`: words of the vocabulary."""
    sizes = chunk.sizes
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
        inside = np.repeat(long, sizes)
        cut = cut_windows(Chunk(chunk.first, chunk.words[inside], np.cumsum(np.where(long, sizes, 0))))
        keys, times = counted(cut.of * width + cut.words)
        sizes = np.bincount(cut.of, minlength=len(cut.document))
        words = (keys % width).astype(np.int32)
        yield _Counts(keys // width, words, times.astype(np.int32), sizes, cut.document, cut.window)


def _spans(counts: _Counts, prior: PriorWork, length: float) -> Spans:
    """Passages as they are scored. `length`: of a usual one."""
    longer = np.asarray(LENGTH_SHARE * counts.sizes, np.float64) / max(length, 1.0)
    norms = np.asarray(SATURATION * (1 - LENGTH_SHARE + longer), np.float64)
    days = np.where(prior.dated[counts.document], prior.last[counts.document], NEVER)
    begins = np.searchsorted(counts.passage, np.arange(len(counts.document) + 1))
    ranks = prior.ranks[counts.document]  # by which equals are told apart, wherever they stand in the corpus
    return Spans(begins, counts.words, counts.times, norms, ranks, days, counts.window)


def _asked(prior: PriorWork, weights: Weights, queries: Sequence[Query], most: int) -> Asked:
    """The words that any text has, numbered anew, and by word the texts that have it: each counts 1 / (weight of the
    text)."""
    held = [
        sorted({prior.numbers[word] for word in query.words if word in prior.numbers}) for query in queries
    ]
    words = sorted({word for one in held for word in one if weights.of[word] > 0})
    term = np.full(len(prior.words), -1, np.int32)
    term[words] = np.arange(len(words))
    kept = [[one for one in term[some].tolist() if one >= 0] for some in held]
    rows = np.array([one for some in kept for one in some], np.int64)
    texts = np.repeat(np.arange(len(queries)), [len(some) for some in kept])
    shares = np.array([1 / (weights.weigh(query.words) or 1.0) for query in queries])
    order = np.argsort(rows, kind="stable")
    own = [prior.ranks[list(query.without)].tolist() for query in queries]
    return Asked(
        term=term,
        weights=weights.of[words],
        begins=np.searchsorted(rows[order], np.arange(len(words) + 1)),
        texts=texts[order].astype(np.int32),
        shares=shares,
        before=np.array([query.before for query in queries], np.int64),
        without=np.array([one for some in own for one in some], np.int64),
        without_begins=np.cumsum([0, *map(len, own)], dtype=np.int64),
        sizes=np.zeros(len(queries), np.int64),
        floors=np.zeros(len(queries)),
        scores=np.zeros((len(queries), most)),
        documents=np.zeros((len(queries), most), np.int64),
        windows=np.zeros((len(queries), most), np.int64),
    )


def _best_of(asked: Asked, documents: Codes) -> list[list[Near]]:
    """The passages of each text, best first; of equals the earlier. `documents`: by rank."""
    found = list[list[Near]]()
    for text, size in enumerate(asked.sizes.tolist()):
        ranks, windows, scores = (one[text, :size] for one in (asked.documents, asked.windows, asked.scores))
        order = np.lexsort((ranks, -scores))
        columns = (documents[ranks], windows, scores)
        found.append(
            [Near(*one) for one in zip(*(column[order].tolist() for column in columns), strict=True)]
        )
    return found
