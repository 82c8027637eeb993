"""Ids that name each record and no item: two subjects never share one, though they are asked the same."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from farfield.logs.drafts import Placed
from farfield.logs.intake import Intake
from farfield.storage import hash_text

SHARED = 0.5  # of the questions that at least two subjects are asked, from which an id should be shared too


def drop_record_ids(members: Sequence[Placed], intake: Intake) -> Sequence[Placed]:
    """The answers to one task, their items named by the question where the log's ids only name records."""
    subjects: dict[str, set[str]] = defaultdict(set)
    asked: dict[str, set[str]] = defaultdict(set)
    for one in members:
        subjects[one.item.item_id].add(one.item.subject)
        asked[one.item.question].add(one.item.subject)
    shared = sum(len(found) > 1 for question, found in asked.items() if question)
    if (
        "" in asked
        or any(len(found) > 1 for found in subjects.values())
        or shared < max(1, SHARED * len(asked))
    ):
        return members
    intake.warn(
        members[0].source,
        "ids_name_records",
        f"no id is shared by two subjects, asked {shared:,} of {len(asked):,} questions alike: ids name records, "
        "and items are named by their questions (--map item_id=COL)",
    )
    by_target = _targets_tell(members)
    return [
        one._replace(item=replace(one.item, item_id=_name(one, by_target)), numbered=False) for one in members
    ]


def _name(one: Placed, by_target: bool) -> str:
    item = one.item
    return hash_text(f"{item.question}\x1f{item.target}" if by_target and item.target else item.question)


def _targets_tell(members: Sequence[Placed]) -> bool:
    """Whether targets belong to the items: the same for all subjects, or several to a question for one subject."""
    own: dict[tuple[str, str], set[str]] = defaultdict(set)
    whole: dict[str, set[str]] = defaultdict(set)
    for one in members:
        own[one.item.subject, one.item.question].add(one.item.target)
        whole[one.item.question].add(one.item.target)
    several = any(len(found) > 1 for found in own.values())
    return several or all(len(found) == 1 for found in whole.values())
