"""What keeping finished shards costs: the same scan with and without checkpoints, in one process.

    python benchmarks/checkpoints.py FOLDER/corpus.jsonl.zst [--copies N] [--items N]

Lays the corpus out as plain JSON lines, N copies, so that it is scanned in pieces. Prints processor seconds of the
survey, of the scan with and without checkpoints, and the bytes that checkpoints take.
"""

from __future__ import annotations

import argparse
import shutil
import statistics
import tempfile
import time
from pathlib import Path

from farfield.corpus.parts import survey
from farfield.scan import ScanOptions, engines, scan
from farfield.storage import open_input
from scan import real_items


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("corpus")
    parser.add_argument("--copies", type=int, default=2)
    parser.add_argument("--times", type=int, default=3)
    parser.add_argument("--items", type=int, default=10**9)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        first = Path(folder, "0.jsonl")
        with open_input(asked.corpus) as stream, first.open("wb") as plain:
            shutil.copyfileobj(stream, plain, 1 << 22)
        for number in range(1, asked.copies):
            shutil.copyfile(first, Path(folder, f"{number}.jsonl"))
        compare(folder, first, asked.times, asked.items)


def compare(folder: str, first: Path, times: int, most: int) -> None:
    items = real_items().head(most)
    began = time.process_time()
    found = survey(str(first))
    seconds = time.process_time() - began
    print(f"survey of {found.input.bytes or 0:,} bytes: {seconds:.2f} CPU s, {len(found.parts)} pieces")
    without, with_them = [], []
    size = files = 0
    for _ in range(times):
        began = time.process_time()
        scan(items, folder, ScanOptions())
        without.append(time.process_time() - began)
        with tempfile.TemporaryDirectory() as kept:
            began = time.process_time()
            scan(items, folder, ScanOptions(), None, Path(kept))
            with_them.append(time.process_time() - began)
            written = list(Path(kept).glob("*/*.shards"))
            files, size = len(written), sum(path.stat().st_size for path in written)
    plain, kept_seconds = statistics.median(without), statistics.median(with_them)
    print(f"{len(items):,} items; every {engines.RUN_BYTES >> 20} MiB, {engines.BYTES_PER_NODE} bytes a node")
    print(f"without {plain:.2f} CPU s {without}")
    print(
        f"with    {kept_seconds:.2f} CPU s {with_them}: {kept_seconds / plain - 1:+.1%}, {files} files, {size:,} bytes"
    )


if __name__ == "__main__":
    main()
