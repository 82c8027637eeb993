"""Tables that name no task, one file a model or a run: the same questions in several files are one task."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from farfield.read.batches import file_name
from farfield.read.drafts import Placed
from farfield.read.intake import Intake

SHARED = 0.5  # of the questions of two files, of all that stand in either: so many make them one task
_RUN = re.compile(r"(run|seed|epoch|trial|rep|repeat|repetition|sample|pass|s|r)?[ _.-]*\d+", re.IGNORECASE)
_SEPARATORS = "/_-. "


def join_files(placed: Sequence[Placed], intake: Intake) -> list[Placed]:
    """Files without a task whose questions are the same are one task, named by what their names share.

    Where they name no subject either, what their names don't share names it, unless it numbers runs.
    """
    files: dict[str, list[int]] = defaultdict(list)
    for at, one in enumerate(placed):
        if one.file_task:
            files[one.source].append(at)
    kept = list(placed)
    for sources in _alike({source: [placed[at] for at in rows] for source, rows in files.items()}):
        _join(kept, {source: files[source] for source in sources}, intake)
    return kept


def _alike(files: dict[str, list[Placed]]) -> list[list[str]]:
    """Files with the same questions and other subjects, or none, together."""
    questions = {source: {one.item.question for one in rows} - {""} for source, rows in files.items()}
    subjects = {
        source: set() if all(one.nameless for one in rows) else {one.item.subject for one in rows}
        for source, rows in files.items()
    }
    groups: list[list[str]] = []
    for source in files:
        for group in groups:
            first = group[0]
            both, either = questions[source] & questions[first], questions[source] | questions[first]
            same = bool(subjects[source]) == bool(subjects[first])
            apart = all(not subjects[source] & subjects[other] for other in group)
            if both and same and apart and len(both) >= SHARED * len(either):
                group.append(source)
                break
        else:
            groups.append([source])
    return [group for group in groups if len(group) > 1]


def _join(kept: list[Placed], files: dict[str, list[int]], intake: Intake) -> None:
    names = [file_name(path) for path in files]
    tasks = {kept[at].item.task for rows in files.values() for at in rows}
    shared, parts = _split(list(files) if len(set(names)) < len(names) else sorted(tasks))
    task = next(iter(tasks)) if len(tasks) == 1 else shared or sorted(tasks)[0]
    nameless = any(kept[at].nameless for rows in files.values() for at in rows)
    runs = all(_RUN.fullmatch(part) for part in parts.values())
    if len(tasks) == 1 and not nameless:
        return
    for path, rows in files.items():
        label = parts.get(path) or parts.get(kept[rows[0]].item.task, "")
        for at in rows:
            item = replace(kept[at].item, task=task)
            if nameless and label and not runs:
                item = replace(item, subject=label)
            kept[at] = kept[at]._replace(item=item)
    _tell(task, list(files), sorted(parts.values()) if nameless and not runs else None, intake)


def _tell(task: str, files: Sequence[str], subjects: Sequence[str] | None, intake: Intake) -> None:
    named = (
        f", and the files name the subjects: {', '.join(subjects)} (--map subject=COL)" if subjects else ""
    )
    intake.warn(
        files[0],
        f"no task is named: this and {len(files) - 1} more ask the same questions, so they are one task, called {task} "
        f"(--map task=COL){named}",
    )


def _split(names: Sequence[str]) -> tuple[str, dict[str, str]]:
    """What names share at both ends, and what each has of its own between."""
    begin = _common(names)
    end = _common([name[::-1] for name in names])
    shortest = min(map(len, names))
    end = min(end, shortest - begin)
    parts = {name: name[begin : len(name) - end].strip(_SEPARATORS) for name in names}
    if not all(parts.values()):
        return "", {name: name.rsplit("/", 1)[-1] for name in names}
    shared = names[0][:begin].rsplit("/", 1)[-1].strip(_SEPARATORS)
    rest = names[0][len(names[0]) - end :].strip(_SEPARATORS) if end else ""
    return " ".join(part for part in (shared, rest) if part and "/" not in part), parts


def _common(names: Sequence[str]) -> int:
    """Characters that all names begin with, up to the last separator among them."""
    first = min(names)
    last = max(names)
    same = next(
        (at for at, (a, b) in enumerate(zip(first, last, strict=False)) if a != b), min(len(first), len(last))
    )
    return max((first.rfind(mark, 0, same) for mark in _SEPARATORS), default=-1) + 1
