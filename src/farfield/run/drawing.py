"""The items of a task, and the examples that are shown before them."""

from __future__ import annotations

from farfield.families import Family, FamilyItem
from farfield.families.prompts import Style, few_shot
from farfield.families.sampling import SampleOptions, sample_items
from farfield.families.sets import SetFamily, ValueFamily, sample_sets
from farfield.options.asking import TaskOptions
from farfield.records import FarfieldError


def draw_items(family: Family, options: TaskOptions) -> tuple[list[FamilyItem], list[FamilyItem]]:
    """Items and examples, none of which asks what an item asks.

    Raises FarfieldError for axes and levels that the family does not have, and for examples where a family shows none:
    before items that ask for a value they would show what is right, before others what is taken up as an answer.
    """
    sampled = SampleOptions(
        options.items, options.seed, options.axes, twins=options.twins, checks=options.checks
    )
    if options.shots and not _may_show(family):
        why = "show what is right" if isinstance(family, ValueFamily) else "be taken up as answers"
        raise FarfieldError(
            f"{family.name} is asked without examples: they would {why}",
            where="--shots",
            remedy="Leave it out, or take 0.",
        )
    items = sample_sets(family, sampled) if isinstance(family, SetFamily) else sample_items(family, sampled)
    if not options.examples or not _may_show(family):
        return items, []
    return items, few_shot(family, options.examples, options.seed, {item.exercise.question for item in items})


def style_of(options: TaskOptions, family: Family) -> Style:
    """How the items are asked."""
    if options.cot:
        return "chain-of-thought"
    return "few-shot" if options.examples and _may_show(family) else "zero-shot"


def _may_show(family: Family) -> bool:
    return family.shows_examples and not isinstance(family, ValueFamily)
