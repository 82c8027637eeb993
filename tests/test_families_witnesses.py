"""Witnesses read the points that a text shows, and nothing where it shows none."""

from __future__ import annotations

import time
from itertools import product
from pathlib import Path

import pytest
import zstandard
from hypothesis import given, settings
from hypothesis import strategies as st

from farfield.families import Family, Point, get_family
from naive_families import SOLVERS

NAMES = sorted(SOLVERS)
FAMILIES = {name: get_family(name) for name in NAMES}


def shown(name: str, text: str) -> list[Point]:
    """What all witnesses of a family read in a text."""
    found = [one.read(match) for one in FAMILIES[name].witnesses for match in one.pattern.finditer(text)]
    return [point for point in found if point is not None]


@pytest.mark.parametrize("name", NAMES)
def test_each_witness_reads_its_example(name: str) -> None:
    family = FAMILIES[name]
    names = {axis.name for axis in family.axes}
    for witness in family.witnesses:
        match = witness.pattern.search(witness.example)
        assert match, witness.example
        point = witness.read(match)
        assert point
        assert set(point) <= names


def check_own(family: Family, point: Point, seed: int, form: str) -> None:
    item = family.generate(point, seed).exercise
    found = shown(family.name, form.format(item.question, item.target))
    assert point in found, item
    for other in found:
        assert all(point[axis] == level for axis, level in other.items()), "nothing else is shown"


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("form", ["{}\nAnswer: {}\n", "Before.\n\n{} {}\n\nAnd after."])
def test_a_question_with_its_answer_shows_its_point(name: str, form: str) -> None:
    family = FAMILIES[name]
    names = [axis.name for axis in family.axes]
    for seed, levels in enumerate(product(*(axis.levels for axis in family.axes))):
        check_own(family, dict(zip(names, levels, strict=True)), seed, form)


@settings(max_examples=200, deadline=None)
@given(st.sampled_from(NAMES), st.data(), st.integers(0, 10**9))
def test_any_question_with_its_answer(name: str, data: st.DataObject, seed: int) -> None:
    family = FAMILIES[name]
    point = {axis.name: data.draw(st.sampled_from(axis.levels)) for axis in family.axes}
    check_own(family, point, seed, "{}\nAnswer: {}\n")


@pytest.mark.parametrize(
    "name", ["addition", "multiplication", "indexing", "clock", "calendar", "string_functions"]
)
def test_a_question_with_a_wrong_answer_does_not_show_it(name: str) -> None:
    family = FAMILIES[name]
    point = {axis.name: axis.levels[-1] for axis in family.axes}
    for seed in range(20):
        item, other = family.generate(point, seed).exercise, family.generate(point, seed + 1).exercise
        if item.target != other.target:
            assert point not in shown(name, f"{item.question}\nAnswer: {other.target}\n")


@pytest.mark.parametrize(
    ("name", "text", "points"),
    [
        ("addition", "It is clear that 345 + 271 = 616.", [{"digits": 3, "base": 10}]),
        ("addition", "345 plus 271 equals 616", [{"digits": 3, "base": 10}]),
        ("addition", "345+27=372", [{"digits": 3, "base": 10}]),
        ("addition", "345 + 271 = 617", []),
        ("addition", "1.345 + 271 = 616", []),
        ("addition", "345 + 271 = 616.5", []),
        ("addition", "345 + 271 = 6160", []),
        ("addition", "In base 9, 345 + 271 = 626.", [{"digits": 3, "base": 9}, {"base": 9}]),
        ("addition", "345 + 271 = 626 in base 9", [{"digits": 3, "base": 9}, {"base": 9}]),
        ("addition", "345_9 + 271_9 = 626_9", [{"digits": 3, "base": 9}]),
        ("addition", "in base two 101 + 1 = 110", [{"digits": 3, "base": 2}, {"base": 2}]),
        ("addition", "hexadecimal: 1F + 1 = 20", [{"digits": 2, "base": 16}, {"base": 16}]),
        ("addition", "We leave base 9 aside. 345 + 271 = 616", [{"digits": 3, "base": 10}, {"base": 9}]),
        ("addition", "learn to count in base eight", [{"base": 8}]),
        ("addition", "third base was stolen at 9", []),
        ("multiplication", "12 × 34 = 408 and 12*34=408", [{"digits": 2, "base": 10}] * 2),
        ("multiplication", "12 x 34 = 409", []),
        ("shift_cipher", "ROT13 of it", [{"shift": 13}]),
        ("shift_cipher", "rotten, rot 99, rot26", []),
        ("shift_cipher", "hello -> khoor", [{"length": 5, "shift": 3, "direction": "forward"}]),
        ("shift_cipher", "hello -> world", []),
        ("shift_cipher", "Caesar cipher with a shift of 3", [{"shift": 3}]),
        ("linear", "y = 3x + 4", [{"slope": 3, "intercept": 4, "sign": "positive"}]),
        ("linear", "f(x) = -17x", [{"slope": 17, "intercept": 0, "sign": "negative"}]),
        ("linear", "f(x) = 3x^2 + 4", []),
        ("linear", "f(x) = 3x + 4x^2", []),
        ("linear", "y = 3x + 4.5", []),
        ("sorting", "sorted([3, 1, 2]) = [1, 2, 3]", [{"length": 3, "order": "ascending"}]),
        ("sorting", "[31, 5, 20] sorted is [31, 20, 5]", [{"length": 3, "order": "descending"}]),
        ("reversing", "[a, b, c] reversed is [c, b, a]", [{"length": 3}]),
        ("reversing", "[a, b, c] reversed is [a, b, c]", []),
        ("indexing", "zero-based arrays, numbered from 1", [{"start": 0}, {"start": 1}]),
        ("indexing", "first = rows[0]", [{"start": 0}]),
        ("counting", "a occurs two times in [a, b, a]", [{"length": 3, "start": 1}]),
        ("clock", "7 hours after 9 o'clock is 4 o'clock", [{"steps": 10, "hours": 12}]),
        ("clock", "3 hours after 20 is 23", [{"steps": 5, "hours": 24}]),
        ("clock", "7 hours after 9 is 5", []),
        ("clock", "(9 + 7) mod 12 = 4", [{"steps": 10, "hours": 12}]),
        ("clock", "a 24-hour clock", [{"hours": 24}]),
        ("calendar", "10 days after Monday is Thursday", [{"steps": 10, "week": 7}]),
        ("calendar", "10 days after Monday is Friday", []),
        ("calendar", "a four-day week", [{"week": 4}]),
        ("string_functions", "rev(next('abc')) = 'dcb'", [{"depth": 2, "set": "rev+next"}]),
        ("string_functions", "rev('abc') = 'cba'", [{"depth": 1, "set": "rev"}]),
        ("string_functions", "rev('abc') = 'abc'", []),
        (
            "commands",
            "jump left after walk -> WALK, LEFT, JUMP",
            [{"length": 2, "combination": "left+after"}],
        ),
        ("commands", "dax twice -> DAX, DAX", [{"length": 1, "primitive": "dax", "combination": "twice"}]),
        ("commands", "dax twice -> DAX", []),
        (
            "code_completion",
            "def f(a, b):\n    c = a\n    c = c + b\n    return c\n",
            [{"statements": 1, "names": "letters"}],
        ),
    ],
)
def test_what_a_text_shows(name: str, text: str, points: list[Point]) -> None:
    assert shown(name, text) == points


@pytest.mark.parametrize("name", NAMES)
def test_plain_prose_shows_nothing(name: str) -> None:
    prose = (
        "The museum opened its doors in 1987. Since then, 3 million people have come, and by 2004 it had grown to 12 "
        "rooms; in one of them stands a clock. Walk left, and look at the wall: A and B are his, C is hers. On Monday "
        "it is closed, on Friday it is open until 9. Tickets are 4 + 2 francs. He called it base and vulgar."
    )
    assert shown(name, prose) == []


@pytest.mark.parametrize("name", NAMES)
def test_witnesses_take_little_time_on_hostile_text(name: str) -> None:
    started = time.process_time()
    parts = (
        "1",
        "1 + ",
        "a, ",
        "rev(",
        "walk left twice and ",
        "base 9 ",
        "f(x) = ",
        "def f(a, b):\n",
        "'a",
        " ",
    )
    for text in (part * (20_000 // len(part)) for part in parts):
        shown(name, text)
    assert time.process_time() - started < 5


def test_a_real_corpus_shows_sums_in_base_ten(shared_data: Path) -> None:
    """GSM8K's training questions, where calculations stand in the solutions."""
    path = shared_data / "gsm8k" / "train.jsonl.zst"
    with zstandard.open(path, "rt", encoding="utf-8") as file:
        text = file.read(3_000_000)
    found = shown("addition", text)
    sums = [point for point in found if "digits" in point]
    assert len(sums) > 500
    assert {point["base"] for point in sums} == {10}
    assert shown("string_functions", text) == shown("commands", text) == []
