"""Intervals of a mean score: classic where they must be, wide enough where items share a cluster."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

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
    alone = mean_interval(np.full(40, score), np.arange(40))
    shared = mean_interval(np.full(40, score), np.repeat(np.arange(4), 10))
    assert alone.high - alone.low > 0.02
    assert shared.high - shared.low > 2 * (alone.high - alone.low)
    assert shared == mean_interval(np.full(4, score), np.arange(4))


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


@given(st.lists(st.tuples(st.floats(0, 1), st.integers(0, 5)), min_size=1, max_size=60))
def test_every_interval_lies_in_the_unit_interval_and_holds_its_mean(items: list[tuple[float, int]]) -> None:
    scores, clusters = (np.array(column) for column in zip(*items, strict=True))
    found = mean_interval(scores.astype(float), clusters.astype(np.int64))
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
