"""A time split as an interrupted series: planted breaks are found, falls that were over before are not breaks."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from typing import Any

import numpy as np
import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from scipy.special import expit

from farfield.arrays import Floats
from farfield.measure import MeasureOptions, add_rulers, check_options, fit_profile
from farfield.measure.interrupted.profile import fit_interrupted
from farfield.measure.interrupted.series import Series, Window, fit_segmented
from farfield.measure.outcomes import outcomes_of, prepare_items
from farfield.records import FarfieldError
from farfield.results import reasons as why
from farfield.results.reasons import AnyWhy
from farfield.results.series import Interrupted
from farfield.results.structs import known
from farfield.words.telling import tell
from farfield.words.time import time_sentence
from measure_fixture import check_plain, make_items

CUTOFF = date(2023, 9, 30)


def dated(years: Floats, scores: Floats, **columns: Any) -> pl.DataFrame:
    days = [(CUTOFF + timedelta(days=round(365.25 * y))).isoformat() for y in years]
    return make_items(scores, date=days, **columns)


def draw(generator: np.random.Generator, curve: Any, n: int = 800) -> tuple[Floats, Floats]:
    years = generator.choice(np.linspace(-2, 1.5, 250), n)
    return years, (generator.random(n) < np.clip(curve(years), 0, 1)).astype(float)


def fit(items: pl.DataFrame, **options: Any) -> Interrupted:
    options.setdefault("cutoff", CUTOFF.isoformat())
    chosen = MeasureOptions(rulers=("time",), draws=5, **options)
    check_options(items, chosen)
    one = fit_profile(items, chosen).profiles[0]
    check_plain(one)
    return known(one.rulers["time"].series)


def fit_alone(items: pl.DataFrame) -> Interrupted:
    """The same without the rest of a profile, for simulations."""
    options = MeasureOptions(rulers=("time",), cutoff=CUTOFF.isoformat())
    prepared = prepare_items(add_rulers(items, options), options)
    return fit_interrupted(prepared, outcomes_of(prepared, options), prepared, options)


def findings(curve: Any, draws: int = 40, n: int = 800) -> Counter[str]:
    generator = np.random.default_rng(1)
    return Counter(fit_alone(dated(*draw(generator, curve, n))).finding for _ in range(draws))


def test_segments_are_those_of_statsmodels_and_errors_those_of_leaving_each_cluster_out() -> None:
    import statsmodels.api as sm

    generator = np.random.default_rng(2)
    years, scores = draw(generator, lambda t: 0.6 - 0.1 * t - 0.2 * (t > 0), n=120)
    n, after, length = len(years), (years > 0).astype(float), generator.normal(size=len(years))
    weights = generator.uniform(0.5, 2, n)
    centred = length - np.average(length, weights=weights)
    design = np.column_stack([np.ones(n), years, after, after * years, centred])
    expected = sm.WLS(scores, design, weights=weights).fit()
    days = np.round(years, 1) + 0.0  # no -0.0, which is another text
    series = Series(years, scores, days.astype(str), weights, {"length": length, "same": np.ones(n)})
    found = fit_segmented(series)
    np.testing.assert_allclose(found.coefficients, expected.params)
    left_out = [
        sm.WLS(scores[days != day], design[days != day], weights=weights[days != day]).fit().params
        for day in np.unique(days)
    ]
    moved = np.array(left_out) - expected.params
    groups = len(np.unique(days))
    np.testing.assert_allclose(
        found.covariance, (groups - 1) / groups * moved.T @ moved, rtol=1e-6, atol=1e-12
    )


def test_a_planted_break_is_recovered() -> None:
    generator = np.random.default_rng(3)
    values, covered, found = [], [], []
    for _ in range(40):
        one = fit_alone(dated(*draw(generator, lambda t: 0.7 - 0.05 * t - 0.4 * (t > 0) + 0.1 * t * (t > 0))))
        jump = one.level_change
        values.append(jump.value)
        covered.append(jump.low <= -0.4 <= jump.high)
        found.append(one.finding == "break" and one.state_before == "level")
    assert np.mean(values) == pytest.approx(-0.4, abs=0.04)
    assert np.mean(covered) >= 0.88
    assert np.mean(found) >= 0.85


@pytest.mark.parametrize(
    "curve",
    [
        lambda t: 0.5 + 0 * t,
        lambda t: 0.5 - 0.15 * t,
        lambda t: 0.05 + 0.7 * expit((0.6 - t) / 0.2),
        lambda t: 0.05 + 0.7 * expit(-t / 0.5),
    ],
    ids=["level", "steady fall", "fall after the cutoff", "slow fall around it"],
)
def test_a_trend_is_no_break(curve: Any) -> None:
    assert findings(curve)["break"] <= 4


@pytest.mark.parametrize(
    "curve",
    [
        lambda t: 0.7 * expit((-1 - t) / 0.1),
        lambda t: 0.02 + 0.7 * expit((-1 - t) / 0.3),
        lambda t: np.maximum(0, 0.6 * (-0.3 - t)),
    ],
    ids=["at once", "slowly", "straight to zero"],
)
def test_a_series_that_had_already_fallen_proves_nothing(curve: Any) -> None:
    found = findings(curve)
    assert found["nothing to fall"] >= 35
    assert found["break"] <= 1


def test_a_clean_break_of_36_points_in_200_items_is_seen_in_four_of_five() -> None:
    found = findings(lambda t: 0.66 - 0.36 * (t > 0), draws=100, n=200)
    assert found["break"] >= 72
    level = findings(lambda t: 0.5 + 0 * t, draws=60, n=200)
    assert level["break"] <= 6


def test_what_is_held_equal_enters_the_break() -> None:
    """Items after the cutoff are harder, and nothing else changes: at equal difficulty there is no break."""
    generator = np.random.default_rng(12)
    years = generator.choice(np.linspace(-2, 1.5, 250), 900)
    hard = generator.normal(size=900) + 1.2 * (years > 0)
    scores = (generator.random(900) < np.clip(0.7 - 0.25 * hard, 0, 1)).astype(float)
    crude = fit(dated(years, scores, hard=hard))
    held = fit(dated(years, scores, hard=hard), difficulty="hard")
    assert crude.finding == "break"
    assert held.finding == "no break"
    assert held.covariates == ["hard"]
    assert held.level_change.low < 0 < held.level_change.high
    assert held.unadjusted is None
    missing = np.where(np.arange(900) < 30, np.nan, hard)
    assert fit(dated(years, scores, hard=missing), difficulty="hard").left_out == 30


def test_a_category_is_named_once_among_what_is_held_equal() -> None:
    generator = np.random.default_rng(14)
    years = generator.choice(np.linspace(-2, 1.5, 250), 900)
    topic = generator.choice(["law", "optics", "sums", "tides"], 900)
    scores = (generator.random(900) < 0.6).astype(float)
    found = fit(dated(years, scores, topic=topic.tolist()), covariates=("topic",))
    assert found.covariates == ["topic"]
    assert found.unadjusted is None


def test_what_tells_before_from_after_cannot_be_held_equal() -> None:
    years, scores = draw(np.random.default_rng(13), lambda t: 0.7 - 0.4 * (t > 0))
    found = tell(fit(dated(years, scores, later=(years > 0).astype(float)), difficulty="later"))
    assert found.covariates == []
    assert "too few to tell" in found.unadjusted or "equal" in found.unadjusted
    assert found.level_change.value == pytest.approx(-0.4, abs=0.15)
    assert "Without holding anything equal" in time_sentence(found)


def test_a_control_that_moves_by_itself_is_none() -> None:
    generator = np.random.default_rng(14)
    years, scores = draw(generator, lambda t: 0.7 - 0.4 * (t > 0))
    rising = draw(generator, lambda t: 0.3 + 0.4 * (t > 0))
    items = pl.concat([
        dated(years, scores, source="forum"),
        dated(*rising, source="other", item_id=[f"o{i}" for i in range(800)]),
    ])  # fmt: skip
    found = fit(items, control=("source=other",))
    (control,) = found.controls
    assert control.moves
    assert found.finding == "break"
    told = time_sentence(found)
    assert "source=other moves there by itself" in told
    assert "against source=other" not in told


def test_the_sentence_tells_both_sides_and_what_would_have_been_seen() -> None:
    years, scores = draw(np.random.default_rng(15), lambda t: 0.5 + 0 * t, n=200)
    found = fit(dated(years, scores))
    told = time_sentence(found)
    before, after = found.before, found.after
    assert f"solves {100 * before.mean:.0f}" in told
    assert f"later ones {100 * after.mean:.0f}" in told
    assert f"a break of {100 * found.seen_in_half:.0f} points would be seen in half of such series" in told
    assert found.seen_in_half < found.seen_in_most < 1


def test_the_break_that_half_of_all_series_show_is_told_right() -> None:
    """Breaks of the told size, planted again and again, are clear by the one-sided test in about half of the series."""
    generator = np.random.default_rng(16)
    size = np.mean(
        [fit_alone(dated(*draw(generator, lambda t: 0.6 - 0.2 * (t > 0)))).seen_in_half for _ in range(10)]
    )
    seen = [
        fit_alone(dated(*draw(generator, lambda t: 0.6 - size * (t > 0)))).fall_p < 0.05 for _ in range(60)
    ]
    assert 0.3 <= np.mean(seen) <= 0.7


def test_a_fall_to_zero_at_the_cutoff_has_a_fit() -> None:
    generator = np.random.default_rng(4)
    found = fit(dated(*draw(generator, lambda t: 0.6 * (t <= 0))))
    assert found.finding == "break"
    assert found.after.mean == 0
    assert found.placebo.as_large == 0
    assert found.placebo.dates >= 10


def test_controls_stand_beside_it() -> None:
    generator = np.random.default_rng(5)
    years, scores = draw(generator, lambda t: 0.7 - 0.4 * (t > 0))
    same, level = draw(generator, lambda t: 0.7 - 0.4 * (t > 0)), draw(generator, lambda t: 0.7 + 0 * t)
    items = pl.concat([
        dated(years, scores, source="forum"),
        dated(*same, source="exam", item_id=[f"e{i}" for i in range(800)]),
        dated(*level, source="private", item_id=[f"p{i}" for i in range(800)]),
    ])  # fmt: skip
    other = dated(years, (generator.random(800) < 0.6).astype(float), source="forum", subject="newer")
    both = pl.concat([items, other])
    found = fit(both, control=("source=private", "subject=newer"))
    steady, newer = found.controls
    assert steady.difference.high < -0.05
    assert newer.difference.high < -0.05
    assert newer.items <= 800
    assert found.before.items + found.after.items == 1600
    shared = fit(items, control=("source=private", "source=exam"))
    assert shared.finding == "shared break"
    assert abs(shared.controls[1].difference.value) < 0.25
    whole = MeasureOptions(rulers=("time",), cutoff="2023-09-30", control=("subject=newer",), draws=5)
    newer_alone = fit_profile(both, whole).profiles[1].rulers["time"].interrupted
    assert newer_alone.controls == []
    with pytest.raises(FarfieldError, match="not of the form COL=VALUE"):
        fit(items, control=("source",))
    with pytest.raises(FarfieldError, match="no item has 'privat'"):
        fit(items, control=("source=privat",))


@pytest.mark.parametrize(
    ("cutoff", "reason"),
    [
        ("2030-01-01", why.NoneDated("after")),
        ("2000-01-01", why.NoneDated("before")),
        ("2025-03-28", why.FewDated("after", items=10, dates=3)),
    ],
)
def test_a_cutoff_outside_the_dates_is_unknown(cutoff: str, reason: AnyWhy) -> None:
    found = fit(dated(*draw(np.random.default_rng(6), lambda t: 0.5 + 0 * t)), cutoff=cutoff)
    assert found.finding == "unknown"
    assert found.why == reason
    assert found.level_change is None


def test_items_of_one_day_count_together() -> None:
    """Each day is all right or all wrong: errors that took items as independent would be far too small."""
    generator = np.random.default_rng(7)
    years = np.repeat(np.linspace(-2, 1.5, 60), 20)
    luck = np.repeat(generator.random(60), 20)
    items = dated(years, (luck < 0.5).astype(float), item_source=[f"i{i}" for i in range(1200)])
    by_day, alone = fit(items).level_change, fit(items, cluster="item_source").level_change
    assert by_day.high - by_day.low > 3 * (alone.high - alone.low)


def test_one_cluster_is_unknown() -> None:
    items = dated(*draw(np.random.default_rng(8), lambda t: 0.6 * (t <= 0)), template="the only one")
    found = fit(items, cluster="template")
    assert found.finding == "unknown"
    assert isinstance(found.why, why.FewForCoefficients)
    assert found.why.clusters == 1


def test_windows_keep_whole_dates() -> None:
    series = Series(np.array([-1.0, -1, 0, 0.5, 1]), np.zeros(5), np.array(list("aabcd")), np.ones(5))
    assert len(Window(0.2, 0.7, 0.5).of(series).scores) == 2


rows = st.tuples(
    st.sampled_from([None, 0.0, 1.0, 0.5]), st.none() | st.integers(-30, 30), st.sampled_from("ab")
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(rows, min_size=1, max_size=60))
def test_any_dates_give_a_legal_answer(drawn: list[tuple[Any, ...]]) -> None:
    scores, days, source = zip(*drawn, strict=True)
    dates = [(CUTOFF + timedelta(days=d)).isoformat() if d is not None else None for d in [0, *days[1:]]]
    items = make_items([np.nan if s is None else s for s in scores], date=dates, source=list(source))
    found = fit(items, control=(f"source={source[0]}",))
    assert found.finding in {"break", "shared break", "rise", "no break", "nothing to fall", "unknown"}
    assert (found.finding == "unknown") == (found.why is not None)
