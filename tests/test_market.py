"""The market's exact part: every figure that is known without drawing, and the scripted policies."""

from __future__ import annotations

import math
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from farfield.market import Economy, best_reply, monopoly_price, nash_price, profit_of, profits
from farfield.market.changing import Regimes, crossing, generalist_growth, updater_growth
from farfield.market.contest import ContestOptions, contest
from farfield.market.depth import DepthOptions, depths, evolve, rules
from farfield.market.economy import HOME, shares
from farfield.market.honesty import Honesty, honesty_worth, live, measured_log_ratio
from farfield.market.monoculture import chance_together, draw_failures, effective_firms
from farfield.market.policies import POLICIES, Observation
from farfield.market.reach import kept_profit, over_best_reply, reach_of
from farfield.market.selection import (
    draw_parents,
    drift_deviation,
    expect,
    fixation_chance,
    replicate,
    step,
    transitions,
)
from farfield.records import FarfieldError

economies = st.builds(Economy, st.floats(0.5, 1.8), st.floats(1.5, 3), st.floats(0.05, 1), st.floats(-1, 1))
rivals_prices = st.lists(st.floats(0.5, 3), max_size=7)


def test_prices_of_calvanos_economy() -> None:
    assert nash_price(2, HOME) == pytest.approx(1.472927, abs=5e-7)
    assert monopoly_price(2, HOME) == pytest.approx(1.924981, abs=5e-7)


def share_naively(price: float, rivals: list[float], economy: Economy) -> float:
    weights = [math.exp((economy.quality - each) / economy.spread) for each in (price, *rivals)]
    return weights[0] / (sum(weights) + math.exp(economy.outside / economy.spread))


@settings(deadline=None, max_examples=50)
@given(economies, rivals_prices)
def test_no_price_earns_more_than_the_best_reply(economy: Economy, rivals: list[float]) -> None:
    found = best_reply(rivals, economy)
    assert found > economy.cost
    best = profit_of(found, rivals, economy)
    assert best == pytest.approx((found - economy.cost) * share_naively(found, rivals, economy), rel=1e-9)
    for price in np.linspace(economy.cost - 0.5, found + 3, 200):
        assert profit_of(float(price), rivals, economy) <= best * (1 + 1e-9)


@settings(deadline=None, max_examples=50)
@given(economies, st.integers(1, 9))
def test_a_nash_price_is_the_best_reply_to_itself_and_lies_below_the_monopoly(
    economy: Economy, firms: int
) -> None:
    found = nash_price(firms, economy)
    assert best_reply([found] * (firms - 1), economy) == pytest.approx(found, abs=1e-9)
    together = monopoly_price(firms, economy)
    assert found <= together + 1e-9
    for price in (together - 0.01, together + 0.01):
        assert profits([price] * firms, economy).sum() <= profits([together] * firms, economy).sum()


def test_tiny_spreads_overflow_nothing() -> None:
    economy = Economy(spread=0.001)
    assert nash_price(2, economy) == pytest.approx(1.002, abs=1e-3)
    assert shares([1.0, 1.1], economy) == pytest.approx([1, 0], abs=1e-12)


@pytest.mark.parametrize("told", [{"spread": 0.0}, {"spread": -1.0}, {"cost": math.nan}])
def test_what_is_no_economy_is_refused(told: dict[str, float]) -> None:
    with pytest.raises(FarfieldError, match="no economy"):
        Economy(**told)


def test_markets_without_firms_are_refused() -> None:
    with pytest.raises(FarfieldError, match="0 firms"):
        nash_price(0, HOME)


@given(st.floats(0.01, 0.99), st.floats(-0.5, 0.5), st.integers(1, 40))
def test_the_replicator_adds_log_ratios_to_the_logit(
    start: float, log_ratio: float, generations: int
) -> None:
    course = replicate(start, log_ratio, generations)
    logits = np.log(course) - np.log1p(-course)
    apart = logits - logits[0] - log_ratio * np.arange(generations + 1)
    assert np.abs(apart[np.abs(logits) < 10]).max() < 1e-10


def test_fixation_of_one_entrant() -> None:
    """The system of equations: .0941; drawn lines agree within three standard errors."""
    exact = fixation_chance(50, 0.05)
    assert exact == pytest.approx(0.0941, abs=5e-5)
    assert fixation_chance(50, 0.0) == pytest.approx(1 / 50, abs=1e-9)
    rng, lines, fixed = np.random.default_rng(0), 4_000, 0
    kinds = np.tile(np.arange(50) == 0, (lines, 1))
    while len(kinds):
        kinds = np.take_along_axis(kinds, draw_parents(np.where(kinds, 1.05, 1.0), rng), axis=-1)
        counts = kinds.sum(axis=-1)
        fixed += int((counts == 50).sum())
        kinds = kinds[(counts > 0) & (counts < 50)]
    assert abs(fixed / lines - exact) < 3 * math.sqrt(exact * (1 - exact) / lines)


def test_one_steps_mean_and_variance() -> None:
    """Of the chain by its definition, and of what is drawn."""
    matrix, numbers = transitions(50, math.log(1.05)), np.arange(51)
    after = float(step(np.array(0.4), math.log(1.05)))
    assert after == pytest.approx(0.4 * 1.05 / (0.4 * 1.05 + 0.6))
    mean = matrix[20] @ numbers
    assert mean == pytest.approx(50 * after)
    assert matrix[20] @ numbers**2 - mean**2 == pytest.approx(50 * after * (1 - after))
    kinds = np.tile(np.arange(50) < 20, (20_000, 1))
    parents = draw_parents(np.where(kinds, 1.05, 1.0), np.random.default_rng(1))
    drawn = np.take_along_axis(kinds, parents, axis=-1).sum(axis=-1)
    assert drawn.mean() == pytest.approx(mean, abs=3 * math.sqrt(50 * after * (1 - after) / 20_000))
    assert drawn.var() == pytest.approx(50 * after * (1 - after), rel=0.04)


def test_a_population_that_earns_nothing_goes_on_by_chance() -> None:
    parents = draw_parents(np.array([0.0, -1.0, 0.0]), np.random.default_rng(0))
    assert set(parents) <= {0, 1, 2}


@pytest.mark.parametrize(
    ("log_ratio", "mutation", "endless", "of_100", "gone"),
    [
        (-0.1, 0.0, 0.0474, 0.0618, 0.4147),
        (-0.1, 0.01, 0.1258, 0.1379, 0.0096),
        (0.0, 0.0, 0.5, 0.5, 0.0164),
        (0.1, 0.0, 0.9526, 0.9382, 0.0),
    ],
)
def test_what_is_left_of_honesty(
    log_ratio: float, mutation: float, endless: float, of_100: float, gone: float
) -> None:
    """30 generations from half, by the chain of all numbers; what is drawn agrees within its error."""
    assert replicate(0.5, log_ratio, 30, mutation)[-1] == pytest.approx(endless, abs=1e-4)
    known = expect(100, 50, log_ratio, 30, mutation)
    assert known.mean[-1] == pytest.approx(of_100, abs=1e-4)
    assert known.gone[-1] == pytest.approx(gone, abs=1e-4)
    lives = live(honesty_worth(log_ratio), 100, 200, 30, 20, mutation, np.random.default_rng(0))
    ends = lives.honest[-1].mean(axis=-1)
    assert abs(ends.mean() - of_100) < 3 * ends.std() / math.sqrt(200)
    measured = measured_log_ratio(lives)
    assert measured == pytest.approx(log_ratio, abs=0.005)


def test_honesty_that_costs_nothing_is_not_eroded_beyond_drift() -> None:
    lives = live(honesty_worth(0.0), 100, 400, 30, 20, 0.0, np.random.default_rng(2))
    ends = lives.honest[-1].mean(axis=-1)
    drift = drift_deviation(0.5, 100, 30)
    assert drift == pytest.approx(0.255, abs=1e-3)
    assert ends.std() == pytest.approx(drift, rel=0.1)
    error = drift / math.sqrt(400)
    assert abs(ends.mean() - 0.5) + 1.645 * error < 0.05, "equivalent within 5 points"


@given(st.floats(0, 0.5), st.floats(0, 1), st.floats(0, 0.99))
def test_the_worth_of_honesty_is_gain_and_expected_fine(
    gain: float, detection: float, penalty: float
) -> None:
    worth = Honesty(gain, detection, penalty)
    assert worth.log_ratio == pytest.approx(-gain - math.log(1 - detection * penalty))
    if penalty > 0.01:
        assert honesty_worth(worth.log_ratio, gain, penalty).detection == pytest.approx(detection, abs=1e-9)


@pytest.mark.parametrize("log_ratio", [-0.2, -5.0])
def test_honesty_cannot_be_worth_less_than_the_gain_of_shading(log_ratio: float) -> None:
    with pytest.raises(FarfieldError, match=r"-0\.1 where nobody is found out"):
        honesty_worth(log_ratio)


def test_nobody_competes_under_a_certain_ruin() -> None:
    with pytest.raises(FarfieldError, match="leaves nothing"):
        Honesty(detection=1.0, penalty=1.0)


def test_the_crossing_of_a_changing_world() -> None:
    regimes = Regimes()
    assert crossing(regimes) == pytest.approx(2.4, abs=0.05)
    for period, updater_wins in ((2.4, False), (2.5, True), (1, False), (9, True)):
        assert (updater_growth(period, regimes) > generalist_growth(regimes)) is updater_wins
    worth = [math.log(regimes.suited) if at % 4 else math.log(regimes.unsuited) for at in range(400)]
    assert updater_growth(4, regimes) == pytest.approx(sum(worth) / 400)
    with pytest.raises(FarfieldError, match="nothing to choose"):
        Regimes(suited=1.0)


@pytest.mark.parametrize(
    ("correlation", "half", "effective"),
    [(0.0, 1.1e-19, 50.0), (0.3, 0.0021, 8.649), (0.6, 0.0187, 3.464), (0.9, 0.0425, 1.598)],
)
def test_firms_that_fail_together(correlation: float, half: float, effective: float) -> None:
    assert chance_together(50, 0.05, correlation, 25) == pytest.approx(half, rel=0.01)
    assert effective_firms(50, 0.05, correlation) == pytest.approx(effective, abs=5e-4)
    failed = draw_failures(50, 0.05, correlation, 40_000, np.random.default_rng(0))
    assert failed.mean() == pytest.approx(0.05, abs=0.005)
    variance = failed.mean(axis=-1).var()
    assert 0.05 * 0.95 / variance == pytest.approx(effective, rel=0.06)


def test_luck_that_is_no_correlation_is_refused() -> None:
    for told in ((0.05, 1.0), (0.05, -0.1), (0.0, 0.5)):
        with pytest.raises(FarfieldError, match="cannot be reckoned"):
            chance_together(50, *told, 25)


@pytest.mark.parametrize(
    ("firms", "company", "hundredths", "exact"),
    [
        (2, "copies", 27, 0.2713),
        (2, "alone", 34, 0.3466),
        (6, "copies", 15, 0.1512),
        (6, "alone", 22, 0.2239),
    ],
)
def test_the_reach_of_a_frozen_price(firms: int, company: str, hundredths: int, exact: float) -> None:
    """Half of the adapted profit is kept at so many hundredths, and no longer at one more."""
    frozen = POLICIES["frozen"]
    assert reach_of(frozen, firms, company) == pytest.approx(exact, abs=5e-5)  # type: ignore[arg-type]
    kept = [kept_profit(frozen, at / 100, firms, company) for at in (hundredths, hundredths + 1)]  # type: ignore[arg-type]
    assert kept[0] >= 0.5 > kept[1]


def test_sharing_a_frozen_price_costs_a_fifth_to_a_third_of_its_reach_and_hides_the_loss() -> None:
    frozen = POLICIES["frozen"]
    lost = [1 - reach_of(frozen, n, "copies") / reach_of(frozen, n, "alone") for n in (2, 6)]  # type: ignore[operator]
    assert lost == pytest.approx([0.217, 0.325], abs=0.001)
    assert over_best_reply(frozen, 0.35, 2, "copies") == pytest.approx(0.626, abs=0.001)
    assert over_best_reply(frozen, 0.35, 2, "alone") == pytest.approx(0.489, abs=0.001)


def test_what_each_policy_does() -> None:
    dearer = replace(HOME, cost=1.2)
    seen = Observation(dearer, [1.5], luck=0.5)
    found = {name: policy(seen) for name, policy in POLICIES.items()}
    top = monopoly_price(2, dearer)
    assert found["nash"].price == pytest.approx(nash_price(2, dearer))
    assert found["monopoly"].price == pytest.approx(top)
    assert found["cost_plus"].price == pytest.approx(1.2 * 1.472927, abs=1e-6)
    assert found["undercut"].price == pytest.approx(1.45)
    assert found["copycat"].price == 1.5
    assert found["random"].price == pytest.approx((1.2 + top) / 2)
    assert found["frozen"].price == pytest.approx(1.472927, abs=1e-6)
    assert found["best_reply"] == found["honest"] == (pytest.approx(best_reply([1.5], dearer)), 0)
    assert found["shader"] == (found["honest"].price, 0.025)
    assert POLICIES["undercut"](replace(seen, rivals=[1.1])).price == 1.2, "never below cost"
    for name in ("undercut", "copycat", "nash", "best_reply"):
        assert POLICIES[name](replace(seen, rivals=[])).price > 1.2


def test_adapted_policies_keep_everything_and_a_share_on_costs_most() -> None:
    for name in ("nash", "best_reply", "honest"):
        assert reach_of(POLICIES[name], 2, "alone") is None
        assert kept_profit(POLICIES[name], 0.5, 2, "alone") == pytest.approx(1, abs=1e-9)
    kept = [kept_profit(POLICIES["cost_plus"], rise, 2, "alone") for rise in (0.0, 0.2, 0.4, 0.6)]
    assert kept[0] == pytest.approx(1, abs=1e-9)
    assert all(one > other for one, other in pairwise(kept))
    assert kept[-1] > 0.5
    assert kept_profit(POLICIES["frozen"], 0.6, 2, "alone") < 0, "sold below cost"


def test_depth_counts_observations_at_which_a_price_differs() -> None:
    known = rules()
    moved = known[0] + [[0.04, 0, 0], [0.06, 0, 0]]
    assert depths(moved, known[0], 0.05).tolist() == [0.0, 1.0]
    rival = depths(known[3:4], known[0], 0.05)
    assert rival[0] == pytest.approx(10 / 11), "1.5 alone of eleven rival prices is within .05 of 1.473"


def test_winners_change_more_where_the_world_changes_and_chance_alone_does_not_tell() -> None:
    means = {}
    for selected in (True, False):
        for lasts in (1, 1_000):
            options = DepthOptions(lasts=lasts, selected=selected)
            lives = [evolve(options, np.random.default_rng(seed)).winner for seed in range(30)]
            means[selected, lasts] = float(np.mean(lives))
    assert means[True, 1] > 0.8
    assert means[True, 1_000] < 0.45
    assert abs(means[False, 1] - means[False, 1_000]) < 0.3
    small = [evolve(DepthOptions(large=False), np.random.default_rng(seed)) for seed in range(5)]
    assert not any(one.large for one in small)


def test_a_contest_is_the_same_for_the_same_seed_and_random_prices_lose() -> None:
    options = ContestOptions(lasts=4, honesty=honesty_worth(0.0))
    one, other = (contest(options, np.random.default_rng(3)) for _ in range(2))
    assert one == other
    assert sum(one.values()) == pytest.approx(1)
    assert one["random"] + one["monopoly"] < 0.2


@pytest.mark.parametrize(
    "make",
    [
        lambda: DepthOptions(firms=3),
        lambda: DepthOptions(lasts=0),
        lambda: ContestOptions(each=0),
        lambda: ContestOptions(market=7),
    ],
)
def test_populations_that_cannot_live_are_refused(make: object) -> None:
    with pytest.raises(FarfieldError):
        make()  # type: ignore[operator]
