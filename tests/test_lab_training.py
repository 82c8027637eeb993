"""Training to a threshold, and answers: teacher forcing, greedy decoding and a naive decoder agree."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

import naive
from farfield.families import Exercise
from farfield.lab.backend import require_memory, training_bytes
from farfield.lab.drawing import Drawn
from farfield.lab.options import DrawOptions, TrainingOptions
from farfield.lab.worlds import get_world
from farfield.lab.worlds.carry_in import CarryIn
from farfield.lab.worlds.sums import digits_of
from farfield.records import FarfieldError
from lab_worlds import carry_in, summing

jax = pytest.importorskip("jax", reason="the lab extra is not installed")

from farfield.lab.answering import (  # noqa: E402 - jax is optional
    answer,
    answer_exactly,
    move_columns,
    on_device,
    write,
)
from farfield.lab.checkpoints import FileKeeper, load, save  # noqa: E402
from farfield.lab.training import (  # noqa: E402
    Replica,
    Trained,
    TrainingProgress,
    material_of,
    shuffled_batches,
    train,
)
from farfield.lab.transformer import Transformer  # noqa: E402

WORLD = get_world("carry_in")
ITEMS = {"recall": 60, "interpolation": 60, "extrapolation": 20, "hyperpolation": 36}
DRAW = DrawOptions(rows=2_000, items=ITEMS, checks=60)
QUICK = TrainingOptions(
    width=16, batch=64, steps=350, cooling=50, cool_from=1.1, recall=0.02, interpolation=0.02, attempts=2
)
BRIEF = replace(QUICK, batch=16, steps=100, attempts=1, recall=0.0, interpolation=0.0)


@pytest.fixture(scope="module")
def drawn() -> Drawn:
    return carry_in(1, DRAW)


@pytest.fixture(scope="module")
def replica(drawn: Drawn) -> Replica:
    return Replica(material_of(drawn), 1)


@pytest.fixture(scope="module")
def other() -> Replica:
    return Replica(material_of(carry_in(2, DRAW)), 2)


@pytest.fixture(scope="module")
def reports() -> list[TrainingProgress]:
    return []


@pytest.fixture(scope="module")
def trained(replica: Replica, reports: list[TrainingProgress]) -> Trained:
    (found,) = train([replica], WORLD.layout, QUICK, reports.append)
    return found


def leaves(trained: Trained) -> list[np.ndarray]:
    return [np.asarray(leaf) for leaf in jax.tree.leaves(trained.model)]


def test_training_reports_each_check_and_stops_where_the_thresholds_hold(
    trained: Trained, reports: list[TrainingProgress]
) -> None:
    assert [now.step for now in reports] == list(range(50, 401, 50))
    assert {now.ceiling for now in reports} == {QUICK.ceiling} == {trained.steps}
    assert (reports[-1].recall, reports[-1].interpolation) == (trained.recall, trained.interpolation)
    assert [one[0] for one in trained.history] == [now.step for now in reports]
    assert trained.reached
    assert trained.attempt == 1
    assert trained.recall > reports[0].recall


def test_training_cools_as_soon_as_the_checks_allow_it(replica: Replica) -> None:
    steps: list[int] = []
    soon = replace(QUICK, cool_from=0.0, cooling=100, attempts=1)
    train([replica], WORLD.layout, soon, lambda now: steps.append(now.step))
    assert steps == [50, 100, 150]


def test_an_attempt_that_misses_its_thresholds_is_given_up_and_another_start_tried(replica: Replica) -> None:
    reports: list[TrainingProgress] = []
    unreachable = replace(QUICK, steps=50, recall=1.1)
    (trained,) = train([replica], WORLD.layout, unreachable, reports.append)
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


def test_seeds_trained_together_become_what_each_becomes_alone(
    replica: Replica, other: Replica, drawn: Drawn
) -> None:
    """The same steps of the same batches; sums of numbers in another order leave differences in the last digits."""
    slower = Replica(other.material, 2, rate=0.003)
    together = train([replica, slower], WORLD.layout, BRIEF)
    alone = [*train([replica], WORLD.layout, BRIEF), *train([slower], WORLD.layout, BRIEF)]
    exercises = [item.exercise for item in drawn.items]
    for one, single in zip(together, alone, strict=True):
        assert (one.steps, one.attempt, one.reached) == (single.steps, single.attempt, single.reached)
        assert one.history == single.history
        for array, same in zip(leaves(one), leaves(single), strict=True):
            np.testing.assert_allclose(array, same, atol=2e-3)
        assert answer(one.model, WORLD, exercises) == answer(single.model, WORLD, exercises)
    assert any((one != another).any() for one, another in zip(*map(leaves, together), strict=True))


class BrokenOffError(Exception):
    pass


def test_training_that_was_broken_off_becomes_what_it_would_have_become(
    replica: Replica, other: Replica, tmp_path: Path
) -> None:
    seen: list[int] = []

    def breaking(now: TrainingProgress) -> None:
        seen.append(now.step)
        if seen == [50, 100]:
            raise BrokenOffError

    keeper = FileKeeper(tmp_path, {"options": "brief"})
    with pytest.raises(BrokenOffError):
        train([replica, other], WORLD.layout, BRIEF, breaking, keeper)
    resumed = train(
        [replica, other], WORLD.layout, BRIEF, breaking, FileKeeper(tmp_path, {"options": "brief"})
    )
    assert seen == [50, 100, 100, 150], "what was not kept is done again, and nothing else"
    unbroken = train([replica, other], WORLD.layout, BRIEF)
    for one, whole in zip(resumed, unbroken, strict=True):
        assert one.history == whole.history
        assert all((array == same).all() for array, same in zip(leaves(one), leaves(whole), strict=True)), (
            "bit by bit"
        )


def test_a_model_comes_back_from_its_checkpoint_as_it_was(trained: Trained, tmp_path: Path) -> None:
    path, made_of = tmp_path / "model.checkpoint", {"width": 16}
    save(path, trained.model, made_of)
    back = load(path, Transformer(WORLD.layout, 16, jax.random.key(9)), made_of)
    assert all(
        (np.asarray(one) == np.asarray(same)).all()
        for one, same in zip(jax.tree.leaves(back), jax.tree.leaves(trained.model), strict=True)
    )


@pytest.mark.parametrize(
    ("damage", "message"),
    [
        (lambda whole: whole.replace(b"checkpoint/1", b"checkpoint/0"), "another checkpoint: schema"),
        (lambda whole: whole.replace(b'"width": 16', b'"width": 32'), "width 32 instead of 16"),
        (lambda whole: whole[: len(whole) // 2], "is no whole checkpoint of Farfield"),
        (lambda whole: whole[40:], "is no whole checkpoint of Farfield"),
        (lambda _: b"", "is no whole checkpoint of Farfield"),
        (lambda _: b"[]\n", "another checkpoint: schema None"),
        (lambda whole: whole.split(b"\n", 1)[0] + b"\nno arrays", "is no whole checkpoint of Farfield"),
    ],
)
def test_a_checkpoint_of_another_version_or_a_damaged_one_is_refused(
    trained: Trained, tmp_path: Path, damage, message: str
) -> None:
    path = tmp_path / "model.checkpoint"
    save(path, trained.model, {"width": 16})
    path.write_bytes(damage(path.read_bytes()))
    with pytest.raises(FarfieldError, match=message) as raised:
        load(path, trained.model, {"width": 16})
    assert raised.value.where == str(path)
    assert "--out" in (raised.value.remedy or "")


@pytest.mark.parametrize("kept", [b"", b"{}\n", b"no json\n", b'{"checks": "many"}\n'])
def test_training_kept_in_a_damaged_file_is_refused(replica: Replica, tmp_path: Path, kept: bytes) -> None:
    (tmp_path / "attempt-1.checkpoint").write_bytes(kept)
    with pytest.raises(FarfieldError, match="is no checkpoint of training"):
        train([replica], WORLD.layout, BRIEF, keeper=FileKeeper(tmp_path, {}))


def test_training_of_other_options_is_not_taken_up(replica: Replica, tmp_path: Path) -> None:
    train([replica], WORLD.layout, replace(BRIEF, steps=50), keeper=FileKeeper(tmp_path, {"seed": 1}))
    with pytest.raises(FarfieldError, match="seed 1 instead of 2"):
        train([replica], WORLD.layout, BRIEF, keeper=FileKeeper(tmp_path, {"seed": 2}))


def test_models_that_do_not_fit_are_refused_before_they_are_made(monkeypatch: pytest.MonkeyPatch) -> None:
    needed = training_bytes(WORLD.layout, QUICK, DRAW)
    monkeypatch.setattr("farfield.lab.backend.memory_bytes", lambda: 3 * needed)
    require_memory(WORLD.layout, QUICK, DRAW, 3)
    with pytest.raises(
        FarfieldError, match="4 models trained together of width 16 would need about"
    ) as raised:
        require_memory(WORLD.layout, QUICK, DRAW, 4)
    assert "--together" in (raised.value.remedy or "")
    with pytest.raises(FarfieldError, match="a model of width 1600"):
        require_memory(WORLD.layout, replace(QUICK, width=1600), DRAW, 1)


def test_a_teacher_forced_pass_is_right_exactly_where_greedy_decoding_is(
    trained: Trained, drawn: Drawn
) -> None:
    exercises = [item.exercise for item in (*drawn.items, *drawn.corpus[:500])]
    greedy = answer(trained.model, WORLD, exercises)
    forced = np.asarray(answer_exactly(trained.model, on_device(WORLD.encode(exercises))))
    assert forced.tolist() == [said == one.target for said, one in zip(greedy, exercises, strict=True)]
    assert 0.02 < forced.mean() < 0.98, "both right and wrong answers are needed to tell them apart"


def test_greedy_decoding_equals_a_naive_decoder(trained: Trained, drawn: Drawn) -> None:
    some = [item.exercise for item in drawn.items[::3]]
    two_heads = Transformer(WORLD.layout, 32, jax.random.key(7))
    for model in (trained.model, two_heads):
        assert answer(model, WORLD, some) == [write_naively(model, one) for one in some]


def test_decoding_reads_nothing_of_the_answers_that_rows_hold(trained: Trained, drawn: Drawn) -> None:
    some = [item.exercise for item in drawn.items]
    others = [Exercise(one.question, "1") for one in some]
    assert answer(trained.model, WORLD, some) == answer(trained.model, WORLD, others)


def test_drawn_answers_follow_their_key_and_grow_greedy_as_the_temperature_falls(
    trained: Trained, drawn: Drawn
) -> None:
    rows, places = on_device(WORLD.encode([item.exercise for item in drawn.items])), WORLD.layout.answer
    greedy = np.asarray(write(trained.model, rows, places))
    key = jax.random.key(4)
    first, again, cold = (np.asarray(write(trained.model, rows, places, key, t)) for t in (1.0, 1.0, 1e-4))
    other = np.asarray(write(trained.model, rows, places, jax.random.key(5), 1.0))
    assert (first == again).all()
    assert (first != other).any()
    assert (cold == greedy).mean() > 0.99


def test_any_text_is_exact_if_and_only_if_the_model_would_write_it(drawn: Drawn) -> None:
    model = Transformer(WORLD.layout, 16, jax.random.key(5))
    exercises = [item.exercise for item in drawn.items[::5]]
    rows = WORLD.encode(exercises)
    said = np.asarray(write(model, on_device(rows), WORLD.layout.answer))
    last = []
    for row, tokens in enumerate(said):
        equals, end = rows.start[row], int(np.flatnonzero(rows.scored[row])[-1]) + 1
        rows.tokens[row, equals + 1 : end] = tokens[: end - equals - 1]
        rows.targets[row, equals:end] = tokens[: end - equals]
        last.append(end - 1)
    assert np.asarray(answer_exactly(model, on_device(rows))).all()
    rows.targets[np.arange(len(exercises)), last] += 1
    assert not np.asarray(answer_exactly(model, on_device(rows))).any()


def test_a_prediction_does_not_see_what_comes_after_it(trained: Trained) -> None:
    rows = on_device(WORLD.encode([summing(57, 68)]))
    columns = move_columns(rows.columns, rows.room)
    equals = int(rows.start[0])
    later = rows.tokens.at[0, equals + 1 :].set(9)
    before, after = (trained.model(tokens[0], rows.roles[0], columns[0]) for tokens in (rows.tokens, later))
    np.testing.assert_allclose(before[: equals + 1], after[: equals + 1], rtol=1e-5)
    assert not np.allclose(before[equals + 1], after[equals + 1])


def write_naively(model: Transformer, one: Exercise) -> str:
    """One sum, unpadded, one token at a time; the model sees nothing but what is already written."""
    x, y, carry = map(int, one.question.split(" + "))
    n = len(str(max(x, y)))
    pairs = np.stack([digits_of(np.array([number]), n)[0] for number in (x, y)], axis=1)
    tokens = [*pairs.ravel().tolist(), carry, 10]
    roles = [0, 1] * n + [2] + [3] * (n + 1)
    middle = (CarryIn.layout.columns - 2 - n) // 2
    columns = [column + middle for column in [*np.arange(1, n + 1).repeat(2), *range(1, n + 2)]]
    columns = np.array([*columns[: 2 * n], 0, *columns[2 * n :]])
    said: list[int] = []
    for _ in range(n + 1):
        length = len(tokens)
        logits = naive.transformer_logits(model, tokens, roles[:length], columns[:length])
        said.append(int(np.argmax(logits[-1])))
        tokens.append(said[-1])
    return "".join("0123456789="[token] for token in reversed(said)).lstrip("0") or "0"
