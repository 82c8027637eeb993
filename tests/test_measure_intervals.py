"""Intervals of a mean score: classic where they must be, wide enough where items share a cluster."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.special import ndtr

from farfield.measure.intervals import mean_interval

Z = 1.959963984540054


def wilson_by_hand(right: int, n: int) -> tuple[float, float]:
    p = right / n
    middle = (right + Z * Z / 2) / (n + Z * Z)
    half = Z * math.sqrt(n) / (n + Z * Z) * math.sqrt(p * (1 - p) + Z * Z / (4 * n))
    return middle - half, middle + half


@pytest.mark.parametrize(("right", "n"), [(1, 10), (5, 10), (286, 1319), (9, 10)])
def test_right_or_wrong_items_of_their_own_have_the_wilson_interval(right: int, n: int) -> None:
    found = mean_interval(np.array([1.0] * right + [0.0] * (n - right)), np.arange(n))
    assert found.mean == right / n
    assert (found.low, found.high) == pytest.approx(wilson_by_hand(right, n), abs=1e-12)


def test_published_wilson_limits() -> None:
    # Newcombe (1998), Statistics in Medicine 17:857, table I: 81 of 263 and 15 of 148, method 3.
    for right, n, low, high in [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605)]:
        found = mean_interval(np.array([1.0] * right + [0.0] * (n - right)), np.arange(n))
        assert (found.low, found.high) == pytest.approx((low, high), abs=5e-5)


@pytest.mark.parametrize("score", [0.0, 0.5, 1.0])
def test_equal_scores_leave_an_interval_that_counts_clusters_and_not_items(score: float) -> None:
    alone = mean_interval(np.full(80, score), np.arange(80))
    shared = mean_interval(np.full(80, score), np.repeat(np.arange(8), 10))
    assert alone.high - alone.low > 0.01
    assert shared.high - shared.low > (2 if score in (0, 1) else 1) * (alone.high - alone.low)


@pytest.mark.parametrize("groups", [1, 2, 4])
def test_a_few_clusters_bear_no_interval(groups: int) -> None:
    scores = (np.arange(200) % 3 == 0).astype(float)
    found = mean_interval(scores, np.arange(200) % groups)
    assert (found.mean, found.low, found.high) == (scores.mean(), None, None)
    assert mean_interval(scores, np.arange(200) % 5).low is not None
    # Items of their own are what is drawn, and clusters of one are items.
    assert mean_interval(scores[:groups], np.arange(groups)).low is not None


@settings(deadline=None)
@given(st.integers(5, 20), st.integers(1, 200), st.booleans())
def test_no_jump_between_none_and_one_right_answer(groups: int, each: int, turned: bool) -> None:
    """0.04 % gave [0, .4] where 0 % gave [0, 43]."""
    codes = np.repeat(np.arange(groups), each)
    none, one, little = np.zeros(len(codes)), np.zeros(len(codes)), np.zeros(len(codes))
    one[0], little[0] = 1.0, 1e-6
    if turned:
        none, one, little = 1 - none, 1 - one, 1 - little
    widths = [found.high - found.low for found in (mean_interval(s, codes) for s in (none, little, one))]
    assert widths[1] == pytest.approx(widths[0], rel=0.1)
    assert widths[2] < 2.2 * widths[0]
    assert widths[0] < widths[2]


@settings(deadline=None, max_examples=30)
@given(st.integers(5, 15), st.integers(2, 40))
def test_each_further_right_answer_moves_the_interval_a_little(groups: int, each: int) -> None:
    """One after another, in turn through the clusters, from none to all: no end ever jumps."""
    n = groups * each
    codes, scores = np.arange(n) % groups, np.zeros(n)
    before = mean_interval(scores, codes)
    for item in range(n):
        scores[item] = 1.0
        found = mean_interval(scores, codes)
        assert abs(found.low - before.low) < 0.1 + 2.5 / n
        assert abs(found.high - before.high) < 0.1 + 2.5 / n
        assert 0 <= found.low <= found.mean <= found.high <= 1
        before = found


@pytest.mark.parametrize(
    ("clusters", "each", "mean"), [(5, 100, 0.02), (30, 40, 0.02), (10, 20, 0.95), (30, 40, 0.005)]
)
def test_rare_answers_in_clusters_are_covered(clusters: int, each: int, mean: float) -> None:
    # Before, 93 %, 91 %, 94 % and 92 % where items of a cluster share luck (correlation .3).
    generator = np.random.default_rng(11)
    codes, held = np.repeat(np.arange(clusters), each), 0
    for _ in range(500):
        luck = np.sqrt(0.3) * generator.normal(size=clusters)[codes]
        own = np.sqrt(0.7) * generator.normal(size=len(codes))
        found = mean_interval((ndtr(luck + own) < mean).astype(float), codes)
        held += found.low <= mean <= found.high
    assert held / 500 >= 0.93


def test_cluster_variance_is_that_of_cluster_means_where_clusters_are_of_one_size() -> None:
    generator = np.random.default_rng(3)
    share = generator.beta(2, 2, 400)
    scores = (generator.random((400, 8)) < share[:, None]).astype(float)
    found = mean_interval(scores.ravel(), np.repeat(np.arange(400), 8))
    error = scores.mean(axis=1).std(ddof=1) / math.sqrt(400)
    assert (found.high - found.low) / 2 == pytest.approx(1.966 * error, rel=0.01)


def test_copies_of_items_do_not_narrow_the_interval() -> None:
    scores = np.array([1.0, 0.0, 1.0, 1.0, 0.0, 0.0, 1.0, 1.0] * 5)
    once = mean_interval(scores, np.arange(40))
    thrice = mean_interval(np.repeat(scores, 3), np.repeat(np.arange(40), 3))
    assert thrice.high - thrice.low == pytest.approx(once.high - once.low, rel=0.05)


@given(st.lists(st.tuples(st.floats(0, 1), st.integers(0, 9)), min_size=1, max_size=60))
def test_every_interval_lies_in_the_unit_interval_and_holds_its_mean(items: list[tuple[float, int]]) -> None:
    scores, clusters = (np.array(column) for column in zip(*items, strict=True))
    found = mean_interval(scores.astype(float), clusters.astype(np.int64))
    if len(scores) > len(set(clusters)) < 5:
        assert (found.low, found.high) == (None, None)
        return
    assert 0 <= found.low <= found.mean <= found.high <= 1
    assert found.high > found.low


def coverage(per_cluster: int, clusters: int, spread: float, mean: float, draws: int = 1000) -> float:
    generator = np.random.default_rng(17)
    codes = np.repeat(np.arange(clusters), per_cluster)
    held = 0
    for _ in range(draws):
        share = generator.beta(mean / spread, (1 - mean) / spread, clusters)
        found = mean_interval((generator.random(len(codes)) < share[codes]).astype(float), codes)
        held += found.low <= mean <= found.high
    return held / draws


@pytest.mark.parametrize(
    ("per_cluster", "clusters", "mean"), [(40, 30, 0.5), (40, 30, 0.1), (5, 100, 0.9), (20, 12, 0.5)]
)
def test_clustered_intervals_cover_what_they_say(per_cluster: int, clusters: int, mean: float) -> None:
    assert 0.93 <= coverage(per_cluster, clusters, 0.25, mean) <= 0.985


def test_ignoring_the_clusters_would_cover_far_less() -> None:
    # Methods: 30 templates of 40 items, a nominal 95 % interval that ignores them covers about 60 %.
    generator = np.random.default_rng(5)
    codes = np.repeat(np.arange(30), 40)
    held = 0
    for _ in range(400):
        scores = (generator.random(1200) < generator.beta(4, 4, 30)[codes]).astype(float)
        found = mean_interval(scores, np.arange(1200))
        held += found.low <= 0.5 <= found.high
    assert held / 400 < 0.75
