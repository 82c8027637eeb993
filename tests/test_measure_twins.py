"""Twins: exact tests against scipy and statsmodels, balance, and no false finding under confounding."""

from __future__ import annotations

from typing import Any

import numpy as np
import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace
from scipy.special import expit
from scipy.stats import binomtest

from farfield.measure import MeasureOptions, check_options, fit_profile
from farfield.measure.fits.logistic import NotIdentified
from farfield.measure.twins.conditional import fit_conditional
from farfield.measure.twins.difference import null_test, paired_difference
from farfield.records import FarfieldError
from farfield.results.checks import Discordant, Twins
from farfield.results.reasons import AnyWhy, FewClusters, Graded, NoDiscordantSet, Separated
from farfield.results.structs import known
from farfield.words.findings import design_sentences
from measure_fixture import COLUMN, check_plain, fit_one, make_items


def twin_items(near: list[float | None], far: list[float | None], **columns: Any) -> pl.DataFrame:
    """Pairs of items, all near members first."""
    n = len(near)
    scores = [np.nan if s is None else s for s in [*near, *far]]
    return make_items(scores, [0.0] * n + [1.0] * n, pair=[f"p{i}" for i in range(n)] * 2, **columns)


def fit(items: pl.DataFrame, **options: Any) -> Twins:
    options.setdefault("twins", "pair")
    (one,) = fit_profile(items, MeasureOptions(rulers=(COLUMN,), draws=5, **options)).profiles
    check_plain(one)
    return known(one.twins)


def test_right_or_wrong_pairs_have_mcnemars_exact_test() -> None:
    near = [1] * 20 + [1] * 9 + [0] * 2 + [0] * 9
    far = [1] * 20 + [0] * 9 + [1] * 2 + [0] * 9
    twins = fit(twin_items(near, far))
    assert (twins.pairs, twins.difference) == (40, pytest.approx(-7 / 40))
    assert twins.discordant == Discordant(near_only=9, far_only=2)
    assert twins.p == pytest.approx(binomtest(2, 11).pvalue)
    assert twins.low < -7 / 40 < twins.high
    # Bonett & Price (2012): one pair is added on either side.
    a, b = 10 / 42, 3 / 42
    half = 1.959964 * np.sqrt((a + b - (a - b) ** 2) / 42)
    assert twins.low == pytest.approx(b - a - half, abs=1e-6)
    logit = twins.conditional_logit.far
    assert (logit.log_odds, logit.sets) == (pytest.approx(np.log(2 / 9)), 11)
    assert logit.high - logit.log_odds == pytest.approx(1.959964 * np.sqrt(1 / 2 + 1 / 9), abs=1e-5)
    assert twins.needed.pairs == np.ceil(7.8489 * (11 / 40) / 0.05**2)


def statsmodels_fit(
    design: np.ndarray, scores: np.ndarray, sets: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    from statsmodels.discrete.conditional_models import ConditionalLogit

    found = ConditionalLogit(scores, design, groups=sets).fit(method="newton", tol=1e-12, disp=0)
    return found.params, found.bse


def test_conditional_logit_equals_statsmodels() -> None:
    generator = np.random.default_rng(4)
    sets = np.repeat(np.arange(120), generator.integers(1, 7, 120))
    design = generator.normal(size=(len(sets), 2))
    shared = generator.normal(size=120)[sets]
    scores = (generator.random(len(sets)) < expit(shared + design @ [0.8, -0.5])).astype(float)
    order = generator.permutation(len(sets))
    found = fit_conditional(design[order], scores[order], sets[order], np.arange(120))
    params, errors = statsmodels_fit(design, scores, sets)
    np.testing.assert_allclose(found.coefficients, params, atol=1e-6)
    np.testing.assert_allclose(np.sqrt(found.covariance.diagonal()), errors, rtol=1e-4)


def test_conditional_logit_holds_for_one_large_set() -> None:
    """Without sets to condition on, a large set's conditional estimate is the ordinary one."""
    generator = np.random.default_rng(5)
    x = generator.normal(size=(1500, 1))
    scores = (generator.random(1500) < expit(0.4 + 0.7 * x[:, 0])).astype(float)
    found = fit_conditional(x, scores, np.zeros(1500, int), np.zeros(1, int))
    import statsmodels.api as sm

    plain = sm.Logit(scores, sm.add_constant(x)).fit(disp=0)
    assert found.coefficients[0] == pytest.approx(plain.params[1], rel=0.01)


@pytest.mark.parametrize(
    ("scores", "why"),
    [([1, 0, 1, 0], Separated()), ([1, 1, 0, 0], NoDiscordantSet()), ([0.5, 0, 1, 0], Graded())],
)
def test_conditional_logit_says_what_it_cannot_tell(scores: list[float], why: AnyWhy) -> None:
    design = np.array([[1.0], [0.0], [1.0], [0.0]])
    with pytest.raises(NotIdentified) as told:
        fit_conditional(design, np.array(scores, float), np.array([0, 0, 1, 1]), np.arange(2))
    assert told.value.why == why


def test_matched_twins_find_nothing_where_there_is_nothing() -> None:
    """Distance goes with difficulty (.6), no effect of distance: the naive slope always rejects, twins hardly ever."""
    generator = np.random.default_rng(6)
    rejections = []
    for _ in range(1500):
        hard = generator.normal(size=300)
        near, far = (generator.random((2, 300)) < expit(-1.2 * hard)).astype(float)
        rejections.append(null_test(far - near, np.arange(300), 0)[0] <= 0.05)
    assert np.mean(rejections) <= 0.06


def test_intervals_of_twins_cover() -> None:
    generator = np.random.default_rng(7)
    for pairs, per_cluster, least in ((15, 1, 0.93), (60, 1, 0.93), (120, 6, 0.92)):
        held = []
        clusters = np.arange(pairs) // per_cluster
        for _ in range(600):
            shift = generator.normal(0, 0.2 if per_cluster > 1 else 0, clusters[-1] + 1)[clusters]
            luck = generator.random(pairs)
            change = np.where(luck < 0.3 + shift, -1.0, np.where(luck > 0.85 + shift, 1.0, 0.0))
            found = paired_difference(change, clusters, 0.95)
            held.append(found.low <= -0.15 <= found.high)
        assert np.mean(held) >= least, (pairs, per_cluster)


def test_pairs_that_share_a_cluster_count_together() -> None:
    near, far = [1.0] * 40, [0.0] * 20 + [1.0] * 20
    template = [f"t{i // 5}" for i in range(40)] * 2
    alone, shared = (
        fit(twin_items(near, far)),
        fit(twin_items(near, far, template=template), cluster="template"),
    )
    assert (alone.clusters, shared.clusters) == (40, 8)
    assert shared.low < alone.low < alone.high < shared.high
    assert shared.p == 0.125  # the signs of four clusters that differ
    assert alone.p < 1e-5
    assert alone.test == shared.test == "exact McNemar"


def test_a_few_clusters_of_pairs_tell_a_difference_and_no_interval() -> None:
    near, far = [1.0] * 40, [0.0] * 20 + [1.0] * 20
    found = fit(twin_items(near, far, template=[f"t{i // 20}" for i in range(40)] * 2), cluster="template")
    assert (found.difference, found.low, found.high, found.detectable) == (-0.5, None, None, None)
    assert found.why == FewClusters(2)
    assert found.p == 1.0  # one cluster that differs can as well be turned round
    assert found.conditional_logit.far.log_odds is None


def test_a_test_is_called_exact_only_where_every_case_is_counted() -> None:
    generator = np.random.default_rng(0)
    for pairs, name in ((8, "exact randomisation"), (40, "randomisation, drawn")):
        one = fit_one(
            twin_items(list(generator.random(pairs)), list(generator.random(pairs) / 2)),
            twins="pair",
            draws=5,
        )
        found = known(one.twins)
        assert found.test == name
        told = design_sentences(replace(one, twins=replace(found, low=-0.3, high=-0.1)))[0]
        assert ("exact p" in told) == (pairs == 8)
        assert "p " in told or "p <" in told


def test_random_flips_agree_with_all_of_them() -> None:
    differences = np.array([-1, -1, 1, -0.5, -1, 0.25, -1, -0.5, 0.5, -1, -1, 0.3, -0.2, -0.4])
    signs = 1 - 2 * ((np.arange(2**14)[:, None] >> np.arange(14)) & 1)
    exact = float((np.abs(signs @ differences) >= abs(differences.sum()) - 1e-9).mean())
    assert null_test(differences, np.arange(14), 1)[0] == pytest.approx(exact, abs=0.015)


def test_missing_partners_are_counted() -> None:
    near: list[float | None] = [1, 1, 0, None, 1, 1, 1, 1, 1, 1, 1, 1]
    far: list[float | None] = [0, 1, 1, 1, None, 0, 0, 0, 1, 0, 0, 1]
    items = twin_items(near, far)
    lone = make_items([0.0, 1.0], [0.0, 1.0], item_id=["x", "y"], pair=["alone", None])
    level = make_items([1.0, 1.0], [2.0, 2.0], item_id=["v", "w"], pair="level")
    twins = fit(pl.concat([items, lone, level], how="diagonal_relaxed"))
    assert (twins.pairs, twins.incomplete, twins.tied, twins.without_set) == (10, 3, 1, 1)
    assert twins.left_out_score == pytest.approx(5 / 6)


def test_an_imbalance_is_shown_and_adjusted_for() -> None:
    """Far twins have larger numbers, and only their size makes them harder."""
    generator = np.random.default_rng(80)
    size = np.concatenate([generator.uniform(1, 3, 400), generator.uniform(2, 4, 400)])
    ease = np.tile(generator.normal(size=400), 2)
    scores = (generator.random(800) < expit(3 + ease - 1.2 * size)).astype(float)
    question = [f"add {10**s:.0f} and {10**s / 2:.0f}" for s in size]
    level = generator.normal(size=800)
    items = twin_items(list(scores[:400]), list(scores[400:]), question=question, level=level)
    twins = fit(items)
    balance = {one.covariate: one for one in twins.balance}
    assert twins.high < 0
    assert twins.balance[0].covariate == "number_size"
    assert balance["number_size"].failed
    assert balance["number_size"].standardised == pytest.approx(np.sqrt(3), abs=0.15)
    assert not balance["level"].failed
    assert balance["level"].low < 0 < balance["level"].high
    adjusted = twins.conditional_logit.adjusted
    assert "number_size" in adjusted.covariates
    assert adjusted.low < 0 < adjusted.high


def test_outcomes_are_no_nuisances() -> None:
    items = twin_items([1, 0, 1, 0, 1] * 2, [0, 0, 1, 0, 0] * 2, size=list(range(20)), tokens=list(range(20)))
    other = items.with_columns(pl.lit("other").alias("subject"), pl.col("tokens") * 2)
    both = pl.concat([items, other]).with_columns(grade=pl.col("score"))
    profile = fit_profile(both, MeasureOptions(rulers=(COLUMN,), twins="pair", draws=5))
    names = {one.covariate for one in profile.profiles[0].twins.balance}
    assert names == {"size"}


def test_a_column_may_say_which_side_is_far() -> None:
    near, far = [1.0] * 12, [0.0] * 6 + [1.0] * 6
    for words in (("near", "far"), ("interpolation", "Extrapolation"), ("1", "3")):
        items = twin_items(near, far, side=[words[0]] * 12 + [words[1]] * 12)
        assert fit(items, twins="pair:side").difference == -0.5
    turned = twin_items(near, far, side=[3] * 12 + [1] * 12)
    assert fit(turned, twins="pair:side").difference == 0.5
    with pytest.raises(FarfieldError, match="does not say which side is far"):
        fit(twin_items(near, far, side=["a"] * 12 + ["b"] * 12), twins="pair:side")
    with pytest.raises(FarfieldError, match="no column 'pairs'"):
        check_options(items, MeasureOptions(rulers=(COLUMN,), twins="pairs"))


def test_sets_of_several_compare_their_ends_and_fit_all() -> None:
    items = make_items(
        [1, 1, 0, 1, 0, 0, 1, 1, 1, 0, 1, 0], [0, 1, 2] * 4, pair=[f"s{i // 3}" for i in range(12)]
    )
    twins = fit(items)
    assert (twins.pairs, twins.near, twins.far) == (4, 1.0 - 1 / 4 - 0 / 4, 0.25)
    assert twins.conditional_logit.per_sd.log_odds < 0


rows = st.tuples(
    st.sampled_from([None, 0.0, 1.0, 0.5]),
    st.sampled_from([None, 0.0, 1.0, 2.5]),
    st.sampled_from([None, "a", "b", "c", ""]),
    st.sampled_from(["t", "u"]),
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(rows, min_size=1, max_size=25), st.booleans())
def test_any_pairs_give_a_legal_answer(drawn: list[tuple[Any, ...]], clustered: bool) -> None:
    scores, far, pair, template = zip(*drawn, strict=True)
    items = make_items(
        [np.nan if s is None else s for s in scores],
        [1.0, *[np.nan if f is None else f for f in far[1:]]],
        pair=pl.Series(pair, dtype=pl.String), template=list(template),
    )  # fmt: skip
    twins = fit(items, cluster="template" if clustered else None)
    if twins.pairs and twins.low is None:
        assert twins.clusters < 5 < twins.pairs + 4
        assert twins.why
        assert twins.detectable is None
    elif twins.pairs:
        assert -1 <= twins.low <= twins.difference <= twins.high <= 1
        assert twins.low < twins.high
        assert 0 < twins.p <= 1
    else:
        assert twins.difference is None
        assert twins.why


def test_the_axes_that_twins_differ_in_are_named() -> None:
    axes = {"axis_base": [10] * 4 + [9] * 4, "axis_digits": [1, 2, 3, 4] * 2}
    twins = fit(twin_items([1.0, 1, 1, 0], [0.0, 0, 1, 0], **axes))
    assert twins.axes == ["base"]
    assert twins.by == COLUMN
    both = fit(
        twin_items([1.0, 1, 1, 0], [0.0, 0, 1, 0], **{**axes, "axis_digits": [1, 2, 3, 4, 1, 2, 3, 5]})
    )
    assert both.axes == ["base", "digits"]
    sides = twin_items([1.0, 1], [0.0, 0], side=["near", "near", "far", "far"])
    assert (fit(sides, twins="pair:side").axes, fit(sides, twins="pair:side").by) == ([], "column:side")
