"""What a guess scores, read from the choices that stand in a question or beside it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from farfield.logs import read_items
from farfield.logs.offered_choices import choices_beside, lettered_chance, listed_chance
from farfield.measure import MeasureOptions, fit_profile
from farfield.records import Items
from farfield.results.score_notices import CommonAnswer
from farfield.results.structs import known
from farfield.words.lead import lead
from farfield.words.lead_verdicts import judge
from measure_fixture import COLUMN, make_items

LETTERED = {
    "brackets": ("Who left?\nOptions:\n(A) Ann\n(B) Bo\n(C) Cy", "(B)", 3),
    "on one line": ("Who left? (A) Ann (B) Bo (C) Cy (D) Di", "D", 4),
    "points": ("Who left?\nA. Ann\nB. Bo", "b.", 2),
    "parentheses and spaces": ("Who left?\n  a) Ann\n  b) Bo\n\nAnswer:", "B", 2),
    "by its text": ("Who left?\nA: Ann\nB: Bo", "Bo", 2),
    "behind an example": ("X?\n(A) 1\n(B) 2\nAnswer: A\n\nWho?\n(A) Ann\n(B) Bo\n(C) Cy", "C", 3),
    "a target that is no choice": ("Who left?\n(A) Ann\n(B) Bo", "17", None),
    "a letter beyond them": ("Who left?\n(A) Ann\n(B) Bo", "D", None),
    "parts of a sum, counted by nobody": ("(a) Find x. (b) Find y.", "2", None),
    "initials": ("A. Smith met B. Jones. Who was late?", "A", None),
    "letters out of order": ("(A) one (C) two", "A", None),
    "two the same": ("(A) one (B) one", "one", None),
    "no target": ("(A) one (B) two", "", None),
}


@pytest.mark.parametrize("name", LETTERED)
def test_choices_in_a_question(name: str) -> None:
    question, target, choices = LETTERED[name]
    assert lettered_chance(question, target) == (choices and 1 / choices)


BESIDE: dict[str, tuple[dict[str, Any], str, int | None]] = {
    "a list and an index": ({"choices": ["x", "y", "z"]}, "2", 3),
    "a list and a text": ({"options": ["x", "y"]}, "y", 2),
    "json": ({"choices": '["x", "y", "z", "u"]'}, "A", 4),
    "letters": ({"options": {"A": "x", "B": "y"}}, "B", 2),
    "hugging face": ({"choices": {"text": ["x", "y", "z"], "label": ["A", "B", "C"]}}, "C", 3),
    "columns of letters": ({"A": "x", "B": "y", "C": "z", "D": "u"}, "D", 4),
    "numbered columns": ({"option1": "x", "option2": "y"}, "1", 2),
    "a blank column": ({"choice_a": "x", "choice_b": "y", "choice_c": ""}, "B", 2),
    "options of a run": ({"options": {"temperature": 0.7, "top_p": 1}}, "12", None),
    "what is added up": ({"a": "1", "b": "1"}, "2", None),
    "what is added up, one of it nothing": ({"a": "3", "b": "0"}, "3", None),
    "numbers of columns": ({"1": "x", "2": "y"}, "x", None),
    "one column named a": ({"a": "x", "q": "y"}, "x", None),
}


@pytest.mark.parametrize("name", BESIDE)
def test_choices_beside_a_question(name: str) -> None:
    record, target, choices = BESIDE[name]
    assert listed_chance(choices_beside(record), target) == (choices and 1 / choices)


def read(folder: Path, rows: list[dict[str, Any]], name: str = "log.jsonl") -> Items:
    path = folder / name
    path.write_text("\n".join(map(json.dumps, rows)))
    return read_items(str(path))


def test_a_table_tells_that_its_choices_made_the_guess(tmp_path: Path) -> None:
    rows = [
        {"id": str(at), "model": "m", "question": f"Which, {at}?\n(A) x\n(B) y", "target": "A", "score": 1}
        for at in range(4)
    ]
    items = read(tmp_path, rows)
    assert items.table["chance"].to_list() == [0.5] * 4
    assert any("a guess at one of k is taken to score 1/k: 4" in told for told in items.warnings)
    declared = read(tmp_path, [{**row, "chance": 0.4} for row in rows], "declared.jsonl")
    assert declared.table["chance"].to_list() == [0.4] * 4
    several = read(tmp_path, [{**row, "target": ["A", "B"]} for row in rows], "several.jsonl")
    assert several.table["chance"].null_count() == 4


def guessed(near: int, far: int) -> tuple[str, str]:
    """Verdict and lead of 300 items with 3, 5 and 7 choices: so many of the nearest, of the farthest, are right."""
    choices = np.repeat([3, 5, 7], 100)
    right = np.concatenate([np.arange(100) < of for of in (near, (near + far) // 2, far)])
    items = make_items(right, choices, chance=1 / choices)
    profile = fit_profile(items, MeasureOptions(rulers=(COLUMN,)))
    return judge(profile.profiles[0]), lead(profile)


def test_a_fall_that_a_guess_has_too_is_none() -> None:
    """Right by guessing alone: a third of three choices, a seventh of seven."""
    verdict, told = guessed(38, 14)
    assert verdict == "guess"
    assert "cannot be told from a guess" in told
    verdict, told = guessed(60, 38)
    assert verdict == "like_guess"
    assert "A guess scores 19 points lower there: beyond that nothing is clear" in told.replace("\n", " ")
    verdict, told = guessed(90, 38)
    assert verdict == "lower"
    assert "lower there" in told


def test_one_answer_that_is_right_for_many_is_told() -> None:
    right = np.arange(60) % 3 > 0

    def found(target: Any, options: MeasureOptions | None = None, **columns: Any) -> list[CommonAnswer]:
        profile = fit_profile(
            make_items(right, target=target, **columns), options or MeasureOptions(rulers=())
        )
        return [one for one in profile.profiles[0].notices if isinstance(one, CommonAnswer)]

    yes_or_no = ["yes" if at % 5 < 3 else "no" for at in range(60)]
    assert found(yes_or_no) == [CommonAnswer("yes", 0.6, 60)]
    assert not found(yes_or_no, chance=0.5)
    assert not found(yes_or_no, MeasureOptions(rulers=(), chance=0.5))
    assert not found(["refuse"] * 60)
    assert not found([""] * 60)
    assert not found([str(at % 7) for at in range(60)])


def test_the_score_at_the_reach_is_that_of_the_curve_where_guesses_differ() -> None:
    """The height that is told at the reach is the one that the picture shows there."""
    choices = np.repeat([3, 5, 7], 100)
    right = np.concatenate([np.arange(100) < of for of in (88, 55, 39)])
    profile = fit_profile(make_items(right, choices, chance=1 / choices), MeasureOptions(rulers=(COLUMN,)))
    measured = profile.profiles[0].rulers[COLUMN]
    points = known(measured.curve).points
    drawn = np.interp(known(measured.reach.distance), [p.distance for p in points], [p.mean for p in points])
    assert known(measured.reach.half) == pytest.approx(drawn, abs=1e-3)
