"""What there is to scan: the parts of a corpus. The files and constants alone decide, never the number of workers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial as bind
from typing import TypeAlias

from farfield.corpus.parts import Part, Survey, can_be_split, survey
from farfield.options.corpus import CorpusOptions
from farfield.records import InputFile
from farfield.storage.identity import FileState, file_state

SURVEYORS = 4  # files that are looked over at a time


@dataclass(frozen=True, slots=True, order=True)
class Shard:
    """A part of the corpus, its bytes (1 where a server doesn't tell), and the state its file was planned in."""

    part: Part
    bytes: int
    state: FileState


Run: TypeAlias = Sequence[Shard]
"""Shards that are scanned one after the other, into one partial evidence."""


@dataclass(frozen=True, slots=True)
class Surveyed:
    """A large file as it was looked over, and the state it was in."""

    state: FileState
    survey: Survey


@dataclass(frozen=True, slots=True)
class Plan:
    """The shards in order; `surveyed` the files that are read in ranges."""

    shards: list[Shard]
    surveyed: Mapping[str, Surveyed]

    @property
    def bytes(self) -> int:
        return sum(shard.bytes for shard in self.shards)

    @property
    def in_ranges(self) -> list[InputFile]:
        """The files that no scan reads whole."""
        return [file.survey.input for file in self.surveyed.values() if len(file.survey.parts) > 1]


def make_plan(
    files: Sequence[str], known: Mapping[str, Surveyed], options: CorpusOptions | None = None
) -> Plan:
    """Cut large files; those that stand in `known` as they are now need no second look.

    Raises FarfieldError where a file isn't there or can't be read.
    """
    asked = (options or CorpusOptions()).asked
    states = {path: file_state(path) for path in files}
    large = [path for path, state in states.items() if can_be_split(path, state.size)]
    fresh = [path for path in large if path not in known or known[path].state != states[path]]
    with ThreadPoolExecutor(SURVEYORS) as pool:
        found = dict(zip(fresh, pool.map(bind(survey, asked=asked), fresh), strict=True))
    surveyed = {path: Surveyed(states[path], found[path]) if path in found else known[path] for path in large}
    shards = [
        Shard(part, size, states[path])
        for path in files
        for part, size in (
            surveyed[path].survey.parts if path in surveyed else [(Part(path), states[path].size or 1)]
        )
    ]
    return Plan(shards, surveyed)


def make_runs(shards: Sequence[Shard], size: float) -> Sequence[Run]:
    """Runs of neighbouring shards of about `size` bytes each, as even as can be; never an empty one."""
    total = sum(shard.bytes for shard in shards) + len(shards)
    count = max(1.0, total // max(1.0, size))
    runs: list[list[Shard]] = []
    filled = 0
    for shard in shards:
        if not runs or filled * count >= total * len(runs):
            runs.append([])
        runs[-1].append(shard)
        filled += shard.bytes + 1
    return runs
