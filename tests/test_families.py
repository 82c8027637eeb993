"""Every family at every point: the target, the usual world's answer, twins and checks, against naive solvers."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from farfield.families import Family, FamilyItem, Point, family_names, get_family
from farfield.families.axes import atoms, hash_axes, parse_level, point_key
from farfield.families.metadata import find_item, item_metadata
from farfield.records import FarfieldError
from naive_families import SOLVERS, USUAL

NAMES = sorted(SOLVERS)
FAMILIES = {name: get_family(name) for name in NAMES}


def points(family: Family) -> Iterator[Point]:
    names = [axis.name for axis in family.axes]
    for levels in product(*(axis.levels for axis in family.axes)):
        yield dict(zip(names, levels, strict=True))


@st.composite
def drawn(draw: st.DrawFn) -> tuple[Family, Point, int]:
    family = FAMILIES[draw(st.sampled_from(NAMES))]
    point = {axis.name: draw(st.sampled_from(axis.levels)) for axis in family.axes}
    return family, point, draw(st.integers(-(10**9), 10**9))


def solve_usual(family: Family, item: FamilyItem) -> str | None:
    """What the naive solver says to the question in the usual world; None where it has no sense there."""
    try:
        return SOLVERS[family.name](USUAL[family.name](item.exercise.question))
    except (AssertionError, KeyError, ValueError):
        return None


def test_the_thirteen_families_are_there() -> None:
    assert set(NAMES) <= set(family_names())


@pytest.mark.parametrize("name", NAMES)
def test_the_target_is_what_the_naive_solver_finds_at_every_point(name: str) -> None:
    family = FAMILIES[name]
    for number, point in enumerate(points(family)):
        item = family.generate(point, number)
        assert item.exercise.target == SOLVERS[name](item.exercise.question)
        assert 0 <= item.exercise.floor <= 1
        check = family.generate_check(point, number)
        assert check is not None
        assert check.exercise.target == SOLVERS[name](check.exercise.question)


@pytest.mark.parametrize("name", NAMES)
def test_the_default_answer_is_the_answer_of_the_usual_world(name: str) -> None:
    family = FAMILIES[name]
    told = 0
    for number, point in enumerate(points(family)):
        for item in (family.generate(point, number), family.generate_check(point, number)):
            assert item is not None
            recited = item.exercise.default_answer
            assert recited != item.exercise.target
            told += recited is not None
            if recited is not None:
                assert recited == solve_usual(family, item)
            elif name != "code_completion":
                assert solve_usual(family, item) in (None, item.exercise.target)
    assert told or name == "string_functions"


@settings(max_examples=300, deadline=None)
@given(drawn())
def test_any_point_and_seed(case: tuple[Family, Point, int]) -> None:
    family, point, seed = case
    item = family.generate(point, seed)
    assert item.exercise.target == SOLVERS[family.name](item.exercise.question)
    assert item == family.generate(point, seed)
    assert find_item(item.item_id) == item
    assert family.grade(family.read_answer(f"Answer: {item.exercise.target}"), item) == 1.0
    assert family.grade(family.read_answer(item.exercise.target), item) == 1.0
    if item.exercise.default_answer is not None:
        assert family.grade(family.read_answer(item.exercise.default_answer), item) == 0.0
    check = family.generate_check(point, seed)
    assert check is not None
    assert find_item(check.item_id) == check
    assert family.grade(family.read_answer(check.exercise.target), check) == 1.0


@settings(max_examples=300, deadline=None)
@given(drawn())
def test_twins_are_the_same_but_for_the_unordered_axes(case: tuple[Family, Point, int]) -> None:
    family, point, seed = case
    item, home = family.generate(point, seed), family.generate(family.home(point), seed)
    assert item.twin == home.twin
    for axis in family.axes:
        if axis.kind == "ordered":
            assert item.point[axis.name] == home.point[axis.name]
    for name in family.matched:
        assert item.exercise.nuisances[name] == home.exercise.nuisances[name]
    assert set(item.exercise.nuisances) == set(home.exercise.nuisances)
    words = [len(one.exercise.question.split()) for one in (item, home)]
    assert words[0] == words[1], "a twin is a question of as many words"


@given(st.sampled_from([8, 9, 11]), st.integers(2, 12), st.integers())
def test_the_numerals_of_a_twin_are_the_same(base: int, digits: int, seed: int) -> None:
    home = FAMILIES["addition"].draw({"digits": digits, "base": 10}, FAMILIES["addition"]._rng(seed))
    item = FAMILIES["addition"].draw({"digits": digits, "base": base}, FAMILIES["addition"]._rng(seed))
    assert re.findall(r"\w+(?= \+)|(?<=\+ )\w+", item.question) == re.findall(
        r"\w+(?= \+)|(?<=\+ )\w+", home.question
    )
    assert item.default_answer == home.target


def carries(x: str, y: str, base: int) -> int:
    found = carried = 0
    for a, b in zip(reversed(x), reversed(y), strict=True):
        carried = int(a, base) + int(b, base) + carried >= base
        found += carried
    return found


@given(st.sampled_from([8, 9, 10, 11, 16]), st.integers(1, 12), st.integers())
def test_a_sum_has_the_carries_that_it_tells(base: int, digits: int, seed: int) -> None:
    exercise = FAMILIES["addition"].draw({"digits": digits, "base": base}, FAMILIES["addition"]._rng(seed))
    x, y = re.findall(r"(\w+) \+ (\w+)\?", exercise.question)[0]
    assert len(x) == len(y) == digits
    assert carries(x, y, base) == exercise.nuisances["carries"]


@pytest.mark.parametrize("name", NAMES)
def test_ten_thousand_items_are_a_matter_of_seconds(name: str) -> None:
    """Measured: 0.2 to 0.7 s of CPU; the bound leaves room for a busy machine."""
    family = FAMILIES[name]
    wanted = [point for point, _ in zip(points(family), range(100), strict=False)]
    started = time.process_time()
    for seed in range(2_000):
        family.generate(wanted[seed % len(wanted)], seed)
    assert time.process_time() - started < 1.0


def test_seeds_give_other_items_and_levels_the_same_ones() -> None:
    family = FAMILIES["addition"]
    point = {"digits": 6, "base": 9}
    assert len({family.generate(point, seed).exercise.question for seed in range(200)}) == 200
    assert family.generate(point, 7).exercise.question == (
        "All numbers are written in base 9. What is 530655 + 700066?"
    ), "the same for ever: results are stamped with seeds"


def test_metadata_are_flat_and_tell_the_point() -> None:
    family = FAMILIES["addition"]
    item = family.generate({"digits": 3, "base": 9}, 5)
    found = item_metadata(family, item)
    assert found["family"] == "addition"
    assert found["axes_hash"] == hash_axes(family.axes)
    assert (found["axis_digits"], found["axis_base"]) == (3, 9)
    assert found["twin"] == "addition/digits=3,base=10/5"
    assert found["default_answer"] == item.exercise.default_answer
    assert found["nuisance_carries"] == item.exercise.nuisances["carries"]
    assert found["chance"] == item.exercise.floor
    assert "probe" not in found
    home = item_metadata(family, family.generate({"digits": 3, "base": 10}, 5))
    assert "default_answer" not in home
    check = family.generate_check({"digits": 3, "base": 9}, 5)
    assert check is not None
    assert item_metadata(family, check)["probe"] == "comprehension"


def test_hashes_change_with_the_declaration() -> None:
    axes = FAMILIES["addition"].axes
    assert hash_axes(axes) == hash_axes(tuple(axes))
    assert hash_axes(axes) != hash_axes(axes[::-1])


def test_atoms_of_a_combination() -> None:
    assert atoms("left+twice+and") == ("left", "twice", "and")
    for family in FAMILIES.values():
        for axis in family.axes:
            if axis.kind == "compositional":
                assert all(len(atoms(level)) > 1 for level in axis.levels)


@pytest.mark.parametrize(
    ("call", "says"),
    [
        (lambda: get_family("additon"), "addition"),
        (lambda: get_family("qqqq"), "addition"),
        (lambda: FAMILIES["addition"].generate({"digits": 3}, 0), "digits, base"),
        (lambda: find_item("42"), "addition/digits=2"),
        (lambda: find_item("addition/digits=2/0"), "digits, base"),
        (lambda: find_item("addition/digits=2,base=7/0"), "8, 9, 10, 11, 16"),
        (lambda: find_item("nothing/digits=2,base=9/0"), "Did you mean"),
        (lambda: parse_level(FAMILIES["addition"].axes[0], "many"), "1, 2, 3"),
    ],
)
def test_what_is_not_there_is_named(call: object, says: str) -> None:
    with pytest.raises(FarfieldError, match=says):
        call()  # type: ignore[operator]


def test_a_level_between_the_declared_ones_can_be_asked_for() -> None:
    item = find_item("addition/digits=7,base=9/3")
    assert item.exercise.target == SOLVERS["addition"](item.exercise.question)
    assert point_key(FAMILIES["addition"].axes, item.point) == "digits=7,base=9"
