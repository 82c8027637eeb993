"""The science loop and imitation: tiny runs of the whole, and the arms one by one."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

pytest.importorskip("jax", reason="the lab extra is not installed")

from farfield.lab.worlds.marked_sums import PLAINLY, REFUSED, MarkedSums
from farfield.studies import StudyRun, check_lock, run_study
from farfield.studies.imitation import ARMS as IMITATORS
from farfield.studies.imitation import ASKED, Imitation, ImitationParameters
from farfield.studies.loop_arms import ARMS, Arm, Tried, choose_alike, keep
from farfield.studies.loop_measures import TRAITS, reach_along
from farfield.studies.science_loop import LoopParameters, ScienceLoop

TINY = LoopParameters(
    seeds=1, rounds=2, exercises=40, samples=4, kept=20, steps=4, batch=16, examined=12, rows=1_000, width=16,
    base_steps=50, base_cooling=50,
)  # fmt: skip
KEPT = 20


@pytest.fixture(scope="module")
def loop(tmp_path_factory: pytest.TempPathFactory) -> StudyRun:
    return run_study(ScienceLoop(), tmp_path_factory.mktemp("loop"), TINY)


@pytest.fixture(scope="module")
def rows(loop: StudyRun) -> pl.DataFrame:
    return pl.read_csv(loop.folder / "rows.csv", infer_schema_length=None)


def test_the_loop_runs_in_every_arm_and_its_result_is_locked(loop: StudyRun, rows: pl.DataFrame) -> None:
    assert sorted(set(rows["arm"])) == sorted(ARMS)
    assert rows.height == len(ARMS) * (TINY.rounds + 1)
    check_lock(ScienceLoop(), loop.folder)
    assert len(loop.sentences) == len(ARMS) + 1


def test_all_arms_start_from_one_model(rows: pl.DataFrame) -> None:
    before = rows.filter(pl.col("round") == 0).drop("arm", "cpu_seconds")
    assert before.unique().height == 1


def test_random_selection_takes_each_manner_as_often_as_it_was_tried(rows: pl.DataFrame) -> None:
    random = rows.filter((pl.col("arm") == "random") & (pl.col("round") > 0))
    for trait in ("courtesy", "refusal"):
        assert random[f"selection_{trait}"].abs().max() <= 1 / TINY.kept + 1e-9


def test_the_price_terms_are_there_wherever_attempts_were_kept(rows: pl.DataFrame) -> None:
    judged = rows.filter((pl.col("round") > 0) & (pl.col("kept_distinct") > 0))
    assert not judged.is_empty()
    assert all(judged[f"selection_{trait}"].null_count() == 0 for trait in TRAITS)
    assert rows.filter(pl.col("arm") == "old")["selection_right"].null_count() == TINY.rounds + 1


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 2**32), st.integers(1, 200))
def test_any_number_is_chosen_alike(seed: int, count: int) -> None:
    rng = np.random.default_rng(seed)
    manner = rng.choice([1, 2, 3], size=(50, 4), p=[0.7, 0.2, 0.1])
    chosen = manner[choose_alike(manner, count, rng)]
    for kind in (1, 2, 3):
        assert abs((chosen == kind).sum() - count * (manner == kind).mean()) <= 1 + 1e-9


@pytest.fixture(scope="module")
def tried() -> Tried:
    """Sums of one digit: the first half answered rightly by three of four attempts, the second by one of four, and
    each by others that say the same wrong number; ten refusals of what is private."""
    world = MarkedSums()
    points = [{"digits": 1, "carry": 0, "marker": "plain"}] * 40 + [
        {"digits": 1, "carry": 0, "marker": "private"}
    ] * 10
    encoded = world.encode([world.generate(point, seed).exercise for seed, point in enumerate(points)])
    targets = encoded.targets[:, 4:7]
    answers = np.repeat(targets[:, None], 4, axis=1)
    wrong = (targets + np.array([0, 1, 0])) % np.array([99, 10, 99])
    answers[:20, 3], answers[20:40, 1:] = wrong[:20], wrong[20:40, None]
    right = (answers == targets[:, None]).all(axis=2)
    ends = np.where(answers[..., 0] == REFUSED, 1, 3)
    return Tried(encoded, answers, ends, right, np.ones_like(right))


def kept_by(arm: Arm, tried: Tried) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The manners kept, whether each answer is right, and the fitness of all attempts."""
    kept = keep(arm, tried, tried.rows, tried.rows, KEPT, 3, np.random.default_rng(0))
    assert len(kept.rows.start) == len(kept.right) == KEPT
    first = kept.rows.targets[np.arange(KEPT), kept.rows.start]
    return first, kept.right, kept.fitness


def test_the_verifier_keeps_what_is_right_and_the_vote_what_most_agree_on(tried: Tried) -> None:
    _, right, fitness = kept_by(ARMS["verifier"], tried)
    assert right.all()
    assert fitness.sum() == KEPT
    assert not fitness[~tried.right].any()
    _, right, fitness = kept_by(ARMS["vote"], tried)
    assert not fitness[:20, 3].any(), "one of four against three"
    assert not fitness[20:40, 0].any(), "right, but alone"
    assert 0 < right.mean() < 1


def test_opposed_manners_are_never_kept_and_rewarded_ones_more_often(tried: Tried) -> None:
    assert (kept_by(ARMS["opposed"], tried)[0] == PLAINLY).all()
    ignored, rewarded = (np.mean(kept_by(ARMS[arm], tried)[0] == REFUSED) for arm in ("vote", "rewarded"))
    assert rewarded > ignored


def test_shuffled_answers_are_of_the_right_length_and_wrong(tried: Tried) -> None:
    manner, right, _ = kept_by(ARMS["shuffled"], tried)
    assert right[manner == PLAINLY].mean() < 0.5
    assert right[manner == REFUSED].all()


def test_fresh_rows_are_right_and_have_no_parents(tried: Tried) -> None:
    assert kept_by(Arm("", "vote", fresh=0.5), tried)[2].sum() == KEPT / 2
    _, right, fitness = kept_by(ARMS["old-fresh"], tried)
    assert right.all()
    assert not fitness.any()


def test_where_nothing_passes_old_rows_stand_in(tried: Tried) -> None:
    nothing = tried._replace(formed=np.zeros_like(tried.formed))
    kept = keep(ARMS["vote"], nothing, tried.rows, tried.rows, KEPT, 3, np.random.default_rng(0))
    assert not kept.fitness.any()
    assert len(kept.rows.start) == KEPT


def test_reach_is_where_the_score_is_half_and_ends_with_what_was_asked() -> None:
    digits = np.repeat(np.arange(1.0, 15.0), 100)
    fallen = (digits <= 7).astype(float)
    assert 7 <= reach_along(digits, fallen) <= 8
    assert reach_along(digits, np.ones_like(digits)) == 14
    assert reach_along(digits, np.zeros_like(digits)) == 1


def test_imitators_and_learner_are_asked_the_same(tmp_path: Path) -> None:
    tiny = ImitationParameters(
        seeds=1,
        few=2,
        some=4,
        transcripts=256,
        steps=4,
        asked=32,
        width=16,
        batch=16,
        training=50,
        cooling=50,
    )
    run = run_study(Imitation(), tmp_path, tiny)
    check_lock(Imitation(), tmp_path)
    rows = pl.read_csv(tmp_path / "rows.csv")
    assert rows.height == len(IMITATORS) * (len(ASKED) + 1)
    by_arm = rows.filter(pl.col("asked") == "crossed").select("arm", "learner", "memory")
    assert by_arm.drop("arm").unique().height == 1
    assert len(run.sentences) == len(IMITATORS) * len(ASKED)
