"""One large packed file: what reading ahead saves of it, and what sharing its frames costs.

    python benchmarks/corpus.py FOLDER
    python benchmarks/one_file.py FOLDER/corpus.jsonl.zst [--megabytes 100] [--rounds 5]

The beginning of the corpus as one file of JSON lines: as .zst of one frame, of many, and as .gz, against 4,283 real
items. Told are CPU seconds: of the thread that reads (unpacks, hashes and parses) and of the one that scans. One after
the other they take their sum, beside each other the larger of the two, on two cores that are free. Of many frames
besides what looking them over takes, which several threads share. Appends to benchmarks/results.md.
"""

from __future__ import annotations

import argparse
import gzip
import os
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import zstandard

from farfield.corpus.frames import survey_frames
from farfield.corpus.parts import Part
from farfield.kernel.spans.index import Index, build_index
from farfield.kernel.state import Recall
from farfield.scan import ScanOptions
from farfield.scan.shard import ShardScan
from farfield.scan.tables import distinct_texts
from farfield.storage import open_input
from scan import RESULTS, build_recall_for, cpu_seconds, head_commit, real_items

FRAME = 8 << 20  # bytes of text


def write_files(corpus: str, size: int, folder: Path) -> dict[str, Path]:
    with open_input(corpus) as stream:
        lines = stream.read(size) + stream.readline()
    packer = zstandard.ZstdCompressor(3)
    contents = {
        "one frame": packer.compress(lines),
        "frames of 8 MiB": b"".join(
            packer.compress(lines[at : at + FRAME]) for at in range(0, len(lines), FRAME)
        ),
        "gzip": gzip.compress(lines, 6),
    }
    paths = {}
    for name, content in contents.items():
        paths[name] = folder / f"{name}.jsonl.{'gz' if name == 'gzip' else 'zst'}"
        paths[name].write_bytes(content)
    return paths


def read_and_scan(path: Path, index: Index, recall: Recall) -> tuple[float, float]:
    """CPU seconds of the thread that reads ahead, and of this one, which scans."""
    began, own = time.process_time(), time.thread_time()
    ShardScan(index, recall, ScanOptions(), ahead=True).add(Part(str(path)), lambda _: None)
    whole, scanning = time.process_time() - began, time.thread_time() - own
    return whole - scanning, scanning


def tell(name: str, path: Path, index: Index, recall: Recall, rounds: int) -> str:
    pairs = [read_and_scan(path, index, recall) for _ in range(rounds + 1)][1:]
    read, scanned = np.median(pairs, axis=0)
    over = ""
    if name.startswith("frames"):
        times = [cpu_seconds(lambda: survey_frames(str(path), os.cpu_count() or 1)) for _ in range(rounds)]
        over = f"{np.median(times):.2f}"
    both, larger = read + scanned, max(read, scanned)
    return (
        f"| {name} | {read:.2f} | {scanned:.2f} | {both:.2f} | {larger:.2f} ({both / larger:.2f}) | {over} |"
    )


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("corpus")
    arguments.add_argument("--megabytes", type=int, default=100)
    arguments.add_argument("--rounds", type=int, default=5)
    arguments.add_argument("--no-results", action="store_true", help="print only")
    chosen = arguments.parse_args()
    items = real_items().sample(4283, seed=0)
    texts = distinct_texts(items)
    index = build_index(texts)
    recall = build_recall_for(items, texts, index)
    with tempfile.TemporaryDirectory() as folder:
        paths = write_files(chosen.corpus, chosen.megabytes * 10**6, Path(folder))
        rows = [tell(name, path, index, recall, chosen.rounds) for name, path in paths.items()]
    lines = [
        f"\n## One large file, {datetime.now(UTC):%Y-%m-%d}, commit {head_commit()}, load {os.getloadavg()[0]:.1f}",
        "",
        f"`python benchmarks/one_file.py corpus.jsonl.zst --megabytes {chosen.megabytes} --rounds {chosen.rounds}`: "
        f"{chosen.megabytes} MB of JSON lines as one file, {items.height:,} items, CPU seconds, medians.",
        "",
        "| file | reading | scanning | one after the other | beside each other (times as quick) | looking over |",
        "|---|---|---|---|---|---|",
        *rows,
    ]
    print("\n".join(lines))
    if not chosen.no_results:
        with RESULTS.open("a") as file:
            file.write("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
