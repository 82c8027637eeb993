"""What is drawn answers the question: near to far as often, twins in pairs, checks beside other worlds."""

from __future__ import annotations

from collections import Counter, defaultdict
from itertools import pairwise, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from farfield.families import Family, FamilyItem, get_family
from farfield.families.prompts import STYLES, ask, few_shot, instruction
from farfield.families.sampling import SampleOptions, chosen_levels, items_for, sample_items
from farfield.records import FarfieldError
from naive_families import SOLVERS

NAMES = sorted(SOLVERS)
FAMILIES = {name: get_family(name) for name in NAMES}


def items_only(drawn: list[FamilyItem]) -> list[FamilyItem]:
    return [one for one in drawn if one.condition == "item"]


def ordered(family: Family) -> list[str]:
    return [axis.name for axis in family.axes if axis.kind == "ordered"]


@pytest.mark.parametrize("name", NAMES)
def test_half_are_in_the_usual_world_and_half_are_their_twins(name: str) -> None:
    family = FAMILIES[name]
    drawn = items_only(sample_items(family, SampleOptions(items=500)))
    assert len(drawn) == 500
    sets = defaultdict(list)
    for one in drawn:
        sets[one.twin].append(one)
    for pair in sets.values():
        assert len(pair) == 2
        assert pair[0].point == family.home(pair[0].point)
        assert pair[1].point != pair[0].point
        assert family.home(pair[1].point) == pair[0].point


@pytest.mark.parametrize("name", NAMES)
def test_no_question_is_asked_twice_in_the_usual_world_nor_as_a_check(name: str) -> None:
    family = FAMILIES[name]
    drawn = sample_items(family, SampleOptions(items=500))
    assert len({one.item_id for one in drawn}) == len(drawn)
    home = [one.exercise.question for one in drawn if one.point == family.home(one.point)]
    assert len(set(home)) == len(home)
    checks = [one.exercise.question for one in drawn if one.condition == "check"]
    assert len(set(checks)) == len(checks)
    assert checks


@pytest.mark.parametrize("name", NAMES)
def test_every_level_of_an_ordered_axis_is_drawn_as_often(name: str) -> None:
    """But for the default, which every arm holds, and levels that hold fewer questions."""
    family = FAMILIES[name]
    drawn = items_only(sample_items(family, SampleOptions(items=300)))
    for axis in family.axes:
        if axis.kind != "ordered":
            continue
        alone = [
            one.point[axis.name]
            for one in drawn
            if all(one.point[other.name] == other.default for other in family.axes if other is not axis)
        ]
        counts = Counter(alone)
        assert set(counts) == set(axis.levels)
        usual = [counts[level] for level in axis.levels if level != axis.default]
        assert max(usual) <= 1.6 * sorted(usual)[len(usual) // 2] + 3
        assert counts[axis.default] >= min(usual)


@pytest.mark.parametrize("name", NAMES)
def test_every_other_world_is_drawn_as_often_at_every_position(name: str) -> None:
    family = FAMILIES[name]
    drawn = items_only(sample_items(family, SampleOptions(items=2_000)))
    others = [axis for axis in family.axes if axis.kind != "ordered"]
    for axis in others:
        alone = Counter(
            one.point[axis.name]
            for one in drawn
            if one.point[axis.name] != axis.default
            and all(one.point[other.name] == other.default for other in others if other is not axis)
        )
        assert set(alone) == set(axis.levels) - {axis.default}
        assert max(alone.values()) <= 1.6 * min(alone.values()) + 4


def test_two_unordered_axes_are_crossed() -> None:
    family = FAMILIES["sorting"]
    drawn = items_only(sample_items(family, SampleOptions(items=600)))
    points = {(one.point["start"], one.point["order"]) for one in drawn}
    assert points == set(product((0, 1, 2, 10), ("ascending", "descending")))


def test_two_ordered_axes_are_crossed() -> None:
    family = FAMILIES["linear"]
    drawn = items_only(sample_items(family, SampleOptions(items=1_000)))
    crossed = {(one.point["slope"], one.point["intercept"]) for one in drawn if one.point["slope"] != 3}
    assert sum(intercept != 5 for _, intercept in crossed) >= 30


@settings(max_examples=40, deadline=None)
@given(st.sampled_from(NAMES), st.integers(1, 300), st.integers(1, 300), st.integers(0, 50))
def test_a_longer_sample_begins_with_the_shorter_one(name: str, short: int, more: int, seed: int) -> None:
    family = FAMILIES[name]
    one = items_only(sample_items(family, SampleOptions(items=short, seed=seed)))
    other = items_only(sample_items(family, SampleOptions(items=short + more, seed=seed)))
    assert one == other[:short]
    assert len(one) == short


def test_seeds_draw_other_items() -> None:
    family = FAMILIES["addition"]
    drawn = [
        {one.item_id for one in sample_items(family, SampleOptions(items=100, seed=seed))} for seed in (0, 1)
    ]
    assert not drawn[0] & drawn[1]


def test_chosen_levels_are_kept_and_twins_stand_in_the_usual_world() -> None:
    family = FAMILIES["addition"]
    options = SampleOptions(items=200, axes={"digits": (3, 5), "base": (9,)})
    drawn = items_only(sample_items(family, options))
    assert {one.point["digits"] for one in drawn} == {3, 5}
    assert Counter(one.point["base"] for one in drawn) == {9: 100, 10: 100}
    usual = items_only(sample_items(family, SampleOptions(items=50, axes={"base": (10,)})))
    assert {one.point["base"] for one in usual} == {10}


def test_without_twins_and_checks() -> None:
    family = FAMILIES["addition"]
    drawn = sample_items(family, SampleOptions(items=200, twins=False, checks=False))
    assert len(drawn) == len({one.twin for one in drawn}) == 200
    assert {one.condition for one in drawn} == {"item"}
    assert Counter(one.point["base"] == 10 for one in drawn) == {True: 100, False: 100}
    nine = sample_items(family, SampleOptions(items=50, axes={"base": (9,)}, twins=False))
    assert {one.point["base"] for one in nine} == {9}


def test_a_level_with_few_questions_gives_what_it_has() -> None:
    family = FAMILIES["addition"]
    drawn = sample_items(family, SampleOptions(items=500, axes={"digits": (1,), "base": (10,)}))
    assert len(drawn) == 25, "fifteen pairs that do not carry and ten that do"


def test_checks_stand_behind_items_in_other_worlds() -> None:
    drawn = sample_items(FAMILIES["addition"], SampleOptions(items=100))
    for before, one in pairwise(drawn):
        if one.condition == "check":
            assert one.item_id == f"{before.item_id}/check"
            assert before.point["base"] != 10


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (SampleOptions(axes={"digit": (3,)}), "digits"),
        (SampleOptions(axes={"base": (7,)}), "8, 9, 10, 11, 16"),
        (SampleOptions(axes={"base": ()}), "8, 9, 10, 11, 16"),
        (SampleOptions(items=0), "one or more"),
    ],
)
def test_options_that_cannot_be_met(options: SampleOptions, says: str) -> None:
    with pytest.raises(FarfieldError, match=says):
        sample_items(FAMILIES["addition"], options)


def test_levels_are_kept_from_near_to_far() -> None:
    assert chosen_levels(FAMILIES["addition"], {"digits": (5, 3)})["digits"] == (3, 5)


@pytest.mark.parametrize("name", ["addition", "linear", "commands"])
def test_items_for_a_precision_are_enough_at_every_level(name: str) -> None:
    family = FAMILIES[name]
    wanted = items_for(family, 0.2)
    drawn = items_only(sample_items(family, SampleOptions(items=wanted)))
    axis = family.axes[0]
    counts = Counter(one.point[axis.name] for one in drawn if one.point == family.home(one.point))
    assert min(counts.values()) >= 24, "± 0.2 takes 25 at the worst score"


@pytest.mark.parametrize("name", NAMES)
def test_examples_come_from_the_near_region_and_show_no_test_item(name: str) -> None:
    family = FAMILIES[name]
    tested = {one.exercise.question for one in sample_items(family, SampleOptions(items=200))}
    examples = few_shot(family, 4, seed=3, avoid=tested)
    assert len({one.exercise.question for one in examples}) == 4
    for one in examples:
        assert one.exercise.question not in tested
        assert one.point == family.home(one.point)
        for axis in family.axes:
            if axis.kind == "ordered":
                assert axis.levels.index(one.point[axis.name]) <= axis.levels.index(axis.default)
    assert examples == few_shot(family, 4, seed=3, avoid=tested)
    assert examples != few_shot(family, 4, seed=4, avoid=tested)


def test_more_examples_than_the_near_region_holds() -> None:
    class Narrow(type(FAMILIES["addition"])):  # type: ignore[misc]
        def _rng(self, seed: int):  # type: ignore[no-untyped-def]
            return super()._rng(seed % 3)

    with pytest.raises(FarfieldError, match=r"at most"):
        few_shot(Narrow(), 10)


@pytest.mark.parametrize("name", NAMES)
def test_prompts_end_where_the_answer_begins(name: str) -> None:
    family = FAMILIES[name]
    item = sample_items(family, SampleOptions(items=2))[1]
    examples = few_shot(family, 2)
    for style in STYLES:
        prompt = ask(family, item, style, examples if style == "few-shot" else ())
        assert prompt.startswith(instruction(family, style))
        assert item.exercise.question in prompt
        assert prompt.count("Question:") == (3 if style == "few-shot" else 1)
        assert prompt.endswith("step by step." if style == "chain-of-thought" else "Answer:")
        assert family.note in prompt
