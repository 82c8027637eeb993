"""Views of the items: the rows of a pool of tasks or of a stratum, as if they were a task of their own."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import polars as pl

from farfield.measure.columns import require_column
from farfield.measure.views.pools import find_pools
from farfield.measure.views.rows import WITHIN
from farfield.options.measuring import MeasureOptions
from farfield.records import FarfieldError, Scalar, TaskGroup

MOST_STRATA = 24
"""Of more values a table by value says nothing that chance would not say too."""
BY = "--by"
TASK = "_task"
"""The log's own task of an item in a view."""


@dataclass(frozen=True)
class View:
    """Rows of `items` that are profiled as one more task, `name`.

    `tasks`: the logs' own tasks they are of. A pool has its `group`; a stratum its `column`, its `value` there, and
    `of`, the task or pool that it is a part of. `part_of`: the names of all that hold these rows too.
    """

    name: str
    tasks: tuple[str, ...]
    group: TaskGroup | None = None
    column: str | None = None
    value: Scalar = None
    of: str | None = None
    part_of: tuple[str, ...] = field(default=())

    def rows(self, items: pl.DataFrame) -> pl.DataFrame:
        """These rows under the view's name, clustered by task where tasks are pooled and no column was named."""
        chosen = items.filter(pl.col("task").is_in(self.tasks))
        if self.column is not None:
            chosen = chosen.filter(pl.col(self.column) == pl.lit(self.value, items.schema[self.column]))
        return chosen.with_columns(pl.col("task").alias(TASK), task=pl.lit(self.name))

    def prepared(self, items: pl.DataFrame, options: MeasureOptions) -> pl.DataFrame:
        """The view's rows of prepared items: an item of a pool is (task, item), and so is a set of twins."""
        if len(self.tasks) == 1:
            return self.rows(items)
        within = pl.concat_str(pl.col("task"), pl.col("item_id"), separator=WITHIN)
        columns = {"item_id": within}
        if options.cluster is None:
            columns["_cluster"] = pl.col("task")
        if "_twins" in items.columns:
            columns["_twins"] = pl.concat_str(pl.col("task"), pl.col("_twins"), separator=WITHIN)
        return self.rows(items.with_columns(**columns))


def check_views(items: pl.DataFrame, options: MeasureOptions, groups: Sequence[TaskGroup] = ()) -> None:
    """Raise FarfieldError for a group or a stratum that these items cannot serve."""
    find_views(items, options, groups)


def find_views(items: pl.DataFrame, options: MeasureOptions, groups: Sequence[TaskGroup] = ()) -> list[View]:
    """Pools, larger ones first, and strata of each pool or task that is part of no other."""
    tasks = items["task"].unique(maintain_order=True).to_list()
    pools = list(_pools(tasks, find_pools(tasks, groups, options.groups)))
    if options.by is None:
        return pools
    levels = _levels(items, options.by)
    pooled = {task for pool in pools for task in pool.tasks}
    tops = [pool for pool in pools if not pool.part_of]
    tops += [View(task, (task,)) for task in tasks if task not in pooled]
    return [*pools, *(stratum for top in tops for stratum in _strata(items, top, options.by, levels))]


def _pools(tasks: Sequence[str], groups: Sequence[TaskGroup]) -> Iterator[View]:
    here = {group.name: tuple(task for task in tasks if task in group.tasks) for group in groups}
    named = {name: f"{name} (group)" if name in tasks else name for name in here}
    for group in groups:
        mine = set(here[group.name])
        larger = tuple(
            named[other.name] for other in groups if other is not group and mine < set(here[other.name])
        )
        yield View(named[group.name], here[group.name], group=group, part_of=larger)


def _levels(items: pl.DataFrame, column: str) -> list[Any]:
    """The values of the column of strata, by size. Raises FarfieldError for one or too many."""
    if column in ("subject", "task"):
        raise FarfieldError(
            f"{BY} {column}: every {column} has a profile of its own already",
            remedy="Name a column of the items.",
        )
    values = require_column(items, column, BY)
    if values.dtype.is_float():
        values = values.fill_nan(None)
    levels = values.drop_nulls().unique().sort().to_list()
    if len(levels) > MOST_STRATA:
        raise FarfieldError(
            f"{BY}: column {column!r} holds {len(levels):,} values, more than {MOST_STRATA}",
            remedy="Name a column of few values, or choose some items with --where.",
        )
    if len(levels) < 2:
        raise FarfieldError(
            f"{BY}: column {column!r} holds {'one value only' if levels else 'no value'}: nothing is divided by it",
            remedy="Name a column that differs between items.",
        )
    return levels


def _strata(items: pl.DataFrame, top: View, column: str, levels: Sequence[Any]) -> Iterator[View]:
    held = set(items.filter(pl.col("task").is_in(top.tasks))[column].drop_nulls().unique().to_list())
    for level in levels if len(held) > 1 else ():
        if level in held:
            name = f"{top.name} · {column}={told_value(level)}"
            yield View(name, top.tasks, column=column, value=level, of=top.name, part_of=(top.name,))


def told_value(value: Scalar) -> str:
    """A value as a person would type it: 3, 0.5, law."""
    return f"{value:g}" if isinstance(value, float) else str(value)
