"""Near and far without common support: nothing is held equal, and that is said."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from farfield.measure.near_far.gap import fit_gap
from farfield.measure.near_far.near import near_and_far, thirds
from farfield.measure.near_far.overlap import find_overlap, tails
from farfield.results.reasons import NoOverlap, PartlyShared
from farfield.results.ruler_notices import NotAdjusted
from farfield.results.rulers import Overlap
from measure_fixture import fit_one, make_items, measure_far, outcomes


def drawn(apart: float, n: int = 300, seed: int = 0) -> tuple[Any, ...]:
    """Scores that only what is to be held equal moves: spread over a unit, `apart` farther at the far end."""
    generator = np.random.default_rng(seed)
    far = generator.uniform(0, 1, n)
    hard = generator.random(n) + apart * far
    return (generator.random(n) < 1 / (1 + np.exp(4 * np.maximum(hard - 1, 0) - 1))).astype(float), far, hard


@pytest.mark.parametrize("size", [1, 2, 3, 5, 20, 21, 41, 100, 1000])
def test_tails_are_numpys_quantiles_to_the_bit(size: int) -> None:
    generator = np.random.default_rng(size)
    for values in (
        generator.normal(size=size) * 10.0 ** generator.integers(-9, 9, size),
        generator.integers(0, 3, size).astype(float),
    ):
        assert tails(values) == tuple(np.quantile(values, (0.05, 0.95)).tolist())


def test_without_shared_lengths_the_gap_is_the_crude_one_with_the_reason() -> None:
    generator = np.random.default_rng(1)
    far = np.repeat([0.0, 1.0], 100)
    words = np.where(far == 0, generator.integers(90, 101, 200), generator.integers(60, 71, 200))
    right = generator.random(200) < np.where(far == 0, 0.89, 0.65)
    profile = fit_one(make_items(right, far, question=[" ".join(["w"] * k) for k in words]))
    found = profile.rulers["column:far"]
    gap, slope = found.gap, found.slope
    assert (gap.adjusted, gap.reason) == (False, "no_overlap")
    assert gap.overlap == Overlap(near=0.0, far=0.0, covariate="log_words", used="none")
    assert gap.difference == pytest.approx(right[100:].mean() - right[:100].mean())
    assert slope.adjusted.reason == "no_overlap"
    assert slope.adjusted.log_odds_per_sd is slope.adjusted.robustness_value is None
    assert NotAdjusted("column:far", NoOverlap(0.0, 0.0, "log_words"), slope=True) in profile.notices


def test_a_part_on_common_support_is_compared_and_its_share_said() -> None:
    scores, far, hard = drawn(0.6, 600)
    gap = measure_far(make_items(scores, far, hard=hard), difficulty="hard").gap
    assert gap.adjusted
    assert gap.overlap.used == "common"
    assert 0.5 < min(gap.overlap.near, gap.overlap.far) < 0.8
    assert gap.low <= 0 <= gap.high
    assert gap.why == PartlyShared(gap.overlap.near, gap.overlap.far, "hard")


def test_one_side_that_never_varies_shares_little() -> None:
    generator = np.random.default_rng(2)
    far = generator.uniform(0, 10, 300)
    steps = np.where(far < 10 / 3 + 0.1, 5.0, generator.integers(1, 10, 300))
    gap = fit_gap(far, outcomes(generator.random(300) < 0.5, steps=steps), 0.95)
    assert gap.reason == "no_overlap"
    assert gap.overlap.near == 1.0
    assert gap.overlap.far < 0.3


def test_an_outlier_does_not_make_an_overlap() -> None:
    near, far = np.repeat([True, False], 50), np.repeat([False, True], 50)
    values = np.concatenate([np.linspace(90, 100, 50), np.linspace(60, 70, 50)])
    values[0], values[-1] = 1e9, -1e9
    assert find_overlap(near, far, {"x": values})[0].used == "none"


def test_a_mix_of_covariates_can_tell_apart_what_each_does_not() -> None:
    generator = np.random.default_rng(3)
    near, far = np.repeat([True, False], 200), np.repeat([False, True], 200)
    first = generator.normal(size=400)
    second = -first + 0.1 * generator.normal(size=400) + np.where(far, 1.0, 0.0)
    alone, _ = find_overlap(near, far, {"second": second})
    assert alone.used == "all"
    found, _ = find_overlap(near, far, {"first": first, "second": second})
    assert (found.used, found.covariate) == ("none", None)


@settings(deadline=None)
@given(st.lists(st.integers(0, 9), min_size=2, max_size=80), st.integers(0, 2**31))
def test_every_near_field_is_that_of_one_function(distances: list[int], seed: int) -> None:
    far = np.array(distances, float)
    scores = (np.random.default_rng(seed).random(len(far)) < 0.6).astype(float)
    found = measure_far(make_items(scores, far), draws=5)
    if np.ptp(far) == 0:
        assert found.gap.near is found.reach.near is None
        return
    near, _ = thirds(far)
    field, _ = near_and_far(far, outcomes(scores), 0.95)
    assert found.gap.near == field.score.mean == scores[near].mean()
    assert found.reach.near == found.gap.near
    assert found.gap.near_low == found.reach.near_low == field.score.low
    assert field.score.low <= field.score.mean <= field.score.high
