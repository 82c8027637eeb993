"""How fast the scan is: all stages, and each alone, over real text and real items, on one core.

    python benchmarks/corpus.py FOLDER
    python benchmarks/scan.py FOLDER/corpus.jsonl.zst --note "what this run is" [--items N]

Prints MB of text per CPU second (processor time of this process; wall clock says nothing on a shared machine) and
appends the table to benchmarks/results.md. Items: the questions of GSM8K's and BIG-Bench Hard's tests, from
../shared/data; with --items as many of them, drawn by a fixed seed.
"""

from __future__ import annotations

import argparse
import platform
import resource
import subprocess
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from itertools import pairwise
from pathlib import Path

import numpy as np
import polars as pl
import zstandard

from farfield.corpus.documents import CorpusFile
from farfield.files.batches import BATCH_BYTES, DocumentBatch
from farfield.kernel.copies.containment import find_roles
from farfield.kernel.recall import build_recall
from farfield.kernel.spans.index import Index, build_index
from farfield.kernel.state import Recall, make_work, places_needed
from farfield.kernel.words.characters import character_tables
from farfield.kernel.words.split import split_document
from farfield.kernel.words.vocabulary import octets
from farfield.logs import ReadOptions, read_items
from farfield.options.corpus import CorpusOptions
from farfield.records import Evidence
from farfield.scan import ScanOptions, scan
from farfield.scan.shard import ShardScan
from farfield.scan.tables import distinct_pairs, distinct_texts
from farfield.storage import open_input

DATA = Path(__file__).parents[2] / "shared" / "data"
RESULTS = Path(__file__).parent / "results.md"
ROUNDS = 7

Times = dict[str, list[float]]
"""Of each stage the CPU seconds of every round."""


def real_items() -> pl.DataFrame:
    """One subject of each: 1,319 and 6,511 items, with their outputs."""
    gsm8k = read_items(str(DATA / "gsm8k" / "outcomes.jsonl.zst")).table
    bbh = read_items(str(DATA / "bbh_codex" / "items.jsonl.gz"), ReadOptions(map={"subject": "mode"})).table
    first = [table.filter(pl.col("subject") == table["subject"][0]) for table in (gsm8k, bbh)]
    shared = [name for name in first[0].columns if name in first[1].columns]
    return pl.concat([table.select(shared) for table in first], how="vertical_relaxed")


def cpu_seconds(work: Callable[[], object]) -> float:
    started = time.process_time()
    work()
    return time.process_time() - started


def time_rounds(stages: dict[str, Callable[[], float]]) -> Times:
    """Several rounds of all stages, so that what else the machine does falls on each of them."""
    rounds = [{name: work() for name, work in stages.items()} for _ in range(ROUNDS)]
    return {name: [seconds[name] for seconds in rounds] for name in stages}


def drain(path: str) -> None:
    with open_input(path) as stream:
        while stream.read(BATCH_BYTES):
            pass


def zstd_seconds(path: str) -> float:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(["zstd", "-dqc", path], stdout=subprocess.DEVNULL, check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def split_all(batches: list[DocumentBatch], index: Index) -> None:
    vocabulary, tables = index.vocabulary, character_tables()
    letters = octets(vocabulary.letters)
    for batch in batches:
        room = make_work(places_needed(int(np.diff(batch.begins).max(initial=0)), "word"), vocabulary)
        view = octets(batch.text)
        for begin, end in pairwise(batch.begins):
            split_document(
                batch.text,
                view,
                begin,
                end,
                tables,
                vocabulary,
                letters,
                room.ids,
                room.boundaries,
                room.walks,
                room.block,
                room.listed,
                room.sought,
                room.folding,
            )


def walk_all(batches: list[DocumentBatch], index: Index, recall: Recall) -> None:
    shard = ShardScan(index, recall, ScanOptions())
    for number, batch in enumerate(batches):
        shard.add_batch(batch, "corpus", number)


def first_part(path: str, share: float, folder: Path) -> str:
    """The first documents of a JSONL corpus, up to a share of its bytes of text, compressed as it is."""
    target = folder / f"part-{share:g}.jsonl.zst"
    with open_input(path) as stream:
        size = sum(len(data) for data in iter(lambda: stream.read(BATCH_BYTES), b""))
    left = int(size * share)
    with open_input(path) as stream, target.open("wb") as file, zstandard.open(file, "wb") as out:
        while left > 0 and (data := stream.read(min(BATCH_BYTES, left))):
            left -= len(data)
            out.write(data)
        out.write(stream.readline() if left <= 0 else b"")
    return str(target)


def build_recall_for(items: pl.DataFrame, texts: list[str], index: Index) -> Recall:
    """As `scan` does it."""
    number = {text: at for at, text in enumerate(texts)}
    pairs = [(number[question], number[target]) for question, target in distinct_pairs(items)]
    pairs = [(q, t) for q, t in pairs if index.sizes[q] and index.sizes[t]]
    options = ScanOptions()
    return build_recall(index, pairs, find_roles(items, texts), options.unit, options.near)


def time_stages(corpus: str, items: pl.DataFrame, folder: Path) -> tuple[Times, Evidence, Evidence]:
    texts = distinct_texts(items)
    index = build_index(texts)
    recall = build_recall_for(items, texts, index)
    single = folder / "one.jsonl"
    single.write_text('{"text": "one word"}\n')
    part = first_part(corpus, 0.25, folder)
    found = scan(items, corpus, ScanOptions())  # compiles, and warms the file cache
    found_in_part = scan(items, part, ScanOptions())
    batches = list(CorpusFile(corpus, CorpusOptions()))
    works: dict[str, Callable[[], object]] = {
        "decompress and hash": lambda: drain(corpus),
        "… and parse": lambda: [None for _ in CorpusFile(corpus, CorpusOptions())],
        "split into words (text in memory)": lambda: split_all(batches, index),
        "split, walk, near duplicates, windows (text in memory)": lambda: walk_all(batches, index, recall),
        "the items' fixed costs (a corpus of two words)": lambda: scan(items, str(single), ScanOptions()),
        "of these, the index": lambda: build_index(texts),
        "all stages, first quarter of the corpus": lambda: scan(items, part, ScanOptions()),
        "**all stages**": lambda: scan(items, corpus, ScanOptions()),
    }
    times = time_rounds(
        {"`zstd -d` alone": partial(zstd_seconds, corpus)}
        | {name: partial(cpu_seconds, work) for name, work in works.items()}
    )
    return times, found, found_in_part


ORDER = (
    "`zstd -d` alone", "decompress and hash", "… and parse", "split into words (text in memory)",
    "split, walk, near duplicates, windows (text in memory)", "the items' fixed costs (a corpus of two words)",
    "of these, the index", "all stages, first quarter of the corpus", "**all stages**",
)  # fmt: skip


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("corpus")
    arguments.add_argument("--note", default="")
    arguments.add_argument("--items", type=int)
    chosen = arguments.parse_args()
    items = real_items()
    if chosen.items:
        items = items.sample(chosen.items, seed=0)
    with tempfile.TemporaryDirectory() as folder:
        times, found, part = time_stages(chosen.corpus, items, Path(folder))
    lines = describe(times, found, part, items, chosen.note)
    print("\n".join(lines))
    with RESULTS.open("a") as file:
        file.write("\n".join(lines) + "\n")


def head_commit() -> str:
    """The short hash of what is measured."""
    command = ["git", "rev-parse", "--short", "HEAD"]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()


def describe(times: Times, found: Evidence, part: Evidence, items: pl.DataFrame, note: str) -> list[str]:
    stages = {name: float(np.median(seconds)) for name, seconds in times.items()}
    megabytes, first = found.corpus.bytes / 1e6, part.corpus.bytes / 1e6
    base, whole, quarter = (
        stages[name] for name in ("`zstd -d` alone", ORDER[-1], "all stages, first quarter of the corpus")
    )
    parts = {
        "parsing": stages["… and parse"],
        "splitting and walking": stages["split, walk, near duplicates, windows (text in memory)"],
        "the items' fixed costs": stages["the items' fixed costs (a corpus of two words)"],
    }
    bound = max(parts, key=lambda name: parts[name])
    marginal = (megabytes - first) / (whole - quarter)
    alone = stages["… and parse"] + stages["split into words (text in memory)"]
    walking = parts["splitting and walking"] - stages["split into words (text in memory)"]
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    sizes = {name: first if "quarter" in name else megabytes for name in ORDER}
    return [
        f"\n## Scan, {datetime.now(UTC):%Y-%m-%d}, commit {head_commit()}, {note or 'one core'}",
        "",
        f"`python benchmarks/scan.py corpus.jsonl.zst --items {len(items)}` on "
        f"{platform.processor() or platform.machine()}: {megabytes:.0f} MB of text, "
        f"{found.corpus.documents:,} documents, "
        f"{found.corpus.words / 1e6:.1f} M words; {len(items):,} items, {len(found.texts):,} texts, "
        f"{found.texts['lengths'].list.len().sum():,} words; peak memory {peak:.0f} MiB (the benchmark holds "
        f"the whole text for two stages). Medians of {ROUNDS} rounds; in brackets the quickest round, which "
        "least else disturbed.",
        "",
        "| stage | CPU s | MB/s | ratio to `zstd -d` |",
        "|---|---|---|---|",
        *(
            f"| {name} | {stages[name]:.2f} ({min(times[name]):.2f}) | {sizes[name] / stages[name]:.0f} "
            f"({sizes[name] / min(times[name]):.0f}) | {stages[name] / base:.1f} |"
            for name in ORDER
        ),
        "",
        f"Bound by {bound} ({parts[bound] / whole:.0%} of all stages). From the first quarter to the whole, "
        f"each further CPU second scans {marginal:.0f} MB: what large corpora see. Decompressing, parsing and "
        f"splitting alone pass {megabytes / alone:.0f} MB a second ({alone:.2f} s), which no scan of these files can "
        f"exceed; walking, near duplicates and windows take {walking:.2f} s more.",
    ]


if __name__ == "__main__":
    main()
