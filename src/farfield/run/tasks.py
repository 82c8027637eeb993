"""Every family as an Inspect task: `inspect eval farfield/addition -T items=200 -T shots=3 -T axes=base=8,9`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from inspect_ai import Task, task
from inspect_ai.dataset import MemoryDataset
from inspect_ai.model import GenerateConfig, get_model
from inspect_ai.scorer import Metric
from inspect_ai.solver import generate

from farfield.families import Family, FamilyItem, family_names, get_family
from farfield.families.axes import hash_axes
from farfield.families.dated_facts import DATED_FACTS
from farfield.families.family import CHECK, REASONING_GYM
from farfield.families.sets import SetFamily
from farfield.options.asking import TaskOptions
from farfield.run.asked_levels import parse_axes
from farfield.run.drawing import draw_items
from farfield.run.prompting import make_prompt, prompted
from farfield.run.provider import FarfieldAPI
from farfield.run.samples import to_sample
from farfield.run.scoring import checks_right, final_answer, items_error, items_right
from farfield.run.set_scoring import set_metrics
from farfield.run.subjects import remember

SPARE_TOKENS = 24  # around a short answer: a few words
THINKING_TOKENS = 768  # before it, where the model is asked to think
Metrics = list[Metric | dict[str, list[Metric]]]  # as Inspect takes them
CHANCES = 20  # likeliest tokens that are told where a letter is to be chosen


def family_task(name: str, options: TaskOptions) -> Task:
    """The task of a family. Raises FarfieldError where there is no such family, axis or level."""
    family = get_family(name)
    items, examples = draw_items(family, options)
    prompts = {item.item_id: make_prompt(family, item, options, examples) for item in items}
    for item in items:
        remember([(message.role, message.text) for message in prompts[item.item_id]], item)
    return Task(
        dataset=MemoryDataset([to_sample(family, item) for item in items], name=name),
        solver=[prompted(prompts), generate()],
        scorer=final_answer(name),
        metrics=_metrics(family, items),
        config=_config(items, options),
        name=name.replace(":", "_"),
        metadata={"family": name, "axes_hash": hash_axes(family.axes)},
    )


def _metrics(family: Family, items: Sequence[FamilyItem]) -> Metrics:
    if isinstance(family, SetFamily):
        return [*set_metrics(family)]
    checked = any(item.condition == CHECK for item in items)
    return [items_right(), items_error(), *([checks_right()] if checked else [])]


def _config(items: Sequence[FamilyItem], options: TaskOptions) -> GenerateConfig:
    """What an answer may take of a model in this process, where a digit is a token, and the chances of its first token
    where it is to choose; others keep their own limit, since some think before they answer."""
    try:
        local = isinstance(get_model().api, FarfieldAPI)
    except ValueError:  # the task is made outside an evaluation
        local = False
    if not local:
        return GenerateConfig()
    longest = max(len(item.exercise.target) for item in items)
    tokens = longest + SPARE_TOKENS + (THINKING_TOKENS if options.cot else 0)
    if any(item.exercise.options for item in items):
        return GenerateConfig(max_tokens=tokens, logprobs=True, top_logprobs=CHANCES)
    return GenerateConfig(max_tokens=tokens)


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


@task(name="dated_facts_of")
def dated_facts_of(
    facts: str,
    items: int = TaskOptions.items,
    seed: int = TaskOptions.seed,
    axes: Any = None,
) -> Task:
    """Facts that somebody brought in this process, by their key."""
    name = f"{DATED_FACTS}{facts}"
    return family_task(name, TaskOptions(items, seed, 0, axes=parse_axes(get_family(name), axes)))


TASKS = {name: _task_of(name) for name in family_names()}
"""The tasks by the names of their families, as Inspect knows them: `farfield/NAME`."""


def name_task(family: str) -> tuple[str, dict[str, str]]:
    """How Inspect knows the task of a family, and what else the task has to be told."""
    if family.startswith(REASONING_GYM):
        return "farfield/reasoning_gym", {"dataset": family.removeprefix(REASONING_GYM)}
    if family.startswith(DATED_FACTS):
        return "farfield/dated_facts_of", {"facts": family.removeprefix(DATED_FACTS)}
    return f"farfield/{family}", {}
