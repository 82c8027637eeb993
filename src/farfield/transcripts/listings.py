"""Lists beside transcripts: claims, predictions and verdicts of many runs, by the names of their tasks."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from farfield.files.encodings import as_utf8
from farfield.files.json_sequences import json_lines
from farfield.files.json_values import decode_json
from farfield.files.siblings import folder_of
from farfield.files.whole_files import read_whole
from farfield.records import AgentRun, FarfieldError, ListedRun
from farfield.storage import content_suffix, open_input
from farfield.transcripts.patches import is_no_patch
from farfield.transcripts.values import as_object, as_objects, name_of, truth_of

HEAD = 1 << 14  # bytes by which a list is known
MARKS = re.compile(
    rb'"(model_patch|resolved|resolved_ids|runs|no_generation|patch_successfully_applied)"\s*:'
)
RUN_MARKS = re.compile(rb'"(trajectory|history|messages|steps|traj|events)"\s*:\s*\[')
CSV_TASK = ("instance_id", "task_id", "task")
CLAIMS = ("claimed_resolved", "resolved", "claimed", "solved")
HANDED = ("patch_in_predictions", "handed_in", "has_patch", "patch_exists")
SEALED = ("sealed", "history_sealed")
FLAGS = ("contamination_status", "authors_judge", "flagged")
RESOLVED = ("resolved", "resolved_ids")
OTHERS = (
    "unresolved", "unresolved_ids", "completed", "completed_ids", "error_ids", "submitted_ids", "no_generation",
    "empty_patch_ids", "no_logs",
)  # fmt: skip
EMPTY = ("no_generation", "empty_patch_ids")


@dataclass(frozen=True)
class _Entry:
    """What one list tells of one run."""

    listed: ListedRun
    patch: str | None = None
    subject: str | None = None


class Listings:
    """What the lists of all folders tell. Of several that name a task, the nearest to a run's file counts for it."""

    def __init__(self) -> None:
        self._entries: dict[str, list[_Entry]] = {}

    def add(self, entry: _Entry) -> None:
        """One more entry."""
        self._entries.setdefault(entry.listed.task, []).append(entry)

    def complete(self, run: AgentRun) -> AgentRun:
        """A run with what lists tell of it and its transcript doesn't."""
        found = self._nearest(run)
        claimed = next((one.listed.claimed for one in found if one.listed.claimed is not None), None)
        patch = next((one.patch for one in found if one.patch is not None), None)
        handed_in = next((one.listed.handed_in for one in found if one.listed.handed_in is not None), None)
        subject = next((one.subject for one in found if one.subject), None)
        if run.claimed is None and claimed is not None:
            run = replace(run, claimed=claimed)
        if subject and run.subject == run.format:
            run = replace(run, subject=subject)
        if run.patch_origin in ("recorded", "none"):
            return run
        if patch is not None:
            told = not is_no_patch(patch)
            return replace(run, patch=patch if told else None, patch_origin="recorded" if told else "none")
        return replace(run, patch=None, patch_origin="none") if handed_in is False else run

    def listed(self, runs: Sequence[AgentRun]) -> list[ListedRun]:
        """Every run that a list names, once: what all lists of it tell, and the run that was read for it."""
        read: dict[str, str] = {}
        for run in runs:
            read.setdefault(run.task, run.run_id)
        return [_joined(entries, read.get(task)) for task, entries in self._entries.items()]

    def _nearest(self, run: AgentRun) -> list[_Entry]:
        """The entries of a run's task, those in the folders nearest to its file first; none of other trees."""
        folders = folder_of(run.file).split("/")
        ranked: list[tuple[int, int, _Entry]] = []
        for entry in self._entries.get(run.task, []):
            own = folder_of(entry.listed.file).split("/")
            shared = next((at for at, (a, b) in enumerate(zip(folders, own, strict=False)) if a != b), None)
            common = min(len(folders), len(own)) if shared is None else shared
            if len(own) - common <= 1:
                ranked.append((-common, len(ranked), entry))
        return [entry for _, _, entry in sorted(ranked, key=lambda one: one[:2])]


def _joined(entries: Sequence[_Entry], run_id: str | None) -> ListedRun:
    told: dict[str, Any] = {}
    for name in ("claimed", "handed_in", "sealed", "flagged"):
        found = [value for one in entries if (value := getattr(one.listed, name)) is not None]
        told[name] = found[0] if found else None
    return replace(entries[0].listed, run_id=run_id, **told)


def read_listings(paths: Sequence[str], listings: Listings) -> set[str]:
    """Read all lists among some files; which files they are."""
    found = set[str]()
    for path in paths:
        try:
            entries = list(_entries_of(path))
        except (FarfieldError, ValueError, RecursionError):
            continue  # whatever it is, the transcripts' reader says so
        if entries:
            found.add(path)
        for entry in entries:
            listings.add(entry)
    return found


def _entries_of(path: str) -> Iterator[_Entry]:
    with open_input(path) as stream:
        text = as_utf8(stream)
        head: bytes = text.peek(HEAD)[:HEAD]  # type: ignore[attr-defined]
        if content_suffix(path) == ".csv":
            if any(name.encode() in head.split(b"\n")[0] for name in CSV_TASK):
                yield from _of_table(read_whole(text, path), path)
        elif MARKS.search(head) and not RUN_MARKS.search(head):
            if content_suffix(path) in (".jsonl", ".ndjson"):
                values = [value for _, value in json_lines(text) if isinstance(value, Mapping)]
                yield from _of_objects(values, path)
            else:
                yield from _of_document(decode_json(read_whole(text, path)), path)


def _of_document(value: Any, path: str) -> Iterator[_Entry]:
    top = as_object(value)
    if isinstance(value, list):
        yield from _of_objects(as_objects(value), path)
    elif isinstance(top.get("runs"), list):
        subject = name_of(as_object(top.get("metadata")).get("harness"))
        yield from _of_objects(as_objects(top["runs"]), path, subject)
    elif any(isinstance(top.get(name), list) for name in RESOLVED):
        yield from _of_id_lists(top, path)
    else:  # predictions and reports by task
        for task, one in top.items():
            if isinstance(one, Mapping):
                yield from _of_objects([{"instance_id": task, **one}], path)


def _of_id_lists(top: Mapping[str, Any], path: str) -> Iterator[_Entry]:
    """A report of a harness: lists of tasks by what became of them."""
    solved = _ids(top, RESOLVED)
    empty = _ids(top, EMPTY)
    for task in dict.fromkeys([*solved, *_ids(top, OTHERS)]):
        yield _Entry(
            ListedRun(task, path, claimed=task in solved, handed_in=False if task in empty else None)
        )


def _ids(top: Mapping[str, Any], names: Sequence[str]) -> dict[str, None]:
    lists = (top.get(name) for name in names)
    return {
        task: None for found in lists if isinstance(found, list) for task in found if isinstance(task, str)
    }


def _of_table(raw: bytes, path: str) -> Iterator[_Entry]:
    rows = csv.DictReader(io.StringIO(raw.decode(errors="replace")))
    yield from _of_objects(list(rows), path)


def _of_objects(
    records: Sequence[Mapping[str, Any]], path: str, subject: str | None = None
) -> Iterator[_Entry]:
    for record in records:
        task = name_of(*(record.get(name) for name in CSV_TASK))
        if task is None:
            continue
        patch = record.get("model_patch", record.get("patch")) if "model_patch" in record else None
        handed = _told(record, HANDED)
        if "model_patch" in record:
            patch = patch if isinstance(patch, str) else ""
            handed = not is_no_patch(patch)
        flag = _told(record, FLAGS)
        passed = any(isinstance(record.get(name), str) for name in FLAGS[:2])  # "pass" there is no flag
        listed = ListedRun(
            task,
            path,
            claimed=_told(record, CLAIMS),
            handed_in=handed,
            sealed=_told(record, SEALED),
            flagged=not flag if passed and flag is not None else flag,
        )
        yield _Entry(listed, patch, name_of(record.get("model_name_or_path")) or subject)


def _told(record: Mapping[str, Any], names: Sequence[str]) -> bool | None:
    return next((truth_of(record[name]) for name in names if name in record), None)
