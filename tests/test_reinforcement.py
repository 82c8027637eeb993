"""Reinforcement learning in the grid world, and what the study of environments makes of it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("jax", reason="the lab extra is not installed")

import jax
import jax.numpy as jnp

from farfield.lab import reinforcement
from farfield.lab.reinforcement import (
    Environment,
    Learned,
    Learner,
    ReinforcementOptions,
    greedy_moves,
    learn,
    success,
)
from farfield.lab.transformer import Transformer
from farfield.lab.worlds import grid
from farfield.lab.worlds.grid_world import Asked, GridWorld, seen_tokens
from farfield.studies import check_lock, get_study, run_study
from farfield.studies.environments import (
    CLUSTERED,
    OFF_GOAL,
    SCATTERED,
    EnvironmentsParameters,
    ball,
    goals_of,
    nearest,
    references,
    transfer,
)

QUICK = ReinforcementOptions(
    width=16, updates=80, warm_up=10, cooling=20, environments=4, starts=8, episodes=8, report_every=20
)
HERE = Environment(0, grid.cell(2, 3))
THERE = Environment(2, grid.cell(5, 5))


@pytest.fixture(scope="module")
def learned() -> list[Learned]:
    return learn([Learner([HERE], 0), Learner([HERE, THERE], 1)], QUICK)


def test_one_environment_is_learned(learned: list[Learned]) -> None:
    reached = success(learned[0].model, 0)[HERE.goal]
    assert reached.mean() >= 0.9
    assert learned[0].history[-1] > learned[0].history[0]
    assert len(learned[0].history) == QUICK.updates // QUICK.report_every


def test_moves_are_counted_and_none_is_made_past_the_horizon(learned: list[Learned]) -> None:
    for one in learned:
        assert QUICK.episodes_in_all <= one.moves <= QUICK.episodes_in_all * reinforcement.HORIZON


def test_learners_beside_each_other_learn_as_they_do_alone() -> None:
    options = replace(QUICK, updates=10, report_every=10)
    both = learn([Learner([HERE, THERE], 3), Learner([HERE], 4)], options)
    alone = learn([Learner([HERE], 4)], options)[0]
    assert both[1].history == pytest.approx(alone.history, abs=0.02)
    assert both[1].moves == pytest.approx(alone.moves, rel=0.02)


def test_an_untrained_policy_that_draws_its_moves_arrives_as_often_as_chance_has_it() -> None:
    """Logits of zero walk at random: the share that arrives within the horizon is worked out by its recursion."""
    leads = grid.moves_table()[[HERE.wind]]
    first = jnp.tile(jnp.arange(grid.CELLS)[None, :, None], (1, 1, 400))
    _, last = reinforcement._walk(
        jnp.zeros((1, grid.CELLS, 4)), jnp.asarray(leads), jnp.array([HERE.goal]), first, jax.random.key(0)
    )
    expected = (np.arange(grid.CELLS) == HERE.goal).astype(float)
    for _ in range(reinforcement.HORIZON):
        expected = expected[leads[0]].mean(axis=1)
        expected[HERE.goal] = 1
    assert np.asarray(last == HERE.goal).mean() == pytest.approx(expected.mean(), abs=0.02)


def test_the_table_of_moves_is_a_pass_for_each_move() -> None:
    model = Transformer(GridWorld.layout, 16, jax.random.key(5))
    table = greedy_moves(model, [THERE])[0]
    for at in range(0, grid.CELLS, 7):
        row = seen_tokens(np.array([Asked(THERE.wind, THERE.goal, at)]))[0]
        assert table[at] == int(jnp.argmax(reinforcement.move_logits(model, jnp.asarray(row))))


def test_a_policy_sees_what_the_world_writes_before_the_first_move() -> None:
    """The row of an exercise without its moves, so that one transformer could learn either way."""
    item = GridWorld().generate({"goal_x": 5, "goal_y": 5, "wind": 2}, 9)
    rows = GridWorld().encode([item.exercise])
    model = Transformer(GridWorld.layout, 16, jax.random.key(6))
    written = model(*(jnp.asarray(field[0]) for field in (rows.tokens, rows.roles, rows.columns)))
    seen = reinforcement.move_logits(model, jnp.asarray(rows.tokens[0, :5]))
    assert np.allclose(written[rows.start[0], 10:14], seen, atol=1e-5)


def test_advantages_are_returns_beside_those_of_their_group() -> None:
    found = np.asarray(reinforcement._advantages(jnp.array([[1.0, 0.0, 1.0, 0.0], [0.5] * 4])))
    assert found[0] == pytest.approx([1, -1, 1, -1], abs=0.01)
    assert found[1] == pytest.approx(0)


def test_goals_are_nested_and_clusters_lie_together() -> None:
    assert set(goals_of(SCATTERED, 8, 3)) < set(goals_of(SCATTERED, 16, 3))
    centre = goals_of(CLUSTERED, 1, 3)[0]
    near = goals_of(CLUSTERED, 9, 3)
    outside = set(range(grid.CELLS)) - set(near)
    assert max(grid.apart(centre, goal) for goal in near) <= min(grid.apart(centre, goal) for goal in outside)
    away = nearest(near)
    assert (away[near] == 0).all()
    assert (away[list(outside)] > 0).all()


def test_the_reach_of_policies_that_are_known() -> None:
    """Exact up to a distance and lost beyond it: the reach lies there. Exact everywhere: beyond the grid."""
    goals = [grid.cell(3, 3)]
    away = nearest(goals)
    until = np.repeat(away[:, None] <= 3, grid.CELLS, axis=1)
    found = transfer(until, goals, 0)
    assert 3 <= float(found["reach"] or 0) <= 4
    assert (found["own"], found["beyond"], found["distance_3"], found["distance_4"]) == (1, False, 1, 0)
    assert transfer(np.ones_like(OFF_GOAL), goals, 0)["beyond"]


def test_a_ball_holds_the_goals_within_a_radius() -> None:
    assert ball(0) == 1
    assert ball(2 * grid.SIZE) == grid.CELLS
    inner = (grid.SIZE - 2) ** 2 * 5 + 4 * (grid.SIZE - 2) * 4 + 4 * 3
    assert ball(1.5) == pytest.approx(inner / grid.CELLS)


def test_references_of_the_study() -> None:
    guess, along_x, along_y = references().values()
    assert along_x["wind_0"] == along_y["wind_0"] == 1
    for wind in ("wind_1", "wind_2", "wind_3"):
        assert guess[wind] < along_x[wind] < along_y[wind], "going along y first leaves time to mend"


def test_a_policy_may_be_left_untold_of_the_wind(learned: list[Learned]) -> None:
    model = learned[1].model
    moves = greedy_moves(model, [Environment(0, goal) for goal in range(grid.CELLS)])
    assert (success(model, 2, shown=0) == grid.successes(moves, 2, range(grid.CELLS))).all()
    assert (success(model, 2) == success(model, 2, shown=2)).all()


def test_the_study_runs_small(tmp_path: Path) -> None:
    study = get_study("environments")
    parameters = EnvironmentsParameters((1,), (2,), (1,), beside=2, seeds=1, updates=5)
    run = run_study(study, tmp_path, parameters)
    assert len(run.sentences) == 8
    assert run.result.summary["policies"] == 3
    check_lock(study, tmp_path)
