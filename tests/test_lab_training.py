"""Training to a threshold, and answers: teacher forcing, greedy decoding and a naive decoder agree."""

from collections import Counter
from dataclasses import replace

import numpy as np
import pytest

import naive
from farfield.lab.carry_world import Sum, World, WorldOptions, draw_world
from farfield.lab.encoding import column_ids, digits_of, encode, equals_place, sequence_length
from farfield.lab.options import TrainingOptions

jax = pytest.importorskip("jax", reason="the lab extra is not installed")

from farfield.lab.answering import (  # noqa: E402 - jax is optional
    answer_exactly,
    answer_greedily,
    largest_move,
    move_columns,
    on_device,
)
from farfield.lab.training import Trained, TrainingProgress, shuffled_batches, train  # noqa: E402
from farfield.lab.transformer import Transformer  # noqa: E402

WIDEST = 3
SMALL = WorldOptions(
    documents=2_000,
    trained_digits=2,
    farthest_digits=WIDEST,
    recall_items=60,
    interpolation_items=60,
    extrapolation_items=20,
    hyperpolation_items=36,
    validation_sums=60,
)
QUICK = TrainingOptions(
    width=16, batch=64, steps=450, cooling=50, cool_from=1.1, recall=0.05, interpolation=0.05, attempts=2
)


@pytest.fixture(scope="module")
def world() -> World:
    return draw_world(SMALL, 1)


@pytest.fixture(scope="module")
def reports() -> list[TrainingProgress]:
    return []


@pytest.fixture(scope="module")
def trained(world: World, reports: list[TrainingProgress]) -> Trained:
    return train(world, QUICK, 1, reports.append)


def test_training_reports_each_check_and_stops_where_the_thresholds_hold(
    trained: Trained, reports: list[TrainingProgress]
) -> None:
    assert [now.step for now in reports] == list(range(50, 501, 50))
    assert {now.ceiling for now in reports} == {QUICK.ceiling} == {trained.steps}
    assert (reports[-1].recall, reports[-1].interpolation) == (trained.recall, trained.interpolation)
    assert trained.reached
    assert trained.attempt == 1
    assert trained.recall > reports[0].recall


def test_training_cools_as_soon_as_the_checks_allow_it(world: World) -> None:
    steps: list[int] = []
    train(
        world, replace(QUICK, cool_from=0.0, cooling=100, attempts=1), 1, lambda now: steps.append(now.step)
    )
    assert steps == [50, 100]


def test_an_attempt_that_misses_its_thresholds_is_given_up_and_another_seed_tried(world: World) -> None:
    reports: list[TrainingProgress] = []
    unreachable = replace(QUICK, steps=50, recall=1.1)
    trained = train(world, unreachable, 1, reports.append)
    assert [(now.attempt, now.step) for now in reports] == [(1, 50), (1, 100), (2, 50), (2, 100)]
    assert not trained.reached
    best = max(reports[1::2], key=lambda now: now.recall + now.interpolation)
    assert (trained.recall, trained.interpolation) == (best.recall, best.interpolation)


def test_each_pass_holds_every_document_once() -> None:
    batches = shuffled_batches(70, replace(QUICK, batch=7), (1, 1))
    first = np.concatenate([next(batches).ravel() for _ in range(2)])
    assert len(first) == 700
    assert Counter(first[:70].tolist()) == Counter(first[70:140].tolist()) == Counter(range(70))
    assert first[:70].tolist() != first[70:140].tolist()


def test_a_teacher_forced_pass_is_right_exactly_where_greedy_decoding_is(
    trained: Trained, world: World
) -> None:
    greedy = answer_greedily(trained.model, world.items, WIDEST)
    forced = np.asarray(answer_exactly(trained.model, on_device(encode(world.items, WIDEST))))
    assert forced.tolist() == [said == item.target for said, item in zip(greedy, world.items, strict=True)]
    assert 0.05 < forced.mean() < 0.95, "both right and wrong answers are needed to tell them apart"


def test_greedy_decoding_equals_a_naive_decoder(trained: Trained, world: World) -> None:
    some = world.items[::3]
    assert answer_greedily(trained.model, some, WIDEST) == [write_naively(trained.model, one) for one in some]


def test_any_text_is_exact_if_and_only_if_the_model_would_write_it(world: World) -> None:
    model = Transformer(16, column_ids(WIDEST), jax.random.key(5))
    items = world.items[::5]
    said = [int(number) for number in answer_greedily(model, items, WIDEST)]
    written = encode(items, WIDEST)
    for row, (item, number) in enumerate(zip(items, said, strict=True)):
        digits = digits_of([number], item.digits + 1)[0]
        equals, end = equals_place(item.digits), sequence_length(item.digits)
        written.tokens[row, equals + 1 : end] = digits[:-1]
        written.targets[row, equals:end] = digits
    assert np.asarray(answer_exactly(model, on_device(written))).all()
    last = [sequence_length(item.digits) - 1 for item in items]
    written.targets[np.arange(len(items)), last] += 1
    assert not np.asarray(answer_exactly(model, on_device(written))).any()


def test_a_prediction_does_not_see_what_comes_after_it(trained: Trained) -> None:
    encoded = on_device(encode([Sum(57, 68)], WIDEST))
    columns = move_columns(encoded.columns, largest_move(encoded.digits, column_ids(WIDEST)))
    equals = equals_place(2)
    later = encoded.tokens.at[0, equals + 1 :].set(9)
    before, after = (
        trained.model(tokens[0], encoded.roles[0], columns[0]) for tokens in (encoded.tokens, later)
    )
    np.testing.assert_allclose(before[: equals + 1], after[: equals + 1], rtol=1e-5)
    assert not np.allclose(before[equals + 1], after[equals + 1])


def write_naively(model: Transformer, one: Sum) -> str:
    """One sum, unpadded, one token at a time; the model sees nothing but what is already written."""
    encoded = encode([one], one.digits)
    move = (column_ids(WIDEST) - 2 - one.digits) // 2
    columns = np.where(encoded.columns[0] == 0, 0, encoded.columns[0] + move)
    tokens = encoded.tokens[0, : equals_place(one.digits) + 1].tolist()
    said = []
    for _ in range(one.digits + 1):
        length = len(tokens)
        logits = naive.transformer_logits(model, tokens, encoded.roles[0, :length], columns[:length])
        said.append(int(np.argmax(logits[-1])))
        tokens.append(said[-1])
    return str(int("".join(map(str, reversed(said)))))
