"""The items of a task, and the examples that are shown before them."""

from __future__ import annotations

from farfield.families import Family, FamilyItem
from farfield.families.prompts import Style, few_shot
from farfield.families.sampling import SampleOptions, sample_items
from farfield.options.asking import TaskOptions


def draw_items(family: Family, options: TaskOptions) -> tuple[list[FamilyItem], list[FamilyItem]]:
    """Items and examples, none of which asks what an item asks.

    Raises FarfieldError for axes and levels that the family does not have.
    """
    sampled = SampleOptions(
        options.items, options.seed, options.axes, twins=options.twins, checks=options.checks
    )
    items = sample_items(family, sampled)
    if not options.examples:
        return items, []
    return items, few_shot(family, options.examples, options.seed, {item.exercise.question for item in items})


def style_of(options: TaskOptions) -> Style:
    """How the items are asked."""
    return "chain-of-thought" if options.cot else "few-shot" if options.examples else "zero-shot"
