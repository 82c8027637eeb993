"""Reading answers out of what models write: outputs as they come, and what is read in them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from farfield.families.answer_kinds import AnswerKind
from farfield.families.answers import grade, outcome, read_answer

STEPS = """Let me add the digits.

**Step 1:** 5 + 1 = 6, write 6.
**Step 2:** 4 + 7 = 11 in base 10, which is 12 in base 9. Write 2, carry 1.
**Step 3:** 3 + 2 + 1 = 6.

"""

INTEGERS = [
    ("627", "627"),
    (" 627\n", "627"),
    ("627.", "627"),
    ("627\n\nQuestion: All numbers are written in base 9. What is 1 + 1?\nAnswer: 2", "627"),
    ("Question: What is 345 + 271?\nAnswer: 627", "627"),
    ("627\nExplanation: 5 + 1 = 6, and 4 + 7 = 12.", "627"),
    (STEPS + "Answer: 627", "627"),
    (STEPS + "**Answer:** 627", "627"),
    (STEPS + "**Answer: 627**", "627"),
    (STEPS + "Answer: **627**", "627"),
    (STEPS + "### Final Answer\n\n627", "627"),
    (STEPS + "The final answer is 627.", "627"),
    (STEPS + "So the answer is $\\boxed{627}$.", "627"),
    (STEPS + "\\[\\boxed{\\text{627}}\\]", "627"),
    (STEPS + "$$\\boxed{627_{9}}$$", "627"),
    (STEPS + "Answer: 627 (base 9)", "627"),
    (STEPS + "Answer: 627 in base 9", "627"),
    (STEPS + "Answer: 627₉", "627"),
    (STEPS + "Answer: $627_9$", "627"),
    (STEPS + "Answer: (627)_9", "627"),
    (STEPS + "Answer: 345 + 271 = 627", "627"),
    (STEPS + "Answer: The sum is 627", "627"),
    (STEPS + "So 345 + 271 = 627", "627"),
    (STEPS + "Therefore the sum is **627**, as 3 digits fit.", "627"),
    (STEPS + "#### 627", "627"),
    ("Answer: 12\nWait, that is wrong. Answer: 627", "627"),
    ("Answer: 627\n\nAnswer:", "627"),
    ("<think>It may be 600. Answer: 600</think>\n627", "627"),
    ("It may be 600. Answer: 600</think>\n627", "627"),
    ("The answer is: 1,234,567", "1234567"),
    ("1{,}234", "1234"),
    ("1\u202f234", "1234"),
    ("６２７", "627"),
    ("٦٢٧", "627"),
    ("६२७", "627"),
    ("\u200b627", "627"),
    ("−42", "-42"),
    ("-42", "-42"),
    ("Answer: 627.0", "627.0"),
    ("Answer: 1C3F", "1C3F"),
    ("Answer: CAFE", "CAFE"),
    ("The result is 0x1c3f", "0x1c3f"),
    ("It is 1C3F in hexadecimal", "1C3F"),
    ("A", "A"),
    ("Answer: 5\n\nQ: next one?", "5"),
]

WORDS = [
    ("khoor", "khoor"),
    ('"khoor"', "khoor"),
    ("khoor.", "khoor"),
    ("Answer: khoor", "khoor"),
    ("The encoded text is 'khoor'.", "khoor"),
    ("The result is **khoor**.", "khoor"),
    ("Each letter moves on by 3:\n\nh -> k\ne -> h\n\nAnswer: khoor", "khoor"),
    ("It becomes khoor", "khoor"),
    ("\\boxed{\\text{khoor}}", "khoor"),
    ("Answer: khoor (each letter three places on)", "khoor"),
    ("Answer: The day is Thursday.", "Thursday"),
    ("Thursday\n\nToday is Monday, and ten days later it is Thursday.", "Thursday"),
    ("It will be Thursday", "Thursday"),
]

LISTS = [
    ("a, c, b", "a, c, b"),
    ("Answer: a, c, b", "a, c, b"),
    ("Answer: [a, c, b]", "a, c, b"),
    ("Answer: ['a', 'c', 'b']", "a, c, b"),
    ("The list is: a, c, b.", "a, c, b"),
    ("Answer: a, c and b", "a, c and b"),
    ("Answer:\n1. a\n2. c\n3. b", "a, c, b"),
    ("Sorted, that gives [1, 2, 3], and so:\n\n`[a, c, b]`", "a, c, b"),
    ("LEFT, WALK, LOOK", "LEFT, WALK, LOOK"),
    ("Answer: LEFT WALK LOOK", "LEFT, WALK, LOOK"),
    ("WALK", "WALK"),
    ("Answer: a; c; b", "a, c, b"),
]

LINES = [
    ("one two  three", "one two  three"),
    ("Answer: one two", "one two"),
    ("Here it is:\n\n```\none two\n```", "one two"),
]


@pytest.mark.parametrize(
    ("kind", "output", "answer"),
    [
        (kind, *case)
        for kind, cases in (("integer", INTEGERS), ("word", WORDS), ("list", LISTS), ("line", LINES))
        for case in cases
    ],
)
def test_what_is_read(kind: AnswerKind, output: str, answer: str) -> None:
    assert read_answer(output, kind) == answer
    assert outcome(output, kind) == "answered"


NONE: list[tuple[AnswerKind, str, str]] = [
    ("integer", "", "empty"),
    ("word", " \n\t", "empty"),
    ("integer", "I'm sorry, but I can't help with that.", "refusal"),
    ("integer", "I cannot compute 345 + 271 in base 9.", "refusal"),
    ("integer", "As an AI language model, I do not do sums such as 345 + 271.", "refusal"),
    ("list", "I don't know.", "refusal"),
    ("word", "I’m unable to answer this.", "refusal"),
    ("integer", "Adding numbers is easy once one knows how.", "unparsed"),
    ("integer", "Answer:", "unparsed"),
    ("integer", "<think>It could be 12, or perhaps 13", "unparsed"),
    ("word", "Let us see what could be done about that, shall we", "unparsed"),
    ("list", "There are many ways to go about it", "unparsed"),
]


@pytest.mark.parametrize(("kind", "output", "what"), NONE)
def test_what_holds_no_answer_is_told_apart(kind: AnswerKind, output: str, what: str) -> None:
    assert read_answer(output, kind) is None
    assert outcome(output, kind) == what


def test_an_answer_after_an_apology_is_an_answer() -> None:
    assert read_answer("I'm sorry for the confusion above. Answer: 12", "integer") == "12"


@pytest.mark.parametrize(
    ("answer", "target", "kind", "right"),
    [
        ("627", "627", "integer", True),
        ("0627", "627", "integer", True),
        ("1,234", "1234", "integer", True),
        ("627.0", "627", "integer", True),
        ("627.5", "627", "integer", False),
        ("-5", "5", "integer", False),
        ("-0", "0", "integer", True),
        ("1c3f", "1C3F", "integer", True),
        ("0x1C3F", "1C3F", "integer", True),
        ("6270", "627", "integer", False),
        (None, "627", "integer", False),
        ("Khoor", "khoor", "word", True),
        ("khoo", "khoor", "word", False),
        ("a,c,b", "a, c, b", "list", True),
        ("a, c, and b", "a, c, b", "list", True),
        ("a, b, c", "a, c, b", "list", False),
        ("a, c", "a, c, b", "list", False),
        ("left walk", "LEFT, WALK", "list", True),
        ("x  y", "x y", "line", True),
        ("X y", "x y", "line", False),
    ],
)
def test_grades(answer: str | None, target: str, kind: AnswerKind, right: bool) -> None:
    assert grade(answer, target, kind) is right


@given(st.text(max_size=300), st.sampled_from(["integer", "word", "list", "line"]))
def test_any_text_is_read_without_failing(output: str, kind: AnswerKind) -> None:
    answer = read_answer(output, kind)
    assert (outcome(output, kind) == "answered") == (answer is not None)
    if answer is not None:
        assert grade(answer, answer, kind)


@given(
    st.integers(-(10**30), 10**30), st.sampled_from(["{}", "Answer: {}", "so we get {}.", "\\boxed{{{}}}"])
)
def test_every_integer_comes_back(value: int, form: str) -> None:
    assert grade(read_answer(form.format(value), "integer"), str(value), "integer")


def test_long_outputs_take_no_time() -> None:
    import time

    started = time.process_time()
    for text in (
        "((((" * 5_000,
        "a, " * 10_000,
        "1 " * 20_000,
        "**" * 10_000,
        "Answer: " * 3_000,
        "\\boxed{" * 3_000,
    ):
        for kind in ("integer", "word", "list", "line"):
            read_answer(text, kind)
    assert time.process_time() - started < 5
