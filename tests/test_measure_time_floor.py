"""A subject that says yes to everything has a floor above a guess; its reach in time is measured above that."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import numpy as np
import pytest

from farfield.measure import MeasureOptions, fit_profile
from farfield.results import SubjectProfile
from farfield.results.ruler_notices import FloorByTime
from measure_fixture import check_plain, make_items

CUTOFF = date(2023, 9, 30)


def profile_of(
    floor: float, top: float, falls_at: float = 0.0, n: int = 1200, **options: Any
) -> SubjectProfile:
    """Items over four years: `top` until so many days after the cutoff, `floor` later."""
    generator = np.random.default_rng(3)
    days = generator.integers(-1000, 500, n)
    right = generator.random(n) < np.where(days <= falls_at, top, floor)
    items = make_items(
        right.astype(float), date=[(CUTOFF + timedelta(days=int(d))).isoformat() for d in days]
    )
    chosen = MeasureOptions(rulers=("time",), cutoff=CUTOFF.isoformat(), draws=200, **options)
    one = fit_profile(items, chosen).profiles[0]
    check_plain(one)
    return one


def test_the_reach_of_one_who_always_says_yes_is_where_its_knowledge_ends() -> None:
    one = profile_of(floor=0.6, top=0.95)
    time = one.rulers["time"]
    assert time.floor.mean == pytest.approx(0.6, abs=0.08)
    assert time.floor.low < 0.6 < time.floor.high
    reach = time.reach
    assert reach.low - 40 <= 0 <= reach.high + 40
    assert abs(reach.distance) < 60
    assert time.curve.floor == pytest.approx(time.floor.mean)
    (told,) = [notice for notice in one.notices if isinstance(notice, FloorByTime)]
    assert (told.mean, told.guess) == (time.floor.mean, 0)


def test_without_it_the_reach_would_lie_beyond_the_data() -> None:
    reach = profile_of(floor=0.6, top=0.95, chance=0.0).rulers["time"].reach
    assert reach.censored


def test_a_subject_that_knows_nothing_afterwards_keeps_the_floor_of_a_guess() -> None:
    time = profile_of(floor=0.0, top=0.8).rulers["time"]
    assert time.floor is None
    assert time.curve.floor == 0
    assert abs(time.reach.distance) < 60


def test_a_subject_that_never_falls_has_no_reach() -> None:
    time = profile_of(floor=0.8, top=0.8).rulers["time"]
    assert time.floor.mean == pytest.approx(0.8, abs=0.08)
    assert time.reach.distance is None or time.reach.censored


def test_few_items_after_the_cutoff_measure_no_floor() -> None:
    assert profile_of(floor=0.6, top=0.95, n=60).rulers["time"].floor is None
