"""Answers that a limit ended before they were done: how many, what they score, and the score without them."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from farfield.measure.outcomes import Outcomes
from farfield.results.profile import Score, Truncated
from farfield.results.structs import ItemsMean, known
from farfield.words.numbers import count, percent

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


def truncation_warnings(truncated: Truncated | None, score: Score) -> Iterator[str]:
    """A sentence with both scores. The score itself holds the cut answers: that they count is the log's own choice."""
    if truncated is None:
        return
    told = f"{truncated.items:,} of {count(score.items, 'scored answer')} ({percent(truncated.share, 1)})"
    were = "was" if truncated.items == 1 else "were"
    kinds = " or ".join(
        name
        for name, number in (
            ("the token, message or cost limit", truncated.limit),
            ("the time limit", truncated.timeout),
        )
        if number
    )
    without = truncated.without
    finished = (
        f"; the {without.items:,} others score {percent(known(without.mean), 1)}"
        if without.items
        else "; no answer was finished"
    )
    whole = percent(known(score.mean), 1)
    yield (
        f"{told} {were} cut off by {kinds}: they score {percent(truncated.mean, 1)}{finished}. The score, {whole}, "
        "counts them as they were marked; what they would have come to cannot be told."
    )
