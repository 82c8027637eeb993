"""The order of profiles, and what can be said of them only beside each other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import polars as pl
from msgspec.structs import replace

from farfield.measure.views.pool_and_strata import correct_strata, pool_notices, strata_notices, strata_of
from farfield.measure.views.views import View
from farfield.records import TaskGroup
from farfield.results import SubjectProfile
from farfield.results.notices import AnyNotice
from farfield.results.ruler_notices import OneOfGroup


def arrange(
    profiles: Sequence[SubjectProfile], own: Sequence[View], views: Sequence[View]
) -> list[SubjectProfile]:
    """First what is part of nothing, by the first of its tasks; then, whole by whole, strata, pools and tasks in it.

    What holds the items of a task is told here: its `part_of`.
    """
    first = {view.name: at for at, view in enumerate(own)}
    held = {task: [view.name for view in views if view.group and task in view.tasks] for task in first}
    entries = [one if one.is_view else replace(one, part_of=held[one.task]) for one in profiles]
    places = {view.name: min(first[task] for task in view.tasks) for view in (*own, *views)}
    kinds = {view.name: 1 if view.column else 2 for view in views}
    order = {view.name: at for at, view in enumerate((*views, *own))}

    def place(entry: SubjectProfile) -> tuple[int, int, int, int]:
        name = entry.task
        if not entry.part_of:
            return 0, places[name], 0, order[name]
        return 1, places[entry.part_of[0]], kinds.get(name, 3), order[name]

    return sorted(entries, key=place)


def complete(
    profiles: Sequence[SubjectProfile],
    views: Sequence[View],
    lone: Mapping[str, TaskGroup],
    items: pl.DataFrame,
    ruler: str | None,
) -> list[SubjectProfile]:
    """These profiles with their `strata`, and first among their notices those on pools and strata.

    `lone`: the only tasks of their group.
    """
    entries = correct_strata(profiles, ruler)
    column = next((view.column for view in views if view.column), None)
    return [_completed(entry, entries, column, lone, items) for entry in entries]


def _completed(
    entry: SubjectProfile,
    entries: Sequence[SubjectProfile],
    column: str | None,
    lone: Mapping[str, TaskGroup],
    items: pl.DataFrame,
) -> SubjectProfile:
    parts = [
        one
        for one in entries
        if one.stratum and one.stratum.of == entry.task and one.subject == entry.subject
    ]
    strata = strata_of(parts, _without(items, entry, column) if column and parts else 0)
    group = lone.get(entry.task)
    first: list[AnyNotice] = [OneOfGroup(group.name, len(group.tasks))] if group else []
    notices = [*first, *pool_notices(entry), *strata_notices(strata), *entry.notices]
    return replace(entry, strata=strata, notices=notices)


def _without(items: pl.DataFrame, entry: SubjectProfile, column: str) -> int:
    own = items.filter(pl.col("task").is_in(entry.tasks) & (pl.col("subject") == entry.subject))
    return own[column].null_count()
