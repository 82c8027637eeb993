"""Curves that the data leave plausible: against plain integration, copies that add nothing, weights, and coverage."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pytest
from scipy.special import expit

from farfield.arrays import Floats
from farfield.measure import MeasureOptions
from farfield.measure.fits.curve import fit_curve
from farfield.measure.fits.plausible import draw_curves
from farfield.measure.near_far.bins import bin_items
from farfield.measure.near_far.reach import fit_reach
from farfield.measure.near_far.scale import choose_scale
from farfield.measure.outcomes import Outcomes
from farfield.results.reasons import Nearer
from measure_fixture import fit_one, make_items, measure_far, outcomes

sys.path.append(str(Path(__file__).parents[1] / "benchmarks"))
from calibration import run
from calibration_cells import CELLS


def fallen(n: int, seed: int) -> tuple[Floats, Floats]:
    generator = np.random.default_rng(seed)
    far = generator.random(n)
    return far, (generator.random(n) < 0.8 * expit((0.5 - far) / 0.1)).astype(float)


@pytest.mark.parametrize("floor", [0.0, 0.2])
def test_drawn_curves_are_those_of_plain_integration(floor: float) -> None:
    far, scores = fallen(120, 1)
    data = outcomes(np.maximum(scores, np.arange(120) % 5 == 0) if floor else scores, chance=floor)
    binned = bin_items(far, data)
    drawn = draw_curves(binned, far, data, fit_curve(binned), 4000, 0)
    span = np.quantile(far, 0.9) - np.quantile(far, 0.1)
    axes = (
        floor + (1 - floor) * (np.arange(50) + 0.5) / 50,
        2 * (np.arange(100) + 0.5) / 100,
        np.log(0.005 * span) + (np.log(2) - np.log(0.005 * span)) * (np.arange(60) + 0.5) / 60,
    )
    ceiling, halfway, width = (axis.ravel() for axis in np.meshgrid(*axes, indexing="ij"))
    share = (ceiling - floor) / (1 - floor)
    weight = -0.5 * np.log(share * (1 - share))
    for d, y in zip(far, data.scores, strict=True):
        p = np.clip(floor + (ceiling - floor) * expit((halfway - d) / np.exp(width)), 1e-9, 1 - 1e-9)
        weight += np.log(p) if y else np.log(1 - p)
    weight = np.exp(weight - weight.max())
    for d in (0.0, 0.3, 0.5, 0.9):
        values = floor + (ceiling - floor) * expit((halfway - d) / np.exp(width))
        mean = np.average(values, weights=weight)
        spread = np.sqrt(np.average((values - mean) ** 2, weights=weight))
        ours = drawn.at(np.array([d]), np.array([floor]))[:, 0]
        assert ours.mean() == pytest.approx(mean, abs=0.15 * spread + 0.002)
        assert ours.std() == pytest.approx(spread, rel=0.12)


def widths(data: Outcomes, far: Floats) -> Floats:
    curve = fit_reach(far, choose_scale(far), data, MeasureOptions())[0]
    assert curve is not None
    return np.array([point.high - point.low for point in curve.points])


def test_copies_within_a_cluster_add_nothing() -> None:
    far, scores = fallen(80, 2)
    once = widths(outcomes(scores), far)
    copied = widths(outcomes(np.repeat(scores, 10), np.repeat(np.arange(80), 10)), np.repeat(far, 10))
    blind = widths(outcomes(np.repeat(scores, 10)), np.repeat(far, 10))
    assert np.median(copied / once) == pytest.approx(1.05, abs=0.15)
    assert np.median(blind / once) < 0.5


def test_graded_scores_that_scatter_less_have_narrower_curves() -> None:
    far, scores = fallen(300, 3)
    graded = np.clip(0.8 * expit((0.5 - far) / 0.1) + np.random.default_rng(0).normal(0, 0.05, 300), 0, 1)
    assert np.median(widths(outcomes(graded), far) / widths(outcomes(scores), far)) < 0.4


def test_a_weight_of_two_is_the_item_twice_in_every_number() -> None:
    far, scores = fallen(200, 4)
    heavy, template = 1.0 + (np.arange(200) % 4 == 0), np.arange(200) // 5
    weighted = fit_one(
        make_items(scores, far, heavy=heavy, template=template), weight="heavy", cluster="template"
    )
    rows = np.repeat(np.arange(200), heavy.astype(int))
    items = make_items(scores[rows], far[rows], template=template[rows])
    doubled = fit_one(items, cluster="template")
    assert weighted.score.mean == pytest.approx(doubled.score.mean)
    ours, theirs = weighted.rulers["column:far"], doubled.rulers["column:far"]
    assert ours.curve.d50 == pytest.approx(theirs.curve.d50, abs=0.01)
    assert sum(band.share for band in ours.bands) == pytest.approx(1)
    assert sum(band.share * band.mean for band in ours.bands) == pytest.approx(weighted.score.mean)
    assert ours.gap.near == pytest.approx(theirs.gap.near, abs=0.05)


def test_a_declared_ceiling_is_not_fitted_and_its_half_is_the_reach() -> None:
    generator = np.random.default_rng(5)
    far = generator.uniform(1, 10, 4000)
    scores = generator.random(4000) < expit((4 - far) / 1.5)
    found = measure_far(make_items(scores, far), ceiling=1.0)
    assert (found.curve.ceiling, found.curve.ceiling_seen) == (1.0, True)
    assert found.reach.distance == pytest.approx(4, abs=0.2)
    below = measure_far(make_items(generator.random(4000) < expit((0.2 - far) / 1.5), far), ceiling=1.0)
    assert below.reach.distance == pytest.approx(0.2, abs=0.3)
    assert below.reach.why == Nearer()


@pytest.mark.parametrize("name", ["curve-alike-20", "curve-across-20"])
def test_intervals_cover_in_a_part_of_the_calibration(name: str) -> None:
    found = run(CELLS[name], 60)
    assert found["fitted"][0] == 1
    for quantity in ("score", "curve", "ceiling", "reach"):
        assert found[quantity][0] >= 0.88, quantity
    assert found["misfit p < .05"][0] <= 0.12


@pytest.mark.parametrize("name", ["slope-templates-15", "slope-alike-40"])
def test_slopes_and_gaps_cover_with_few_clusters(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("calibration_measures.SAVINGS", 20)
    monkeypatch.setattr("calibration_measures.POPULATION", 60_000)
    found = run(CELLS[name], 100)
    for quantity in ("adjusted slope", "gap"):
        assert found[quantity][0] >= 0.9, quantity
    assert found["adjusted slope ≠ 0"][0] <= 0.1
    assert found["noise saves > 0"][0] <= 0.05
