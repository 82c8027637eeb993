"""The parts of a comparison against known answers."""

from __future__ import annotations

import gzip
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace
from scipy import stats

from farfield.comparison.contrasts import adjusted, contrast, judge, of_scores, unknown
from farfield.comparison.forecast import SHARES, Series, backtest, crps, forecast
from farfield.comparison.progress import band_edges, fit_split, split_progress
from farfield.comparison.trend import fit_trend
from farfield.results.differences import Difference, Equivalence
from farfield.results.reasons import FewClusters


def paired(seed: int, n: int = 60) -> tuple[np.ndarray, np.ndarray]:
    generator = np.random.default_rng(seed)
    first = generator.random(n)
    return first, np.clip(first + 0.1 + 0.2 * generator.standard_normal(n), 0, 1)


def test_without_clusters_a_contrast_is_the_paired_t_test() -> None:
    first, second = paired(1)
    moved = second - first
    found = contrast(moved.mean(), (moved - moved.mean()) / len(moved), np.arange(len(moved)), 0.95)
    known = stats.ttest_rel(second, first)
    interval = known.confidence_interval(0.95)
    assert found.p == pytest.approx(known.pvalue, rel=1e-9)
    assert (found.low, found.high) == pytest.approx((interval.low, interval.high), rel=1e-9)


def test_alike_items_count_once() -> None:
    first, second = paired(2, 40)
    moved = second - first
    once = contrast(moved.mean(), (moved - moved.mean()) / 40, np.arange(40), 0.95)
    fivefold, clusters = np.repeat(moved, 5), np.repeat(np.arange(40), 5)
    found = contrast(fivefold.mean(), (fivefold - fivefold.mean()) / 200, clusters, 0.95)
    assert found.low == pytest.approx(once.low)


def test_detectable_differences_are_detected_four_times_in_five() -> None:
    generator = np.random.default_rng(3)
    sigma, n = 0.4, 80
    found = contrast(0.0, generator.standard_normal(n) * sigma / n, np.arange(n), 0.95)
    moved = found.detectable + sigma * generator.standard_normal((4000, n))
    p = stats.ttest_1samp(moved, 0, axis=1).pvalue
    assert abs((p < 0.05).mean() - 0.8) < 0.08


def test_equivalence_is_two_one_sided_tests() -> None:
    first, second = paired(4, 400)
    moved = second - first - 0.09
    found = contrast(moved.mean(), (moved - moved.mean()) / 400, np.arange(400), 0.95)
    told = verdict(found, 0.05)
    lower = stats.ttest_1samp(moved, -0.05, alternative="greater").pvalue
    upper = stats.ttest_1samp(moved, 0.05, alternative="less").pvalue
    assert told.p == pytest.approx(max(lower, upper), rel=1e-6)
    assert told.verdict == "equivalent"
    assert verdict(found, 0.001).verdict == "undecided"
    nothing = verdict(unknown("why"), 0.05)
    assert nothing == Equivalence(
        band=0.05, p=None, verdict="unknown", p_holm=None
    )  # and never "no difference"


def verdict(found: Difference, band: float) -> Equivalence:
    (judged,) = judge([of_scores(found, band)], 0.95)
    return judged.equivalence


def test_the_verdict_follows_the_corrected_p_beside_it() -> None:
    found = []
    for number, effect in enumerate((2.5, 0.0, 0.1, 0.2)):
        moved = effect + np.random.default_rng(number).standard_normal(400) - 0.0
        moved += effect - moved.mean()
        one = contrast(effect * 0.05, (moved - moved.mean()) / 400, np.arange(400), 0.95)
        found.append(of_scores(replace(one, p=(0.02, 0.9, 0.8, 0.7)[number]), 0.001))
    first = judge(found, 0.95)[0]
    assert first.p_holm == pytest.approx(0.08)
    assert first.equivalence.verdict == "undecided"  # p = .02 alone would have said different
    (alone,) = judge(found[:1], 0.95)
    assert (alone.p_holm, alone.equivalence.verdict) == (0.02, "different")


def test_a_few_clusters_tell_a_difference_and_no_more() -> None:
    first, second = paired(5, 60)
    moved = second - first
    found = contrast(moved.mean(), (moved - moved.mean()) / 60, np.arange(60) % 4, 0.95)
    assert found.difference == moved.mean()
    assert found.low is found.high is found.p is None
    assert found.why == FewClusters(4)


def test_holm_and_bh_by_hand() -> None:
    found = [0.01, None, 0.04, 0.03]
    assert adjusted(found, "holm") == pytest.approx([0.03, None, 0.06, 0.06])
    assert adjusted(found, "fdr_bh") == pytest.approx([0.03, None, 0.04, 0.04])
    assert adjusted([None], "holm") == [None]


shares = st.lists(st.floats(0.01, 1), min_size=2, max_size=6)


@given(shares, shares, st.integers(0, 2**32 - 1))
def test_the_split_of_progress_sums_to_the_difference(
    before: list[float], after: list[float], seed: int
) -> None:
    bands = min(len(before), len(after))
    p = np.array([before[:bands], after[:bands]])
    p /= p.sum(axis=1, keepdims=True)
    a = np.random.default_rng(seed).random((2, bands))
    found = split_progress(p, a)
    assert found.nearer + found.curve == pytest.approx((p[1] * a[1]).sum() - (p[0] * a[0]).sum(), abs=1e-12)


def test_the_split_by_hand() -> None:
    found = split_progress(np.array([[0.5, 0.5], [0.75, 0.25]]), np.array([[0.8, 0.2], [0.8, 0.4]]))
    assert found.nearer == pytest.approx(0.25 * 0.8 - 0.25 * 0.3)
    assert found.curve == pytest.approx(0.375 * 0.2)


def simulate(n: int, nearer: float, rise: float, seed: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Scores and distances before and after: items `nearer` as the corpus grew, the curve up by `rise`."""
    generator = np.random.default_rng(seed)
    far = generator.uniform(0, 10, n)
    distances = np.column_stack([far, np.maximum(0, far - nearer)])
    chance = 0.9 / (1 + np.exp(distances - 5)) + np.array([0, rise])
    return (generator.random((n, 2)) < chance).astype(float), distances, np.arange(n)


def test_growth_of_the_corpus_alone_moves_items_not_the_curve() -> None:
    found = fit_split(*simulate(6000, 2.0, 0.0, 5), 10, 300, 0.95, 0)
    assert found.moved_nearer.low > 0.1
    assert abs(found.curve_moved.difference) < 0.04
    fixed, distances, clusters = simulate(6000, 2.0, 0.0, 5)
    blamed = fit_split(fixed, np.repeat(distances[:, :1], 2, axis=1), clusters, 10, 300, 0.95, 0)
    assert blamed.moved_nearer.difference == 0
    assert blamed.curve_moved.low > 0.1  # a fixed corpus calls it the model's own progress


def test_a_better_curve_alone_is_no_movement_of_items() -> None:
    found = fit_split(*simulate(6000, 0.0, 0.08, 6), 10, 300, 0.95, 0)
    assert found.moved_nearer.difference == pytest.approx(0, abs=1e-12)
    assert found.curve_moved.low > 0.05


def test_equal_distances_are_never_split() -> None:
    edges = band_edges(np.array([1.0] * 50 + [2.0] * 50), np.array([1.0] * 90 + [3.0] * 10), 5)
    assert set(edges) <= {1.0, 2.0, 3.0}


def test_the_trend_of_exact_values_is_their_line() -> None:
    scales = np.array([7.0, 8.0, 9.0, 10.0])
    trend = fit_trend(scales, 2 + 0.5 * scales, np.zeros(4))
    assert trend is not None
    assert (trend.intercept, trend.slope) == pytest.approx((2, 0.5), abs=1e-6)
    assert trend.interval(0.95) == pytest.approx((0.5, 0.5), abs=1e-6)


@pytest.mark.parametrize("spread", [0.0, 0.3])
def test_intervals_of_a_trend_hold_the_truth(spread: float) -> None:
    generator = np.random.default_rng(7)
    scales, errors = np.linspace(7, 11, 6), np.full(6, 0.2)
    held = []
    for _ in range(150):
        noise = np.hypot(errors, spread) * generator.standard_normal(6)
        trend = fit_trend(scales, 1 + 0.4 * scales + noise, errors)
        assert trend is not None
        low, high = trend.interval(0.95)
        held.append(low <= 0.4 <= high)
    assert np.mean(held) > 0.9


def test_a_censored_reach_pulls_the_trend_up_and_not_to_its_bound() -> None:
    scales, values = np.array([7.0, 8.0, 9.0, 10.0]), np.array([1.0, 2.0, 3.0, 3.2])
    errors = np.full(4, 0.1)
    seen = fit_trend(scales, values, errors)
    censored = fit_trend(scales, values, errors, np.array([False, False, False, True]))
    assert seen is not None
    assert censored is not None
    assert censored.slope > seen.slope
    assert censored.slope == pytest.approx(1.0, abs=0.1)


@pytest.mark.parametrize("count", [0, 1, 2])
def test_too_few_models_have_no_trend(count: int) -> None:
    assert fit_trend(np.arange(count) + 7.0, np.ones(count), np.ones(count)) is None
    assert fit_trend(np.full(4, 7.0), np.ones(4), np.ones(4)) is None


def test_crps_of_a_normal_forecast_is_the_closed_form() -> None:
    quantiles = 0.3 + 0.1 * stats.norm.ppf(SHARES)
    at = (0.45 - 0.3) / 0.1
    known = 0.1 * (at * (2 * stats.norm.cdf(at) - 1) + 2 * stats.norm.pdf(at) - 1 / np.sqrt(np.pi))
    assert crps(quantiles, 0.45) == pytest.approx(known, rel=0.01)


def test_forecasts_stay_between_the_floor_and_one() -> None:
    series = Series("t", np.geomspace(1e8, 1e11, 6), np.linspace(0.3, 0.95, 6), np.full(6, 0.01), 0.25)
    drawn = forecast(series, 1e12)
    assert drawn is not None
    assert drawn.min() >= 0.25
    assert drawn.max() <= 1
    assert np.median(drawn) > 0.9


SIZES = {
    "70m": 7e7,
    "160m": 1.6e8,
    "410m": 4.1e8,
    "1b": 1e9,
    "1.4b": 1.4e9,
    "2.8b": 2.8e9,
    "6.9b": 6.9e9,
    "12b": 1.2e10,
}


def test_the_two_largest_pythias_from_the_smaller_ones() -> None:
    """65 tasks, last checkpoint, zero-shot: forecasts are scored beside persistence and ranking at one scale."""
    table = pl.read_csv(gzip.decompress((Path(__file__).parent / "data" / "pythia.csv.gz").read_bytes()))
    zero_shot = table.with_columns(scale=pl.col("size").replace_strict(SIZES))
    series = [
        Series(str(task), *(part.sort("scale")[name].to_numpy() for name in ("scale", "value", "stderr")))
        for (task,), part in zero_shot.group_by("task", maintain_order=True)
    ]
    lambada = next(one for one in series if one.task == "lambada_openai")
    published = [0.185, 0.328, 0.516, 0.562, 0.616, 0.647, 0.673, 0.705]
    assert lambada.scores == pytest.approx(published, abs=0.0006)
    found = backtest(series, 2, 0.9)
    assert found is not None
    assert (found.tasks, found.forecasts) == (65, 130)
    assert 0.85 <= found.coverage <= 0.97
    assert found.crps < found.crps_persistence
    assert found.ranking > 0.75
