"""What lists beside transcripts tell of runs, and which of them a list speaks of."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from farfield.files.siblings import folder_of
from farfield.records import AgentRun, ListedRun
from farfield.transcripts.patches import is_no_patch

Told = TypeVar("Told")
PARTS = {
    "results", "logs", "run_evaluation", "evaluation", "eval", "reports", "report", "predictions", "preds", "trajs",
    "trajectories", "patches",
}  # fmt: skip
"""What folders of one submission are called."""
FIELDS = ("claimed", "handed_in", "sealed", "flagged")


@dataclass(frozen=True)
class ListEntry:
    """What one list tells of one run. `asked`: whether the user named the list, or the folder that holds it."""

    listed: ListedRun
    patch: str | None = None
    subject: str | None = None
    asked: bool = True


class Listings:
    """What the lists of all folders tell. Of several that name a task, the nearest to a run's file counts for it."""

    def __init__(self) -> None:
        self._entries: dict[str, list[ListEntry]] = {}

    def __bool__(self) -> bool:
        return bool(self._entries)

    def add(self, entry: ListEntry) -> None:
        """One more entry."""
        self._entries.setdefault(entry.listed.task, []).append(entry)

    def complete(self, run: AgentRun) -> AgentRun:
        """A run with what lists tell of it and its transcript doesn't. What they don't agree on stays untold."""
        near = self._nearest(run)
        if not near:
            return run
        claimed, split = _agreed([[one.listed.claimed for one in level] for level in near])
        patch, other = _agreed([[one.patch for one in level] for level in near])
        handed_in, _ = _agreed([[one.listed.handed_in for one in level] for level in near])
        subject, _ = _agreed([[one.subject for one in level] for level in near])
        notes = [*run.notes]
        if run.claimed is None:
            notes += ["lists beside it do not agree on whether it is solved"] * split
            run = replace(run, claimed=claimed)
        if subject and run.subject == run.format:
            run = replace(run, subject=subject)
        if run.patch_origin not in ("recorded", "none"):
            notes += ["lists beside it do not agree on its patch"] * other
            run = _with_patch(run, patch, handed_in)
        return replace(run, notes=notes)

    def listed(self, runs: Sequence[AgentRun]) -> list[ListedRun]:
        """Every run that the lists that were asked for name: what all lists of one submission tell of a task, and the
        first run that was read for it."""
        read: dict[tuple[str, str], str] = {}
        groups: dict[tuple[str, str], list[ListEntry]] = {}
        for task, entries in self._entries.items():
            for one in (one for one in entries if one.asked):
                groups.setdefault((task, home_of(one.listed.file, task)), []).append(one)
        for run in runs:
            for level in self._nearest(run)[:1]:
                read.setdefault((run.task, home_of(level[0].listed.file, run.task)), run.run_id)
        return [_joined(entries, read.get(key)) for key, entries in groups.items()]

    def _nearest(self, run: AgentRun) -> list[list[ListEntry]]:
        """The entries of a run's task, those in the folders nearest to its file first; none of other trees."""
        folders = folder_of(run.file).split("/")
        levels: dict[int, list[ListEntry]] = {}
        for entry in self._entries.get(run.task, []):
            own = home_of(entry.listed.file, run.task).split("/")
            shared = next((at for at, (a, b) in enumerate(zip(folders, own, strict=False)) if a != b), None)
            common = min(len(folders), len(own)) if shared is None else shared
            if len(own) - common <= 1:
                levels.setdefault(common, []).append(entry)
        return [levels[common] for common in sorted(levels, reverse=True)]


def home_of(path: str, task: str) -> str:
    """The folder of the submission that a list belongs to: above folders for parts of one, as `results` or `logs`, and
    above one that is called as the task."""
    folders = folder_of(path).split("/")
    while len(folders) > 1 and (folders[-1] in PARTS or folders[-1] == task):
        folders.pop()
    return "/".join(folders)


def _with_patch(run: AgentRun, patch: str | None, handed_in: bool | None) -> AgentRun:
    if patch is not None:
        none = is_no_patch(patch)
        return replace(run, patch=None if none else patch, patch_origin="none" if none else "recorded")
    return replace(run, patch=None, patch_origin="none") if handed_in is False else run


def _agreed(levels: Iterable[Sequence[Told | None]]) -> tuple[Told | None, bool]:
    """What the nearest lists that tell it agree on, and whether they do not."""
    for level in levels:
        told = set(level) - {None}
        if told:
            return (None, True) if len(told) > 1 else (told.pop(), False)
    return None, False


def _joined(entries: Sequence[ListEntry], run_id: str | None) -> ListedRun:
    told: dict[str, Any] = {
        name: _agreed([[getattr(one.listed, name) for one in entries]])[0] for name in FIELDS
    }
    return replace(entries[0].listed, run_id=run_id, **told)
