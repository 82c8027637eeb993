"""Tuples with what each of them gives away, and means of that."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import polars as pl

from farfield.arrays import Codes, Floats
from farfield.measure.coherence.corners import seen_to_cohere
from farfield.measure.coherence.dutch_book import dutch_book
from farfield.measure.coherence.projection import log_gain, squared_distance
from farfield.measure.coherence.tuples import Tuples
from farfield.measure.intervals import FEWEST_CLUSTERS
from farfield.results.coherence import Bet, CoherenceMean, Incoherence, WorstTuple
from farfield.special_functions import stdtrit

CLEAR = 0.01 + 1e-9
"""A sure win that no rounding of stated probabilities to whole per cent makes: one of exactly 0.01, which probabilities
in per cent often come to, is none, however it was reckoned."""


@dataclass(frozen=True)
class Judged:
    """The n tuples of a relation and what each gives away (n,): not-a-number for a log gain that is not finite.

    `nearest`, `stakes` (n, r): the coherent probabilities of least squared distance, and the best bets.
    """

    tuples: Tuples
    squared: Floats
    log: Floats
    book: Floats
    nearest: Floats
    stakes: Floats

    def of(self, kept: pl.Series) -> Judged:
        """Those of the rows that are true in `kept`."""
        at = kept.to_numpy()
        return Judged(
            self.tuples.of(kept),
            self.squared[at],
            self.log[at],
            self.book[at],
            self.nearest[at],
            self.stakes[at],
        )

    def __len__(self) -> int:
        return len(self.squared)


def judge(whole: Tuples) -> Judged:
    """What the tuples give away: of distinct probabilities, spread back over the tuples.

    Those that are seen to cohere give nothing away, and nothing is sought for them.
    """
    distinct, back = np.unique(whole.stated, axis=0, return_inverse=True)
    back = back.reshape(-1)
    sought = ~seen_to_cohere(distinct, whole.relation)
    inside = ((distinct > 0) & (distinct < 1)).all(axis=1)
    squared, logs, won = (np.zeros(len(distinct)) for _ in range(3))
    nearest, stakes = distinct.copy(), np.zeros(distinct.shape)
    logs[~inside] = np.nan
    projected = squared_distance(distinct[sought], whole.relation)
    book = dutch_book(distinct[sought], whole.relation)
    squared[sought], nearest[sought] = projected.gain, projected.nearest
    won[sought], stakes[sought] = book.profit, book.stakes
    logs[sought & inside] = log_gain(distinct[sought & inside], whole.relation).gain
    return Judged(whole, squared[back], logs[back], won[back], nearest[back], stakes[back])


def incoherence(found: Mapping[str, Judged], confidence: float, *, alike: bool = False) -> Incoherence:
    """Of tuples by relation. `alike`: whether tuples count alike, and not relations."""
    finite = {check: ~np.isnan(one.log) for check, one in found.items()}
    told = {check: one.of(pl.Series(finite[check])) for check, one in found.items() if finite[check].any()}
    clear = {check: (one.book > CLEAR).astype(np.float64) for check, one in found.items()}
    logs = {check: one.log for check, one in told.items()}
    return Incoherence(
        tuples=sum(len(one) for one in found.values()),
        incoherent=mean_of(clear, found, confidence, alike=alike).mean,
        squared=mean_of({check: one.squared for check, one in found.items()}, found, confidence, alike=alike),
        log_gain=mean_of(logs, told, confidence, alike=alike) if logs else None,
        certain=int(sum((~rows).sum() for rows in finite.values())),
        dutch_book=mean_of({check: one.book for check, one in found.items()}, found, confidence, alike=alike),
    )


def mean_of(
    values: Mapping[str, Floats], found: Mapping[str, Judged], confidence: float, *, alike: bool = False
) -> CoherenceMean:
    """The mean over relations of their means, or over all tuples `alike`; clustered by the question of the role P.

    The interval is Student's on the logarithm of the mean, as what is averaged has no ceiling and a floor of 0.
    """
    each = np.concatenate(list(values.values()))
    weights = np.concatenate([np.full(len(v), 1.0 if alike else 1 / len(v)) for v in values.values()])
    weights /= weights.sum()
    mean = float(weights @ each)
    questions: Codes = np.concatenate([found[check].tuples.questions[:, 0] for check in values])
    codes = np.unique(questions, return_inverse=True)[1].reshape(-1)
    groups = int(codes.max()) + 1
    if groups < FEWEST_CLUSTERS or mean <= 0:
        return CoherenceMean(mean, None, None)
    sums = np.bincount(codes, weights * (each - mean))
    error = float(np.sqrt(groups / (groups - 1) * sums @ sums))
    factor = float(np.exp(stdtrit(groups - 1, 0.5 + confidence / 2) * error / mean))
    return CoherenceMean(mean, mean / factor, mean * factor)


def moved_of(
    first: Mapping[str, Judged], last: Mapping[str, Judged], confidence: float
) -> tuple[float, float | None, float | None]:
    """Squared distance of the last less that of the first, over the relations of both, each counting alike.

    Student's interval over base questions, those that both were asked moving both; none where fewer than
    FEWEST_CLUSTERS tell either.
    """
    each, questions = [], []
    mean = 0.0
    for sign, found in ((-1.0, first), (1.0, last)):
        for one in found.values():
            at = float(one.squared.mean())
            mean += sign * at / len(found)
            each.append(sign * (one.squared - at) / (len(found) * len(one)))
            questions.append(one.tuples.questions[:, 0])
    told = [
        np.unique(np.concatenate([one.tuples.questions[:, 0] for one in f.values()])) for f in (first, last)
    ]
    if min(map(len, told)) < FEWEST_CLUSTERS:
        return mean, None, None
    codes = np.unique(np.concatenate(questions), return_inverse=True)[1].reshape(-1)
    groups = int(codes.max()) + 1
    sums = np.bincount(codes, np.concatenate(each))
    half = float(
        stdtrit(min(map(len, told)) - 1, 0.5 + confidence / 2) * np.sqrt(groups / (groups - 1) * sums @ sums)
    )
    return (mean, mean - half, mean + half) if half > 0 else (mean, None, None)


def worst_of(found: Mapping[str, Judged], most: int) -> list[WorstTuple]:
    """The tuples that lose most to their bets, worst first."""
    rows = [
        (float(gain), check, int(row))
        for check, one in found.items()
        for row in np.argsort(-one.book, kind="stable")[:most]
        if (gain := one.book[row]) > CLEAR
    ]
    return [_told(found[check], check, row) for _, check, row in sorted(rows, key=lambda one: -one[0])[:most]]


def _told(found: Judged, check: str, row: int) -> WorstTuple:
    whole = found.tuples
    bets = [
        Bet(role, float(whole.stated[row, at]), float(found.nearest[row, at]), float(found.stakes[row, at]))
        for at, role in enumerate(whole.relation.roles)
    ]
    return WorstTuple(
        str(whole.rows["tuple"][row]), check, float(found.squared[row]), float(found.book[row]), bets
    )
