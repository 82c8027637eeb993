"""A dated corpus → its words, texts and dates, read in this process, in several, or on a cluster: always the same."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import closing
from functools import partial as bind
from pathlib import Path

from farfield.corpus.dated_fields import DatedOptions
from farfield.corpus.documents import find_corpus_files, no_document
from farfield.ideas.parcels import lay_down, read_parcels
from farfield.ideas.prior_work import PriorWork
from farfield.ideas.shard_words import ShardWords, read_shards
from farfield.records import FarfieldError
from farfield.scan.doubts import MOST_LOST, reasons
from farfield.scan.engines import MANY, Progress, meter
from farfield.scan.plan import Plan, Shard, make_plan, make_runs
from farfield.scan.workers import Advance, scan_in_processes
from farfield.text.nouns import number_of

RUNS_PER_WORKER = 4
MOST_BYTES = 64 << 20
"""Of a corpus that one task of a cluster reads, where files can be cut so: what it found comes back in one piece."""


def read_prior_work(
    sources: Sequence[str],
    folder: Path,
    options: DatedOptions,
    workers: int = 1,
    ray: str | None = None,
    progress: Progress | None = None,
) -> PriorWork:
    """Read a dated corpus; its words and texts are left in `folder` and needed as long as what is returned.

    `ray`: the address of a cluster that reads, in place of `workers` processes. `progress` is told the bytes read so
    far and the bytes there are. Raises FarfieldError for files that can't be read, for a corpus most of which is lost,
    which holds no word, or none of whose documents has a date, and for a cluster that can't be reached.
    """
    plan = make_plan(find_corpus_files(sources)[0], {}, options, MANY if ray else workers)
    advance = meter(plan.bytes, progress)
    if ray:
        found = list(_read_on_cluster(plan.shards, folder, options, ray, advance))
    else:
        found = _read_here(plan.shards, folder, options, min(workers, len(plan.shards)), advance)
    _refuse_broken(plan, found, options)
    prior = PriorWork(found, folder, plan.in_ranges)
    _refuse(prior, ", ".join(sources), options)
    return prior


def _read_here(
    shards: Sequence[Shard], folder: Path, options: DatedOptions, workers: int, advance: Advance
) -> list[ShardWords]:
    work = bind(read_shards, folder=str(folder), options=options)
    if workers < 2:
        return work(shards, advance=advance)
    runs = make_runs(shards, sum(one.bytes for one in shards) / (workers * RUNS_PER_WORKER))
    with closing(scan_in_processes(runs, work, advance, workers)) as results:
        return [one for _, found in results for one in found]


def _read_on_cluster(
    shards: Sequence[Shard], folder: Path, options: DatedOptions, address: str, advance: Advance
) -> Iterator[ShardWords]:
    from farfield.scan.cluster import Cluster

    with Cluster(address, read_parcels, {"options": options}) as cluster:
        share = sum(one.bytes for one in shards) / (cluster.width * RUNS_PER_WORKER)
        runs = make_runs(shards, min(share, MOST_BYTES))
        with closing(cluster.scan(runs, advance)) as results:
            for _, parcels in results:
                yield from lay_down(cluster.fetch(parcels), folder)


def _refuse_broken(plan: Plan, found: Sequence[ShardWords], options: DatedOptions) -> None:
    """Of a file read in ranges only all of them tell that it holds no document; a whole one is refused as it is
    read."""
    for file in plan.in_ranges:
        parts = [one for one in found if one.shard.part.path == file.path]
        broken = [record for one in parts for record in one.account.rejected]
        if broken and not any(len(one.ends) for one in parts):
            raise no_document(broken, options, [read for one in parts for read in one.account.read_as])


def _refuse(prior: PriorWork, where: str, options: DatedOptions) -> None:
    why = f": {reasons(prior.rejected)}" if prior.rejected else ""
    if prior.lost > MOST_LOST * (prior.lost + prior.bytes_read):
        raise FarfieldError(
            f"most of the prior work could not be read{why}",
            where=where,
            remedy="Mend it, or name the rest alone.",
        )
    if not prior.words:
        raise FarfieldError(
            f"the prior work holds no word in {number_of(prior.documents, 'document')}{why}",
            where=where,
            remedy="Check the path and --text-field.",
        )
    if not prior.dated.any():
        asked = (
            f"in field {options.date_field!r}"
            if options.date_field
            else "in a field named date, year or the like"
        )
        one = prior.documents == 1
        none = "the one document does not have" if one else f"none of {prior.documents:,} documents has"
        raise FarfieldError(
            f"{none} a date {asked}, so what came before an idea cannot be told",
            where=where,
            remedy="Name the field that holds the date with --date-field.",
        )
