"""Where shards are scanned: in this process, or in several. The merged evidence is the same."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from functools import partial
from pathlib import Path

from farfield.records import FarfieldError
from farfield.scan.index import Index
from farfield.scan.options import ScanOptions
from farfield.scan.partial import Partial, merge
from farfield.scan.recall import Recall
from farfield.scan.shard import Advance, ShardScan
from farfield.storage import is_url

SHARDS_PER_WORKER = 3

_scan_shard: Callable[[Sequence[str]], Partial]


def scan_files(
    files: Sequence[str], index: Index, recall: Recall, options: ScanOptions, advance: Advance
) -> Partial:
    """The merged evidence of all files. `advance` is told how many bytes of them were read."""
    workers = min(options.workers, len(files))
    if workers <= 1:
        return merge([_scan_serially(files, index, recall, options, advance)])
    return _scan_in_processes(files, index, recall, options, advance, workers)


def _scan_serially(
    files: Sequence[str], index: Index, recall: Recall, options: ScanOptions, advance: Advance
) -> Partial:
    shard = ShardScan(index, recall, options)
    for path in files:
        shard.add_file(path, advance)
    return shard.finish()


def _scan_in_processes(
    files: Sequence[str], index: Index, recall: Recall, options: ScanOptions, advance: Advance, workers: int
) -> Partial:
    # A fresh interpreter for each worker: forking one that runs polars' threads can hang.
    context = multiprocessing.get_context("spawn")
    parts = []
    try:
        with ProcessPoolExecutor(workers, context, _start_worker, (index, recall, options)) as pool:
            shards = split_evenly(files, workers * SHARDS_PER_WORKER)
            futures = {pool.submit(_scan_in_worker, shard): shard for shard in shards}
            try:
                for future in as_completed(futures):
                    parts.append((futures[future], future.result()))
                    advance(sum(map(file_size, futures[future])))
            except BaseException:
                pool.shutdown(wait=False, cancel_futures=True)
                raise
    except BrokenProcessPool as error:
        raise FarfieldError(
            "a worker process died (out of memory?)",
            where="scan",
            remedy="Run again with fewer --workers.",
        ) from error
    return merge([part for _, part in sorted(parts, key=lambda pair: pair[0])])


def _start_worker(index: Index, recall: Recall, options: ScanOptions) -> None:
    """A worker process gets the index once, not with every shard."""
    global _scan_shard  # noqa: PLW0603
    _scan_shard = partial(_scan_serially, index=index, recall=recall, options=options, advance=lambda _: None)


def _scan_in_worker(files: Sequence[str]) -> Partial:
    return _scan_shard(files)


def split_evenly(files: Sequence[str], shards: int) -> list[list[str]]:
    """Runs of neighbouring files of about the same size in bytes; never an empty one."""
    total = sum(map(file_size, files)) + len(files)
    runs: list[list[str]] = [[]]
    filled = 0
    for path in files:
        if runs[-1] and filled * shards >= total * len(runs):
            runs.append([])
        runs[-1].append(path)
        filled += file_size(path) + 1
    return runs


def file_size(path: str) -> int:
    """Bytes of a local file; 1 where it cannot be told without asking a server."""
    return 1 if is_url(path) else Path(path).stat().st_size
