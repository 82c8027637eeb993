"""What a model is asked: examples from the near region that are no test items, and thinking where it is wanted."""

from __future__ import annotations

import pytest

from farfield.families import get_family
from farfield.families.prompts import few_shot, instruction
from farfield.families.sampling import SampleOptions, sample_items
from farfield.options.asking import TaskOptions
from farfield.records import FarfieldError
from farfield.run.asked_levels import parse_axes
from farfield.run.prompting import make_prompt

ADDITION = get_family("addition")


def test_examples_where_a_position_has_no_question_left() -> None:
    """500 items ask every sum of two digits that there is; the examples come from the next position then."""
    asked = {item.exercise.question for item in sample_items(ADDITION, SampleOptions(items=500))}
    examples = few_shot(ADDITION, 3, avoid=asked)
    assert len({item.exercise.question for item in examples}) == 3
    assert not {item.exercise.question for item in examples} & asked
    assert {item.point["base"] for item in examples} == {10}
    assert max(item.point["digits"] for item in examples) == 2


def test_the_question_stands_last_and_bare() -> None:
    (item, *_), examples = sample_items(ADDITION, SampleOptions(items=2)), few_shot(ADDITION, 2)
    prompt = make_prompt(ADDITION, item, TaskOptions(), examples)
    assert [message.role for message in prompt] == [
        "system",
        "user",
        "assistant",
        "user",
        "assistant",
        "user",
    ]
    assert prompt[0].text == instruction(ADDITION, "few-shot")
    assert prompt[-1].text == item.exercise.question
    assert prompt[2].text == f"Answer: {examples[0].exercise.target}"


def test_thinking_is_asked_for() -> None:
    (item, *_) = sample_items(ADDITION, SampleOptions(items=2))
    prompt = make_prompt(ADDITION, item, TaskOptions(cot=True), [])
    assert prompt[0].text == instruction(ADDITION, "chain-of-thought")
    assert prompt[-1].text.startswith(item.exercise.question)
    assert "step by step" in prompt[-1].text


@pytest.mark.parametrize(
    ("options", "examples"),
    [
        (TaskOptions(), 3),
        (TaskOptions(shots=0), 0),
        (TaskOptions(cot=True), 0),
        (TaskOptions(cot=True, shots=2), 2),
    ],
)
def test_how_many_examples_are_shown(options: TaskOptions, examples: int) -> None:
    assert options.examples == examples


@pytest.mark.parametrize(
    "told",
    [
        ["base=8,9", "digits=3"],
        ["base=8", "9", "digits=3"],  # as Inspect splits it
        "base=8,9;digits=3",
        {"base": [8, 9], "digits": 3},
    ],
)
def test_levels_as_they_are_typed(told: object) -> None:
    assert parse_axes(ADDITION, told) == {"base": (8, 9), "digits": (3,)}


def test_levels_that_are_none() -> None:
    with pytest.raises(FarfieldError, match="AXIS=LEVEL"):
        parse_axes(ADDITION, "base")
    with pytest.raises(FarfieldError, match="'12'") as caught:
        parse_axes(ADDITION, ["base=12"])
    assert "8, 9, 10, 11, 16" in (caught.value.remedy or "")
    with pytest.raises(FarfieldError, match="no axis 'bas'") as caught:
        sample_items(ADDITION, SampleOptions(axes=parse_axes(ADDITION, ["bas=8"])))
    assert "base" in (caught.value.remedy or "")
    with pytest.raises(FarfieldError, match="-1 examples"):
        TaskOptions(shots=-1)
