"""The difference of two shares of the same pairs, against published figures and other libraries."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binomtest

from farfield.measure.paired_shares import PairedCounts, detectable_gap, exact_mcnemar, paired_gap

cells = st.tuples(*(st.integers(0, 60) for _ in range(4))).filter(any)


@given(st.integers(0, 80), st.integers(0, 80))
def test_mcnemar_is_that_of_other_libraries(first: int, second: int) -> None:
    tables = pytest.importorskip("statsmodels.stats.contingency_tables")
    assert exact_mcnemar(first, second) == pytest.approx(
        tables.mcnemar([[5, first], [second, 7]], exact=True).pvalue if first + second else 1.0
    )
    if first + second:
        assert exact_mcnemar(first, second) == pytest.approx(
            min(1.0, binomtest(first, first + second).pvalue)
        )


@given(cells)
def test_the_interval_holds_the_gap_and_turns_with_it(counts: tuple[int, int, int, int]) -> None:
    both, first, second, neither = counts
    there, back = paired_gap(PairedCounts(*counts)), paired_gap(PairedCounts(both, second, first, neither))
    assert -1 <= there.low <= there.gap <= there.high <= 1
    assert there.low < there.high
    assert (back.low, back.high) == pytest.approx((-there.high, -there.low))
    assert there.p == back.p


def test_without_correlation_it_is_that_of_independent_shares() -> None:
    """phi is 0 where the cells multiply out: the interval is then the square-and-add one of two Wilson intervals."""
    proportion = pytest.importorskip("statsmodels.stats.proportion")
    found = paired_gap(PairedCounts(20, 20, 20, 20))
    low, high = proportion.confint_proportions_2indep(
        40, 80, 40, 80, method="newcomb", compare="diff", correction=False
    )
    assert (found.low, found.high) == pytest.approx((low, high))


def test_a_table_worked_by_hand() -> None:
    """36, 12, 2, 0: shares 48/50 and 38/50; ad - bc < 0, so that phi = -24 / sqrt(48 * 2 * 38 * 12)."""
    found = paired_gap(PairedCounts(36, 12, 2, 0))
    assert found.gap == pytest.approx(0.2)
    low1, high1, low2, high2 = 0.86539, 0.98896, 0.62585, 0.85704
    phi = -24 / math.sqrt(48 * 2 * 38 * 12)
    down = math.sqrt((0.96 - low1) ** 2 - 2 * phi * (0.96 - low1) * (high2 - 0.76) + (high2 - 0.76) ** 2)
    up = math.sqrt((high1 - 0.96) ** 2 - 2 * phi * (high1 - 0.96) * (0.76 - low2) + (0.76 - low2) ** 2)
    assert (found.low, found.high) == pytest.approx((0.2 - down, 0.2 + up), abs=1e-4)
    assert found.p == pytest.approx(0.012939453125)


def test_the_interval_covers() -> None:
    """1,000 draws of 40 pairs with shares .7 and .5 that hang together."""
    draws = np.random.default_rng(0).multinomial(40, [0.45, 0.25, 0.05, 0.25], 1000)
    held = [
        found.low <= 0.2 <= found.high
        for found in (paired_gap(PairedCounts(*map(int, one))) for one in draws)
    ]
    assert 0.93 <= np.mean(held) <= 0.98


def test_what_would_have_shown_shows_four_times_in_five() -> None:
    counts = PairedCounts(50, 20, 10, 20)
    gap = detectable_gap(counts)
    assert gap is not None
    assert 0.1 < gap < 0.2
    first, second = (0.3 + gap) / 2, (0.3 - gap) / 2
    draws = np.random.default_rng(1).multinomial(100, [0.5, first, second, 0.2], 2000)
    shown = np.mean([exact_mcnemar(int(one[1]), int(one[2])) < 0.05 for one in draws])
    assert 0.7 <= shown <= 0.85
    assert detectable_gap(PairedCounts(2, 0, 0, 1)) is None
    assert detectable_gap(PairedCounts(60, 0, 0, 40)) == pytest.approx(0.07, abs=0.02)
