"""Tables that name no task, one file a model or a run: the same questions in several files are one task."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from farfield.files.batches import file_stem
from farfield.logs.drafts import ROW, Placed
from farfield.logs.formats.table_names import model_like
from farfield.logs.intake import Intake

SHARED = 0.5  # of the questions of two files, of all that stand in either: so many make them one task
_RUN = re.compile(r"(run|seed|epoch|trial|rep|repeat|repetition|sample|pass|s|r)?[ _.-]*\d+", re.IGNORECASE)
UNNAMED = "task"  # what files are called together whose names share nothing, as gpt-4.jsonl and llama.jsonl
_SEPARATORS = "/_-. "
BETWEEN_MODELS = "/_ "  # as gpt-4 and gpt-3.5 are whole names


def join_files(placed: Sequence[Placed], intake: Intake) -> list[Placed]:
    """Files without a task whose questions are the same are one task, named by what their names share.

    Where they name no subject either, what their names don't share names it, unless it numbers runs. So it does
    where the task is told, and only the subject isn't.
    """
    kept = list(placed)
    for by_file in (True, False):
        files: dict[str, list[int]] = defaultdict(list)
        for at, one in enumerate(kept):
            if one.file_task == by_file and (by_file or one.nameless):
                files[one.source].append(at)
        groups = _alike({source: [kept[at] for at in rows] for source, rows in files.items()})
        for sources in groups:
            _join(kept, {source: files[source] for source in sources}, intake)
        if by_file:
            _tell_unjoined(kept, files, groups, intake)
    return kept


def _alike(files: dict[str, list[Placed]]) -> list[list[str]]:
    """Files with the same questions and other subjects, or none, together."""
    questions = {source: _asked(rows) for source, rows in files.items()}
    subjects = {
        source: set() if all(one.nameless for one in rows) else {one.item.subject for one in rows}
        for source, rows in files.items()
    }
    stems = [file_stem(path) for path in files]
    by_name = len(set(stems)) == 1 or model_like(stems)
    groups: list[list[str]] = []
    for source in files:
        for group in groups:
            first = group[0]
            same = bool(subjects[source]) == bool(subjects[first])
            apart = all(not subjects[source] & subjects[other] for other in group)
            if same and apart and _same(questions[source], questions[first], by_name):
                group.append(source)
                break
        else:
            groups.append([source])
    return [group for group in groups if len(group) > 1]


class _Asked(NamedTuple):
    """What the items of a file are known by: questions, else ids and targets. `told`: whether more than ids is."""

    names: set[tuple[str, ...]]
    told: bool


def _asked(rows: Sequence[Placed]) -> _Asked:
    questions: set[tuple[str, ...]] = {(one.item.question,) for one in rows if one.item.question}
    if questions:
        return _Asked(questions, told=True)
    named = [one.item for one in rows if not one.item.item_id.startswith(ROW)]
    targets = len({item.target for item in named}) > 1
    return _Asked({("id", item.item_id, item.target) for item in named}, told=targets)


def _same(one: _Asked, other: _Asked, by_name: bool) -> bool:
    """Whether two files ask the same. Ids alone, which begin anew in any file, say so only `by_name`."""
    both, either = one.names & other.names, one.names | other.names
    return bool(both) and len(both) >= SHARED * len(either) and (by_name or (one.told and other.told))


def _tell_unjoined(
    kept: Sequence[Placed], files: dict[str, list[int]], groups: Sequence[Sequence[str]], intake: Intake
) -> None:
    """Warns of files with the same ids and nothing else that says whether they are one task."""
    joined = {source for group in groups for source in group}
    alone = {
        source: _asked([kept[at] for at in rows]) for source, rows in files.items() if source not in joined
    }
    unsure = [source for source, asked in alone.items() if asked.names and not asked.told]
    if len(unsure) > 1 and any(_same(alone[unsure[0]], alone[other], by_name=True) for other in unsure[1:]):
        intake.warn(
            unsure[0],
            "tasks_named_by_files",
            f"this and {len(unsure) - 1} more name no task and no question, and have the same ids: each is taken for a "
            "task of its own, called as its file is (--task NAME where they are one task, --map subject=$.file where "
            "each is a subject)",
        )


def _join(kept: list[Placed], files: dict[str, list[int]], intake: Intake) -> None:
    first = kept[next(iter(files.values()))[0]]
    by_file = first.file_task
    shared, parts = _parts(list(files))
    stems = {file_stem(path) for path in files}
    task = next(iter(stems)) if len(stems) == 1 else shared or UNNAMED
    nameless = any(kept[at].nameless for rows in files.values() for at in rows)
    runs = all(_RUN.fullmatch(part) for part in parts.values())
    if runs and nameless and model_like([shared]):  # gpt-4_run1.jsonl and gpt-4_run2.jsonl
        task, parts, runs = UNNAMED, dict.fromkeys(files, shared), False
    if (len(stems) == 1 or not by_file) and (not nameless or runs):
        return
    for path, rows in files.items():
        label = parts[path]
        for at in rows:
            item = replace(kept[at].item, task=task) if by_file else kept[at].item
            if kept[at].nameless and label and not runs:
                item = replace(item, subject=label)
            kept[at] = kept[at]._replace(item=item)
    _tell(
        task if by_file else None,
        list(files),
        sorted(set(parts.values())) if nameless and not runs else None,
        intake,
    )


def _tell(task: str | None, files: Sequence[str], subjects: Sequence[str] | None, intake: Intake) -> None:
    named = (
        f"{'' if task is None else ', and '}the files name the subjects: {', '.join(subjects)} (--map subject=COL)"
        if subjects
        else ""
    )
    more = f"this and {len(files) - 1} more ask the same questions"
    joined = (
        f"no model is named: {more}, and "
        if task is None
        else f"no task is named: {more}, so they are one task, called {task} (--task NAME)"
    )
    intake.warn(files[0], "files_are_parts_of_tasks", f"{joined}{named}")


def _split(names: Sequence[str]) -> tuple[str, dict[str, str]]:
    """What names share at both ends, and what each has of its own between; of names of models, which are whole."""
    marks = BETWEEN_MODELS if model_like(name.replace("/", " ") for name in names) else _SEPARATORS
    begin = _common(names, marks)
    end = _common([name[::-1] for name in names], marks)
    shortest = min(map(len, names))
    end = min(end, shortest - begin)
    parts = {name: name[begin : len(name) - end].strip(marks) for name in names}
    if not all(parts.values()):
        return "", {name: name.rsplit("/", 1)[-1] for name in names}
    shared = names[0][:begin].rsplit("/", 1)[-1].strip(_SEPARATORS)
    rest = names[0][len(names[0]) - end :].strip(_SEPARATORS) if end else ""
    return " ".join(part for part in (shared, rest) if part and "/" not in part), parts


def numbers_runs(paths: Sequence[str]) -> bool:
    """Whether what files' names don't share numbers runs, as `out_seed0` and `out_seed1`."""
    _, parts = _parts(paths)
    return all(map(_RUN.fullmatch, parts.values()))


def _parts(paths: Sequence[str]) -> tuple[str, dict[str, str]]:
    """What the names of files share, and what each has of its own: of those of one name, their folders."""
    stems = {path: file_stem(path) for path in paths}
    if len(set(stems.values())) < len(paths):
        return _split(list(paths))
    shared, parts = _split(sorted(stems.values()))
    return shared, {path: parts[stem] for path, stem in stems.items()}


def _common(names: Sequence[str], marks: str) -> int:
    """Characters that all names begin with, up to the last separator among them."""
    first = min(names)
    last = max(names)
    same = next(
        (at for at, (a, b) in enumerate(zip(first, last, strict=False)) if a != b), min(len(first), len(last))
    )
    return max((first.rfind(mark, 0, same) for mark in marks), default=-1) + 1
