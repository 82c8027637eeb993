"""Files that are lists of runs: claims, predictions and verdicts, by the names of their tasks."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from farfield.files.encodings import as_utf8
from farfield.files.json_sequences import json_lines
from farfield.files.json_values import decode_json
from farfield.files.siblings import folder_of
from farfield.files.whole_files import read_whole
from farfield.records import FarfieldError, ListedRun
from farfield.storage import content_suffix, find_files, is_url, open_input, read_fully
from farfield.transcripts.account import Account, canonical
from farfield.transcripts.listings import ListEntry, Listings
from farfield.transcripts.patches import is_no_patch
from farfield.transcripts.values import as_object, as_objects, name_of, truth_of

HEAD = 1 << 14  # bytes by which a list is known
MARKS = re.compile(
    rb'"(model_patch|resolved|resolved_ids|runs|no_generation|patch_successfully_applied)"\s*:'
)
RUN_NAMES = {"trajectory", "history", "messages", "steps", "traj"}
RUN_MARKS = re.compile(rb'"(trajectory|history|messages|steps|traj|events)"\s*:\s*\[')
SUFFIXES = (".json", ".jsonl", ".ndjson", ".csv")
USUAL_LISTS = tuple(
    f"{folder}{name}"
    for folder in ("", "../")
    for name in ("runs.json", "preds.json", "all_preds.jsonl", "results.json", "results/results.json")
)
CSV_TASK = ("instance_id", "task_id", "task")
DELIMITERS = ",;\t"
CLAIMS = ("claimed_resolved", "resolved", "claimed", "solved")
HANDED = ("patch_in_predictions", "handed_in", "has_patch", "patch_exists")
SEALED = ("sealed", "history_sealed")
JUDGES = ("contamination_status", "authors_judge")
FLAGS = (*JUDGES, "flagged")
RESOLVED = ("resolved", "resolved_ids")
OTHERS = (
    "unresolved", "unresolved_ids", "completed", "completed_ids", "error_ids", "submitted_ids", "no_generation",
    "empty_patch_ids", "no_logs",
)  # fmt: skip
EMPTY = ("no_generation", "empty_patch_ids")


def read_listings(paths: Sequence[str], listings: Listings, account: Account) -> set[str]:
    """Read all lists among some files; which files they are. Lists of usual names beside them only fill in what the
    transcripts don't tell: the runs that they name besides were not asked for."""
    found = set[str]()
    for path in paths:
        for entry in _try_entries(path, account):
            found.add(path)
            listings.add(entry)
    for path in _usual_lists(paths):
        for entry in _try_entries(path, account):
            listings.add(replace(entry, asked=False))
    return found


def no_list(path: str) -> FarfieldError:
    """The error for a table that was named and tells nothing of runs."""
    return FarfieldError(
        "is a table, and no list of runs",
        where=path,
        remedy=f"Such a list has a column {', '.join(CSV_TASK[:-1])} or {CSV_TASK[-1]}, and one of "
        f"{', '.join((*CLAIMS, *HANDED, *SEALED))}.",
    )


def _usual_lists(paths: Sequence[str]) -> list[str]:
    """Lists that nobody named, by the names that harnesses give them, in the transcripts' folders and above them."""
    known = {canonical(path) for path in paths}
    folders = dict.fromkeys(folder_of(path) for path in paths if not is_url(path))
    places = dict.fromkeys(canonical(f"{folder}/{name}") for folder in folders for name in USUAL_LISTS)
    return [place for place in places if place not in known and _is_there(place)]


def _is_there(path: str) -> bool:
    try:
        return find_files(path) == [path]
    except FarfieldError:
        return False


def _try_entries(path: str, account: Account) -> list[ListEntry]:
    try:
        return _entries_of(path, account) if _may_be_list(path) else []
    except (FarfieldError, ValueError, RecursionError):
        return []  # whatever it is, the transcripts' reader says so


def _may_be_list(path: str) -> bool:
    suffix = content_suffix(path)
    if suffix not in SUFFIXES:
        return False
    with open_input(path) as stream:
        head = read_fully(as_utf8(stream), HEAD)
    if suffix == ".csv":
        return any(name.encode() in head.split(b"\n")[0] for name in CSV_TASK)
    return MARKS.search(head) is not None and not RUN_MARKS.search(head)


def _entries_of(path: str, account: Account) -> list[ListEntry]:
    """The entries of a list; none where it is none."""
    with account.opening(path) as (stream, take):
        if content_suffix(path) == ".csv":
            entries = list(_of_table(read_whole(stream, path), path))
        elif content_suffix(path) == ".json":
            entries = list(_of_document(decode_json(read_whole(stream, path)), path))
        else:
            values = [value for _, value in json_lines(stream) if isinstance(value, Mapping)]
            entries = list(_of_objects(values, path))
        if entries:
            take()
    return entries


def _of_document(value: Any, path: str) -> Iterator[ListEntry]:
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


def _of_id_lists(top: Mapping[str, Any], path: str) -> Iterator[ListEntry]:
    """A report of a harness: lists of tasks by what became of them."""
    solved = _ids(top, RESOLVED)
    empty = _ids(top, EMPTY)
    for task in dict.fromkeys([*solved, *_ids(top, OTHERS)]):
        yield ListEntry(
            ListedRun(task, path, claimed=task in solved, handed_in=False if task in empty else None)
        )


def _ids(top: Mapping[str, Any], names: Sequence[str]) -> dict[str, None]:
    lists = (top.get(name) for name in names)
    return {
        task: None for found in lists if isinstance(found, list) for task in found if isinstance(task, str)
    }


def _of_table(raw: bytes, path: str) -> Iterator[ListEntry]:
    text = raw.decode("utf-8-sig", errors="replace")
    head = text.partition("\n")[0]
    rows = csv.DictReader(io.StringIO(text), delimiter=max(DELIMITERS, key=head.count))
    yield from _of_objects(list(rows), path)


def _of_objects(
    records: Sequence[Mapping[str, Any]], path: str, subject: str | None = None
) -> Iterator[ListEntry]:
    """The entries of records; none where one of them is a transcript itself."""
    if any(record.keys() & RUN_NAMES for record in records):
        return
    for record in records:
        task = name_of(*(record.get(name) for name in CSV_TASK))
        listed = _listed(record, task, path) if task is not None else None
        if listed is not None:
            patch = record.get("model_patch")
            told = (patch if isinstance(patch, str) else "") if "model_patch" in record else None
            yield ListEntry(listed, told, name_of(record.get("model_name_or_path")) or subject)


def _listed(record: Mapping[str, Any], task: str, path: str) -> ListedRun | None:
    """What a record tells of a run; None where it tells nothing."""
    handed_in = _told(record, HANDED)
    if "model_patch" in record:
        patch = record["model_patch"]
        handed_in = isinstance(patch, str) and not is_no_patch(patch)
    flagged = _told(record, FLAGS)
    if flagged is not None and any(isinstance(record.get(name), str) for name in JUDGES):
        flagged = not flagged  # "pass" there is no flag
    claimed, sealed = _told(record, CLAIMS), _told(record, SEALED)
    if claimed is handed_in is sealed is flagged is None:
        return None
    return ListedRun(task, path, None, claimed, handed_in, sealed, flagged)


def _told(record: Mapping[str, Any], names: Sequence[str]) -> bool | None:
    return next((truth_of(record[name]) for name in names if name in record), None)
