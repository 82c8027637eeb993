"""Answers that a limit ended before they were done: how many, what they score, and the score without them."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from farfield.measure.outcomes import Outcomes
from farfield.results.profile import Score, Truncated
from farfield.results.score_notices import CutOff
from farfield.results.structs import ItemsMean, known

OUTCOME = "outcome"
LIMIT, TIMEOUT = CUT = ("limit", "timeout")


def fit_truncated(scored: pl.DataFrame, outcomes: Outcomes, confidence: float) -> Truncated | None:
    """Of the scored items those that a limit cut; None where the log tells of none.

    `scored`, `outcomes`: the scored items of one subject on one task, row by row. `share`: of their weight. `without`:
    the finished ones, with null numbers where there are none.
    """
    if OUTCOME not in scored.columns:
        return None
    told = scored[OUTCOME].cast(pl.String)
    rows = told.is_in(CUT).fill_null(value=False).to_numpy()
    if not rows.any():
        return None
    cut, finished = outcomes.take(rows), outcomes.take(~rows)
    mean, low, high = cut.mean(confidence)
    return Truncated(
        items=len(cut),
        share=float(outcomes.weights[rows].sum() / outcomes.weights.sum()),
        limit=int((told == LIMIT).sum()),
        timeout=int((told == TIMEOUT).sum()),
        mean=mean,
        low=low,
        high=high,
        without=ItemsMean(0, None, None, None)
        if not len(finished)
        else ItemsMean(len(finished), *finished.mean(confidence)),
    )


def truncation_notices(truncated: Truncated | None, score: Score) -> Iterator[CutOff]:
    """That answers were cut off, with both scores."""
    if truncated is None:
        return
    without = truncated.without
    yield CutOff(
        items=truncated.items, of=score.items, share=truncated.share, limit=truncated.limit, timeout=truncated.timeout,
        mean=truncated.mean, finished=without.items, finished_mean=without.mean, score=known(score.mean),
    )  # fmt: skip
