"""The grid world: its moves against a naive twin, the exact policy, and a support that is known by construction."""

from __future__ import annotations

import json
import re
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import naive_grid
from farfield.jobs.lab import LabRunOptions, run_lab
from farfield.lab.drawing import Drawn, draw_world
from farfield.lab.options import DrawOptions, LabOptions, TrainingOptions
from farfield.lab.references import exact_algorithm, lookup_table
from farfield.lab.worlds import get_world, grid
from farfield.lab.worlds.grid_world import END, SEEN, Asked, GridWorld, ask, parse, tell_steps
from farfield.regimes.rule import label_points
from farfield.scan import count_witnesses

WORLD = GridWorld()
SMALL = DrawOptions(
    rows=1_500,
    items={"recall": 40, "interpolation": 60, "composition": 40, "extrapolation": 60, "hyperpolation": 60},
    checks=30,
)

cells = st.integers(0, grid.CELLS - 1)
winds = st.sampled_from(grid.WINDS)
paths = st.lists(st.integers(0, 3), min_size=1, max_size=grid.LONGEST)
questions = st.builds(Asked, winds, cells, cells).filter(lambda asked: asked.goal != asked.start)
points = st.fixed_dictionaries({axis.name: st.sampled_from(axis.levels) for axis in WORLD.axes})


@given(winds, cells, cells, paths)
def test_moves_and_arrivals_are_those_of_the_naive_grid(
    wind: int, goal: int, start: int, steps: list[int]
) -> None:
    words = [grid.MOVES[step] for step in steps]
    through = naive_grid.walk(grid.SIZE, wind, grid.place(start), words)
    at = start
    for step, place in zip(steps, through[1:], strict=True):
        assert grid.moves_table()[wind, at, step] == grid.cell(*place)
        at = grid.move(at, step, wind)
    later = through[1:]
    expected = later.index(grid.place(goal)) + 1 if grid.place(goal) in later else None
    assert grid.arrival(steps, wind, goal, start) == expected


@given(questions)
def test_shortest_ways_are_as_short_as_the_naive_grid_knows(asked: Asked) -> None:
    path = grid.shortest_path(*asked)
    needed = naive_grid.fewest(grid.SIZE, asked.wind, grid.place(asked.start), grid.place(asked.goal))
    assert len(path) == grid.fewest_moves(asked.wind, asked.goal)[asked.start] == needed
    assert grid.arrival(path, *asked) == needed


@settings(max_examples=10, deadline=None)
@given(questions.filter(lambda asked: grid.limit(*asked) <= 6))
def test_the_chance_of_a_guess_counts_all_sequences_of_moves(asked: Asked) -> None:
    start, goal = grid.place(asked.start), grid.place(asked.goal)
    expected = naive_grid.chance(grid.SIZE, asked.wind, start, goal, grid.limit(*asked))
    assert grid.chances(asked.wind, asked.goal)[asked.start] == pytest.approx(expected)


@pytest.mark.parametrize("wind", grid.WINDS)
def test_the_exact_policy_succeeds_everywhere_and_one_that_knows_no_wind_does_not(wind: int) -> None:
    goals = range(grid.CELLS)
    exact = np.array([grid.exact_moves(wind, goal) for goal in goals])
    calm = np.array([grid.exact_moves(0, goal) for goal in goals])
    assert grid.successes(exact, wind, goals).all()
    assert grid.successes(calm, wind, goals).all() == (wind == 0)


@given(st.integers(0, 2**32), winds, cells)
def test_success_of_a_policy_is_that_of_walking_it(seed: int, wind: int, goal: int) -> None:
    policy = np.random.default_rng(seed).integers(0, 4, grid.CELLS)
    told = grid.successes(policy[None], wind, [goal])[0]
    for start in range(0, grid.CELLS, 5):
        at, words = start, []
        while at != goal and len(words) < grid.limit(wind, goal, start):
            words.append(grid.MOVES[policy[at]])
            at = grid.cell(*naive_grid.walk(grid.SIZE, wind, grid.place(start), words)[-1])
        assert told[start] == (at == goal)


@given(points, st.integers(0, 10**6))
def test_the_witness_reads_what_the_world_writes_and_no_way_that_misses(
    point: dict[str, int], seed: int
) -> None:
    item = WORLD.generate(point, seed)
    (witness,) = WORLD.witnesses
    document = WORLD.document(item.exercise)
    match = witness.pattern.search(f"so: {document}.")
    assert match is not None
    assert witness.read(match) == point
    asked, path = parse(item.exercise.question), grid.shortest_path(*parse(item.exercise.question))
    for wrong in ([*path, 0], path[:-1], [*path[:-1], (path[-1] + 1) % 4], [step ^ 1 for step in path]):
        missed = witness.pattern.search(f"{item.exercise.question} : {tell_steps(wrong)}")
        if missed is not None:
            shown = witness.read(missed)
            assert shown is None or grid.arrival(wrong, *asked) == len(wrong)


def test_the_witness_knows_no_place_beyond_the_grid() -> None:
    (witness,) = WORLD.witnesses
    for text in ("a1 -> h1, wind 0 : east", "a8 -> b8, wind 0 : east", "a1 -> b1, wind 9 : east"):
        assert witness.pattern.search(text) is None
    told = witness.pattern.search(witness.example)
    assert told is not None
    assert witness.read(told) == {"goal_x": 2, "goal_y": 2, "wind": 0}


@given(points, st.integers(0, 10**6), st.lists(st.integers(0, 3), max_size=grid.LONGEST + 4))
def test_any_way_within_the_limit_is_right(point: dict[str, int], seed: int, steps: list[int]) -> None:
    item = WORLD.generate(point, seed)
    asked = parse(item.exercise.question)
    assert WORLD.grade(item.exercise.target, item) == 1
    other = [*reversed(grid.shortest_path(*asked))]
    for tried in (steps, other):
        through = naive_grid.walk(
            grid.SIZE, asked.wind, grid.place(asked.start), [grid.MOVES[step] for step in tried]
        )
        needed = naive_grid.fewest(grid.SIZE, asked.wind, grid.place(asked.start), grid.place(asked.goal))
        right = grid.place(asked.goal) in through[1 : needed + grid.DETOUR + 1]
        answer = WORLD.read_answer(f"Answer: {tell_steps(tried)}")
        assert WORLD.grade(answer, item) == right
    assert WORLD.grade(None, item) == WORLD.grade("up, up", item) == 0


@given(questions)
def test_questions_are_read_as_they_are_asked(asked: Asked) -> None:
    assert parse(ask(asked)) == asked


@given(st.lists(st.tuples(points, st.integers(0, 10**6)), min_size=1, max_size=4))
def test_encoded_rows_spell_the_way_and_are_read_back(several: list[tuple[dict[str, int], int]]) -> None:
    exercises = [WORLD.generate(point, seed).exercise for point, seed in several]
    rows = WORLD.encode(exercises)
    for row, one in enumerate(exercises):
        x, y, gx, gy, wind = re.fullmatch(r"(.)(.) -> (.)(.), wind (.)", one.question).groups()  # type: ignore[union-attr]
        seen = ["abcdefg".index(gx), int(gy) - 1, int(wind), "abcdefg".index(x), int(y) - 1]
        assert rows.tokens[row, :SEEN].tolist() == seen
        answer = rows.targets[row][rows.scored[row]].tolist()
        assert answer[-1] == END
        assert rows.tokens[row, SEEN : SEEN + len(answer) - 1].tolist() == answer[:-1]
        assert rows.start[row] == np.flatnonzero(rows.scored[row])[0]
        idle = [0] * (WORLD.layout.answer - len(answer))
        assert WORLD.read_tokens(one, [*answer, *idle]) == one.target
    assert rows.tokens.shape[1] == WORLD.layout.length
    assert rows.columns.max() < WORLD.layout.columns


@pytest.fixture(scope="module")
def drawn() -> Drawn:
    return draw_world(get_world("grid_world"), SMALL, 0)


def test_the_rule_finds_in_the_text_the_regimes_that_the_world_has(drawn: Drawn, tmp_path: Path) -> None:
    lines = [json.dumps({"text": WORLD.document(row.exercise)}) + "\n" for row in drawn.corpus]
    (tmp_path / "corpus.jsonl").write_text("".join(lines))
    support = count_witnesses([WORLD], str(tmp_path / "corpus.jsonl"))["grid_world"]
    assert support.points["count"].sum() == len(drawn.corpus)
    asked = [(item, regime) for item, regime in drawn.asked if regime != "recall"]
    labels = label_points(pl.DataFrame([dict(item.point) for item, _ in asked]), WORLD.axes, support)
    assert labels["regime"].to_list() == [regime for _, regime in asked]
    assert set(labels["regime"]) == {"interpolation", "composition", "extrapolation", "hyperpolation"}


def test_the_scan_finds_the_regimes_in_a_lab_of_the_world(tmp_path: Path) -> None:
    """By the ordinary path: no near duplicate is found of a way that the corpus does not hold."""
    pytest.importorskip("jax", reason="the lab extra is not installed")
    training = TrainingOptions(
        width=16, batch=16, steps=50, cooling=50, cool_from=0.0, recall=0.0, interpolation=0.0, attempts=1
    )
    run_lab(tmp_path, LabRunOptions(LabOptions("grid_world", SMALL, training)))
    items = pl.read_parquet(tmp_path / "seed-0" / "items.parquet")
    assert items.filter(pl.col("regime") != pl.col("regime_declared")).is_empty()
    assert items["regime"].n_unique() == 5


def test_nothing_held_out_stands_in_the_corpus(drawn: Drawn) -> None:
    held = {row.exercise.question for row in drawn.corpus}
    assert all((item.exercise.question in held) == (regime == "recall") for item, regime in drawn.asked)


def test_references_score_as_they_must(drawn: Drawn) -> None:
    grades = {
        name: [
            WORLD.grade(WORLD.read_answer(said), item)
            for said, item in zip(reply(drawn), drawn.items, strict=True)
        ]
        for name, reply in (("exact", exact_algorithm), ("table", lookup_table))
    }
    assert set(grades["exact"]) == {1.0}
    assert grades["table"] == [float(regime == "recall") for regime in drawn.regimes]


def test_the_wind_is_widened_where_it_is_asked_for() -> None:
    drawn = draw_world(
        get_world("grid_world"), DrawOptions(rows=400, items=SMALL.items, checks=20, widen={"wind": 0.5}), 1
    )
    assert {row.point["wind"] for row in drawn.corpus} == {0, 2}
    found = {int(item.point["wind"]) for item, regime in drawn.asked if regime == "extrapolation"}
    assert 3 in found
    assert "hyperpolation" not in drawn.regimes
