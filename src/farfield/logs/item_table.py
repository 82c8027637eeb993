"""Items → the item table: one row each, metadata as columns, duplicates and impossible scores out."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Container, Mapping, Sequence
from dataclasses import replace

import polars as pl

from farfield.logs.drafts import Placed
from farfield.logs.file_tasks import join_files
from farfield.logs.identity import identify
from farfield.logs.intake import Intake
from farfield.logs.score_columns import other_scale
from farfield.records import Scalar
from farfield.schemas import ITEM_SCHEMA

MOST_COLUMNS = 256  # columns of metadata; of more, those that most items have


def build_table(
    placed: Sequence[Placed], intake: Intake, mapped: Container[str] = (), design: Container[str] = ()
) -> pl.DataFrame:
    """ITEM_SCHEMA, then the metadata columns by name. What is left out is counted in `intake`.

    `mapped`: the fields that the user named a column for; `design`: as of `identify`.
    """
    kept = _within_scale(identify(join_files(placed, intake), intake, mapped, design), intake)
    items = [one.item for one in kept]
    fields = pl.DataFrame(
        {name: [getattr(item, name) for item in items] for name in ITEM_SCHEMA}, schema=ITEM_SCHEMA
    )
    return fields.hstack(_metadata([item.metadata for item in items], intake))


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
            remedy = (
                f"If {score:g} says how good an answer was: --score-word {score:g}=SCORE."
                if score < 0
                else ""
            )
            intake.tally(
                one.source, "scores_out_of_range", "records with a score outside 0 to 1, left out", remedy
            )
    return kept


def _other_scale(task: str, members: Sequence[Placed], intake: Intake) -> bool:
    scores = [one.item.score for one in members if one.item.score is not None]
    if not other_scale(scores):
        return False
    intake.warn(
        members[0].source,
        "scores_on_another_scale",
        f"the scores of {task} go from {min(scores):g} to {max(scores):g}, not from 0 to 1: none of them is used."
        f" Nothing is rescaled unasked: {_how_to_scale(scores)}; or name a column of scores from 0 to 1 with --map "
        "score=COL",
    )
    return True


def _how_to_scale(scores: Sequence[float]) -> str:
    low, high = min(scores), max(scores)
    if not math.isfinite(high) or not math.isfinite(low):
        return "an infinite one is no score, as --score-word inf=none says"
    if low < 0:
        return f"say what {low:g} is worth, as --score-word {low:g}=0"
    return f"if the best possible mark is {high:g}, say --score-max {high:g}"


def _metadata(rows: Sequence[Mapping[str, Scalar]], intake: Intake) -> pl.DataFrame:
    found = Counter(name for row in rows for name in row)
    names = sorted(sorted(found), key=lambda name: -found[name])[:MOST_COLUMNS]
    if len(found) > MOST_COLUMNS:
        intake.warn(
            "metadata",
            "columns_dropped",
            f"of {len(found):,} columns the {MOST_COLUMNS} that most items have are kept",
        )
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
