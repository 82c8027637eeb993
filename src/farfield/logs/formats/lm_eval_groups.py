"""Groups of tasks as lm_eval's results file tells them: `group_subtasks`, and the scores it gives of each group."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from farfield.logs.intake import Intake
from farfield.logs.values import as_list, as_mapping
from farfield.options.reading import ReadOptions
from farfield.records import TaskGroup


def note_groups(
    results: Mapping[str, Any], subject: str, path: str, options: ReadOptions, intake: Intake
) -> None:
    """Tell the intake the groups of a results file. Where `--map` names the tasks, the file's names say nothing."""
    if "task" in options.map:
        return
    subtasks = {str(name): _names(held) for name, held in as_mapping(results.get("group_subtasks")).items()}
    if not subtasks:
        subtasks = _by_configuration(results)
    for name in subtasks:
        tasks = _leaves(name, subtasks)
        if len(tasks) > 1:
            intake.group(TaskGroup(name, tasks, path, {subject: _scores(results, name)}))


def _names(value: Any) -> list[str]:
    """One name or several."""
    if isinstance(value, str):
        return [value]
    return [member for member in as_list(value) if isinstance(member, str)]


def _by_configuration(results: Mapping[str, Any]) -> dict[str, list[str]]:
    """Before 0.4.3 each task names its groups, which are also mere tags: those count that have scores of their own."""
    found: dict[str, list[str]] = {name: [] for name in as_mapping(results.get("groups"))}
    for task, config in as_mapping(results.get("configs")).items():
        for name in _names(as_mapping(config).get("group")):
            if name in found and name != task:
                found[name].append(task)
    return found


def _leaves(name: str, subtasks: Mapping[str, Sequence[str]]) -> tuple[str, ...]:
    """The tasks under a group, through groups of groups, each once: a group may stand in several, or in itself."""
    found: dict[str, None] = {}
    seen, waiting = {name}, list(reversed(subtasks[name]))
    while waiting:
        member = waiting.pop()
        if member in seen:
            continue
        seen.add(member)
        if subtasks.get(member):
            waiting += reversed(subtasks[member])
        else:
            found[member] = None
    return tuple(found)


def _scores(results: Mapping[str, Any], name: str) -> dict[str, float]:
    """The group's own scores by metric (`acc,none`), without their errors."""
    found = {**as_mapping(as_mapping(results.get("results")).get(name))}
    found |= as_mapping(as_mapping(results.get("groups")).get(name))
    return {
        metric: float(value)
        for metric, value in found.items()
        if isinstance(value, int | float) and not isinstance(value, bool) and "stderr" not in metric
    }
