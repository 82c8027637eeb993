"""Every family as an Inspect task: `inspect eval farfield/addition -T items=200 -T shots=3 -T axes=base=8,9`."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from inspect_ai import Task, task
from inspect_ai.dataset import MemoryDataset
from inspect_ai.model import (
    ChatMessage,
    ChatMessageAssistant,
    ChatMessageSystem,
    ChatMessageUser,
    GenerateConfig,
    get_model,
)
from inspect_ai.solver import Generate, Solver, TaskState, generate, solver

from farfield.families import Family, FamilyItem, family_names, get_family
from farfield.families.axes import hash_axes
from farfield.families.prompts import ask, few_shot, instruction
from farfield.families.sampling import SampleOptions, sample_items
from farfield.run.options import TaskOptions, parse_axes
from farfield.run.provider import FarfieldAPI
from farfield.run.samples import to_sample
from farfield.run.scoring import final_answer
from farfield.run.subjects import remember

SPARE_TOKENS = 24  # of a short answer: a few words around it
THINKING_TOKENS = 768


def family_task(name: str, options: TaskOptions) -> Task:
    """The task of a family. Raises FarfieldError where there is no such family, axis or level."""
    family = get_family(name)
    items = sample_items(
        family,
        SampleOptions(
            items=options.items, seed=options.seed, axes=options.axes, twins=options.twins, checks=options.checks
        ),
    )
    prompts = {item.item_id: _prompt(family, item, options) for item in items}
    for item in items:
        remember(prompts[item.item_id][-1].text, item)
    return Task(
        dataset=MemoryDataset([to_sample(family, item) for item in items], name=name),
        solver=[prompted(prompts), generate()],
        scorer=final_answer(family.answer),
        config=GenerateConfig(max_tokens=_answer_tokens(items, options)),
        metadata={"family": name, "axes_hash": hash_axes(family.axes)},
    )
