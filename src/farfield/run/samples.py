"""Items of a family as samples of an Inspect dataset, with the metadata that a profile reads."""

from __future__ import annotations

from inspect_ai.dataset import Sample

from farfield.families import Family, FamilyItem
from farfield.families.metadata import item_metadata


def to_sample(family: Family, item: FamilyItem) -> Sample:
    """The bare question is the sample's input, whatever prompt is made of it: it is what a corpus is searched for."""
    return Sample(
        id=item.item_id,
        input=item.exercise.question,
        target=item.exercise.target,
        metadata=item_metadata(family, item),
    )
