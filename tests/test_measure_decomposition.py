"""Parts of a score sum to it, by regime, by band and by cut."""

from __future__ import annotations

from typing import Any

import numpy as np
import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from measure_fixture import COLUMN, fit_one, make_items

rows = st.tuples(
    st.floats(0, 1),
    st.none() | st.integers(0, 30).map(float),
    st.sampled_from(["recall", "interpolation", "composition-2", None]),
    st.none() | st.floats(0, 1),
    st.floats(0.1, 9),
)


@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(rows, min_size=1, max_size=60), st.booleans())
def test_parts_sum_to_the_score(drawn: list[tuple[Any, ...]], weighted: bool) -> None:
    scores, far, regime, held, weight = zip(*drawn, strict=True)
    items = make_items(
        scores, [0.0, *[np.nan if f is None else f for f in far[1:]]], regime=list(regime), weight=list(weight),
        question_containment=pl.Series(held, dtype=pl.Float64),
    )  # fmt: skip
    one = fit_one(items, draws=5, weight="weight" if weighted else None)
    found = one.decomposition
    assert found.score == pytest.approx(one.score.mean)
    lists = [found.regimes, found.bands[COLUMN]]
    lists += [[cut.near, cut.far, cut.unknown] for cut in found.cuts]
    for parts in lists:
        assert sum(part.part for part in parts) == pytest.approx(found.score, abs=1e-12)
        assert sum(part.share for part in parts) == pytest.approx(1)
        assert sum(part.items for part in parts) == len(scores)
        assert all(part.part == pytest.approx(part.share * (part.mean or 0)) for part in parts)


def test_a_cut_tells_what_near_passages_account_for() -> None:
    """40 items that a passage holds, all right; 60 that none holds, of which 15 right."""
    held = [0.9] * 40 + [0.1] * 60
    scores = [1.0] * 40 + [1.0] * 15 + [0.0] * 45
    items = make_items(scores, 1 - np.array(held), question_containment=held, question_coverage_13=held)
    half, grams = fit_one(items, draws=5).decomposition.cuts
    assert (half.near.items, half.far.items, half.far.mean) == (40, 60, 0.25)
    assert half.accounts_for == pytest.approx(40 / 55)
    assert half.far_alone == pytest.approx(0.25 - 0.55)
    assert half.far.low < 0.25 < half.far.high
    assert grams.column == "question_coverage_13"
    assert (grams.near.items, grams.far.mean, grams.accounts_for) == (100, None, 1.0)


def test_without_scores_or_corpus() -> None:
    assert fit_one(make_items([np.nan] * 3, [1, 2, 3]), draws=5).decomposition is None
    found = fit_one(make_items([0, 0, 0], [1, 2, 3], question_containment=[1.0, 1, 0]), draws=5).decomposition
    assert found.cuts[0].accounts_for is None
    assert fit_one(make_items([0, 1], [1, 2]), draws=5).decomposition.cuts == []
