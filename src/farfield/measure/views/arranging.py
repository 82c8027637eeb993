"""The order of profiles, and what can be said of them only beside each other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl

from farfield.measure.views.telling import (
    correct_strata,
    lone_warning,
    pool_warnings,
    strata_told,
    strata_warnings,
)
from farfield.measure.views.views import View
from farfield.records import TaskGroup

Entry = dict[str, Any]


def arrange(profiles: Sequence[Entry], own: Sequence[View], views: Sequence[View]) -> list[Entry]:
    """First what is part of nothing, by the first of its tasks; then, whole by whole, strata, pools and tasks in it."""
    first = {view.name: at for at, view in enumerate(own)}
    held = {task: [view.name for view in views if view.group and task in view.tasks] for task in first}
    for entry in profiles:
        if entry["pooled"] is None and entry["stratum"] is None:
            entry["part_of"] = held[entry["task"]]
    places = {view.name: min(first[task] for task in view.tasks) for view in (*own, *views)}
    kinds = {view.name: 1 if view.column else 2 for view in views}
    order = {view.name: at for at, view in enumerate((*views, *own))}

    def place(entry: Entry) -> tuple[int, int, int, int]:
        name = entry["task"]
        if not entry["part_of"]:
            return 0, places[name], 0, order[name]
        return 1, places[entry["part_of"][0]], kinds.get(name, 3), order[name]

    return sorted(profiles, key=place)


def complete(
    profiles: Sequence[Entry],
    views: Sequence[View],
    lone: Mapping[str, TaskGroup],
    items: pl.DataFrame,
    ruler: str | None,
) -> None:
    """Add to each entry its `strata`, and the warnings on pools and strata. `lone`: the only tasks of their group."""
    correct_strata(profiles, ruler)
    column = next((view.column for view in views if view.column), None)
    for entry in profiles:
        strata = [
            other
            for other in profiles
            if other["stratum"]
            and other["stratum"]["of"] == entry["task"]
            and other["subject"] == entry["subject"]
        ]
        entry["strata"] = strata_told(strata, _without(items, entry, column) if column and strata else 0)
        first = [lone_warning(lone[entry["task"]])] if entry["task"] in lone else []
        entry["warnings"][:0] = [*first, *pool_warnings(entry), *strata_warnings(entry["strata"])]


def _without(items: pl.DataFrame, entry: Entry, column: str) -> int:
    own = items.filter(pl.col("task").is_in(entry["tasks"]) & (pl.col("subject") == entry["subject"]))
    return own[column].null_count()
