"""Transcripts of a learner: what it was asked, what it guessed, what it was told; and such a learner.

A rule answers a question (u, v, which): two symbols, and which of its two answers is wanted. Rules are *straight*
(the first answer hangs on u alone, the second on v alone, each by a permutation of the symbols), *crossed* (the first
hangs on v, the second on u) or a *table* (each answer to each pair is drawn by itself).

The transformer reads a transcript as two places a step. Both carry the pair of symbols (as their column) and which
answer is wanted (as their role); the first asks, and there the guess is predicted, the second holds what was told:

    ? told ? told ...       at each `?`, predict the guess

All that the learner saw stands before each guess, and none of the guesses: learner and imitator are asked the same.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Literal, NamedTuple

import numpy as np

from farfield.lab.encoding import Encoded, HostArray, Layout, empty_rows

Kind = Literal["straight", "crossed", "table"]
SYMBOLS = 6
UNKNOWN = SYMBOLS
"""As a guess: "I don't know". As a token of a question: what is asked for."""
PLACES = 2
LAYOUT = Layout(tokens=SYMBOLS + 1, roles=4, columns=1 + SYMBOLS**2, length=PLACES * 32, answer=1)
"""The length is that of the longest transcript asked; training needs less."""


class Transcripts(NamedTuple):
    """Questions `first`, `second`, `which` and the right answers `told`, each [transcripts, steps]."""

    first: HostArray
    second: HostArray
    which: HostArray
    told: HostArray


def draw_rules(kind: Kind, count: int, rng: np.random.Generator) -> HostArray:
    """Rules as tables of their answers, [rules, which, first, second]."""
    if kind == "table":
        return rng.integers(SYMBOLS, size=(count, 2, SYMBOLS, SYMBOLS))
    maps = rng.permuted(np.tile(np.arange(SYMBOLS), (count, 2, 1)), axis=2)
    by_first = np.broadcast_to(maps[..., None], (count, 2, SYMBOLS, SYMBOLS))
    by_second = np.broadcast_to(maps[:, :, None], (count, 2, SYMBOLS, SYMBOLS))
    own, other = (by_first, by_second) if kind == "straight" else (by_second, by_first)
    return np.stack([own[:, 0], other[:, 1]], axis=1)


def draw_transcripts(rules: HostArray, steps: int, rng: np.random.Generator) -> Transcripts:
    """One transcript for each rule, with questions drawn uniformly."""
    shape = len(rules), steps
    first, second, which = (rng.integers(size, size=shape) for size in (SYMBOLS, SYMBOLS, 2))
    told = rules[np.arange(len(rules))[:, None], which, first, second]
    return Transcripts(first, second, which, told)


def learn_straight_first(seen: Transcripts) -> HostArray:
    """The guesses of an online learner by version spaces (Mitchell 1982), [transcripts, steps], or UNKNOWN.

    What was asked before it answers as told. Else it holds the rule to be straight until it was told otherwise, then
    crossed until that is refuted too, then a table; and guesses only what follows.
    """
    rows, steps = seen.told.shape
    every = np.arange(rows)
    known = [np.full((rows, 2, SYMBOLS), UNKNOWN) for _ in range(2)]
    table = np.full((rows, 2, SYMBOLS, SYMBOLS), UNKNOWN)
    holds = np.ones((2, rows), bool)
    guesses = np.empty((rows, steps), np.int64)
    for step in range(steps):
        first, second, which, told = (part[:, step] for part in seen)
        keys = np.where(which == 0, first, second), np.where(which == 0, second, first)
        straight, crossed = (known[at][every, which, keys[at]] for at in range(2))
        again = table[every, which, first, second]
        by_rule = np.where(holds[0], straight, np.where(holds[1], crossed, UNKNOWN))
        guesses[:, step] = np.where(again != UNKNOWN, again, by_rule)
        for at, before in enumerate((straight, crossed)):
            holds[at] &= (before == UNKNOWN) | (before == told)
            known[at][every, which, keys[at]] = told
        table[every, which, first, second] = told
    return guesses


def remember_only(seen: Transcripts) -> HostArray:
    """The guesses of a learner that knows what it was told and nothing that follows, [transcripts, steps]."""
    rows, steps = seen.told.shape
    every, table = np.arange(rows), np.full((rows, 2, SYMBOLS, SYMBOLS), UNKNOWN)
    guesses = np.empty((rows, steps), np.int64)
    for step in range(steps):
        first, second, which, told = (part[:, step] for part in seen)
        guesses[:, step] = table[every, which, first, second]
        table[every, which, first, second] = told
    return guesses


def encode_transcripts(seen: Transcripts, guesses: HostArray) -> Encoded[HostArray]:
    """Rows as long as the transcripts, each guess to be predicted where its question ends."""
    rows, steps = guesses.shape
    into = empty_rows(rows, replace(LAYOUT, length=PLACES * steps))
    pair = 1 + SYMBOLS * seen.first + seen.second
    into.tokens[:] = _side_by_side(np.full_like(seen.told, UNKNOWN), seen.told)
    into.roles[:] = _side_by_side(seen.which, 2 + seen.which)
    into.columns[:] = _side_by_side(pair, pair)
    into.targets[:, ::PLACES] = guesses
    into.scored[:, ::PLACES] = True
    return into


def _side_by_side(asked: HostArray, told: HostArray) -> HostArray:
    """What the two places of each step hold, [transcripts, 2 x steps]."""
    return np.stack([asked, told], axis=2).reshape(len(asked), -1)
