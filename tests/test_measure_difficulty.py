"""Difficulty with noise: type I errors as published in the methods, robustness values as in their paper."""

from __future__ import annotations

from typing import Any

import numpy as np
import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from scipy.special import expit

from farfield.arrays import Floats
from farfield.measure import MeasureOptions, check_options, fit_profile
from farfield.measure.difficulty.confounding import partial_r2, robustness, robustness_value
from farfield.measure.difficulty.corrected import correct_slope
from farfield.measure.difficulty.others import Others, _likelihood, fit_abilities
from farfield.measure.fits.logistic import fit_logistic
from farfield.records import FarfieldError
from farfield.results import reasons as why
from measure_fixture import COLUMN, check_plain, make_items, measure_far, outcomes

N = 600


def world(
    generator: np.random.Generator, effect: float = 0.0, steep: float = 1.5
) -> tuple[Floats, Floats, Floats]:
    """Difficulty, distance that goes with it (.6), and the scores of a subject."""
    hard = generator.normal(size=N)
    far = 0.6 * hard + 0.8 * generator.normal(size=N)
    return hard, far, (generator.random(N) < expit(0.3 - steep * hard + effect * far)).astype(float)


def rejects(far: Floats, scores: Floats, *covariates: Floats) -> bool:
    columns = [(values - values.mean()) / values.std() for values in (far, *covariates)]
    fit = fit_logistic(np.column_stack([np.ones(N), *columns]), scores, np.arange(N))
    return bool(abs(fit.coefficients[1]) > 1.96 * np.sqrt(fit.covariance[1, 1]))


@pytest.mark.parametrize(("references", "naive_at_least"), [(5, 0.8), (25, 0.1)])
def test_latent_difficulty_holds_its_level_where_the_mean_of_references_does_not(
    references: int, naive_at_least: float
) -> None:
    generator = np.random.default_rng(1)
    crude, adjusted, corrected = [], [], []
    for _ in range(150):
        hard, far, scores = world(generator)
        answers = generator.random((N, references)) < expit(
            generator.normal(0, 0.7, references) - 1.5 * hard[:, None]
        )
        right = answers.sum(axis=1)
        proxy = -np.log((right + 0.5) / (references - right + 0.5))
        crude.append(rejects(far, scores))
        adjusted.append(rejects(far, scores, proxy))
        asked = np.ones((N, references + 1))
        ability = fit_abilities(np.column_stack([answers, scores]).astype(float), asked)[:-1]
        others = Others(_likelihood(answers.astype(float), asked[:, :-1], ability))
        found = correct_slope(
            far, outcomes(scores, subjects=proxy), others, MeasureOptions(difficulty="subjects")
        )
        corrected.append(not found.low <= 0 <= found.high)
    assert np.mean(crude) == 1
    assert np.mean(adjusted) > naive_at_least
    assert np.mean(corrected) < 0.1


@pytest.mark.parametrize(("reliability", "effect"), [(0.5, 0.0), (0.8, 0.0), (0.7, -0.5)])
def test_a_declared_reliability_corrects_the_slope(reliability: float, effect: float) -> None:
    generator = np.random.default_rng(2)
    held, values, naive = [], [], []
    options = MeasureOptions(difficulty="d", reliability=reliability)
    for _ in range(300):
        hard, far, scores = world(generator, effect, steep=1.0)
        proxy = hard + np.sqrt(1 / reliability - 1) * generator.normal(size=N)
        found = correct_slope(far, outcomes(scores, d=proxy), None, options)
        held.append(found.low <= effect * far.std() <= found.high)
        values.append(found.log_odds_per_sd / far.std(ddof=1))
        naive.append(rejects(far, scores, proxy))
    assert np.mean(held) >= 0.9
    assert np.mean(values) == pytest.approx(effect, abs=0.06)
    if effect == 0:
        assert np.mean(naive) > 0.3


def test_without_noise_the_corrected_slope_is_the_adjusted_one() -> None:
    generator = np.random.default_rng(3)
    hard, far, scores = world(generator, -0.4)
    items = make_items(scores, far, hard=hard)
    slope = measure_far(items, difficulty="hard", reliability=1.0, draws=5).slope
    assert slope.corrected.log_odds_per_sd == pytest.approx(slope.adjusted.log_odds_per_sd)
    unknown = measure_far(items, difficulty="hard", draws=5).slope.corrected
    assert unknown.log_odds_per_sd is None
    assert unknown.why == why.UnknownReliability("hard")
    at = slope.corrected.vanishes_below
    level = measure_far(items, difficulty="hard", reliability=at, draws=5).slope.corrected
    assert level.log_odds_per_sd == pytest.approx(0, abs=1e-9)


def test_robustness_values_are_those_of_the_darfur_example() -> None:
    """Cinelli & Hazlett (2020): coefficient 0.097, standard error 0.023, 783 degrees of freedom."""
    t = 0.09731582 / 0.02325654
    assert partial_r2(t, 783) == pytest.approx(0.02187, abs=1e-5)
    assert robustness_value(t, 783) == pytest.approx(0.13878, abs=1e-5)
    assert robustness_value(t, 783, 1.962997) == pytest.approx(0.07626, abs=1e-5)
    assert robustness_value(1.0, 783, 1.962997) == 0


def test_a_confounder_of_that_strength_explains_the_slope_away() -> None:
    """A confounder with both partial R2 at the robustness value moves the linear slope to 0, and no less does."""
    generator = np.random.default_rng(4)
    x = generator.normal(size=400)
    y = -0.3 * x + generator.normal(size=400)
    scores = (y - y.min()) / np.ptp(y)
    found = robustness(x, outcomes(scores), 0.95)
    rv = found.robustness_value
    design = np.column_stack([np.ones(400), x])
    slope, left = np.linalg.lstsq(design, scores, rcond=None)[:2]
    error = np.sqrt(left[0] / 398 / ((x - x.mean()) ** 2).sum())
    # Equation 7: |bias| = se sqrt(R2_Y R2_D / (1 - R2_D)) sqrt(df).
    assert error * np.sqrt(rv * rv / (1 - rv) * 398) == pytest.approx(abs(slope[1]))
    assert 0 < found.robustness_value_clear < rv
    assert found.partial_r2 == pytest.approx(np.corrcoef(x, scores)[0, 1] ** 2)


def test_benchmarks_tell_what_measured_covariates_explain() -> None:
    import statsmodels.api as sm

    generator = np.random.default_rng(5)
    hard, far, scores = world(generator)
    adjusted = measure_far(make_items(scores, far, hard=hard), difficulty="hard", draws=5).slope.adjusted
    (benchmark,) = adjusted.benchmarks
    fit = sm.OLS(scores, sm.add_constant(np.column_stack([far, hard]))).fit()
    assert benchmark.covariate == "hard"
    assert benchmark.with_score == pytest.approx(fit.tvalues[2] ** 2 / (fit.tvalues[2] ** 2 + fit.df_resid))
    assert benchmark.with_distance == pytest.approx(np.corrcoef(far, hard)[0, 1] ** 2)
    assert adjusted.partial_r2 == pytest.approx(fit.tvalues[1] ** 2 / (fit.tvalues[1] ** 2 + fit.df_resid))


def panel(generator: np.random.Generator, subjects: int, direct: float) -> pl.DataFrame:
    """Subjects on the same items; the first falls with distance by itself, beyond difficulty."""
    hard, far, _ = world(generator)
    parts = []
    for number in range(subjects):
        logits = generator.normal(0, 0.5) - 1.2 * hard + (direct * far if number == 0 else 0)
        scores = (generator.random(N) < expit(logits)).astype(float)
        parts.append(make_items(scores, far, subject=f"s{number}"))
    return pl.concat(parts)


def test_difficulty_from_subjects_runs_through_the_profile() -> None:
    items = panel(np.random.default_rng(6), 7, -1.0)
    options = MeasureOptions(rulers=(COLUMN,), difficulty="subjects", draws=5)
    check_options(items, options)
    slopes = [one.rulers[COLUMN].slope for one in fit_profile(items, options).profiles]
    first = slopes[0].corrected
    assert first.reliability_from == "subjects"
    assert 0.5 < first.reliability < 0.95
    assert first.low < -1.0 < first.high < 0
    assert sum(not s.corrected.low <= 0 <= s.corrected.high for s in slopes[1:]) <= 1
    assert slopes[0].adjusted.covariates == ["subjects"]


def test_too_few_subjects() -> None:
    generator = np.random.default_rng(7)
    options = MeasureOptions(rulers=(COLUMN,), difficulty="subjects", draws=5)
    with pytest.raises(FarfieldError, match="needs the answers of other subjects"):
        check_options(panel(generator, 1, 0), options)
    one = fit_profile(panel(generator, 2, 0), options).profiles[0]
    assert one.rulers[COLUMN].slope.corrected.why == why.FewOthers()


cells = st.tuples(
    st.sampled_from([None, 0.0, 1.0, 0.5]),
    st.sampled_from([0.0, 1.0, 2.0]),
    st.sampled_from([None, 0.0, 1.0, 3.0]),
)


@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(cells, min_size=1, max_size=20),
    st.sampled_from(["hard", "subjects"]),
    st.sampled_from([None, 0.01, 1.0]),
)
def test_any_difficulty_gives_a_legal_answer(
    drawn: list[tuple[Any, ...]], difficulty: str, reliability: float | None
) -> None:
    scores, far, hard = zip(*drawn, strict=True)
    parts = [
        make_items([np.nan if s is None else s for s in scores[k:] + scores[:k]], list(far), subject=f"s{k}",
                   hard=pl.Series([1.0, *hard[1:]], dtype=pl.Float64))
        for k in range(5)
    ]  # fmt: skip
    options = MeasureOptions(rulers=(COLUMN,), difficulty=difficulty, reliability=reliability, draws=5)
    profile = fit_profile(pl.concat(parts), options)
    check_plain(profile)
    for one in profile.profiles:
        found = one.rulers[COLUMN].slope.corrected
        assert (found.log_odds_per_sd is None) == (found.why is not None)
