"""How the scan grows: CPU seconds and peak memory against the size of the corpus and the number of items.

    python benchmarks/corpus.py FOLDER
    python benchmarks/growth.py FOLDER/corpus.jsonl.zst

Each point is measured in a fresh process, its compiled code already on disk. Items are distinct lines of the corpus:
each finds at least itself. Appends a table and a projection to benchmarks/results.md and draws benchmarks/growth.svg.
"""

from __future__ import annotations

import argparse
import json
import re
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import polars as pl

from farfield.corpus.documents import read_documents
from farfield.options.corpus import CorpusOptions
from farfield.report.charts.standalone import Chart, Mark, write_charts
from farfield.scan import ScanOptions, scan
from farfield.schemas import ITEM_SCHEMA
from scan import RESULTS, first_part, head_commit, real_items

SHARES = (0.125, 0.25, 0.5, 1.0)
COUNTS = (1_000, 10_000, 100_000, 1_000_000)
SHORTEST = 40  # characters of a line that makes an item
UNITS = {"megabytes": "MB of text", "items": "items", "seconds": "CPU seconds", "peak": "MiB"}
PLOT = Path(__file__).parent / "growth.svg"
BYTES_PER_TOKEN = 4.5  # of English web text under current tokenisers: an assumption
PACKED = 4  # bytes of text for each one that is stored: web text under zstd, an assumption
MACHINES = 100
CORES, GIGABITS = 192, 50  # of one AWS c7a.48xlarge: its cores, and its network a second
GIGABYTES = 921  # a second that its memory moves: 24 channels of DDR5-4800
MOVED = 10  # bytes for each of text, if nothing stayed in a cache (docs/scan.md)
TOKENS = 15e12


def lines_of(corpus: str, count: int) -> pl.DataFrame:
    """The first distinct lines of the corpus that are long enough, as items of questions alone."""
    lines: dict[str, None] = {}
    for document in read_documents(corpus, CorpusOptions()):
        lines.update((line, None) for line in document.text.split("\n") if len(line) >= SHORTEST)
        if len(lines) >= count:
            break
    return items_of(list(lines)[:count])


def items_of(questions: list[str]) -> pl.DataFrame:
    """Items of questions alone."""
    empty = {name: pl.Series([None] * len(questions), dtype=kind) for name, kind in ITEM_SCHEMA.items()}
    return pl.DataFrame(empty).with_columns(
        item_id=pl.Series([str(number) for number in range(len(questions))]),
        subject=pl.lit("corpus"), task=pl.lit("corpus"), epoch=pl.lit(1, pl.Int64), question=pl.Series(questions),
    )  # fmt: skip


def measure_point(corpus: str, items: str) -> dict[str, Any]:
    """One point, in this process: CPU seconds of the scan, peak memory, what was scanned."""
    table = pl.read_parquet(items)
    before = peak_memory()
    started = time.process_time()
    found = scan(table, corpus, ScanOptions())
    seconds = time.process_time() - started
    return {
        "megabytes": found.corpus.bytes / 1e6,
        "items": len(table),
        "texts_megabytes": table["question"].str.len_bytes().sum() / 1e6,
        "seconds": seconds,
        "peak": peak_memory(),
        "before": before,
    }


def peak_memory() -> float:
    """MiB of this process alone; what getrusage tells holds that of the process which started it."""
    status = Path("/proc/self/status").read_text()
    return int(re.findall(r"VmHWM:\s+(\d+)", status)[0]) / 1024


def point(corpus: str, items: Path) -> dict[str, Any]:
    """The same in a fresh process."""
    command = [sys.executable, __file__, corpus, "--point", str(items)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(f"{' '.join(command)}: {done.returncode}\n{done.stderr[-2000:]}")
    measured: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    print(measured, flush=True)
    return measured


def run(corpus: str, folder: Path) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    real = folder / "real.parquet"
    real_items().write_parquet(real)
    parts = [corpus if share == 1 else first_part(corpus, share, folder) for share in SHARES]
    point(parts[0], real)  # compiles
    by_corpus = [point(part, real) for part in parts]
    lines = lines_of(corpus, COUNTS[-1])
    by_items = []
    for count in COUNTS:
        some = folder / f"{count}.parquet"
        lines.head(count).write_parquet(some)
        by_items.append(point(parts[0], some))
    return by_corpus, by_items


def table_of(points: list[dict[str, Any]]) -> list[str]:
    return [
        "| corpus, MB of text | items | of text, MB | CPU s | peak memory, MiB |",
        "|---|---|---|---|---|",
        *(
            f"| {one['megabytes']:.0f} | {one['items']:,} | {one['texts_megabytes']:.1f} | {one['seconds']:.2f} "
            f"| {one['peak']:.0f} |"
            for one in points
        ),
    ]


def project(by_corpus: list[dict[str, Any]]) -> str:
    """What a trillion-token corpus would take: the cores, and the network that has to feed them."""
    first, last = by_corpus[0], by_corpus[-1]
    rate = (last["megabytes"] - first["megabytes"]) / (last["seconds"] - first["seconds"])
    fixed = last["seconds"] - last["megabytes"] / rate
    terabytes = TOKENS * BYTES_PER_TOKEN / 1e12
    stored = terabytes / PACKED
    seconds = terabytes * 1e6 / rate
    cores, network = seconds / CORES / 60, stored * 8e3 / GIGABITS / 60
    bound = "network" if network > cores else "cores"
    return (
        f"On paper: {TOKENS / 1e12:.0f} trillion tokens at {BYTES_PER_TOKEN} bytes are {terabytes:.1f} TB of text, "
        f"{stored:.1f} TB as stored at {PACKED} to one. At the marginal {rate:.0f} MB per CPU second measured here "
        f"that is {seconds / 3600:,.0f} core hours. One AWS c7a.48xlarge ({CORES} cores, {GIGABITS} Gbit/s), if a "
        f"core of its is one of these: {cores:.0f} minutes of all its cores, {network:.0f} of its network. {MACHINES} "
        f"of them: {fixed:.1f} CPU seconds in every process, whatever the corpus, then "
        f"{cores * 60 / MACHINES:.0f} seconds of cores and {network * 60 / MACHINES:.0f} of network, which work at the "
        f"same time. The {bound} would be the bound: memory moves at most {CORES * rate * MOVED / 1e3:.0f} of the "
        f"{GIGABYTES} GB a second that it can. None of it was run."
    )


def draw(by_corpus: list[dict[str, Any]], by_items: list[dict[str, Any]]) -> str:
    """Four panels: time and peak memory, against the corpus and against the items; those in powers of ten."""
    return write_charts(
        [
            _chart("CPU seconds, by MB of corpus", by_corpus, "megabytes", "seconds", in_tens=False),
            _chart("Peak memory in MiB, by MB of corpus", by_corpus, "megabytes", "peak", in_tens=False),
            _chart("CPU seconds, by items (log axes)", by_items, "items", "seconds", in_tens=True),
            _chart("Peak memory in MiB, by items (log axes)", by_items, "items", "peak", in_tens=True),
        ],
        "Time and peak memory of the scan, against the corpus and against the items",
    )


def _chart(title: str, points: list[dict[str, Any]], across: str, up: str, *, in_tens: bool) -> Chart:
    """Both axes in powers of ten, or what is measured from zero."""
    marks = [Mark(one[across], one[up]) for one in points]
    return Chart(
        title,
        UNITS[across],
        UNITS[up],
        {"scan": marks},
        limits=None if in_tens else (0.0, 1.1 * max(mark.y for mark in marks)),
        logarithmic=in_tens,
        rising_in_tens=in_tens,
    )


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("corpus")
    arguments.add_argument("--point", help=argparse.SUPPRESS)
    chosen = arguments.parse_args()
    if chosen.point:
        print(json.dumps(measure_point(chosen.corpus, chosen.point)))
        return
    with tempfile.TemporaryDirectory() as folder:
        by_corpus, by_items = run(chosen.corpus, Path(folder))
    PLOT.write_text(draw(by_corpus, by_items))
    text = [
        f"\n## Growth, {datetime.now(UTC):%Y-%m-%d}, commit {head_commit()}",
        "",
        "`python benchmarks/growth.py corpus.jsonl.zst`, each point in a fresh process; plot in growth.svg.",
        "",
        *table_of(by_corpus + by_items),
        "",
        project(by_corpus),
    ]
    print("\n".join(text))
    with RESULTS.open("a") as file:
        file.write("\n".join(text) + "\n")


if __name__ == "__main__":
    main()
