"""The effective cutoff behind the ruler time: of a subject's scored and dated items, whatever its stated cutoff."""

from __future__ import annotations

from datetime import date

import numpy as np
import polars as pl

from farfield.measure.columns import cluster_codes
from farfield.measure.drift.cutoff import Events, fit_cutoff
from farfield.measure.drift.dates import in_years
from farfield.measure.interrupted.controls import outside_controls
from farfield.measure.interrupted.dated import DAYS
from farfield.measure.outcomes import Outcomes
from farfield.options.measuring import MeasureOptions
from farfield.results.drift import EffectiveCutoff

YEAR = 365.2425


def effective_cutoff(
    scored: pl.DataFrame, outcomes: Outcomes, cutoff: date, options: MeasureOptions
) -> EffectiveCutoff:
    """`scored`: its scored items on one task with the ruler time, in days from `cutoff`; `outcomes`: theirs.

    Items of a control without a date are of what never happened: how far they are told to have happened, 1 less their
    score, is the floor. Those with a date are a series of their own, and no part of this.
    """
    own, dated = outside_controls(scored, options), scored[DAYS].is_not_null()
    rows, never = (own & dated).to_numpy(), (~own & ~dated).to_numpy()
    years = in_years(cutoff) + scored[DAYS].drop_nulls().to_numpy()[rows[dated.to_numpy()]] / YEAR
    clusters = cluster_codes(scored["_cluster"])
    guess = float(outcomes.chance[rows].mean()) if rows.any() else 0.0
    known = options.chance is not None or guess > 0
    return fit_cutoff(
        Events(
            years, years + 1 / YEAR, outcomes.scores[rows], np.unique(clusters[rows], return_inverse=True)[1],
            1 - outcomes.scores[never], np.unique(clusters[never], return_inverse=True)[1],
            guess=guess if known else None,
        ),
        options.confidence,
    )  # fmt: skip
