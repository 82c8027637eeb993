"""What a score is made of: its parts by regime, by band, and on either side of each cut at near passages."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import polars as pl

from farfield.arrays import Rows
from farfield.measure.columns import floats_of, held_rows
from farfield.measure.near_far.bands import band_codes
from farfield.measure.outcomes import Outcomes
from farfield.options.measuring import MeasureOptions
from farfield.records import REGIMES
from farfield.results.checks import BandPart, Cut, Decomposition, Part, RegimePart


@dataclass(frozen=True, slots=True)
class CutAt:
    """A column of the scan and the value from which an item counts as near (`inclusive`: that value itself does)."""

    column: str
    threshold: float
    inclusive: bool = True


CUTS = (
    CutAt("{field}_containment", 0.5),
    CutAt("{field}_coverage_13", 0.0, inclusive=False),
    CutAt("{field}_coverage_8", 0.7),
)
"""A near passage: containment, a shared 13-gram (Brown 2020), 70 % of the words in 8-grams (Chowdhery 2022)."""


class Share(NamedTuple):
    """Some scored items: how many, their share, their mean score with its ends, and share x mean."""

    items: int
    share: float
    mean: float | None
    low: float | None
    high: float | None
    part: float


def decompose(scored: pl.DataFrame, outcomes: Outcomes, options: MeasureOptions) -> Decomposition | None:
    """The `decomposition` of one subject's score on one task; each list of parts sums to the score.

    `part` = share of the items x their mean score. None without scores.
    """
    if not len(outcomes):
        return None
    regimes = [(regime, (scored["regime"] == regime).to_numpy()) for regime in REGIMES]
    return Decomposition(
        score=float(np.average(outcomes.scores, weights=outcomes.weights)),
        regimes=[
            RegimePart(regime, *_share(rows, outcomes, options)) for regime, rows in regimes if rows.any()
        ],
        bands={name: list(_bands(scored[f"ruler_{name}"], outcomes, options)) for name in options.rulers},
        cuts=list(_cuts(scored, outcomes, options)),
    )


def _share(rows: Rows, outcomes: Outcomes, options: MeasureOptions) -> Share:
    if not rows.any():
        return Share(0, 0.0, None, None, None, 0.0)
    total = float(outcomes.weights.sum())
    return Share(
        int(rows.sum()),
        float(outcomes.weights[rows].sum()) / total,
        *outcomes.take(rows).mean(options.confidence),
        part=float(outcomes.weights[rows] @ outcomes.scores[rows]) / total,
    )


def _bands(distances: pl.Series, outcomes: Outcomes, options: MeasureOptions) -> Iterator[BandPart]:
    """The bands of a ruler, nearest first, and last the items without a distance."""
    held = held_rows(distances)
    at = np.where(held, floats_of(distances), 0.0)
    codes = np.full(len(outcomes), -1)
    codes[held] = band_codes(at[held], options.bands)
    for band in range(int(codes.max(initial=-1)) + 1):
        rows = codes == band
        yield BandPart(float(at[rows].min()), float(at[rows].max()), *_share(rows, outcomes, options))
    if not held.all():
        yield BandPart(None, None, *_share(~held, outcomes, options))


def _cuts(scored: pl.DataFrame, outcomes: Outcomes, options: MeasureOptions) -> Iterator[Cut]:
    """For each cut that the scan allows: items with such a passage, without, and not searched.

    `accounts_for`: share of the score that the near items bring; `far_alone`: how far the score on the far items alone
    lies from the score.
    """
    score = float(np.average(outcomes.scores, weights=outcomes.weights))
    for cut in CUTS:
        column = cut.column.format(field=options.field)
        if column not in scored.columns or scored[column].null_count() == scored.height:
            continue
        values, unknown = scored[column].cast(pl.Float64), ~held_rows(scored[column])
        beyond = values >= cut.threshold if cut.inclusive else values > cut.threshold
        near = (beyond.fill_null(False) if unknown.any() else beyond).to_numpy()
        at_near = _share(near, outcomes, options)
        at_far = _share(~near & ~unknown, outcomes, options)
        yield Cut(
            cut="", column=column, threshold=cut.threshold,
            near=Part(*at_near), far=Part(*at_far), unknown=Part(*_share(unknown, outcomes, options)),
            accounts_for=at_near.part / score if score > 0 else None,
            far_alone=at_far.mean - score if at_far.mean is not None else None,
        )  # fmt: skip
