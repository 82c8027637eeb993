"""Datasets of reasoning-gym as families: axes that items tell, realised points, the dataset's own scorer."""

from __future__ import annotations

import sys
import time
from typing import Any

import pytest

from farfield.families import get_family
from farfield.families.metadata import find_item, item_metadata
from farfield.families.reasoning_gym import is_harmless, reasoning_gym_family
from farfield.families.sampling import SampleOptions, sample_items
from farfield.records import FarfieldError

pytest.importorskip("reasoning_gym", reason="the extra `run` is not installed")


@pytest.mark.parametrize(
    ("dataset", "axes"),
    [
        ("chain_sum", {"num_terms", "num_digits"}),
        ("spell_backward", {"word_len"}),
        ("tower_of_hanoi", {"num_disks", "num_pegs"}),
        ("decimal_chain_sum", {"num_terms", "num_digits"}),
        ("power_function", {"exponent"}),
    ],
)
def test_axes_are_what_items_tell(dataset: str, axes: set[str]) -> None:
    family = get_family(f"reasoning_gym:{dataset}")
    assert {axis.name for axis in family.axes} == axes
    assert all(axis.kind == "ordered" and axis.default in axis.levels for axis in family.axes)
    drawn = sample_items(family, SampleOptions(items=60))
    assert len({item.exercise.question for item in drawn}) == len(drawn) >= 20
    for item in drawn:
        assert find_item(item.item_id) == item
        assert family.grade(family.read_answer(f"Answer: {item.exercise.target}"), item) == 1.0
        assert set(item_metadata(family, item)) >= {f"axis_{axis}" for axis in axes}


def test_chain_sum_at_a_point_has_that_many_terms_of_that_many_digits() -> None:
    family = reasoning_gym_family("chain_sum")
    for seed in range(50):
        item = family.generate({"num_terms": 4, "num_digits": 3}, seed)
        numbers = [part for part in item.exercise.question.replace("-", " ").split() if part.isdigit()]
        assert item.point == {"num_terms": 4, "num_digits": 3}
        assert len(numbers) == 4
        assert {len(number) for number in numbers} == {3}


def test_an_item_stands_where_it_came_out_and_not_where_it_was_asked_for() -> None:
    family = reasoning_gym_family("power_function")
    found = {family.generate({"exponent": 4}, seed).point["exponent"] for seed in range(40)}
    assert found == {4, -4}, "the dataset draws the sign by itself"
    pooled = reasoning_gym_family("pool_matrix")
    asked = {"cols": 25, "pool_size": 3}
    items = [pooled.generate(asked, seed) for seed in range(20)]
    assert len({item.point["cols"] for item in items}) > 3
    for item in items:
        widest = max(len(line.split()) for line in item.exercise.question.splitlines() if line[:1].isdigit())
        assert widest == item.point["cols"]
        assert find_item(item.item_id) == item


def test_the_dataset_grades_by_its_own_rule() -> None:
    family = reasoning_gym_family("chain_sum")
    item = family.generate({"num_terms": 2, "num_digits": 4}, 1)
    value = int(item.exercise.target)
    assert family.grade(family.read_answer(f"Answer: {value:+,}.00"), item) == 1.0, (
        "chain_sum takes +1,000.00"
    )
    assert family.grade(family.read_answer(f"<answer>{value}</answer>"), item) == 1.0
    assert family.grade(family.read_answer(f"Answer: {value + 1}"), item) < 1.0
    assert family.grade(None, item) == 0.0


def test_an_answer_of_several_lines_is_read_whole() -> None:
    family = reasoning_gym_family("rotate_matrix")
    item = family.generate({"n": 10, "num_rotations": 1}, 0)
    assert "\n" in item.exercise.target
    assert (
        family.grade(family.read_answer(f"Turning it gives\n\nAnswer:\n{item.exercise.target}\n"), item)
        == 1.0
    )


@pytest.mark.parametrize(
    "answer",
    [
        "__import__('os').system('touch HERE')",
        "[].__class__.__base__.__subclasses__()",
        "open('HERE', 'w').write('x')",
        "9**9**9**9",
        "[0] * 10**10",
        "[x for x in range(10**10)]",
        "(lambda: 1)()",
    ],
)
def test_what_a_model_writes_is_never_run(
    answer: str, tmp_path: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Scorers of spiral_matrix and others call eval, those of polynomial_multiplication sympy's parser."""
    from reasoning_gym.factory import DATASETS

    monkeypatch.chdir(tmp_path)
    for dataset in ("spiral_matrix", "string_insertion", "binary_matrix", "n_queens", "polynomial_multiplication",
                    "countdown", "puzzle24", "simple_integration", "intermediate_integration"):  # fmt: skip
        assert not is_harmless(answer, DATASETS[dataset][0])
    family = reasoning_gym_family("spiral_matrix")
    item = family.generate({"n": 10}, 0)
    assert family.grade(answer, item) == 0.0
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("dataset", "answer"),
    [
        ("spiral_matrix", "[1, 2, 3]"),
        ("string_insertion", "['A', 'B']"),
        ("n_queens", "_ Q _ _\n_ _ _ Q"),
        ("polynomial_multiplication", "3*x**2 + 4*x*y - 1"),
        ("simple_integration", "x**3/3 + sin(x) + C"),
        ("countdown", "(12 + 3) * 4 - 5 / 1"),
        ("chain_sum", "anything at all, as nothing is evaluated (there)"),
    ],
)
def test_honest_answers_reach_the_scorer(dataset: str, answer: str) -> None:
    from reasoning_gym.factory import DATASETS

    assert is_harmless(answer, DATASETS[dataset][0])


def test_names_that_are_not_there() -> None:
    with pytest.raises(FarfieldError, match="chain_sum"):
        get_family("reasoning_gym:chain_sums")
    with pytest.raises(FarfieldError, match="no axes"):
        get_family("reasoning_gym:acre")


def test_without_the_library(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "reasoning_gym.factory", None)
    with pytest.raises(FarfieldError, match=r"-m pip install .*'reasoning-gym>="):
        reasoning_gym_family("basic_arithmetic")


def test_generation_keeps_pace() -> None:
    family = reasoning_gym_family("chain_sum")
    started = time.process_time()
    for seed in range(2_000):
        family.generate({"num_terms": 4, "num_digits": 3}, seed)
    assert time.process_time() - started < 1.0
