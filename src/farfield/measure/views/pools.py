"""Which tasks are pooled: groups that the logs tell, and those that the user declares with `--group`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fnmatch import fnmatchcase

from farfield.records import FarfieldError, TaskGroup
from farfield.registry import near_names

ROLE = "--group"
EXAMPLE = "For example --group bbh='bbh_*' or --group sums=add,subtract."


def find_pools(tasks: Sequence[str], groups: Sequence[TaskGroup], declared: Sequence[str]) -> list[TaskGroup]:
    """The groups of which at least two tasks are here, larger ones first; their `tasks` as the logs tell them.

    `tasks`: those of the items. A declared group goes before one of the logs with the same name. Of two groups of the
    logs with the same tasks here the one that has the fewest others stays: the rest of a larger one was not asked.
    Raises FarfieldError for a declaration that these tasks cannot serve.
    """
    wanted = list(_declared(tasks, declared))
    names = {pool.name for pool in wanted}
    told = sorted((group for group in groups if group.name not in names), key=lambda group: len(group.tasks))
    seen = {frozenset(pool.tasks) for pool in wanted}
    kept = []
    for group in told:
        here = frozenset(group.tasks) & frozenset(tasks)
        if len(here) > 1 and here not in seen:
            seen.add(here)
            kept.append(group)
    order = {group.name: at for at, group in enumerate(groups)}
    kept.sort(key=lambda group: order[group.name])
    return sorted([*wanted, *kept], key=lambda pool: -len(set(pool.tasks) & set(tasks)))


def lone_parts(tasks: Sequence[str], groups: Sequence[TaskGroup]) -> dict[str, TaskGroup]:
    """Tasks that are all there is here of a group: by name, the smallest such group."""
    found: dict[str, TaskGroup] = {}
    for group in sorted(groups, key=lambda group: len(group.tasks)):
        here = [task for task in tasks if task in group.tasks]
        if len(here) == 1:
            found.setdefault(here[0], group)
    return found


def _declared(tasks: Sequence[str], declared: Sequence[str]) -> Iterator[TaskGroup]:
    members: dict[str, dict[str, None]] = {}
    for text in declared:
        name, equals, patterns = text.partition("=")
        name = name.strip()
        if not (name and equals and patterns.strip()):
            raise FarfieldError(f"{ROLE} {text} is not of the form NAME=TASK,TASK", remedy=EXAMPLE)
        if name in tasks:
            raise FarfieldError(
                f"{ROLE}: there is a task {name!r} already", remedy="Give the group a name that no task has."
            )
        members.setdefault(name, {}).update(dict.fromkeys(_matching(patterns, tasks)))
    for name, held in members.items():
        if len(held) < 2:
            raise FarfieldError(
                f"{ROLE} {name}: it takes at least two tasks, and only {next(iter(held))!r} is meant",
                remedy=f"The tasks are {', '.join(tasks[:20])}.",
            )
        yield TaskGroup(name, tuple(held), ROLE)


def _matching(patterns: str, tasks: Sequence[str]) -> Iterator[str]:
    """Tasks by name or glob; a name that holds a comma itself is taken whole."""
    if any(fnmatchcase(task, patterns.strip()) or task == patterns.strip() for task in tasks):
        parts = [patterns.strip()]
    else:
        parts = [part.strip() for part in patterns.split(",") if part.strip()]
    for part in parts:
        found = [task for task in tasks if task == part or fnmatchcase(task, part)]
        if not found:
            raise FarfieldError(f"{ROLE}: no task is {part!r}", remedy=near_names(part, tasks))
        yield from found
