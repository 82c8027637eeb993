"""How fast the scan is: all stages, and each alone, over real text and real items, on one core.

    python benchmarks/corpus.py FOLDER
    python benchmarks/scan.py FOLDER/corpus.jsonl.zst --note "what this run is"

Prints MB of text per CPU second (processor time of this process; wall clock says nothing on a shared machine) and
appends the table to benchmarks/results.md. Items: the questions of GSM8K's and BIG-Bench Hard's tests, from
../shared/data.
"""

from __future__ import annotations

import argparse
import platform
import resource
import subprocess
import time
from collections.abc import Callable
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path

import numpy as np
import polars as pl

from farfield.read import ReadOptions, read_items
from farfield.read.documents import BATCH_BYTES, CorpusFile, CorpusOptions
from farfield.scan import ScanOptions, scan
from farfield.scan.characters import character_tables
from farfield.scan.evidence import distinct_texts
from farfield.scan.index import build_index
from farfield.scan.kernel import make_work, places_needed
from farfield.scan.split import split_document
from farfield.scan.vocabulary import octets
from farfield.storage import open_input

DATA = Path(__file__).parents[2] / "shared" / "data"
RESULTS = Path(__file__).parent / "results.md"


def real_items() -> pl.DataFrame:
    """One subject of each: 1,319 and 6,511 items, with their outputs."""
    gsm8k = read_items(str(DATA / "gsm8k" / "outcomes.jsonl.zst")).table
    bbh = read_items(str(DATA / "bbh_codex" / "items.jsonl.gz"), ReadOptions(map={"subject": "mode"})).table
    first = [table.filter(pl.col("subject") == table["subject"][0]) for table in (gsm8k, bbh)]
    shared = [name for name in first[0].columns if name in first[1].columns]
    return pl.concat([table.select(shared) for table in first], how="vertical_relaxed")


def measure(work: Callable[[], object], times: int = 3) -> float:
    """The median of the processor seconds of several runs."""
    seconds = []
    for _ in range(times):
        started = time.process_time()
        work()
        seconds.append(time.process_time() - started)
    return float(np.median(seconds))


def drain(path: str) -> None:
    with open_input(path) as stream:
        while stream.read(BATCH_BYTES):
            pass


def zstd_seconds(path: str) -> float:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(["zstd", "-dqc", path], stdout=subprocess.DEVNULL, check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def split_all(path: str, index_texts: list[str]) -> Callable[[], None]:
    vocabulary, tables = build_index(index_texts).vocabulary, character_tables()
    letters = octets(vocabulary.letters)
    files = CorpusFile(path, CorpusOptions())
    batches = [(np.frombuffer(batch.text, np.uint8), batch.begins) for batch in files]

    def work() -> None:
        for text, begins in batches:
            places = places_needed(int(np.diff(begins).max(initial=0)), "word")
            room, view = make_work(places), octets(text)
            for begin, end in pairwise(begins):
                split_document(
                    text, view, begin, end, tables, vocabulary, letters,
                    room.ids, room.starts, room.ends, room.borders,
                )  # fmt: skip

    return work


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("corpus")
    arguments.add_argument("--note", default="")
    chosen = arguments.parse_args()
    items = real_items()
    texts = distinct_texts(items)
    started = time.process_time()
    index = build_index(texts)
    built = time.process_time() - started
    found = scan(items, chosen.corpus, ScanOptions())  # compiles, and warms the file cache
    megabytes = found.corpus.bytes / 1e6
    stages = {
        "`zstd -d` alone": zstd_seconds(chosen.corpus),
        "decompress and hash": measure(lambda: drain(chosen.corpus)),
        "… and parse": measure(lambda: [None for _ in CorpusFile(chosen.corpus, CorpusOptions())]),
        "split into words (alone)": measure(split_all(chosen.corpus, texts)),
        "**all stages**, index and passages included": measure(
            lambda: scan(items, chosen.corpus, ScanOptions())
        ),
    }
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    commit = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True, check=True
    )
    lines = [
        f"\n## Scan, {datetime.now(UTC):%Y-%m-%d}, commit {commit.stdout.strip()}, {chosen.note or 'one core'}",
        "",
        f"`python benchmarks/scan.py corpus.jsonl.zst` on {platform.processor() or platform.machine()}: "
        f"{megabytes:.0f} MB of text, {found.corpus.documents:,} documents, {found.corpus.words / 1e6:.1f} M words; "
        f"{len(items):,} items, {len(texts):,} texts, {index.sizes.sum():,} words, indexed in {built:.2f} CPU s; "
        f"peak memory {peak:.0f} MiB (the benchmark holds the whole text for one stage).",
        "",
        "| stage | CPU s | MB/s | ratio to `zstd -d` |",
        "|---|---|---|---|",
    ]
    base = stages["`zstd -d` alone"]
    lines += [
        f"| {name} | {seconds:.2f} | {megabytes / seconds:.0f} | {seconds / base:.1f} |"
        for name, seconds in stages.items()
    ]
    print("\n".join(lines))
    with RESULTS.open("a") as file:
        file.write("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
