"""Facts whose answers held for stretches of time, and which of them were named."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from farfield.arrays import Codes, Floats
from farfield.measure.drift.dates import When

DAY = 1 / 365
"""No answer held for less."""
LEAST = 1e-300
FARTHEST = 700.0
"""Spreads from an end: an exponential of more overflows, and its logarithm is itself."""
LONG_AGO = 40.0
"""Years before the first answer that was named: what ended by then is no answer of anybody's."""


@dataclass(frozen=True, slots=True)
class Held:
    """An answer of a fact, and from when until when it held; None: since ever, or still."""

    answer: str
    start: When | None
    end: When | None


@dataclass(frozen=True)
class DatedAnswers:
    """What was named of facts, several rows of a fact sharing one vote.

    Stretches: `start` and `end` in years (m, 3), a date without a day at three places; `of` (m,): their fact.
    What was named, each once: `fact` (g,), `votes` (g,) and `guess` (g,), how likely it is among the fact's stretches
    at random; `cell` (n,) and `group` (n,): which stretches each of them is. `origin`: for each fact its place among
    those that were given. `answers`: rows.
    """

    start: Floats
    end: Floats
    of: Codes
    fact: Codes
    votes: Floats
    guess: Floats
    cell: Codes
    group: Codes
    origin: Codes
    answers: int

    @property
    def facts(self) -> int:
        """Facts of which an answer was named."""
        return len(np.unique(self.fact))

    def kept(self) -> DatedAnswers:
        """Without facts of which nothing was named, without those whose one answer tells nothing, and without what
        ended long before anything that was named."""
        counts = np.bincount(self.group, minlength=len(self.fact))
        sizes = np.bincount(self.of, minlength=int(self.fact.max(initial=-1)) + 1)
        telling = counts < sizes[self.fact] if len(self.fact) else np.zeros(0, bool)
        named = np.isin(self.of, self.fact[telling])
        begun = self.start[self.cell]
        first = float(begun[np.isfinite(begun)].min(initial=np.inf))
        rows = named & (self.end[:, -1] > first - LONG_AGO)
        cells, groups = np.cumsum(rows) - 1, np.cumsum(telling) - 1
        used = telling[self.group] & rows[self.cell]
        kept, facts = np.unique(np.concatenate([self.of[rows], self.fact[telling]]), return_inverse=True)
        held, share = int(rows.sum()), float(self.votes[telling].sum() / max(self.votes.sum(), LEAST))
        return DatedAnswers(
            self.start[rows], self.end[rows], facts[:held].astype(np.int64), facts[held:].astype(np.int64),
            self.votes[telling], self.guess[telling], cells[self.cell[used]], groups[self.group[used]],
            self.origin[kept], self.answers if share > 1 - 1e-9 else round(self.answers * share),
        )  # fmt: skip

    def chances(self, places: Floats, spreads: Floats) -> Floats:
        """(t, s, g): how likely what was named is, without noise, where the inner date has these centres (t,) and
        spreads (s,)."""
        around = spreads[:, None, None]
        after = (places[:, None, None, None] - self.end.T) / around
        before = (self.start.T - places[:, None, None, None]) / around
        far = sum(np.maximum(one - FARTHEST, 0) for one in (after, before) if one.max() > FARTHEST)
        after, before = (np.exp(np.minimum(one, FARTHEST)) for one in (after, before))
        width = np.exp((self.start - self.end).T / around)
        # log of F(end) - F(start) = (1 - exp(-width / spread)) / ((1 + after) (1 + before)), where after times before
        # is exp(-width / spread): nothing underflows far off
        logs = np.log1p(-width) - np.log1p(after + before + width) - far
        parts = logs[:, :, 0] if self.start.shape[1] == 1 else np.logaddexp.reduce(logs, axis=2)
        most = np.full((*parts.shape[:2], int(self.of.max()) + 1), -np.inf)
        order = np.argsort(self.of, kind="stable")
        starts = np.flatnonzero(np.diff(self.of[order], prepend=-1))
        most = np.maximum.reduceat(parts[..., order], starts, axis=-1)
        weights = np.exp(parts - most[..., self.of])
        totals = np.add.reduceat(weights[..., order], starts, axis=-1)
        shares = weights / totals[..., self.of]
        arranged = np.argsort(self.group, kind="stable")
        begins = np.flatnonzero(np.diff(self.group[arranged], prepend=-1))
        return np.asarray(
            np.maximum(np.add.reduceat(shares[..., self.cell[arranged]], begins, axis=-1), LEAST)
        )


def gather(facts: Sequence[Sequence[Held]], named: Sequence[tuple[int, tuple[int, ...]]]) -> DatedAnswers:
    """Facts, each with its stretches, and what was named: for each row its fact and the stretches that it means.

    A fact has one vote, which its rows share.
    """
    stretches = [held for answers in facts for held in answers]
    offsets = np.cumsum([0, *(len(answers) for answers in facts)])
    exact = all(date is None or date.exact for held in stretches for date in (held.start, held.end))
    parts = (0.0,) if exact else (1 / 6, 1 / 2, 5 / 6)
    start = np.array([[_at(held.start, part, -np.inf) for part in parts] for held in stretches]).reshape(
        -1, len(parts)
    )
    end = np.array([[_at(held.end, part, np.inf) for part in parts] for held in stretches]).reshape(
        -1, len(parts)
    )
    votes = np.bincount([fact for fact, _ in named], minlength=len(facts)) if named else np.zeros(len(facts))
    weights: dict[tuple[int, tuple[int, ...]], float] = {}
    for fact, cells in named:
        weights[fact, cells] = weights.get((fact, cells), 0.0) + 1 / float(votes[fact])
    of = np.repeat(np.arange(len(facts)), [len(answers) for answers in facts])
    chosen = list(weights)
    return DatedAnswers(
        start, np.maximum(end, start + DAY), of.astype(np.int64),
        np.array([fact for fact, _ in chosen], np.int64),
        np.array(list(weights.values()), np.float64),
        np.array([len(cells) / len(facts[fact]) for fact, cells in chosen], np.float64),
        np.array([offsets[fact] + cell for fact, cells in chosen for cell in cells], np.int64),
        np.array([at for at, (_, cells) in enumerate(chosen) for _ in cells], np.int64),
        np.arange(len(facts), dtype=np.int64), len(named),
    )  # fmt: skip


def _at(date: When | None, part: float, never: float) -> float:
    """A place within a date, in years."""
    return never if date is None else date.low if date.exact else date.low + part * (date.high - date.low)
