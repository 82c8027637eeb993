"""Behind the ruler time stands the effective cutoff: by the scores, with the floor fitted or measured."""

from __future__ import annotations

import datetime

import numpy as np
import polars as pl
import pytest

from farfield.results.drift import EffectiveCutoff
from farfield.words.findings import design_sentences
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


def shifted(known: float, guess: float) -> pl.DataFrame:
    """A subject that knows until mid-2021, on a key that is off by one: what it knows is marked wrong, what it guesses
    is right by chance."""
    rng, start = np.random.default_rng(7), datetime.date(2019, 1, 1)
    dates = [start + datetime.timedelta(days=5 * at) for at in range(300)]
    scores = [float(rng.random() < (known if day.isoformat() < "2021-06-30" else guess)) for day in dates]
    return make_items(scores, date=[day.isoformat() for day in dates])


@pytest.mark.parametrize("chance", [0.25, None])
def test_a_shifted_key_is_no_early_cutoff(chance: float | None) -> None:
    """Scores that rise from nothing to a guess were "before" all dates once."""
    one = found(shifted(0.01, 0.25), chance=chance)
    assert (one.date, one.censored) == (None, None)
    assert one.reason == "rises"


def test_scores_far_below_a_guess_at_all_dates() -> None:
    one = found(shifted(0.03, 0.03), chance=0.25)
    assert (one.date, one.censored, one.reason) == (None, None, "below_guess")


def test_right_and_wrong_in_each_others_places() -> None:
    """1 less the scores of a subject that knows: they rise, and the sentence says what may be the matter."""
    table = items(0.1, "2021-06-30").with_columns(score=1 - pl.col("score"))
    profile = fit_one(table, rulers=("time",), cutoff="2021-06-30")
    effective = profile.rulers["time"].effective
    assert effective
    assert effective.reason == "rises"
    told = " ".join(design_sentences(profile))
    assert "right and wrong may have changed places" in told


def test_shifting_all_dates_moves_the_cutoff_and_nothing_else() -> None:
    early = found(items(0.3, "2021-06-30"))
    late = found(items(0.3, "2022-06-30", first="2020-01-01"))
    assert early.date is not None
    assert late.date == pytest.approx(early.date + 1, abs=0.01)
    assert late.width == pytest.approx(early.width, rel=0.02)
    assert late.ceiling == pytest.approx(early.ceiling, abs=0.005)
    assert late.floor == pytest.approx(early.floor, abs=0.005)
