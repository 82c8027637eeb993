"""What a model is asked: an item's prompt as chat messages, and how long its answer may be."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from inspect_ai.model import (
    ChatMessage,
    ChatMessageAssistant,
    ChatMessageSystem,
    ChatMessageUser,
    get_model,
)
from inspect_ai.solver import Generate, Solver, TaskState, solver

from farfield.families import Family, FamilyItem
from farfield.families.prompts import ask, few_shot, instruction
from farfield.run.options import TaskOptions
from farfield.run.provider import FarfieldAPI

SPARE_TOKENS = 24  # around a short answer: a few words
THINKING_TOKENS = 768  # before it, where the model is asked to think


@solver
def prompted(prompts: Mapping[str, Sequence[ChatMessage]]) -> Solver:
    """Puts the prompt that was made for the sample in the place of its bare question."""

    async def solve(state: TaskState, generate: Generate) -> TaskState:  # noqa: ARG001 - the next solver's
        state.messages = list(prompts[str(state.sample_id)])
        return state

    return solve
