"""The never-rising fit and its test; what a ruler saves of held-out log-loss; and input that settles nothing."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import statsmodels.api as sm
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import isotonic_regression
from scipy.special import expit

from farfield.arrays import Floats
from farfield.measure import MeasureOptions
from farfield.measure.fits.monotone import never_rising
from farfield.measure.fits.pooling import pool
from farfield.measure.near_far.increment import FOLDS, fit_increment
from farfield.measure.near_far.reach import fit_reach
from farfield.measure.near_far.scale import choose_scale
from farfield.results.reasons import FewClusters
from farfield.results.ruler_notices import NoLogisticCurve
from measure_fixture import COLUMN, fit_one, kinds, make_items, measure_far, outcomes


@given(st.lists(st.tuples(st.floats(0, 1), st.floats(0.1, 9)), min_size=1, max_size=20))
def test_the_never_rising_fit_is_that_of_scipy(cells: list[tuple[float, float]]) -> None:
    means, weights = np.array(cells).T
    theirs = isotonic_regression(means, weights=weights, increasing=False).x
    assert never_rising(means[None], weights)[0] == pytest.approx(theirs, abs=1e-9)


@given(
    st.lists(
        st.tuples(st.floats(0, 1) | st.integers(0, 3).map(float), st.floats(1e-3, 9)), min_size=1, max_size=14
    )
)
def test_pooling_is_that_of_scipy_to_the_bit(cells: list[tuple[float, float]]) -> None:
    means, weights = np.array(cells).T
    theirs = isotonic_regression(means, weights=weights, increasing=False).x
    assert pool(means.tolist(), weights.tolist()).tobytes() == np.ascontiguousarray(theirs).tobytes()


def test_a_fall_in_two_steps_is_no_logistic_curve() -> None:
    generator = np.random.default_rng(0)
    far = generator.uniform(0, 10, 800)
    scores = generator.random(800) < np.select([far < 3, far < 7], [0.9, 0.5], 0.1)
    found = fit_one(make_items(scores, far))
    monotone = found.rulers["column:far"].monotone
    assert monotone.p < 0.01
    assert 3 < monotone.reach < 8
    means = [point.mean for point in monotone.points]
    assert means == sorted(means, reverse=True)
    assert NoLogisticCurve in kinds(found)


def test_through_two_distances_goes_any_curve() -> None:
    """33 of 100 near and none far, as published of GPT-4: nothing that a never-rising fit could contradict."""
    items = make_items(np.repeat([1.0, 0.0, 0.0], [33, 67, 100]), np.repeat([0.0, 1.0], 100))
    profile = fit_one(items, draws=20)
    assert profile.rulers[COLUMN].monotone is None
    assert NoLogisticCurve not in kinds(profile)


def test_a_step_is_a_logistic_curve_however_sharp() -> None:
    """Right and wrong are separated perfectly: no falling fit can be better than the steepest curve."""
    profile = fit_one(make_items(np.arange(200) < 100, np.arange(200)), draws=20)
    assert profile.rulers[COLUMN].monotone.p == 1
    assert NoLogisticCurve not in kinds(profile)


def test_a_logistic_fall_passes_with_clusters_and_without() -> None:
    rejected = 0
    for seed in range(40):
        generator = np.random.default_rng(seed)
        far = generator.uniform(0, 5, 300)
        luck = np.where(
            generator.random(300) < 0.5, np.repeat(generator.random(30), 10), generator.random(300)
        )
        data = outcomes(luck < 0.9 * expit((2.5 - far) / 0.6), np.arange(300) // 10)
        monotone = fit_reach(far, choose_scale(far), data, MeasureOptions(draws=50))[2]
        assert monotone is not None
        rejected += monotone.p < 0.05
    assert rejected <= 6


def saved_by_hand(far: Floats, scores: Floats, hard: Floats, seed: int) -> float:
    folds = np.random.default_rng(seed).permutation(len(far)) % FOLDS
    losses = np.zeros((2, len(far)))
    for fold in range(FOLDS):
        out = folds == fold
        for number, columns in enumerate(([hard], [hard, far])):
            design = sm.add_constant(np.column_stack(columns))
            p = sm.Logit(scores[~out], design[~out]).fit(disp=0).predict(design[out])
            losses[number, out] = -np.log2(np.where(scores[out] == 1, p, 1 - p))
    return float((losses[0] - losses[1]).mean())


def test_saved_log_loss_is_that_of_plain_folds() -> None:
    generator = np.random.default_rng(1)
    hard, far = generator.normal(size=(2, 500))
    scores = (generator.random(500) < expit(-0.8 * far - hard)).astype(float)
    found = fit_increment(far, outcomes(scores, hard=hard), 0.95, 3)
    assert found.over == ["hard"]
    assert found.log_loss_saved == pytest.approx(saved_by_hand(far, scores, hard, 3), abs=2e-4)
    assert 0 < found.low < found.log_loss_saved < found.high


def test_a_ruler_that_repeats_the_difficulty_saves_nothing() -> None:
    generator = np.random.default_rng(2)
    hard = generator.normal(size=600)
    scores = generator.random(600) < expit(-hard)
    echo = hard + 0.1 * generator.normal(size=600)
    alone = measure_far(make_items(scores, echo)).incremental
    over = measure_far(make_items(scores, echo, hard=hard), difficulty="hard").incremental
    assert alone.low > 0.05
    assert over.low < 0 < over.high < 0.01


def test_the_unigram_of_the_field_is_part_of_the_baseline() -> None:
    generator = np.random.default_rng(3)
    items = make_items(
        generator.random(200) < 0.5, generator.normal(size=200), question_unigram=generator.normal(size=200)
    )
    assert measure_far(items).incremental.over == ["unigram"]
    assert measure_far(items, field="output").incremental.over == []


BAD: dict[str, dict[str, Any]] = {
    "separated": {"scores": np.arange(60) < 30, "far": np.arange(60)},
    "separated the other way": {"scores": np.arange(60) >= 30, "far": np.arange(60)},
    "one cluster": {"scores": np.arange(60) % 3 == 0, "far": np.arange(60), "template": 1},
    "two clusters": {"scores": np.arange(60) % 3 == 0, "far": np.arange(60), "template": np.arange(60) // 30},
    "all right": {"scores": np.ones(60), "far": np.arange(60)},
    "all wrong": {"scores": np.zeros(60), "far": np.arange(60)},
    "all half": {"scores": np.full(60, 0.5), "far": np.arange(60)},
    "one right": {"scores": np.arange(60) == 10, "far": np.arange(60)},
    "one wrong": {"scores": np.arange(60) != 10, "far": np.arange(60)},
    "one distance": {"scores": np.arange(60) % 2, "far": np.ones(60)},
    "two distances": {"scores": np.arange(60) % 2, "far": np.arange(60) % 2},
    "three items": {"scores": [1, 0, 1], "far": [1, 2, 3]},
    "enormous": {"scores": np.arange(60) % 2, "far": np.arange(60) * 1e100},
    "minute": {"scores": np.arange(60) % 2, "far": 1 + np.arange(60) * 1e-15},
    "one far out": {"scores": np.arange(60) % 2, "far": np.r_[np.arange(59), 1e12]},
}


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("name", BAD)
def test_bad_input_is_a_legal_unknown_with_a_reason(name: str) -> None:
    given_ = dict(BAD[name])
    template = given_.pop("template", None)
    items = make_items(
        given_["scores"], given_["far"], **({} if template is None else {"template": template})
    )
    found = measure_far(items, cluster="template" if template is not None else None)
    check_sound(found)
    if name == "one cluster":
        assert found.curve is None
        assert found.reach.why == FewClusters(1)


def check_sound(found: Any) -> None:
    """No number that isn't one, no interval upside down, nothing unknown without a reason."""
    curve, reach, saved = found.curve, found.reach, found.incremental
    if curve is None:
        assert reach.why
        assert found.monotone is None
    else:
        numbers = [value for point in curve.points for value in point.plain().values()]
        assert np.isfinite(numbers).all()
        assert all(0 <= p.low <= p.mean <= p.high <= 1 for p in curve.points)
        assert curve.ceiling_low <= curve.ceiling <= curve.ceiling_high
    if reach.distance is not None:
        assert reach.low is None or reach.low <= reach.distance
        assert reach.high is None or reach.distance <= reach.high <= found.high
        assert found.low <= reach.distance <= found.high
    if saved.log_loss_saved is None:
        assert saved.why
    else:
        assert np.isfinite([saved.low, saved.high]).all()
        assert saved.low <= saved.log_loss_saved <= saved.high
    for slope in (found.slope.crude, found.slope.adjusted):
        assert slope.why if slope.low is None else slope.low <= slope.log_odds_per_sd <= slope.high


@pytest.mark.filterwarnings("error")
@settings(deadline=None, max_examples=80)
@given(
    rows=st.lists(
        st.tuples(
            st.sampled_from([0.0, 0.25, 1.0]),
            st.one_of(st.sampled_from([0.0, 1.0, 2.0]), st.floats(-1e6, 1e6)),
            st.integers(0, 5),
            st.floats(0.01, 100),
        ),
        min_size=10,
        max_size=60,
    ),
    chance=st.sampled_from([0.0, 0.25]),
    ceiling=st.sampled_from([None, 1.0]),
)
def test_whatever_the_items_the_numbers_are_sound(
    rows: list[tuple[float, float, int, float]], chance: float, ceiling: float | None
) -> None:
    scores, far, template, weight = zip(*rows, strict=True)
    items = make_items(scores, far, template=template, heavy=weight)
    found = measure_far(items, cluster="template", weight="heavy", chance=chance, ceiling=ceiling, draws=100)
    if ceiling is None:
        check_sound(found)
