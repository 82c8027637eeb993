"""Datasets of reasoning-gym as families: axes that items tell, realised points, the dataset's own scorer."""

from __future__ import annotations

import re
import sys
import time
from itertools import pairwise
from typing import Any

import pytest

from farfield.families import get_family
from farfield.families.metadata import find_item, item_metadata
from farfield.families.reasoning_gym import reasoning_gym_family
from farfield.families.reasoning_gym_scoring import is_harmless, problem_of
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
    assert family.grade(family.read_answer(f"Answer: {value + 1}"), item) == 0.0
    assert family.grade(None, item) == 0.0


GCD = [
    ("Answer: {}", 1.0),
    ("Answer: **{}**", 1.0),
    ("Answer: {}.", 1.0),
    ("Answer: {} of them", 1.0),
    ("{}", 1.0),
    ("Answer: {}\n\nBoth numbers can be divided by it.", 1.0),
    ("Answer: {}\nBoth 4 and 6 can be divided by it.", 1.0),
    ("Answer: 3 x 2 = {}", 1.0),
    ("```\n{}\n```", 1.0),
    ("Answer: 12345678901", 0.0),
    ("Answer: {}7", 0.0),
    ("Answer: 7{}", 0.0),
    ("Answer: -{}", 0.0),
    ("Answer: {}.5", 0.0),
    ("Answer: {} or 99", 0.0),
    ("Answer: 99, or {}", 0.0),
    ("Answer: banana", 0.0),
    ("", 0.0),
]
"""What is said of a greatest common divisor, and its score."""


@pytest.mark.parametrize(("said", "right"), GCD)
def test_a_number_is_right_or_wrong_and_nothing_between(said: str, right: float) -> None:
    family = reasoning_gym_family("gcd")
    targets = set()
    for seed in range(6):
        item = family.generate({"num_terms": 2}, seed)
        targets.add(item.exercise.target)
        assert family.grade(family.read_answer(said.format(item.exercise.target)), item) == right
    assert "1" in targets, "the shortest target, which many numbers hold"


@pytest.mark.parametrize(
    "dataset", ["spell_backward", "word_sorting", "emoji_mystery", "tsumego", "arc_1d", "products"]
)
def test_part_of_an_answer_is_no_answer(dataset: str) -> None:
    """Their scorers give part of the mark to what shares letters, words or digits with the target."""
    family = reasoning_gym_family(dataset)
    usual = {axis.name: axis.default for axis in family.axes}
    items = [family.generate(usual, seed) for seed in range(4)]
    for item, other in pairwise(items):
        target = item.exercise.target
        assert family.grade(family.read_answer(f"Answer: {target}"), item) == 1.0
        for wrong in (
            other.exercise.target,
            f"{target}7",
            f"7{target}",
            target[: len(target) // 2],
            "banana",
        ):
            if wrong not in (target, ""):
                assert family.grade(family.read_answer(f"Answer: {wrong}"), item) == 0.0, wrong


def test_a_longer_way_is_a_part_of_a_solution() -> None:
    family = reasoning_gym_family("tower_of_hanoi")
    item = family.generate({"num_disks": 3, "num_pegs": 3}, 0)
    moves = item.exercise.target.splitlines()
    disk, start, end = moves[0].split()[2], moves[0].split()[5], moves[0].split()[8]
    detour = [
        f"Move disk {disk} from Peg {start} to Peg {end}",
        f"Move disk {disk} from Peg {end} to Peg {start}",
    ]
    longer = family.grade("\n".join([*detour, *moves]), item)
    assert longer == pytest.approx(len(moves) / (len(moves) + 2))
    assert family.grade("\n".join(moves[:-1]), item) == 0.0, (
        "what the scorer gives for any readable attempt is none"
    )


REFUSED = {
    "game_of_life_halting": "lets wrong answers through: any word, 'banana'",
    "coin_flip": "lets wrong answers through: any number",
    "polynomial_equations": "lets wrong answers through: the right answer among others",
    "boxnet": "tell no right answer",
    "graph_color": "tell no right answer",
    "propositional_logic": "tell no right answer",
    "rubiks_cube": "tell no right answer",
}


@pytest.mark.parametrize(("dataset", "why"), REFUSED.items())
def test_a_dataset_whose_scores_mean_nothing_is_refused(dataset: str, why: str) -> None:
    with pytest.raises(FarfieldError, match=f"the dataset '{dataset}' of reasoning-gym is refused.*{why}"):
        get_family(f"reasoning_gym:{dataset}")


ENTRIES = [{"answer": "12"}, {"answer": "123"}, {"answer": "x y"}]
SCORERS: list[tuple[Any, str | None]] = [
    (lambda said, right: said == right, None),
    (lambda said, right: len(right) / (99 + len(said)), "does not give its own answer '12' the full mark"),
    (lambda said, right: len(said + right) >= 0, "no answer at all, ''"),
    (lambda said, right: bool(said and right), "any word, 'banana'"),
    (lambda said, right: said.startswith(right[0]), "any number, '12345678901'"),
    (lambda said, right: said in (right, "12", "123"), "another item's answer, '123'"),
    (lambda said, right: right in said.split(), "the right answer among others, 'either 123 or 12'"),
    (lambda said, right: said.rstrip("7") == right, "one more digit, '127'"),
    (lambda said, right: said in (right, "46"), "another number, '46'"),
]
"""Scorers made for the purpose, and what is found."""


@pytest.mark.parametrize(("scorer", "found"), SCORERS)
def test_any_scorer_is_tried(scorer: Any, found: str | None) -> None:
    class Dataset:
        def score_answer(self, answer: str, entry: dict[str, Any]) -> float:
            return float(scorer(answer, entry["answer"]))

    told = problem_of(Dataset(), ENTRIES, "made")
    assert told is None if found is None else found in str(told)
    assert "tell no right answer" in str(problem_of(Dataset(), [{"answer": None}], "made"))


MATRIX = [
    "{}",
    "Answer:\n{}",
    "```\n{}\n```",
    "Turning it gives\n\nAnswer:\n{}\n",
    "Here is the matrix, turned:\n\n{}",
    "Here it is:\n```\n{}\n```\nEach row became a column.",
    "**Answer:**\n```text\n{}\n```",
    "<think>Row by row.\n1 2\n3 4</think>\n{}\n",
    "Answer:\n{}\n\nEach row became a column.",
]


@pytest.mark.parametrize("said", MATRIX)
@pytest.mark.parametrize("dataset", ["rotate_matrix", "survo", "n_queens", "futoshiki"])
def test_an_answer_of_several_lines_is_read_whole(dataset: str, said: str) -> None:
    family = reasoning_gym_family(dataset)
    usual = {axis.name: axis.default for axis in family.axes}
    item = family.generate(usual, 0)
    target = item.exercise.target
    assert "\n" in target
    assert family.grade(family.read_answer(said.format(target)), item) == 1.0
    first, _, rest = target.partition("\n")
    assert family.grade(family.read_answer(said.format(rest)), item) == 0.0
    assert family.grade(family.read_answer(said.format(f"{rest}\n{first}")), item) == 0.0
    assert family.grade(family.read_answer(f"{target}\n{first}"), item) == 0.0
    assert family.read_answer("I'm sorry, but I can't do this.") is None


def test_the_published_table_is_what_is_read_and_refused() -> None:
    """All but those whose items take long to draw; `benchmarks/reasoning_gym_scorers.py` makes it of all."""
    from pathlib import Path

    page = (Path(__file__).parents[1] / "docs" / "families.md").read_text()
    section = page.split("### Datasets of reasoning-gym", 1)[1].split("\n#", 1)[0]
    read, refused = section.split("Refused", 1)
    assert set(REFUSED) <= set(re.findall(r"`(\w+)`", refused))
    for name in sorted(set(re.findall(r"`(\w+)`", read)) - {"sokoban", "futoshiki"}):
        assert reasoning_gym_family(name).axes, name


@pytest.mark.parametrize(
    "answer",
    [
        "__import__('os').system('touch HERE')",
        "[].__class__.__base__.__subclasses__()",
        "open('HERE', 'w').write('x')",
        "9**9**9**9",
        "[0] * 10**10",
        "entry['metadata']['solutions'][0]",
        "answer",
        "self.config",
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
        reasoning_gym_family.__wrapped__("basic_arithmetic")  # not one that was made before


def test_generation_keeps_pace() -> None:
    family = reasoning_gym_family("chain_sum")
    started = time.process_time()
    for seed in range(2_000):
        family.generate({"num_terms": 4, "num_digits": 3}, seed)
    assert time.process_time() - started < 1.0
