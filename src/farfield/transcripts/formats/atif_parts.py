"""Trajectories of ATIF that belong to another: subagents and continuations, within its file or beside it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from farfield.files.json_values import decode_json
from farfield.transcripts.account import canonical
from farfield.transcripts.neighbours import place_beside, read_beside
from farfield.transcripts.transcript_format import Document
from farfield.transcripts.values import as_object, as_objects, name_of

PART = re.compile(r"trajectory\.(?!json).+\.json(\.\w+)?")  # as trajectory.cont-1.json


def is_part(document: Document) -> bool:
    """Whether a file is a part of the `trajectory.json` beside it."""
    name = document.path.rsplit("/", 1)[-1]
    if not PART.fullmatch(name) or name == "trajectory.json":
        return False
    raw = read_beside(document.path, "trajectory.json")
    if raw is None or name.encode() not in raw:
        return False
    document.account.beside.add(canonical(document.path))
    return True


class Parts:
    """The parts of a trajectory. Each is given once."""

    def __init__(self, document: Document) -> None:
        self._document, self._taken = document, set[str]()
        self._within = {
            key: part
            for part in as_objects(as_object(document.value).get("subagent_trajectories"))
            if (key := name_of(part.get("trajectory_id"), part.get("session_id"))) is not None
        }

    def continuation_of(self, top: Mapping[str, Any]) -> Mapping[str, Any] | None:
        """What continues a trajectory in a file of its own."""
        return self._beside(top.get("continued_trajectory_ref"))

    def called_by(self, result: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
        """The trajectories of the subagents that a result came from, with their names."""
        for told in as_objects(result.get("subagent_trajectory_ref")):
            key = name_of(told.get("trajectory_id"), told.get("session_id"))
            part = None
            if key is not None and key in self._within and key not in self._taken:
                self._taken.add(key)
                part = self._within[key]
            part = part or self._beside(told.get("trajectory_path"))
            if part is not None:
                yield _name_of(part), part

    def left(self) -> Iterator[tuple[str, Mapping[str, Any]]]:
        """Subagents within the file that no result names."""
        for key, part in self._within.items():
            if key not in self._taken:
                yield _name_of(part), part

    def _beside(self, told: Any) -> Mapping[str, Any] | None:
        """A part by the name of its file, which must stand in the same folder: the rest of a path is not followed."""
        if not isinstance(told, str) or not (name := told.rsplit("/", 1)[-1]) or name in (".", ".."):
            return None
        if name in self._taken or name == self._document.path.rsplit("/", 1)[-1]:
            return None
        self._taken.add(name)
        raw = read_beside(self._document.path, name)
        if raw is None:
            return None
        self._document.account.beside.add(canonical(place_beside(self._document.path, name)))
        try:
            return as_object(decode_json(raw))
        except ValueError:
            return None


def _name_of(part: Mapping[str, Any]) -> str:
    return name_of(as_object(part.get("agent")).get("name"), part.get("trajectory_id")) or "subagent"
