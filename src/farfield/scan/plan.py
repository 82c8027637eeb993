"""What there is to scan: the parts of a corpus. The files and constants alone decide, never the number of workers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial as bind
from typing import TypeAlias

from farfield.corpus.frames import may_have_frames, survey_frames
from farfield.corpus.parts import Part, Survey, can_be_split, survey
from farfield.options.corpus import CorpusOptions
from farfield.records import InputFile
from farfield.scan.room import processes_that_pay
from farfield.standby import cores, text_in
from farfield.storage.identity import FileState, file_state

DEALS = 16
"""Runs that would be left for each process, were all as large as the next."""
LEAST_RUN = 4 << 20
"""Bytes of the corpus: so many files are dealt out together, if they are small."""
LARGEST_SHARE = 0.5
"""Of what falls to one process, up to which a packed file is left in one piece."""


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
    files: Sequence[str],
    known: Mapping[str, Surveyed],
    options: CorpusOptions | None = None,
    processes: int | None = 1,
) -> Plan:
    """Cut large files; those that stand in `known` as they are now need no second look.

    As many threads look at once as there are `processes` (None: as many as pay). Packed files are cut for several
    alone, as each has to be unpacked for that.
    Raises FarfieldError where a file isn't there or can't be read.
    """
    asked = (options or CorpusOptions()).asked
    states = {path: file_state(path) for path in files}
    surveyed = {path: known[path] for path in files if path in known and known[path].state == states[path]}
    sizes = {path: state.size or 1 for path, state in states.items()}
    processes = min(processes or processes_that_pay(sizes.items()), cores())
    fresh = [path for path in files if path not in surveyed and can_be_split(path, states[path].size)]
    with ThreadPoolExecutor(processes) as pool:
        found = dict(zip(fresh, pool.map(bind(survey, asked=asked), fresh), strict=True))
    surveyed |= {path: Surveyed(states[path], one) for path, one in found.items()}
    for path in _worth_sharing(sizes, processes):
        if path not in surveyed and (cut := survey_frames(path, processes, asked)):
            surveyed[path] = Surveyed(states[path], cut)
    shards = [
        Shard(part, size, states[path])
        for path in files
        for part, size in (
            surveyed[path].survey.parts if path in surveyed else [(Part(path), states[path].size or 1)]
        )
    ]
    return Plan(shards, surveyed)


def _worth_sharing(sizes: Mapping[str, int], processes: int) -> list[str]:
    """Packed files without which there is too little for all processes to do until the end."""
    if processes == 1:
        return []
    share = sum(text_in(path, size) for path, size in sizes.items()) / processes
    large = [path for path, size in sizes.items() if text_in(path, size) > LARGEST_SHARE * share]
    return [path for path in large if may_have_frames(path, sizes[path])]


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


def deal_runs(shards: Sequence[Shard], workers: int, most: float) -> Sequence[Run]:
    """Runs to be dealt out to so many, the largest shards first and the runs ever smaller, so that all end together.

    A run has `most` bytes at most, where a shard is no larger.
    """
    left = sum(shard.bytes for shard in shards)
    least = min(LEAST_RUN, left / (workers * DEALS))
    runs: list[list[Shard]] = []
    filled = size = 0.0
    # By the order of their size alone: neighbours of about a size stay together.
    for shard in sorted(shards, key=lambda shard: -shard.bytes.bit_length()):
        if not runs or filled + shard.bytes > size:
            runs.append([])
            filled, size = 0, min(most, max(least, left / (workers * DEALS)))
        runs[-1].append(shard)
        filled += shard.bytes
        left -= shard.bytes
    return runs
