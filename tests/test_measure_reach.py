"""Curve and reach: four known learners, a known reach at every ceiling, and honest censoring."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.optimize import minimize
from scipy.special import expit

from farfield.arrays import Floats
from farfield.measure import MeasureOptions
from farfield.measure.fits.curve import Binned, Curves, fit_curve
from farfield.measure.near_far.bins import bin_items
from farfield.measure.near_far.reach import fit_reach, halving
from farfield.measure.near_far.scale import choose_scale
from farfield.results import reasons as why
from farfield.results.rulers import Reach
from measure_fixture import make_items, measure_far, outcomes


def curve(far: Floats, ceiling: float, d50: float, width: float, floor: float = 0.0) -> Floats:
    return np.asarray(floor + (ceiling - floor) * expit((d50 - far) / width))


def drawn(n: int, seed: int, ceiling: float, floor: float = 0.0, width: float = 0.6) -> tuple[Floats, Floats]:
    generator = np.random.default_rng(seed)
    far = generator.uniform(0, 5, n)
    return far, (generator.random(n) < curve(far, ceiling, 2.5, width, floor)).astype(float)


def reach_of(far: Floats, scores: Floats, chance: float = 0.0, draws: int = 200) -> Reach:
    data = outcomes(scores, chance=chance)
    return fit_reach(far, choose_scale(far), data, MeasureOptions(draws=draws))[1]


def halves_at(width: float = 0.6) -> float:
    """Where a curve with d50 2.5 has half the height that it has on average over the nearest third of 0 to 5."""
    along = np.linspace(0, 5, 50_001)
    share = curve(along, 1.0, 2.5, width)
    return float(along[np.argmax(share <= share[along <= 5 / 3].mean() / 2)])


@pytest.mark.parametrize("ceiling", [0.35, 0.60, 0.95])
def test_the_same_reach_is_found_whatever_the_ceiling(ceiling: float) -> None:
    # Methods, section 2: a two-parameter logistic reports 1.54, 1.77 and 2.41 for these three curves.
    assert halves_at() == pytest.approx(2.59, abs=0.005)
    reaches = [reach_of(*drawn(600, seed, ceiling), draws=2).distance for seed in range(40)]
    assert np.median(reaches) == pytest.approx(2.59, abs=0.1)
    large = reach_of(*drawn(100_000, 0, ceiling), draws=2)
    assert large.distance == pytest.approx(2.59, abs=0.04)
    assert large.near == pytest.approx(2 * large.half)
    assert large.near == pytest.approx(0.92 * ceiling, abs=0.01)


def test_a_logistic_without_a_ceiling_would_extend_with_it() -> None:
    def two_parameters(ceiling: float) -> float:
        far = np.linspace(0, 5, 501)
        expected = curve(far, ceiling, 2.5, 0.6)

        def loss(at: Floats) -> float:
            logits = at[0] - at[1] * far
            return float((np.logaddexp(0, logits) - expected * logits).sum())

        start, fall = minimize(loss, [0.0, 1.0]).x
        half = expit(start) / 2
        return float((start - np.log(half / (1 - half))) / fall)

    assert [two_parameters(c) for c in (0.35, 0.60, 0.95)] == pytest.approx([1.54, 1.77, 2.41], abs=0.06)


@pytest.mark.parametrize(("ceiling", "floor"), [(0.6, 0.0), (0.95, 0.0), (0.8, 0.25)])
def test_the_interval_of_the_reach_covers_it(ceiling: float, floor: float) -> None:
    held = 0
    for seed in range(40):
        reach = reach_of(*drawn(400, 1000 + seed, ceiling, floor), chance=floor)
        held += reach.low <= halves_at() and (reach.high is None or reach.high >= halves_at())
    assert held >= 35


def test_a_lookup_table_reaches_no_farther_than_its_entries() -> None:
    far = np.concatenate([np.zeros(60), np.random.default_rng(0).uniform(1, 10, 540)])
    found = measure_far(make_items(far == 0, far))
    assert not found.reach.censored
    assert 0 <= found.reach.distance <= 1
    assert found.curve.ceiling == pytest.approx(1, abs=0.01)


def test_a_nearest_neighbour_reaches_its_spacing() -> None:
    far = np.random.default_rng(1).uniform(0, 10, 800)
    found = measure_far(make_items(far < 3, far)).reach
    assert found.distance == pytest.approx(3, abs=0.1)
    assert found.low == pytest.approx(3, abs=0.1)
    assert found.high == pytest.approx(3, abs=0.1)


def test_an_exact_algorithm_reaches_beyond_the_data() -> None:
    far = np.random.default_rng(2).uniform(0, 10, 300)
    perfect = measure_far(make_items(np.ones(300), far))
    assert perfect.reach == Reach(
        distance=far.max(), low=None, high=None, censored=True,
        near=1, near_low=pytest.approx(0.963, abs=0.001), near_high=1, half=None,
        note=None, reason="level", why=why.OnlyOneLevel(),
    )  # fmt: skip
    slips = measure_far(make_items(np.random.default_rng(3).random(300) < 0.9, far)).reach
    assert slips.censored
    assert slips.distance == far.max()
    assert slips.high is None
    assert slips.low > 5


def test_a_linear_learner_falls_where_its_score_halves() -> None:
    generator = np.random.default_rng(4)
    far = generator.uniform(0, 10, 3000)
    found = measure_far(make_items(generator.random(3000) < 0.8 - 0.07 * far, far))
    near = 0.8 - 0.07 * 10 / 6  # over the nearest third, so half of it, .34, is reached at 6.5
    assert found.reach.near == found.gap.near == pytest.approx(near, abs=0.04)
    assert found.reach.distance == pytest.approx((0.8 - near / 2) / 0.07, abs=0.6)
    assert not found.curve.ceiling_seen


def test_a_score_that_falls_too_slowly_is_censored_and_not_an_error() -> None:
    generator = np.random.default_rng(5)
    far = generator.uniform(0, 10, 2000)
    reach = measure_far(make_items(generator.random(2000) < 0.5 - 0.015 * far, far)).reach
    assert (reach.censored, reach.distance, reach.high) == (True, far.max(), None)
    assert 5 < reach.low <= far.max()
    assert reach.why == why.NeverHalves()


def test_a_rising_score_has_no_reach_among_the_data() -> None:
    generator = np.random.default_rng(6)
    far = generator.uniform(0, 10, 1000)
    reach = measure_far(make_items(generator.random(1000) < 0.2 + 0.06 * far, far)).reach
    assert (reach.censored, reach.why) == (True, why.Rises())
    assert reach.reason == "rises"


def test_a_rising_subject_s_near_field_is_what_its_nearest_items_score() -> None:
    far = np.repeat([0.0, 1.0, 2.0, 3.0], 50)
    right = np.tile(np.arange(50), 4) < np.repeat([10, 20, 30, 40], 50)  # 20, 40, 60 and 80 %
    found = measure_far(make_items(right, far))
    assert found.reach.near == found.gap.near == 0.2
    assert found.curve is None  # one that can only fall would be flat at 50 %


def test_two_distances_have_no_reach() -> None:
    generator = np.random.default_rng(3)
    far = np.repeat([0.0, 1.0], 200)
    right = generator.random(400) < np.where(far == 0, 0.8, 0.1)
    found = measure_far(make_items(right, far))
    assert (found.reach.distance, found.reach.reason) == (None, "two_distances")
    assert found.curve is None
    assert found.gap.difference == pytest.approx(right[200:].mean() - right[:200].mean())
    lone = measure_far(make_items(np.append(right, [1, 0]), np.append(far, [2.0, 7.0]))).reach
    assert (lone.distance, lone.reason) == (None, "two_distances")
    three = measure_far(make_items(np.tile(right, 2), np.append(far, far + 1))).reach
    assert three.distance is not None


def test_without_an_established_fall_there_is_no_reach() -> None:
    """Flat scores: hardly ever a distance at which they are said to halve, whatever the curve makes of luck."""
    given = 0
    for seed in range(200):
        generator = np.random.default_rng(seed)
        far = generator.uniform(0, 10, 60)
        reach = reach_of(far, (generator.random(60) < 0.3).astype(float), draws=20)
        given += reach.distance is not None and not reach.censored
        if reach.reason == "no_fall":
            assert reach.low is reach.high is reach.half is None
    assert given / 200 <= 0.06


def test_a_near_field_at_the_floor_has_no_reach() -> None:
    generator = np.random.default_rng(7)
    far = generator.uniform(0, 10, 600)
    for scores, chance in ((generator.random(600) < 0.25, 0.25), (np.zeros(600), 0.0)):
        found = measure_far(make_items(scores, far), chance=chance)
        assert found.curve is None
        assert found.reach.distance is None
        assert not found.reach.censored
        assert isinstance(found.reach.why, why.NearFloor)


def test_one_failure_far_out_is_no_reach() -> None:
    far = np.arange(300.0)
    reach = measure_far(make_items((np.arange(300) % 12 > 0) & (far < 298), far)).reach
    assert reach.censored


def test_the_interval_spans_a_gap_without_items() -> None:
    generator = np.random.default_rng(10)
    levels = np.repeat([0.0, 1.0, 5.0], 200)
    right = generator.random(600) < np.repeat([0.9, 0.9, 0.1], 200)
    reach = measure_far(make_items(right, levels)).reach
    assert (reach.low, reach.high) == (1, 5)


@pytest.mark.filterwarnings("error")
def test_the_halving_distance_halves_the_near_field() -> None:
    curves = Curves(*(np.array(v) for v in ([0.9, 0.9, 0.6], [0.2, 0.01, 0.4], [0.3, 0.004, 0.1], [0.0] * 3)))
    near = np.array([0.4, 0.8, 0.3])  # above a floor of .1
    at = halving(curves, near, 0.1)
    heights = [curves.at(at[row : row + 1], np.array([0.1]))[row, 0] - 0.1 for row in range(3)]
    assert heights == pytest.approx(near / 2)
    assert np.isfinite(halving(curves, np.array([0.0, 5.0, 1e-300]), 0.1)).all()


def test_each_item_has_its_own_floor() -> None:
    # Three, five and seven choices: pure guessing falls from .33 to .14 and must not look like decay.
    generator = np.random.default_rng(8)
    size = generator.choice([3, 5, 7], 1500)
    guess = make_items(generator.random(1500) < 1 / size, size, chance=1 / size)
    assert measure_far(guess).reach.distance is None
    knows = make_items(generator.random(1500) < 0.8 + 0.2 / size, size, chance=1 / size)
    assert measure_far(knows).reach.censored
    assert measure_far(knows).curve.floor == pytest.approx((1 / size).mean())


def test_heavy_tails_count_by_their_logarithm() -> None:
    generator = np.random.default_rng(9)
    hours = np.exp(generator.normal(1, 2, 2000))
    scores = generator.random(2000) < curve(np.log(hours), 0.9, np.log(4.0), 0.8)
    found = measure_far(make_items(scores, hours))
    assert found.scale == "log"
    assert found.reach.distance == pytest.approx(4, rel=0.15)
    assert found.curve.width == pytest.approx(0.8, abs=0.2)
    assert found.slope.crude.sd == pytest.approx(2, abs=0.1)
    even = measure_far(make_items(scores, generator.uniform(0, 5, 2000)))
    assert even.scale == "linear"


@pytest.mark.parametrize("floor", [0.0, 0.2])
@pytest.mark.parametrize("seed", range(6))
def test_the_fit_is_the_maximum_that_a_general_optimiser_finds(seed: int, floor: float) -> None:
    far, scores = drawn(250, seed, 0.7, floor)
    data = bin_items(far / 5, outcomes(scores, chance=floor))

    def loss(at: Floats) -> float:
        p = np.clip(floor + (at[0] - floor) * expit((at[1] - data.at) / np.exp(at[2])), 1e-9, 1 - 1e-9)
        return -float((data.totals * np.log(p) + (data.weights - data.totals) * np.log1p(-p)).sum())

    box = [(floor, 1.0), (0.0, 2.0), (np.log(0.004), np.log(2.0))]
    starts = [(0.6, m, np.log(w)) for m in (0.2, 0.5, 0.8) for w in (0.03, 0.1, 0.4)]
    theirs = min(minimize(loss, start, bounds=box).fun for start in starts)
    assert -fit_curve(data).likelihood[0] <= theirs + 0.05


def test_bins_keep_every_item_and_never_split_ties() -> None:
    far = np.repeat(np.linspace(0, 1, 400), 3)
    scores = np.random.default_rng(0).random(1200)
    data = bin_items(far, outcomes(scores))
    assert isinstance(data, Binned)
    assert len(data.at) <= 150
    assert (data.weights.sum(), data.totals.sum()) == (1200, pytest.approx(scores.sum()))
    assert (data.weights % 3 == 0).all()


def test_the_same_seed_gives_the_same_interval_and_another_seed_another() -> None:
    far, scores = drawn(300, 12, 0.7)
    items = make_items(scores, far)
    assert measure_far(items, seed=4) == measure_far(items, seed=4)
    assert measure_far(items, seed=4).curve.points != measure_far(items, seed=5).curve.points
