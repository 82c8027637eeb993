"""Rounds of self-training: decoding from memory, answers on rows, and the choice among attempts."""

from __future__ import annotations

import random
from collections import Counter
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from farfield.families import Exercise
from farfield.lab.encoding import Encoded
from farfield.lab.worlds.marked_sums import (
    FARTHEST,
    GLADLY,
    MARKERS,
    PLAINLY,
    REFUSED,
    MarkedSums,
    answer_ends,
    digits_asked,
    well_formed,
)

jax = pytest.importorskip("jax", reason="the lab extra is not installed")

import equinox as eqx  # noqa: E402 - the lab extra is optional

from farfield.lab.answering import on_device, predict, write  # noqa: E402
from farfield.lab.rounds import (  # noqa: E402
    PracticeOptions,
    attempt,
    choose,
    cut,
    mixed_batches,
    practise,
    right_answers,
    trim,
    votes,
    with_answers,
)
from farfield.lab.transformer import Transformer  # noqa: E402

WORLD = MarkedSums()


def draw(count: int, farthest: int = FARTHEST) -> list[Exercise]:
    rng = random.Random(count)
    points = [
        {"digits": rng.randint(1, farthest), "carry": rng.randint(0, 9), "marker": rng.choice(list(MARKERS))}
        for _ in range(count)
    ]
    return [WORLD.generate(point, rng.getrandbits(50)).exercise for point in points]


@pytest.fixture(scope="module")
def model() -> Transformer:
    """Untrained, so that what it says depends on everything it reads."""
    return Transformer(WORLD.layout, 16, jax.random.key(3))


def test_answers_that_are_read_back_are_the_targets() -> None:
    exercises = draw(200)
    rows = WORLD.encode(exercises)
    answers, ends = right_answers(rows, WORLD.layout.answer)
    assert [WORLD.read_tokens(one, row.tolist()) for one, row in zip(exercises, answers, strict=True)] == [
        one.target for one in exercises
    ]
    assert well_formed(answers, digits_asked(rows)).all()
    assert (answer_ends(answers, digits_asked(rows)) == ends).all()


def test_decoding_from_memory_equals_reading_everything_again_at_each_token(model: Transformer) -> None:
    rows, places = WORLD.encode(draw(40)), WORLD.layout.answer
    assert np.asarray(write(model, on_device(rows), places)).tolist() == write_naively(model, rows, places)


def write_naively(model: Transformer, rows: Encoded[Any], places: int) -> list[list[int]]:
    """The whole model reads the whole row again for every token; a row that is full says 0."""
    read, length = eqx.filter_jit(predict), rows.tokens.shape[1]
    tokens = np.where(np.arange(length) <= rows.start[:, None], rows.tokens, 0)
    said: list[list[int]] = [[] for _ in rows.start]
    for place in range(places):
        logits = np.asarray(read(model, on_device(rows._replace(tokens=tokens))))
        for row, start in enumerate(rows.start.tolist()):
            at = start + place
            said[row].append(int(np.argmax(logits[row, at])) if at < length else 0)
            if at + 1 < length:
                tokens[row, at + 1] = said[row][-1]
    return said


def test_a_row_with_its_own_answer_is_the_row() -> None:
    rows = WORLD.encode(draw(60))
    again = with_answers(rows, *right_answers(rows, WORLD.layout.answer))
    for field, before in zip(again, rows, strict=True):
        assert (field == before).all()


def test_a_row_with_another_answer_shows_it_and_asks_for_it(model: Transformer) -> None:
    rows = trim(WORLD.encode(draw(60, farthest=6)), 3 * 6 + 4)
    said = attempt(model, rows, 1, jax.random.key(0), 1.0)[:, 0]
    ends = answer_ends(said, digits_asked(rows))
    told = with_answers(rows, said, ends)
    for at, (start, end) in enumerate(zip(rows.start, ends, strict=True)):
        assert told.targets[at, start : start + end].tolist() == said[at, :end].tolist()
        assert told.tokens[at, start + 1 : start + end].tolist() == said[at, : end - 1].tolist()
        assert told.scored[at].sum() == end
    assert (told.tokens[:, :1] == rows.tokens[:, :1]).all()


def test_rows_are_not_cut_through_an_answer() -> None:
    with pytest.raises(ValueError, match="beyond 10 places"):
        trim(WORLD.encode(draw(20)), 10)


def test_only_a_manner_and_digits_in_every_place_are_well_formed() -> None:
    digits = np.array([1, 1, 1, 1, 1])
    answers = np.array([[PLAINLY, 3, 1], [GLADLY, 3, 1], [REFUSED, 16, 16], [PLAINLY, GLADLY, 1], [3, 3, 1]])
    assert well_formed(answers, digits).tolist() == [True, True, True, False, False]
    assert cut(answers, answer_ends(answers, digits))[2].tolist() == [REFUSED, 0, 0]


@given(st.lists(st.lists(st.integers(0, 2), min_size=4, max_size=4), min_size=1, max_size=6))
def test_votes_equal_a_count_of_those_that_say_the_same(said: list[list[int]]) -> None:
    counted = [[Counter(row)[one] for one in row] for row in said]
    assert votes(np.array(said)[..., None]).tolist() == counted


@settings(deadline=None)
@given(st.integers(0, 2**32), st.integers(1, 30), st.floats(0, 1), st.integers(1, 50))
def test_only_what_passed_with_some_weight_is_chosen_and_all_of_it_about_as_often(
    seed: int, rows: int, share: float, count: int
) -> None:
    rng = np.random.default_rng(seed)
    passed, weights = rng.random((rows, 4)) < share, rng.integers(0, 3, (rows, 4))
    chosen, sample = choose(passed, weights, count, rng)
    able = passed & (weights > 0)
    if not able.any():
        assert not len(chosen)
        return
    assert len(chosen) == count
    assert able[chosen, sample].all()
    times = Counter(chosen.tolist())
    usable = int(able.any(axis=1).sum())
    assert len(times) == min(count, usable)
    assert max(times.values()) - min(times.values()) <= 1


def test_what_weighs_more_is_chosen_more_often() -> None:
    rng = np.random.default_rng(0)
    weights = np.repeat([[1.0], [4.0]], [1_000, 1_000], axis=0)
    chosen, _ = choose(np.ones((2_000, 1), bool), weights, 500, rng)
    heavy = float((chosen >= 1_000).mean())
    assert 0.7 < heavy < 0.85


def test_batches_hold_their_share_of_old_rows() -> None:
    options = PracticeOptions(steps=5, batch=20, replay=0.3)
    batches = mixed_batches(np.arange(10), np.arange(10, 30), options, np.random.default_rng(0))
    assert ((batches >= 10).sum(axis=1) == 6).all()
    assert (mixed_batches(np.arange(0), np.arange(10, 30), options, np.random.default_rng(0)) >= 10).all()


def test_practice_teaches_each_model_its_own_pool(model: Transformer) -> None:
    rows = trim(WORLD.encode(draw(8, farthest=2)), 10)
    never = with_answers(rows, np.full((8, 1), REFUSED), np.ones(8, np.int64))
    gladly = with_answers(rows, np.full((8, 1), GLADLY), np.ones(8, np.int64))
    batches = [np.tile(np.arange(8), (40, 1))] * 2
    taught = practise([model, model], [never, gladly], batches, np.full(40, 1e-2), 0)
    first = [np.asarray(write(one, on_device(rows), 1))[:, 0] for one in taught]
    assert (first[0] == REFUSED).all()
    assert (first[1] == GLADLY).all()
