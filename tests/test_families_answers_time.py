"""Reading an answer takes time that grows with its length alone, whatever a subject writes."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from typing import get_args

import pytest

from farfield.families.answer_kinds import AnswerKind
from farfield.families.answers import outcome, read_answer
from farfield.families.reasoning_gym import _told

LENGTH = 100_000
MOST = 3.0  # seconds of work; what is quadratic takes minutes

_RANDOM = random.Random(0)
_PROSE = ["so", "the", "sum", "of", "3", "and", "4", "then\n", "we", "add", "answer", "."]

TEXTS: dict[str, Callable[[int], str]] = {
    "prose": lambda n: " ".join(_RANDOM.choice(_PROSE) for _ in range(n // 4)),
    "newlines": lambda n: "The sum is 5\n" + "\n" * n + "x",
    "newlines in a list": lambda n: "[1, 2\n" + "\n" * n + "z",
    "spaces": lambda n: "a" + " " * n + "b",
    "spaces that do not break": lambda n: "5" + "\xa0" * n + "z",
    "headings": lambda n: "x\n" + "#\n" * (n // 2) + "y",
    "bullets": lambda n: "x\n" + "* " * (n // 2) + "y",
    "thinking": lambda n: "<think>" * (n // 7),
    "tags": lambda n: "<answer>" * (n // 8),
    "markers": lambda n: "answer: " * (n // 8),
    "markers without a sign": lambda n: "answer " * (n // 7),
    "boxes": lambda n: "\\boxed{" * (n // 7),
    "a box of boxes": lambda n: "\\boxed{" + "{a}" * (n // 3),
    "texts in texts": lambda n: "\\text{" * (n // 7) + "}" * (n // 7),
    "parentheses": lambda n: "a (" * (n // 3),
    "opened quotations": lambda n: "“" * n,
    "quotations": lambda n: "'a " * (n // 3),
    "digits": lambda n: "A" + "1" * n + "g",
    "numerals": lambda n: "A1" * (n // 2) + "g",
    "thousands": lambda n: "1" + ",000" * (n // 4),
    "signs": lambda n: "= " * (n // 2) + "x",
    "marks": lambda n: "a_" * (n // 2),
    "hyphens": lambda n: "a-" * (n // 2),
    "bases": lambda n: "base " * (n // 5),
}


@pytest.mark.parametrize("name", TEXTS)
def test_an_answer_of_100_000_characters_is_read_at_once(name: str) -> None:
    text = TEXTS[name](LENGTH)
    for kind in get_args(AnswerKind):
        began = time.process_time()
        read_answer(text, kind)
        outcome(text, kind)
        assert time.process_time() - began < MOST, kind
    began = time.process_time()
    _told(text)
    assert time.process_time() - began < MOST


@pytest.mark.parametrize(
    ("output", "kind", "answer"),
    [
        ("It is 5.\n\n##  \n\nQuestion: and now? 7", "integer", "5"),
        ("The word is horse (a (large) animal)", "word", None),
        ("horse (an animal) ", "word", "horse"),
        ("x\n\n -  one\n\n2)  two", "list", "one, two"),
        ("\\text{\\textbf{42}} and {\\text{7}}", "integer", "7"),
        ("\\text{a {b} c}", "line", "\\text{a {b} c}"),
        ("“A1B” is it", "integer", "A1B"),
        ("**=**", "integer", None),
    ],
)
def test_what_is_read_stays_what_it_was(output: str, kind: AnswerKind, answer: str | None) -> None:
    assert read_answer(output, kind) == answer


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("<answer>5</answer> or <answer> 6 </answer>", "6"),
        ("<answer>5</answer> but the answer: 7", "7"),
        ("<answer>5</answer><answer>6</answer>answer: 7", "7"),
        ("answer: 3 answer**: 4\n5", "4\n5"),
        ("answer:", None),
        ("no word of it", None),
    ],
)
def test_the_last_answer_told_is_the_one(text: str, told: str | None) -> None:
    assert _told(text) == told
