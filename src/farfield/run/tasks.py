"""Every family as an Inspect task: `inspect eval farfield/addition -T items=200 -T shots=3 -T axes=base=8,9`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from inspect_ai import Task, task
from inspect_ai.dataset import MemoryDataset
from inspect_ai.model import GenerateConfig, get_model
from inspect_ai.solver import generate

from farfield.families import FamilyItem, family_names, get_family
from farfield.families.axes import hash_axes
from farfield.families.family import REASONING_GYM
from farfield.options.asking import TaskOptions
from farfield.run.asked_levels import parse_axes
from farfield.run.drawing import draw_items
from farfield.run.prompting import make_prompt, prompted
from farfield.run.provider import FarfieldAPI
from farfield.run.samples import to_sample
from farfield.run.scoring import checks_right, final_answer, items_error, items_right
from farfield.run.subjects import remember

SPARE_TOKENS = 24  # around a short answer: a few words
THINKING_TOKENS = 768  # before it, where the model is asked to think


def family_task(name: str, options: TaskOptions) -> Task:
    """The task of a family. Raises FarfieldError where there is no such family, axis or level."""
    family = get_family(name)
    items, examples = draw_items(family, options)
    prompts = {item.item_id: make_prompt(family, item, options, examples) for item in items}
    for item in items:
        remember(prompts[item.item_id][-1].text, item)
    checked = any(item.condition == "check" for item in items)
    return Task(
        dataset=MemoryDataset([to_sample(family, item) for item in items], name=name),
        solver=[prompted(prompts), generate()],
        scorer=final_answer(name),
        metrics=[items_right(), items_error(), *([checks_right()] if checked else [])],
        config=GenerateConfig(max_tokens=_answer_tokens(items, options)),
        name=name.replace(":", "_"),
        metadata={"family": name, "axes_hash": hash_axes(family.axes)},
    )


def _answer_tokens(items: Sequence[FamilyItem], options: TaskOptions) -> int | None:
    """What an answer may take of a model in this process, where a digit is a token; others keep their own limit,
    since some think before they answer."""
    try:
        local = isinstance(get_model().api, FarfieldAPI)
    except ValueError:  # the task is made outside an evaluation
        local = False
    if not local:
        return None
    longest = max(len(item.exercise.target) for item in items)
    return longest + SPARE_TOKENS + (THINKING_TOKENS if options.cot else 0)


def _task_of(name: str) -> Callable[..., Task]:
    def family(
        items: int = TaskOptions.items,
        seed: int = TaskOptions.seed,
        shots: int | None = TaskOptions.shots,
        cot: bool = TaskOptions.cot,
        axes: Any = None,
        twins: bool = TaskOptions.twins,
        checks: bool = TaskOptions.checks,
    ) -> Task:
        chosen = parse_axes(get_family(name), axes)
        return family_task(name, TaskOptions(items, seed, shots, cot, chosen, twins, checks))

    family.__name__ = name
    return task(name=name)(family)


@task
def reasoning_gym(
    dataset: str,
    items: int = TaskOptions.items,
    seed: int = TaskOptions.seed,
    shots: int | None = TaskOptions.shots,
    cot: bool = TaskOptions.cot,
    axes: Any = None,
    twins: bool = TaskOptions.twins,
    checks: bool = TaskOptions.checks,
) -> Task:
    """A dataset of reasoning-gym."""
    name = f"{REASONING_GYM}{dataset}"
    chosen = parse_axes(get_family(name), axes)
    return family_task(name, TaskOptions(items, seed, shots, cot, chosen, twins, checks))


TASKS = {name: _task_of(name) for name in family_names()}
"""The tasks by the names of their families, as Inspect knows them: `farfield/NAME`."""


def name_task(family: str) -> tuple[str, dict[str, Any]]:
    """How Inspect knows the task of a family, and what else the task has to be told."""
    if family.startswith(REASONING_GYM):
        return "farfield/reasoning_gym", {"dataset": family.removeprefix(REASONING_GYM)}
    return f"farfield/{family}", {}
