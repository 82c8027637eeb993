"""Plans keep what they promise: widths, chances, savings, and no bias."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace
from scipy.special import expit

from farfield import FarfieldError
from farfield.comparison.planning import PlanOptions
from farfield.comparison.planning.choice import chances, choose, expected_pull, saving
from farfield.comparison.planning.precision import (
    intraclass_correlation,
    items_for_gap,
    items_for_reach,
    items_for_score,
)
from farfield.jobs.plan import plan
from farfield.measure.fits.curve import Curves
from farfield.measure.intervals import mean_interval, wilson
from farfield.results.rulers import Reach
from test_cli import run
from test_compare_runs import make_run


def alike_scores(generator: np.random.Generator, clusters: int, size: int, correlation: float) -> np.ndarray:
    """Answers of which two of a cluster correlate so: each copies its cluster's coin or throws its own."""
    coins = generator.random((clusters, 1)) < 0.6
    own = generator.random((clusters, size)) < 0.6
    copies = generator.random((clusters, size)) < np.sqrt(correlation)
    return np.where(copies, coins, own).astype(float).ravel()


@pytest.mark.parametrize("correlation", [0.0, 0.2, 0.6])
def test_the_intraclass_correlation_is_recovered(correlation: float) -> None:
    generator = np.random.default_rng(1)
    clusters = np.repeat(np.arange(2000), 6)
    found = intraclass_correlation(alike_scores(generator, 2000, 6, correlation), clusters)
    assert found == pytest.approx(correlation, abs=0.04)


@pytest.mark.parametrize(("correlation", "row"), [(0.0, 0), (0.3, 2), (0.3, 3)])
def test_the_items_that_a_score_takes_give_the_wanted_width(correlation: float, row: int) -> None:
    needed = items_for_score(0.6, correlation, 0.04, 0.95)[row]
    generator = np.random.default_rng(2)
    clusters = np.repeat(np.arange(needed.clusters), needed.per_cluster)
    widths = []
    for _ in range(40):
        scores = alike_scores(generator, needed.clusters, needed.per_cluster, correlation)
        found = mean_interval(scores, clusters)
        widths.append((found.high - found.low) / 2)
    assert np.mean(widths) == pytest.approx(0.04, rel=0.06)


def test_a_gap_takes_three_thirds() -> None:
    score = items_for_score(0.5, None, 0.03, 0.95)
    gap = items_for_gap(0.5, 0.5, None, 0.03, 0.95)
    assert len(score) == len(gap) == 1
    assert gap[0].items == pytest.approx(6 * score[0].items, rel=0.01)


def test_a_reach_that_is_open_has_no_number() -> None:
    closed = Reach(
        distance=6.0, low=4.0, high=8.0, censored=False, near=0.9, near_low=0.8, near_high=1.0, half=0.45,
        note=None, reason=None,
    )  # fmt: skip
    assert items_for_reach(closed, 500, 1.0) == 2000
    assert items_for_reach(replace(closed, high=None), 500, 1.0) is None
    assert items_for_reach(replace(closed, censored=True), 500, 1.0) is None


@given(st.lists(st.floats(0, 100), min_size=2, max_size=40), st.integers(1, 39), st.floats(0.01, 1))
def test_chances_are_chances_and_sum_to_the_number_chosen(pull: list[float], count: int, even: float) -> None:
    found = chances(np.array(pull), count, even)
    assert ((found > 0) & (found <= 1)).all()
    assert found.sum() == pytest.approx(min(count, len(pull)))
    assert choose(found, 0).sum() == min(count, len(pull))


def test_items_are_chosen_as_often_as_their_chances_say() -> None:
    probabilities = chances(np.array([1.0, 2.0, 3.0, 10.0, 0.0, 4.0]), 3, 0.2)
    drawn = np.mean([choose(probabilities, seed) for seed in range(4000)], axis=0)
    assert drawn == pytest.approx(probabilities, abs=0.03)


def test_the_choice_saves_what_it_says_and_weights_undo_it() -> None:
    """Thompson's estimate of a total of pulls: unbiased, and its variance falls by the promised share."""
    generator = np.random.default_rng(3)
    far = np.sort(generator.uniform(0, 10, 600))
    curve = Curves(np.array([0.9]), np.array([0.5]), np.array([0.08]), np.zeros(1))
    pull = expected_pull(curve, far / 10, np.zeros(600), np.array([0.0, 1.0, 0.0]))
    probabilities = chances(pull, 60, 0.1)
    assert saving(pull, probabilities) > 0.3
    chance = 0.9 * expit((5 - far) / 0.8)
    spread = np.sqrt(chance * (1 - chance))
    chosen, even = [], []
    for seed in range(1500):
        answers = generator.random(600) < chance
        moved = pull * (answers - chance) / spread
        taken = choose(probabilities, seed)
        chosen.append((moved[taken] / probabilities[taken]).sum())
        even.append(moved[generator.choice(600, 60, replace=False)].sum() * 10)
    assert np.mean(chosen) == pytest.approx(0, abs=4 * np.std(chosen) / np.sqrt(1500))
    saved = 1 - np.var(chosen) / np.var(even)
    assert saved == pytest.approx(saving(pull, probabilities), abs=0.08)


def test_items_where_the_curve_falls_pull_the_reach_most() -> None:
    curve = Curves(np.array([0.9]), np.array([0.5]), np.array([0.05]), np.zeros(1))
    pull = expected_pull(curve, np.linspace(0, 1, 101), np.zeros(101), np.array([0.0, 1.0, 0.0]))
    assert 0.35 < np.argmax(pull) / 100 < 0.65
    assert pull[0] < pull.max() / 3


def test_the_command_writes_the_chosen_items_with_their_weights(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    pilot, out = (
        make_run(tmp_path / "a", {"small": (0.9, 4), "large": (0.9, 6)}, items=300),
        tmp_path / "plan",
    )
    assert (
        run(
            "plan",
            str(pilot),
            "--next",
            "50",
            "--subject",
            "large",
            "--out",
            str(out),
            monkeypatch=monkeypatch,
        )
        == 0
    )
    told = capsys.readouterr().out
    assert "for ±3 points" in told
    assert "fewer than an even choice would take" in told
    chosen = pl.read_parquet(out / "next.parquet")
    assert chosen.height == 50
    assert (chosen["weight"] * chosen["chance"]).to_numpy() == pytest.approx(np.ones(50))


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"subject": "larg"}, "there is no subject 'larg'"),
        ({"ruler": "pieces"}, "has no ruler 'pieces'"),
    ],
)
def test_mistakes_are_one_clear_message(tmp_path: Path, options: dict[str, str], message: str) -> None:
    pilot = make_run(tmp_path / "a", {"large": (0.9, 6)}, items=60)
    with pytest.raises(FarfieldError, match=message):
        plan(pilot, tmp_path / "out", PlanOptions(**options))
    with pytest.raises(FarfieldError, match=r"items\.parquet cannot be read"):
        plan(pilot, tmp_path / "out", PlanOptions(next_items=5), pool=tmp_path)
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("options", [{"half_width": 0}, {"goal": "fame"}, {"even": 0}, {"next_items": -1}])
def test_options_out_of_range_are_refused(options: dict[str, float]) -> None:
    with pytest.raises(FarfieldError):
        PlanOptions(**options)


def test_a_pilot_without_a_curve_chooses_evenly(tmp_path: Path) -> None:
    pilot = make_run(tmp_path / "a", {"all right": (1.0, 90)}, items=60)
    done = plan(pilot, tmp_path / "out", PlanOptions(next_items=10))
    assert done.result.choice[0].saving == pytest.approx(0)
    assert done.next_items is not None
    assert done.next_items["chance"].to_numpy() == pytest.approx(np.full(10, 1 / 6))


@pytest.mark.parametrize("mean", [0.0, 0.01, 0.2, 0.9, 1.0])
def test_as_many_items_as_are_planned_keep_the_interval_that_is_printed_within_the_half_width(
    mean: float,
) -> None:
    """A pilot that is all right or all wrong once asked for no items at all."""
    (row,) = items_for_score(mean, None, 0.03, 0.95)
    found = wilson(mean, row.items, 1.96)
    assert found.low is not None
    assert found.high is not None
    assert max(mean - found.low, found.high - mean) <= 0.0301
    assert row.items >= 120
    (gap,) = items_for_gap(mean, mean, None, 0.03, 0.95)
    assert gap.items >= 3 * (row.items - 1)  # each is rounded up


def test_no_more_than_four_clusters_tell_no_correlation() -> None:
    scores = np.tile([0.0, 1.0, 1.0], 20)
    assert intraclass_correlation(scores, np.arange(60) % 4) is None
    assert intraclass_correlation(scores, np.arange(60) % 5) is not None
