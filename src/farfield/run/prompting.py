"""What a model is asked: an item's prompt as a chat, its examples as turns that were answered so.

As turns, since that is where a model that was trained to chat learns the form from: of 24 short sums after three
examples SmolLM2-135M answered 4 rightly, and of the same as one text 1, where it took up an example's answer.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from inspect_ai.model import ChatMessage, ChatMessageAssistant, ChatMessageSystem, ChatMessageUser
from inspect_ai.solver import Generate, Solver, TaskState, solver

from farfield.families import Family, FamilyItem
from farfield.families.prompts import instruction
from farfield.options.asking import TaskOptions
from farfield.run.drawing import style_of

THINK = "Let's think step by step."


def make_prompt(
    family: Family, item: FamilyItem, options: TaskOptions, examples: Sequence[FamilyItem]
) -> list[ChatMessage]:
    """The instruction, the examples with their answers, what was said before, and the question last."""
    shown: list[ChatMessage] = []
    for example in examples:
        shown.append(ChatMessageUser(content=example.exercise.question))
        shown.append(ChatMessageAssistant(content=f"Answer: {example.exercise.target}"))
    exercise = item.exercise
    said: list[ChatMessage] = [
        ChatMessageUser(content=turn.text) if turn.role == "user" else ChatMessageAssistant(content=turn.text)
        for turn in exercise.turns
    ]
    asked = f"{exercise.question}\n{THINK}" if options.cot else exercise.question
    return [
        ChatMessageSystem(content=instruction(family, style_of(options, family), exercise.answer)),
        *shown,
        *said,
        ChatMessageUser(content=asked),
    ]


@solver
def prompted(prompts: Mapping[str, Sequence[ChatMessage]]) -> Solver:
    """Puts the prompt that was made for the sample in the place of its bare question."""

    async def solve(state: TaskState, generate: Generate) -> TaskState:  # noqa: ARG001 - the next solver's
        state.messages = list(prompts[str(state.sample_id)])
        return state

    return solve
