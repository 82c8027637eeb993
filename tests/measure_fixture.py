"""Item tables for tests of the measuring room, from arrays."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import ArrayLike, NDArray

from farfield.measure import MeasureOptions, fit_profile
from farfield.measure.outcomes import Outcomes
from farfield.results import Result, SubjectProfile
from farfield.results.notices import AnyNotice
from farfield.results.rulers import Measured

COLUMN = "column:far"


def make_items(scores: ArrayLike, far: ArrayLike | None = None, **columns: Any) -> pl.DataFrame:
    """Items of one subject and task with the column `far`; any column can be given as a value or a sequence."""
    given = np.asarray(scores, dtype=float)
    n = len(given)
    table: dict[str, Any] = {
        "item_id": [f"item-{i}" for i in range(n)], "subject": "subject", "task": "task", "epoch": 1,
        "score": pl.Series("score", given).fill_nan(None), "question": "", "target": "", "output": "", "regime": None,
        "date": None, "chance": None,
    }  # fmt: skip
    if far is not None:
        table["far"] = np.asarray(far, dtype=float)
    types = {"regime": pl.String, "date": pl.String, "chance": pl.Float64}
    return pl.DataFrame([
        pl.Series(name, value if _is_column(value) else [value] * n, dtype=types.get(name), strict=False)
        for name, value in {**table, **columns}.items()
    ])  # fmt: skip


def _is_column(value: Any) -> bool:
    return isinstance(value, Sequence | np.ndarray | pl.Series) and not isinstance(value, str)


def check_plain(value: Any) -> None:
    """Plain JSON values only, and every number finite: a number of numpy is none that a run folder can hold."""
    if isinstance(value, Result):
        check_plain(value.plain())
    elif isinstance(value, dict):
        assert all(type(key) is str for key in value)
        for part in value.values():
            check_plain(part)
    elif isinstance(value, list):
        for part in value:
            check_plain(part)
    else:
        assert value is None or type(value) in (str, int, float, bool), repr(value)
        assert type(value) is not float or math.isfinite(value)


def fit_one(items: pl.DataFrame, **options: Any) -> SubjectProfile:
    """The only profile of these items, by the column `far` unless other rulers are named."""
    options.setdefault("rulers", (COLUMN,))
    (profile,) = fit_profile(items, MeasureOptions(**options)).profiles
    return profile


def kinds(one: SubjectProfile) -> list[type[AnyNotice]]:
    """What is to be known of a profile, each by its code."""
    return [type(notice) for notice in one.notices]


def measure_far(items: pl.DataFrame, **options: Any) -> Measured:
    return fit_one(items, **options).rulers[COLUMN]


def outcomes(
    scores: ArrayLike,
    clusters: NDArray[np.int64] | None = None,
    chance: float = 0.0,
    **covariates: NDArray[np.float64],
) -> Outcomes:
    values = np.asarray(scores, dtype=float)
    codes = np.arange(len(values)) if clusters is None else clusters
    return Outcomes(values, codes, np.full(len(values), chance), covariates)
