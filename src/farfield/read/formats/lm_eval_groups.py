"""Groups of tasks as lm_eval's results file tells them: `group_subtasks`, and the scores it gives of each group."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from farfield.read.intake import Intake
from farfield.read.options import ReadOptions
from farfield.read.values import as_list, as_mapping
from farfield.records import TaskGroup


def note_groups(
    results: Mapping[str, Any], subject: str, path: str, options: ReadOptions, intake: Intake
) -> None:
    """Tell the intake the groups of a results file. Where `--map` names the tasks, the file's names say nothing."""
    if "task" in options.map:
        return
    subtasks = as_mapping(results.get("group_subtasks"))
    for name in subtasks:
        tasks = tuple(dict.fromkeys(_leaves(str(name), subtasks, ())))
        if len(tasks) > 1:
            intake.group(TaskGroup(str(name), tasks, path, {subject: _scores(results, str(name))}))


def _leaves(name: str, subtasks: Mapping[str, Any], above: tuple[str, ...]) -> Iterator[str]:
    """The tasks under a group, through groups of groups; a group that holds itself ends there."""
    if name in above:
        return
    members = [member for member in as_list(subtasks.get(name)) if isinstance(member, str)]
    if not members and above:
        yield name
    for member in members:
        yield from _leaves(member, subtasks, (*above, name))


def _scores(results: Mapping[str, Any], name: str) -> dict[str, float]:
    """The group's own scores by metric (`acc,none`), without their errors."""
    found = {**as_mapping(as_mapping(results.get("results")).get(name))}
    found |= as_mapping(as_mapping(results.get("groups")).get(name))
    return {
        metric: float(value)
        for metric, value in found.items()
        if isinstance(value, int | float) and not isinstance(value, bool) and "stderr" not in metric
    }
