"""Behind the ruler time stands the effective cutoff: by the scores, with the floor fitted or measured."""

from __future__ import annotations

import datetime

import numpy as np
import polars as pl
import pytest

from farfield.results.drift import EffectiveCutoff
from measure_fixture import fit_one, make_items


def items(
    yes: float, stops: str, never: int = 0, first: str = "2019-01-01", days: int = 1500
) -> pl.DataFrame:
    """One item every fifth day: right before `stops`, else as often as a yes-man is, as with what never happened."""
    rng, start = np.random.default_rng(4), datetime.date.fromisoformat(first)
    dates = [start + datetime.timedelta(days=5 * at) for at in range(days // 5)]
    known = [float(day.isoformat() < stops or rng.random() < yes) for day in dates]
    controls = [1.0 - float(rng.random() < yes) for _ in range(never)]
    return make_items(
        [*known, *controls], date=[*(day.isoformat() for day in dates), *[None] * never],
        kind=["event"] * len(dates) + ["never"] * never,
    )  # fmt: skip


def found(table: pl.DataFrame, **options: object) -> EffectiveCutoff:
    effective = fit_one(table, rulers=("time",), cutoff="2021-06-30", **options).rulers["time"].effective
    assert effective
    return effective


def test_a_floor_is_fitted_where_nothing_measures_it() -> None:
    one = found(items(0.5, "2021-06-30"))
    assert one.date == pytest.approx(2021.5, abs=0.15)
    assert one.floor == pytest.approx(0.5, abs=0.1)


def test_what_never_happened_measures_the_floor() -> None:
    one = found(items(0.5, "2021-06-30", never=80), control=("kind=never",))
    assert (one.floor_measured, one.controls) == (True, 80)
    assert one.date == pytest.approx(2021.5, abs=0.15)


def test_items_after_the_cutoff_alone_tell_that_it_lies_before() -> None:
    one = found(items(0.0, "2015-01-01", first="2021-08-01"), chance=0.05)
    assert (one.date, one.censored) == (None, "before")


def test_a_yes_man_has_none() -> None:
    one = found(items(1.0, "2021-06-30", never=80), control=("kind=never",))
    assert (one.date, one.reason) == (None, "no_room")
    assert found(items(1.0, "2021-06-30")).reason == "no_fall"
