"""The content of profile.json: every key, in order, finite, whatever the items."""

from __future__ import annotations

import json
import math
from itertools import pairwise
from typing import Any

import numpy as np
import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from farfield.corpus_records import CorpusSummary
from farfield.measure import MeasureOptions, add_rulers, fit_profile
from farfield.records import FarfieldError
from farfield.regimes import assign_regimes
from farfield.results import Profile
from farfield.results.rulers import Measured
from measure_fixture import COLUMN, fit_one, make_items, measure_far

PROFILE_KEYS = {
    "families",
    "subject", "task", "items", "clusters", "score", "rulers", "regimes", "recalled", "twins", "decomposition",
    "graders", "signals", "warnings", "tasks", "part_of", "pooled", "stratum", "strata", "truncated",
    "notices",
}  # fmt: skip
RULER_KEYS = {
    "unit", "scale", "items", "missing", "low", "high", "bands", "falling_p", "slope", "curve", "reach", "gap",
    "monotone", "incremental",
}  # fmt: skip
SLOPE_KEYS = {
    "log_odds_per_sd",
    "low",
    "high",
    "covariates",
    "covariate_effects",
    "items",
    "sd",
    "note",
    "reason",
    "why",
}
SLOPE_KEYS |= {"error", "freedom", "model_error", "deviance"}
ROBUSTNESS_KEYS = {"robustness_value", "robustness_value_clear", "partial_r2", "benchmarks"}
CORRECTED_KEYS = {
    "log_odds_per_sd", "low", "high", "covariates", "items", "reliability", "reliability_from", "vanishes_below",
    "note", "why",
}  # fmt: skip
CURVE_KEYS = {"floor", "ceiling", "ceiling_low", "ceiling_high", "ceiling_seen", "d50", "width", "points"}
GAP_KEYS = {
    "near", "far", "near_items", "far_items", "near_chance", "far_chance", "near_to", "far_from", "difference", "low",
    "high", "adjusted", "detectable", "note", "why", "reason", "overlap", "near_low", "near_high", "far_low",
    "far_high",
}  # fmt: skip

REACH_KEYS = {
    "distance", "low", "high", "censored", "near", "near_low", "near_high", "half", "note", "reason", "why",
}  # fmt: skip


def check_ruler(ruler: Measured) -> None:
    keys = ruler.plain()
    assert set(keys) == RULER_KEYS | ({"missing_mean"} if ruler.missing else set())
    assert set(keys["slope"]) == {"crude", "adjusted", "corrected"}
    assert set(keys["slope"]["crude"]) == SLOPE_KEYS
    assert set(keys["slope"]["adjusted"]) == SLOPE_KEYS | ROBUSTNESS_KEYS
    assert set(keys["slope"]["corrected"]) == CORRECTED_KEYS
    assert set(keys["reach"]) == REACH_KEYS
    assert set(keys["gap"]) == GAP_KEYS
    if ruler.curve is not None:
        assert set(keys["curve"]) == CURVE_KEYS
        distances = [point.distance for point in ruler.curve.points]
        assert distances == sorted(distances)
        assert all(0 <= point.low <= point.mean <= point.high <= 1 for point in ruler.curve.points)
    reach = ruler.reach
    if reach.distance is not None and reach.low is not None:
        assert ruler.low <= reach.low <= reach.distance <= (reach.high or math.inf)
    for band in ruler.bands:
        assert set(band.plain()) == {"from", "to", "items", "clusters", "mean", "low", "high", "share"}
        assert ruler.low <= band.from_ <= band.to <= ruler.high


def check_profile(profile: Profile) -> None:
    json.dumps(profile.plain(), allow_nan=False)
    assert set(profile.plain()) == {"schema", "corpus", "where", "confidence", "rulers", "profiles"}
    for one in profile.profiles:
        assert set(one.plain()) == PROFILE_KEYS
        assert list(one.rulers) == list(profile.rulers)
        for ruler in one.rulers.values():
            check_ruler(ruler)


def test_every_key_is_there() -> None:
    items = make_items(np.arange(60) % 3 == 0, np.arange(60), question="how far is it")
    check_profile(fit_profile(items, MeasureOptions(rulers=(COLUMN,)), CorpusSummary(3, 4, 5, files=1)))
    told = fit_profile(items, MeasureOptions(rulers=()))
    assert (told.schema, told.corpus, told.rulers) == ("farfield.profile/1", None, {})


finite = st.floats(-1e9, 1e9, allow_subnormal=False)
rows = st.tuples(
    st.sampled_from([None, 0.0, 1.0, 0.5]) | st.floats(0, 1),
    st.none() | st.integers(0, 3).map(float) | finite,
    st.sampled_from(["", "one two", "three words here"]),
    st.none() | st.integers(0, 4).map(float),
    st.sampled_from(["a", "b"]),
    st.none() | st.sampled_from([0.0, 0.25]),
)


@pytest.mark.filterwarnings("error")
@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(rows, min_size=1, max_size=40), st.sampled_from([None, "template"]), st.sampled_from([None, 0.2])
)
def test_no_items_whatever_break_it(table: list[Any], cluster: str | None, chance: float | None) -> None:
    scores, far, question, hard, template, guess = (list(column) for column in zip(*table, strict=True))
    items = make_items(
        [math.nan if s is None else s for s in scores], [math.nan if d is None else d for d in far], question=question,
        hard=[*hard[1:], 1.0], template=template, chance=guess,
    )  # fmt: skip
    if items["far"].is_nan().all():
        items = items.with_columns(far=pl.lit(1.0))
    options = MeasureOptions(rulers=(COLUMN,), difficulty="hard", cluster=cluster, chance=chance, draws=20)
    check_profile(fit_profile(items, options))


def test_stages_apart_give_what_one_call_gives() -> None:
    items = make_items(np.arange(40) % 3 == 0, np.arange(40), regime=["recall", "interpolation"] * 20)
    options = MeasureOptions(rulers=(COLUMN,))
    apart = fit_profile(assign_regimes(add_rulers(items, options), options), options)
    assert apart == fit_profile(items, options)


def test_subjects_do_not_touch_each_other() -> None:
    one = make_items(np.arange(40) % 3 == 0, np.arange(40), subject="one")
    two = make_items(np.arange(40) % 5 == 0, np.arange(40), subject="two")
    both = fit_profile(pl.concat([one, two]), MeasureOptions(rulers=(COLUMN,)))
    assert both.profiles[0] == fit_one(one)
    assert both.profiles[1] == fit_one(two)


def test_epochs_of_an_item_are_one_cluster() -> None:
    items = make_items(np.repeat(np.arange(50) % 2, 4), item_id=np.repeat([f"q{i}" for i in range(50)], 4))
    profile = fit_one(items, rulers=())
    single = fit_one(items.unique("item_id", maintain_order=True), rulers=())
    assert (profile.items, profile.clusters, single.clusters) == (200, 50, 50)
    assert profile.score.high == pytest.approx(single.score.high, abs=0.005)


def test_items_without_a_cluster_stand_alone() -> None:
    items = make_items(
        np.arange(30) % 2, template=["t"] * 10 + [None] * 20, group=[1.5] * 10 + [float("nan")] * 20
    )
    assert fit_one(items, rulers=(), cluster="template").clusters == 21
    assert fit_one(items, rulers=(), cluster="group").clusters == 21


@pytest.mark.parametrize(
    ("change", "options", "message"),
    [
        ({}, {"difficulty": "stpes"}, "--difficulty: the items have no column 'stpes'"),
        ({}, {"difficulty": "question"}, "not numeric"),
        ({}, {"cluster": "template"}, "--cluster: the items have no column 'template'"),
        ({"score": [0.0, 2.0]}, {}, "item item-1 of subject: the score 2.0 does not lie between 0 and 1"),
    ],
)
def test_what_the_user_can_mend(change: dict[str, Any], options: dict[str, Any], message: str) -> None:
    items = make_items(change.pop("score", [0.0, 1.0]), steps=[1, 2], question=["one", "two"], **change)
    with pytest.raises(FarfieldError, match=message):
        fit_one(items, rulers=(), **options)


def test_an_empty_table_is_an_error() -> None:
    with pytest.raises(FarfieldError, match="no items"):
        fit_one(make_items([1.0]).clear(), rulers=())


def test_few_levels_have_a_band_each_and_quantiles_never_split_ties() -> None:
    levels = measure_far(make_items(np.arange(30) % 2, np.repeat([1, 2, 4, 8, 16, 32], 5))).bands
    assert [(band.from_, band.to, band.items) for band in levels] == [(2**k, 2**k, 5) for k in range(6)]
    far = np.concatenate([np.zeros(150), np.arange(1, 151)])
    bands = measure_far(make_items(np.arange(300) % 2, far), bands=6).bands
    assert bands[0].to == 0
    assert bands[0].items == 150
    assert sum(band.items for band in bands) == 300
    assert all(left.to < right.from_ for left, right in pairwise(bands))


def test_fewer_items_have_fewer_bands() -> None:
    sizes = [len(measure_far(make_items(np.arange(n) % 2, np.arange(n))).bands) for n in (14, 40, 100, 1000)]
    assert sizes == [1, 2, 6, 10]


def test_text_that_was_not_scanned_still_has_a_length() -> None:
    question = [" ".join(["Wörter"] * (1 + i % 5)) for i in range(50)]
    slope = measure_far(make_items(np.arange(50) % 3 == 0, np.arange(50) % 17, question=question)).slope
    assert slope.adjusted.covariates == ["log_words"]
    assert slope.adjusted.covariate_effects[0].sd == pytest.approx(np.log(np.arange(50) % 5 + 1).std(ddof=1))
