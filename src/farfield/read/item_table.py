"""Items → the item table: one row each, metadata as columns, duplicates and impossible scores out."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace

import polars as pl

from farfield.read.drafts import Placed
from farfield.read.intake import Intake
from farfield.records import Scalar
from farfield.schemas import ITEM_SCHEMA

STRAY_SHARE = 0.05  # scores outside [0, 1] up to this share of a task's are broken records, not another scale
MOST_COLUMNS = 256  # columns of metadata; of more, those that most items have


def build_table(placed: Sequence[Placed], intake: Intake) -> pl.DataFrame:
    """ITEM_SCHEMA, then the metadata columns by name. What is left out is counted in `intake`."""
    kept = _within_scale(_without_duplicates(placed, intake), intake)
    items = [one.item for one in kept]
    fields = pl.DataFrame(
        {name: [getattr(item, name) for item in items] for name in ITEM_SCHEMA}, schema=ITEM_SCHEMA
    )
    return fields.hstack(_metadata([item.metadata for item in items], intake))


def _without_duplicates(placed: Sequence[Placed], intake: Intake) -> list[Placed]:
    seen: set[tuple[str, str, str, int]] = set()
    kept = []
    for one in placed:
        key = (one.item.subject, one.item.task, one.item.item_id, one.item.epoch)
        if key in seen:
            intake.tally(
                one.source,
                "records that repeat the subject, task, item and epoch of an earlier one, left out",
                "If they are repeated runs, name their number with --map epoch=COL.",
            )
            continue
        seen.add(key)
        kept.append(one)
    return kept


def _within_scale(placed: Sequence[Placed], intake: Intake) -> list[Placed]:
    """Reject strays outside [0, 1]; where a task's scores lie on another scale, take none of them.

    No score is rescaled: what is the best possible mark, and whether half of it is half right, the log
    doesn't say.
    """
    tasks: dict[str, list[Placed]] = defaultdict(list)
    for one in placed:
        tasks[one.item.task].append(one)
    foreign = {task for task, members in tasks.items() if _other_scale(task, members, intake)}
    kept = []
    for one in placed:
        score = one.item.score
        if one.item.task in foreign:
            kept.append(one._replace(item=replace(one.item, score=None)))
        elif score is None or 0 <= score <= 1:
            kept.append(one)
        else:
            intake.reject(one.source, one.line, f"score {score:g} lies outside 0 to 1", one.item.item_id)
            intake.tally(one.source, "records with a score outside 0 to 1, left out")
    return kept


def _other_scale(task: str, members: Sequence[Placed], intake: Intake) -> bool:
    scores = [one.item.score for one in members if one.item.score is not None]
    outside = [score for score in scores if not 0 <= score <= 1]
    inside_positive = any(0 < score <= 1 for score in scores)
    one_mark = len(set(outside)) == 1 and outside[0] < 0  # a mark such as -1 for "not graded"
    if not outside or (inside_positive and (one_mark or len(outside) <= STRAY_SHARE * len(scores))):
        return False
    intake.warn(
        members[0].source,
        f"the scores of {task} go from {min(scores):g} to {max(scores):g}, not from 0 to 1: none of them is used."
        " Nothing is rescaled unasked; add a column of scores from 0 to 1 and name it with --map score=COL",
    )
    return True


def _metadata(rows: Sequence[Mapping[str, Scalar]], intake: Intake) -> pl.DataFrame:
    found = Counter(name for row in rows for name in row)
    names = sorted(sorted(found), key=lambda name: -found[name])[:MOST_COLUMNS]
    if len(found) > MOST_COLUMNS:
        intake.warn("metadata", f"of {len(found):,} columns the {MOST_COLUMNS} that most items have are kept")
    order = [name for name in found if name in set(names)]
    return pl.DataFrame([_column(name, [row.get(name) for row in rows]) for name in order])


def _column(name: str, values: list[Scalar]) -> pl.Series:
    """The narrowest of Boolean, Int64, Float64 and String that holds every value."""
    kinds = {type(value) for value in values if value is not None}
    if kinds == {bool}:
        return pl.Series(name, values, pl.Boolean)
    if kinds <= {bool, int}:
        return pl.Series(name, [None if value is None else int(value) for value in values], pl.Int64)
    if kinds <= {bool, int, float}:
        return pl.Series(name, [None if value is None else float(value) for value in values], pl.Float64)
    return pl.Series(name, [None if value is None else str(value) for value in values], pl.String)
