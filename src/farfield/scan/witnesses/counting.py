"""What a corpus shows of families: every match of their witnesses, counted in one pass.

A witness is a pattern and a function that reads its matches (`farfield.families.Witness`). Corpora are untrusted, so

- a witness's pattern repeats only what is bounded, matches no more than SPAN bytes, and nests no two repetitions that
  could share a text between them in many ways: then no text costs more than a bounded number of steps a character;
- its `read` looks at no more than BESIDE characters on either side of the match;
- most texts never meet Python's engine at all: a relaxed pattern in an engine of linear time rules them out first.

Matches of one witness in one document do not overlap: they are those of `pattern.finditer(document)`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from functools import partial as bind
from typing import Literal

import numpy as np
import polars as pl
from numpy.typing import NDArray

from farfield.corpus.documents import CorpusFile, find_corpus
from farfield.families import Family, Level, Point, Witness
from farfield.files.batches import DocumentBatch
from farfield.kernel.ranks import order_documents
from farfield.options.scanning import ScanOptions
from farfield.records import Support
from farfield.scan.engines import Progress, meter
from farfield.scan.infinigram.address import is_infinigram
from farfield.scan.plan import Run, make_plan, make_runs
from farfield.scan.room import processes_that_pay
from farfield.scan.sampling import last_rank_drawn
from farfield.scan.witnesses.relaxed import relax
from farfield.scan.witnesses.text_windows import TextWindows
from farfield.scan.workers import Advance, scan_in_processes
from farfield.storage.identity import file_state
from farfield.storage.remote import changed

RUNS_PER_WORKER = 4
"""So that none waits long for the slowest."""
LARGEST_LEVEL = 2**62
"""A level is an int64, and sums of two of them must be too."""


Key = tuple[Level | None, ...]
"""A point, perhaps partial: a level for each axis of the family, None where it isn't told."""


@dataclass
class Sightings:
    """What was seen of one family: of each point the occurrences and the documents; documents that show anything."""

    points: dict[Key, tuple[int, int]] = field(default_factory=dict)
    documents: int = 0
    unread: int = 0

    def add(self, key: Key, count: int, documents: int) -> None:
        before = self.points.get(key, (0, 0))
        self.points[key] = before[0] + count, before[1] + documents

    def merge(self, other: Sightings) -> None:
        """Counts add, whatever the order: a commutative monoid."""
        for key, (count, documents) in other.points.items():
            self.add(key, count, documents)
        self.documents += other.documents
        self.unread += other.unread


def count_witnesses(
    families: Sequence[Family],
    corpus: str | Sequence[str],
    options: ScanOptions | None = None,
    progress: Progress | None = None,
) -> dict[str, Support]:
    """The support of each family, by name: all of them in one pass over the corpus, or over the sample of it.

    `progress` is told the bytes read so far and the bytes there are. Raises FarfieldError for files that can't be read.
    An infini-gram index holds no texts to read: the support is then empty.
    """
    options = options or ScanOptions()
    sources = [corpus] if isinstance(corpus, str) else list(corpus)
    told = [family for family in families if family.witnesses]
    silent = {family.name: empty_support(family, "no_witness") for family in families if not family.witnesses}
    if is_infinigram(sources):
        return silent | {family.name: empty_support(family, "no_text") for family in told}
    seen = _count_files(find_corpus(sources), told, options, progress) if told else []
    return silent | {
        family.name: _support(family, found, options) for family, found in zip(told, seen, strict=True)
    }


def empty_support(family: Family, unknown: Literal["no_witness", "no_text"]) -> Support:
    """The support of a family of which nothing is known, and why."""
    return replace(_support(family, Sightings(), ScanOptions()), unknown=unknown)


def _count_files(
    files: Sequence[str], families: Sequence[Family], options: ScanOptions, progress: Progress | None
) -> list[Sightings]:
    shards = make_plan(files, {}, options.corpus, options.workers).shards
    total = sum(shard.bytes for shard in shards)
    advance = meter(total, progress)
    work = bind(count_run, families=families, options=options)
    sizes = [(shard.part.path, shard.bytes) for shard in shards]
    workers = min(options.workers or processes_that_pay(sizes), len(shards))
    merged = [Sightings() for _ in families]
    if workers > 1:
        runs = make_runs(shards, total / (workers * RUNS_PER_WORKER))
        with closing(scan_in_processes(runs, work, advance, workers)) as results:
            for _, found in results:
                _merge(merged, found)
    else:
        _merge(merged, work(shards, advance=advance))
    return merged


def _merge(merged: Sequence[Sightings], found: Sequence[Sightings]) -> None:
    for one, other in zip(merged, found, strict=True):
        one.merge(other)


def count_run(
    run: Run, families: Sequence[Family], options: ScanOptions, advance: Advance
) -> list[Sightings]:
    """What some shards show of each family. Raises FarfieldError where a file can't be read or has changed."""
    counter = _Counter(families)
    last_rank = last_rank_drawn(options.sample)
    for shard in run:
        file, done = CorpusFile(shard.part, options.corpus), 0
        for batch in file:
            counter.add(batch, order_documents(batch.ids) <= last_rank)
            advance(file.bytes_read - done)
            done = file.bytes_read
        advance(file.bytes_read - done)
        if file_state(shard.part.path) != shard.state:
            raise changed(shard.part.path)
    return counter.seen


class _Counter:
    def __init__(self, families: Sequence[Family]) -> None:
        self.seen = [Sightings() for _ in families]
        self._families = [(_Reader(family), family.witnesses) for family in families]
        patterns = {witness.pattern for family in families for witness in family.witnesses}
        self._relaxed = {pattern: relax(pattern) for pattern in patterns}

    def add(self, batch: DocumentBatch, drawn: NDArray[np.bool_]) -> None:
        texts = TextWindows(batch, drawn)
        # Families share patterns: each is searched once.
        matches = {
            pattern: list(texts.matches(pattern, relaxed)) for pattern, relaxed in self._relaxed.items()
        }
        for sightings, (reader, witnesses) in zip(self.seen, self._families, strict=True):
            found: dict[int, dict[Key, int]] = {}
            for witness in witnesses:
                for document, match in matches[witness.pattern]:
                    key = reader.read(witness, match)
                    if key is not None:
                        counts = found.setdefault(document, {})
                        counts[key] = counts.get(key, 0) + 1
            for counts in found.values():
                sightings.documents += 1
                for key, count in counts.items():
                    sightings.add(key, count, 1)
            sightings.unread, reader.unread = sightings.unread + reader.unread, 0


class _Reader:
    """Matches → points of one family. What fails on a text, or tells no level of an axis, counts as unread."""

    def __init__(self, family: Family) -> None:
        self._axes = {axis.name: axis.kind == "ordered" for axis in family.axes}
        self.unread = 0

    def read(self, witness: Witness, match: re.Match[str]) -> Key | None:
        try:
            point = witness.read(match)
            return None if not point else self._key(point)
        except (ArithmeticError, LookupError, TypeError, ValueError):
            self.unread += 1
            return None

    def _key(self, point: Point) -> Key:
        if not point.keys() <= self._axes.keys():
            raise KeyError(f"the witness tells {sorted(point)}")
        return tuple(
            None if name not in point else _ordered(point[name]) if ordered else str(point[name])
            for name, ordered in self._axes.items()
        )


def _ordered(level: Level) -> int:
    number = int(level)
    if abs(number) > LARGEST_LEVEL:
        raise ValueError(f"the level {number} is too large")
    return number


def _support(family: Family, seen: Sightings, options: ScanOptions) -> Support:
    names = [axis.name for axis in family.axes]
    types = {axis.name: pl.Int64 if axis.kind == "ordered" else pl.String for axis in family.axes}
    rows = [(*key, *counts) for key, counts in seen.points.items()]
    schema = {**types, "count": pl.Int64, "documents": pl.Int64}
    points = pl.DataFrame(rows, schema=schema, orient="row").sort(names)
    return Support(
        family=family.name,
        axes=tuple(names),
        points=points,
        told=frozenset(_told(family, seen)),
        documents=seen.documents,
        searched_fraction=options.searched_fraction,
        unread=seen.unread,
    )


def _told(family: Family, seen: Sightings) -> Iterator[frozenset[str]]:
    """The axes that are told together: by a witness of its own example, or by what was seen."""
    names = [axis.name for axis in family.axes]
    for witness in family.witnesses:
        match = witness.pattern.search(witness.example)
        if match and (point := witness.read(match)):
            yield frozenset(point)
    for key in seen.points:
        yield frozenset(name for name, level in zip(names, key, strict=True) if level is not None)


def support_rows(supports: Mapping[str, Support]) -> pl.DataFrame:
    """All supports as one table: family, axis levels as JSON text, count, documents."""
    frames = [
        pl.select(family=pl.lit(name)).join(
            support.points.select(
                point=pl.struct(support.axes).struct.json_encode(), count="count", documents="documents"
            ),
            how="cross",
        )
        for name, support in supports.items()
    ]
    schema = {"family": pl.String, "point": pl.String, "count": pl.Int64, "documents": pl.Int64}
    return pl.concat(frames) if frames else pl.DataFrame(schema=schema)
