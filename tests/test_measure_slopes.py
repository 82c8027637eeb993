"""Slopes and gaps against statsmodels, known truths, and data that determine nothing."""

from __future__ import annotations

import re

import numpy as np
import polars as pl
import pytest
import statsmodels.api as sm
from numpy.typing import NDArray
from scipy.special import expit, ndtr

from farfield.measure.difficulty.confounding import robustness
from farfield.measure.fits.logistic import NotIdentified, fit_logistic
from farfield.measure.near_far.gap import fit_gap
from farfield.measure.near_far.near import thirds
from farfield.measure.near_far.slopes import fit_slopes
from farfield.results import reasons as why
from farfield.results.ruler_notices import CovariateConstant, CovariateMissing, NotAdjusted
from farfield.results.structs import known
from farfield.words.reasons import clause
from measure_fixture import fit_one, make_items, measure_far, outcomes


def confounded(n: int, effect: float, seed: int, per_cluster: int = 1) -> tuple[NDArray[np.float64], ...]:
    """Distances that go with difficulty (correlation .6), and scores that follow difficulty and `effect` x distance."""
    generator = np.random.default_rng(seed)
    hard = generator.normal(size=n)
    far = 0.6 * hard + 0.8 * generator.normal(size=n)
    template = np.repeat(generator.normal(size=n // per_cluster), per_cluster) * (per_cluster > 1)
    scores = (generator.random(n) < expit(0.3 + effect * far - 1.0 * hard + template)).astype(float)
    return scores, far, hard


@pytest.mark.parametrize("per_cluster", [1, 10])
@pytest.mark.parametrize("graded", [False, True])
def test_the_fit_is_that_of_statsmodels(per_cluster: int, graded: bool) -> None:
    scores, far, hard = confounded(600, -0.5, 1, per_cluster)
    if graded:
        scores = np.clip(scores * 0.8 + 0.1 * far, 0, 1)
    codes = np.arange(600) // per_cluster
    design = np.column_stack([np.ones(600), far / far.std(), hard / hard.std()])
    ours = fit_logistic(design, scores, codes)
    theirs = sm.GLM(scores, design, family=sm.families.Binomial()).fit(tol=1e-12)
    assert ours.coefficients == pytest.approx(theirs.params, abs=1e-7)
    assert ours.model_errors == pytest.approx(theirs.bse, rel=1e-5)
    assert ours.deviance == pytest.approx(theirs.deviance, rel=1e-8)
    left_out = [fit_without(design, scores, codes != code) for code in range(600 // per_cluster)]
    jackknife = (1 - per_cluster / 600) * ((np.array(left_out) - theirs.params) ** 2).sum(axis=0)
    assert np.sqrt(ours.covariance.diagonal()) == pytest.approx(np.sqrt(jackknife), rel=0.03)


def fit_without(
    design: NDArray[np.float64], scores: NDArray[np.float64], rows: NDArray[np.bool_]
) -> NDArray[np.float64]:
    return np.asarray(sm.GLM(scores[rows], design[rows], family=sm.families.Binomial()).fit().params)


@pytest.mark.parametrize("per_cluster", [1, 6])
def test_the_jackknife_is_that_of_a_plain_loop(per_cluster: int) -> None:
    scores, far, hard = confounded(240, -0.5, 2)
    design, codes = np.column_stack([np.ones(240), far, hard]), np.arange(240) // per_cluster
    ours = fit_logistic(design, scores, codes)
    chance = expit(design @ ours.coefficients)
    expected, groups = np.zeros((3, 3)), 240 // per_cluster
    for code in range(groups):
        others = codes != code
        information = (design[others].T * (chance * (1 - chance))[others]) @ design[others]
        step = np.linalg.inv(information) @ design[~others].T @ (scores - chance)[~others]
        expected += (groups - 1) / groups * np.outer(step, step)
    assert ours.covariance == pytest.approx(expected, rel=1e-7)


@pytest.mark.parametrize("per_cluster", [1, 4])
def test_a_weight_of_two_is_the_item_twice(per_cluster: int) -> None:
    scores, far, hard = confounded(240, -0.5, 3)
    codes, heavy = np.arange(240) // per_cluster, 1.0 + (np.arange(240) % 3 == 0)
    design = np.column_stack([np.ones(240), far, hard])
    weighted, twice = fit_logistic(design, scores, codes, heavy), np.repeat(np.arange(240), heavy.astype(int))
    repeated = fit_logistic(design[twice], scores[twice], codes[twice])
    assert weighted.coefficients == pytest.approx(repeated.coefficients, abs=1e-7)
    assert weighted.covariance == pytest.approx(repeated.covariance, rel=1e-6)


def test_a_cluster_that_alone_decides_a_slope_leaves_its_error_unknown() -> None:
    generator = np.random.default_rng(0)
    codes = np.arange(200) // 10
    far = (codes == 3).astype(float)
    found = fit_slopes(far, outcomes(generator.random(200) < 0.5, codes), 0.95).crude
    assert found.log_odds_per_sd is None
    assert found.why == why.OneClusterDecides()


def test_difficulty_explains_away_what_only_goes_with_it() -> None:
    crude_rejects = adjusted_rejects = 0
    for seed in range(200):
        scores, far, hard = confounded(300, 0.0, seed)
        slope = fit_slopes(far, outcomes(scores, hard=hard), 0.95)
        crude_rejects += slope.crude.high < 0
        adjusted_rejects += not slope.adjusted.low <= 0 <= slope.adjusted.high
    assert crude_rejects > 190
    assert adjusted_rejects <= 0.085 * 200


def test_slope_and_gap_cover_the_truth_with_clusters() -> None:
    population = confounded(400_000, -0.5, 99, 20)
    truth = fit_slopes(
        population[1], outcomes(population[0], hard=population[2]), 0.95
    ).adjusted.log_odds_per_sd
    gap_truth = fit_gap(population[1], outcomes(population[0], hard=population[2]), 0.95).difference
    covered = gap_covered = 0
    for seed in range(200):
        scores, far, hard = confounded(800, -0.5, seed, 20)
        data = outcomes(scores, np.arange(800) // 20, hard=hard)
        slope, gap = fit_slopes(far, data, 0.95).adjusted, fit_gap(far, data, 0.95)
        covered += slope.low <= truth <= slope.high
        gap_covered += gap.low <= gap_truth <= gap.high
    assert 0.91 <= covered / 200 <= 0.99
    assert 0.91 <= gap_covered / 200 <= 0.99


def test_the_adjusted_gap_is_the_marginal_difference_by_hand() -> None:
    scores, far, hard = confounded(500, -0.7, 4)
    near, distant = thirds(far)
    design = np.column_stack([np.ones(500), distant, ~near & ~distant, hard]).astype(float)
    fitted = sm.Logit(scores, design).fit(disp=0)
    set_far, set_near = design.copy(), design.copy()
    set_far[:, 1:3], set_near[:, 1:3] = (1, 0), (0, 0)
    by_hand = (fitted.predict(set_far) - fitted.predict(set_near)).mean()
    found = fit_gap(far, outcomes(scores, hard=hard), 0.95)
    assert found.adjusted
    assert found.difference == pytest.approx(by_hand, abs=1e-6)
    assert found.near == scores[near].mean()
    assert found.detectable == pytest.approx((found.high - found.low) / 2 / 1.965 * 2.8, rel=0.01)


def test_an_adjusted_gap_keeps_its_error_from_the_bootstrap() -> None:
    scores, far, hard = confounded(500, -0.7, 4)
    found = fit_gap(far, outcomes(scores, hard=hard), 0.95)
    generator = np.random.default_rng(0)
    draws = []
    for _ in range(200):
        rows = generator.integers(0, 500, 500)
        draws.append(fit_gap(far[rows], outcomes(scores[rows], hard=hard[rows]), 0.95).difference)
    assert (found.high - found.low) / 2 / 1.965 == pytest.approx(np.std(draws), rel=0.15)


def test_thirds_never_split_ties() -> None:
    near, far = thirds(np.array([1.0] * 5 + [2.0] * 90 + [3.0] * 5))
    assert (near.sum(), far.sum()) == (5, 5)
    near, far = thirds(np.arange(9.0))
    assert (near.sum(), far.sum()) == (3, 3)
    near, far = thirds(np.array([0.0] * 9 + [1.0]))
    assert (near.sum(), far.sum()) == (9, 1)


def test_one_third_all_wrong_still_has_an_interval() -> None:
    far = np.arange(60.0)
    gap = measure_far(make_items((far < 20).astype(float), far)).gap
    assert (gap.near, gap.far, gap.difference, gap.adjusted) == (1.0, 0.0, -1.0, False)
    assert -1 <= gap.low < gap.high < -0.6


ONLY_FIRST = np.where(np.arange(60) == 0, 1.0, np.nan)
NOT_FIRST = np.where(np.arange(60) == 0, np.nan, 1.0)


@pytest.mark.parametrize(
    ("scores", "far", "reason"),
    [
        (np.arange(60) < 30, np.arange(60), why.Separated()),
        (np.ones(60), np.arange(60), why.OneScore()),
        (np.arange(60) % 2, np.ones(60), why.OneDistance()),
        (np.arange(9) % 2, np.arange(9), why.FewItems(10)),
        (NOT_FIRST, ONLY_FIRST, why.NoItems()),
    ],
)
@pytest.mark.filterwarnings("error")
def test_what_cannot_be_fitted_is_null_with_a_reason(
    scores: NDArray[np.float64], far: NDArray[np.float64], reason: why.AnyWhy
) -> None:
    slope = measure_far(make_items(scores, far)).slope.crude
    assert slope.log_odds_per_sd is slope.low is slope.high is None
    assert slope.why == reason


def test_covariates_that_say_nothing_are_dropped_or_told() -> None:
    scores, far, hard = confounded(200, -0.5, 2)
    question = [" ".join(["word"] * (1 + i % 7)) for i in range(200)]
    items = make_items(scores, far, question=question, hard=hard, same=1.0, twin=3 * far + 2)
    assert measure_far(items, difficulty="hard").slope.adjusted.covariates == ["log_words", "hard"]
    constant = fit_one(items, difficulty="same")
    assert constant.rulers["column:far"].slope.adjusted.covariates == ["log_words"]
    assert CovariateConstant("same") in constant.notices
    twin = fit_one(items, difficulty="twin")
    because = twin.rulers["column:far"].slope.adjusted.why
    assert isinstance(because, why.NoOverlap)
    assert because.covariate == "twin"
    assert NotAdjusted("column:far", because, slope=True) in twin.notices
    bare = measure_far(items.with_columns(question=pl.lit("")))
    assert bare.slope.adjusted.why == why.NoCovariates(slope=True)
    assert not bare.gap.adjusted


def test_items_without_difficulty_are_left_out_of_what_is_adjusted_and_counted() -> None:
    scores, far, hard = confounded(200, -0.5, 2)
    hard[:30] = np.nan
    profile = fit_one(make_items(scores, far, hard=hard), difficulty="hard")
    slope = profile.rulers["column:far"].slope
    assert (slope.crude.items, slope.adjusted.items) == (200, 170)
    assert CovariateMissing("hard", 30, 200) in profile.notices


def test_too_few_clusters_are_not_fitted() -> None:
    design = np.column_stack([np.ones(40), np.linspace(-1, 1, 40)])
    with pytest.raises(NotIdentified, match=re.escape("FewClusters(clusters=2)")):
        fit_logistic(design, (np.arange(40) % 3 == 0).astype(float), np.arange(40) % 2)


def rare(
    seed: int, clusters: int, each: int, shared: float = 0.3
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.int64]]:
    """2 % right everywhere; items of a cluster share luck (correlation `shared`) and stand at any distance."""
    generator = np.random.default_rng(seed)
    codes = np.repeat(np.arange(clusters), each)
    luck = generator.normal(size=clusters)[codes] * np.sqrt(shared)
    own = generator.normal(size=len(codes)) * np.sqrt(1 - shared)
    return generator.uniform(0, 5, len(codes)), (ndtr(luck + own) < 0.02).astype(float), codes


@pytest.mark.parametrize(
    ("clusters", "each", "shared"), [(10, 20, 0.3), (5, 100, 0.3), (30, 40, 0.7), (300, 1, 0)]
)
def test_rare_answers_that_fall_nowhere_have_no_slope(clusters: int, each: int, shared: float) -> None:
    # With Student's t of G - 1 degrees of freedom 13 to 32 of 100 of these slopes were clearly other than 0.
    clear = 0
    for seed in range(200):
        far, scores, codes = rare(seed, clusters, each, shared)
        found = fit_slopes(far, outcomes(scores, codes), 0.95).crude
        clear += found.low is not None and not found.low <= 0 <= found.high
    assert clear / 200 <= 0.06


def test_why_rare_answers_tell_no_slope() -> None:
    far = np.linspace(0, 5, 200)
    codes = np.arange(200) // 10
    by_cluster = {
        "all right answers come from one cluster": [3, 5, 8],
        "the right answers come from 2 clusters": [3, 5, 18],
        "the right answers come from 4 clusters, most of them from one or two": [
            0,
            1,
            2,
            3,
            4,
            5,
            6,
            7,
            18,
            28,
            38,
        ],
    }
    for said, right in by_cluster.items():
        scores = np.isin(np.arange(200), right).astype(float)
        for answers, told in ((scores, said), (1 - scores, said.replace("right", "wrong"))):
            found = fit_slopes(far, outcomes(answers, codes), 0.95).crude
            assert found.low is None
            assert found.reason == "few_telling"
            assert clause(known(found.why)) == f"{told}: too few to tell how others would differ"
    alone = fit_slopes(far, outcomes(np.isin(np.arange(200), [3, 150]).astype(float)), 0.95).crude
    assert alone.why == why.FewTelling("right", 2, 200, clusters=2, items_apart=True)


def test_degrees_of_freedom_are_those_of_the_clusters_that_tell() -> None:
    far, scores, codes = rare(5, 30, 40)
    fit = fit_logistic(np.column_stack([np.ones(len(far)), far]), scores, codes)
    held = np.bincount(codes, scores)
    assert fit.freedom == pytest.approx(held.sum() ** 2 / (held @ held) - 1)
    even = fit_logistic(
        np.column_stack([np.ones(40), np.arange(40)]), np.tile([0.2, 0.8], 20), np.arange(40) // 2
    )
    assert even.freedom == pytest.approx(19)


def test_across_what_near_and_far_do_not_share_a_slope_allows_for_a_bent_cost() -> None:
    # Length goes from 0 to 3 with distance, costs nothing up to 1 and much beyond: no effect of distance itself.
    held = 0
    for seed in range(60):
        generator = np.random.default_rng(seed)
        far = generator.uniform(0, 5, 600)
        hard = generator.random(600) + 2 * far / 5
        scores = (generator.random(600) < expit(0.3 - 4 * np.maximum(hard - 1, 0))).astype(float)
        data = outcomes(scores, hard=hard)
        found = fit_slopes(far, data, 0.95).adjusted
        held += found.low <= 0 <= found.high
        assert robustness(far, data, 0.95).robustness_value is None  # the straight cost alone would make it
    assert held >= 55  # the interval of the straight cost alone held 0 in 84 of 100
