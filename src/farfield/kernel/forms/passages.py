"""Passages scored for many texts at once, and of each text the best kept: BM25, added up as its terms come."""

from __future__ import annotations

from typing import Any, NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from farfield.kernel.machine import Integer, borrowing

Number: TypeAlias = Any
"""A floating point number of whatever width the compiler infers."""


class Asked(NamedTuple):
    """Texts that are looked for, and the best of each so far.

    Term t stands in the texts `texts[begins[t] : begins[t + 1]]` and counts `weights[t]` there, times `shares` of the
    text; `term` numbers the words of the vocabulary, -1 for one in no text. A passage counts for text q where
    its day is before `before[q]`, and its document is not in `without[without_begins[q] : without_begins[q + 1]]`.
    Of text q the best passages so far are `sizes[q]` places of row q of `scores`, `documents` and `windows`: a heap
    whose first is the worst; `floors`: its score, where the row is full.
    """

    term: NDArray[np.int32]
    weights: NDArray[np.float64]
    begins: NDArray[np.int64]
    texts: NDArray[np.int32]
    shares: NDArray[np.float64]
    before: NDArray[np.int64]
    without: NDArray[np.int64]
    without_begins: NDArray[np.int64]
    sizes: NDArray[np.int64]
    floors: NDArray[np.float64]
    scores: NDArray[np.float64]
    documents: NDArray[np.int64]
    windows: NDArray[np.int64]


class Room(NamedTuple):
    """What scoring needs, of each text: the score of a passage, and of a document the best and its window. All are 0
    between documents."""

    score: NDArray[np.float64]
    best: NDArray[np.float64]
    window: NDArray[np.int64]


class Spans(NamedTuple):
    """Passages, those of a document side by side: their words are words[begins[p] : begins[p + 1]], each once,
    ascending, `times` how often; `norms`: what BM25 sets against how often a word stands there; `documents`, `days` and
    `windows` of each."""

    begins: NDArray[np.int64]
    words: NDArray[np.int32]
    times: NDArray[np.int32]
    norms: NDArray[np.float64]
    documents: NDArray[np.int64]
    days: NDArray[np.int64]
    windows: NDArray[np.int64]


@borrowing
def score_passages(spans: Spans, saturation: float, asked: Asked, room: Room) -> None:
    """Score passages for all texts and keep the best; `saturation`: of BM25, and one."""
    score, best, window = room.score, room.best, room.window
    for passage in range(len(spans.documents)):
        if spans.begins[passage] == spans.begins[passage + 1]:
            continue
        _add_up(spans, passage, saturation, asked, score)
        document, day = spans.documents[passage], spans.days[passage]
        is_last = passage + 1 == len(spans.documents) or spans.documents[passage + 1] != document
        for text in range(len(score)):
            if score[text] > best[text]:
                best[text], window[text] = score[text], spans.windows[passage]
            score[text] = 0.0
            if is_last and best[text] > 0.0:
                if best[text] >= asked.floors[text]:
                    _keep(text, document, day, best[text], window[text], asked)
                best[text] = 0.0


@borrowing
def _add_up(
    spans: Spans, passage: Integer, saturation: float, asked: Asked, score: NDArray[np.float64]
) -> None:
    """The scores of a passage for each text."""
    texts, shares, norm = asked.texts, asked.shares, spans.norms[passage]
    for place in range(spans.begins[passage], spans.begins[passage + 1]):
        term = asked.term[spans.words[place]]
        if term >= 0:
            times = spans.times[place]
            value = asked.weights[term] * times * saturation / (times + norm)
            for at in range(asked.begins[term], asked.begins[term + 1]):
                score[texts[at]] += value * shares[texts[at]]


@borrowing
def _keep(
    text: Integer, document: Integer, day: Integer, score: float, window: Integer, asked: Asked
) -> None:
    """Take in the best passage of a document, where it is before the text and among its best."""
    if day >= asked.before[text]:
        return
    for place in range(asked.without_begins[text], asked.without_begins[text + 1]):
        if asked.without[place] == document:
            return
    size, most = asked.sizes[text], asked.scores.shape[1]
    if size == most:
        if _is_worse(score, document, asked.scores[text, 0], asked.documents[text, 0]):
            return
        _sink(text, score, document, window, asked)
        asked.floors[text] = asked.scores[text, 0]
        return
    at: Integer = size
    while at and _is_worse(
        score, document, asked.scores[text, (at - 1) // 2], asked.documents[text, (at - 1) // 2]
    ):
        _move(text, (at - 1) // 2, at, asked)
        at = (at - 1) // 2
    _put(text, at, score, document, window, asked)
    asked.sizes[text] = size + 1
    if size + 1 == most:
        asked.floors[text] = asked.scores[text, 0]


@borrowing
def _sink(text: Integer, score: Number, document: Integer, window: Integer, asked: Asked) -> None:
    """Put a passage in the place of the worst, and the worst of the rest first."""
    at: Integer = 0
    size = asked.sizes[text]
    while 2 * at + 1 < size:
        below = 2 * at + 1
        if below + 1 < size and _is_worse(
            asked.scores[text, below + 1], asked.documents[text, below + 1],
            asked.scores[text, below], asked.documents[text, below],
        ):  # fmt: skip
            below += 1
        if not _is_worse(asked.scores[text, below], asked.documents[text, below], score, document):
            break
        _move(text, below, at, asked)
        at = below
    _put(text, at, score, document, window, asked)


@borrowing
def _is_worse(score: Number, document: Integer, than: Number, other: Integer) -> bool:
    """Whether a passage comes behind another: it scores less, or as much in a later document."""
    return bool(score < than or (score == than and document > other))


@borrowing
def _move(text: Integer, origin: Integer, to: Integer, asked: Asked) -> None:
    _put(
        text,
        to,
        asked.scores[text, origin],
        asked.documents[text, origin],
        asked.windows[text, origin],
        asked,
    )


@borrowing
def _put(text: Integer, at: Integer, score: Number, document: Integer, window: Integer, asked: Asked) -> None:
    asked.scores[text, at], asked.documents[text, at], asked.windows[text, at] = score, document, window
