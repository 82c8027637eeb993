"""Where shards are scanned: in this process, in several, or on a cluster. The merged evidence is the same."""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping, Sequence
from contextlib import closing
from dataclasses import replace
from functools import partial as bind
from typing import TypeVar

from farfield.corpus.documents import no_document
from farfield.kernel.spans.index import Index
from farfield.kernel.state import Recall
from farfield.options.scanning import ScanOptions
from farfield.records import InputFile
from farfield.scan.checkpoints import NOTHING, Checkpoints, Found, resumed_record
from farfield.scan.collector import Collector
from farfield.scan.partial import Partial, merge
from farfield.scan.plan import Run, Shard, deal_runs, make_plan, make_runs
from farfield.scan.room import processes_that_fit, processes_that_pay
from farfield.scan.shard import Advance, ShardScan, scan_run
from farfield.scan.workers import share_out
from farfield.standby import cores, take
from farfield.text.nouns import number_of

RUNS_PER_WORKER = 3
"""At least: on a cluster so that none waits long for the slowest, here so that a stop costs less."""
MOST_RUNS_PER_WORKER = 8
"""On a cluster, where the items are few: each run lays out counts for all of their tree."""
RUN_BYTES_PER_NODE = 64  # of the corpus for each node of the items' tree, so that laying out costs little
RUN_BYTES = 256 << 20  # of the corpus between two checkpoints, at least
BYTES_PER_NODE = 1024  # the same for each node of the items' tree, so that keeping its evidence costs little
LOCAL_FAN = 2  # evidence in this process is merged as it comes, so that little of it is held
CLUSTER_FAN = 8
MANY = 1 << 20  # processes, of a cluster that is not connected yet

Progress = Callable[[int, int], None]
Evidence = TypeVar("Evidence")


def scan_files(
    files: Sequence[str],
    index: Index,
    recall: Recall,
    options: ScanOptions,
    progress: Progress | None = None,
    checkpoints: Checkpoints | None = None,
) -> tuple[Partial, Mapping[str, object] | None]:
    """The merged evidence of all files, and what run.json says of the shards that an earlier run had finished.

    `progress` is told the bytes read so far and the bytes there are. When the scan is stopped, by an error or by hand,
    what is finished stands in `checkpoints`. Raises FarfieldError for files that can't be read.
    """
    known = checkpoints.surveyed() if checkpoints else {}
    plan = make_plan(files, known, options.corpus, MANY if options.ray else options.workers)
    found = checkpoints.find(plan) if checkpoints else NOTHING
    if checkpoints:
        checkpoints.keep_survey(plan)
    done = set(found.shards)
    todo = [shard for shard in plan.shards if shard not in done]
    advance = meter(plan.bytes, progress)
    advance(sum(shard.bytes for shard in found.shards))
    scan = _scan_on_cluster if options.ray and todo else _scan_here
    partial = scan(todo, found, index, recall, options, advance, checkpoints)
    return _with_files_in_ranges(partial, plan.in_ranges, options), resumed_record(plan, found)


def _with_files_in_ranges(partial: Partial, files: Sequence[InputFile], options: ScanOptions) -> Partial:
    for file in files:
        broken = [record for record in partial.rejected if record.source == file.path]
        if broken and file.path not in partial.found_in:
            raise no_document(broken, options.corpus, partial.read_as)
    return replace(partial, inputs=sorted([*partial.inputs, *files], key=lambda file: file.path))


def _scan_here(
    todo: Sequence[Shard], found: Found, index: Index, recall: Recall, options: ScanOptions, advance: Advance,
    checkpoints: Checkpoints | None,
) -> Partial:  # fmt: skip
    every = _bytes_between_checkpoints(index)
    collector = Collector(merge, lambda partial: partial, LOCAL_FAN, checkpoints, every)
    if found.partial:
        collector.begin(found.shards, found.partial)
    workers = min(options.workers or _as_many_as_pay(todo), len(todo))
    if workers > 1:
        workers = min(workers, processes_that_fit(len(index.tree.words)))
    ahead = workers < (options.workers or cores())
    if workers > 1:
        begin = bind(ShardScan, index, recall, options, ahead=ahead)
        hold = min(every, sum(shard.bytes for shard in todo) / workers / RUNS_PER_WORKER)
        runs = deal_runs(todo, workers, hold)
        return _collect(share_out(runs, begin, advance, workers, hold=hold), collector)
    take(0)  # none is needed
    runs = make_runs(todo, every) if checkpoints else [todo]
    each = ((run, scan_run(run, index, recall, options, advance, ahead=ahead)) for run in runs)
    return _collect(each, collector)


def _scan_on_cluster(
    todo: Sequence[Shard], found: Found, index: Index, recall: Recall, options: ScanOptions, advance: Advance,
    checkpoints: Checkpoints | None,
) -> Partial:  # fmt: skip
    from farfield.scan.cluster import Cluster

    every = _bytes_between_checkpoints(index)
    held = {"index": index, "recall": recall, "options": options}
    with Cluster(str(options.ray), scan_run, held) as cluster:
        collector = Collector(cluster.merge, cluster.fetch, CLUSTER_FAN, checkpoints, every)
        if found.partial:
            collector.begin(found.shards, cluster.put(found.partial))
        runs = make_runs(todo, _run_bytes(todo, cluster.width, index))
        return _collect(cluster.scan(runs, advance), collector)


def _as_many_as_pay(todo: Sequence[Shard]) -> int:
    return processes_that_pay((shard.part.path, shard.bytes) for shard in todo)


def _bytes_between_checkpoints(index: Index) -> int:
    return max(RUN_BYTES, BYTES_PER_NODE * len(index.tree.parent))


def _run_bytes(todo: Sequence[Shard], workers: int, index: Index) -> float:
    share = sum(shard.bytes for shard in todo) / workers
    least = max(share / MOST_RUNS_PER_WORKER, RUN_BYTES_PER_NODE * len(index.tree.parent))
    return min(_bytes_between_checkpoints(index), share / RUNS_PER_WORKER, least)


def _collect(results: Generator[tuple[Run, Evidence], None, None], collector: Collector[Evidence]) -> Partial:
    try:
        with closing(results):
            for run, partial in results:
                collector.add(run, partial)
    except BaseException as stop:
        collector.save()
        if isinstance(stop, KeyboardInterrupt) and collector.kept:
            stop.add_note(
                f"{number_of(collector.kept, 'shard of the corpus is', 'shards of the corpus are')} finished; the same "
                "command goes on from there."
            )
        raise
    return collector.finish()


def meter(total: int, progress: Progress | None) -> Advance:
    """What counts the bytes read, of so many, and tells `progress`."""
    done = 0

    def advance(size: int) -> None:
        nonlocal done
        done += size
        if progress is not None:
            progress(done, total)

    return advance
