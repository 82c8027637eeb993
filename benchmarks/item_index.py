"""What building the index of many items takes: 100,000 questions, 20 MB of text.

    python benchmarks/corpus.py FOLDER
    python benchmarks/item_index.py FOLDER/corpus.jsonl.zst

Items are neighbouring lines of the corpus, together about 200 characters each, all distinct. Measured in a fresh
process whose compiled code is on disk: the suffix tree of the items' words; with it the tables of recall and near
duplicates; a scan of a corpus of two words, which is all that items cost by themselves. Appends to
benchmarks/results.md.
"""

from __future__ import annotations

import argparse
import json
import platform
import subprocess
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from farfield.corpus.documents import read_documents
from farfield.kernel.spans.index import build_index
from farfield.options.corpus import CorpusOptions
from farfield.scan import ScanOptions, scan
from farfield.scan.tables import distinct_texts
from growth import items_of, peak_memory
from scan import RESULTS, build_recall_for, cpu_seconds, head_commit

COUNT = 100_000
CHARACTERS = 200
ROUNDS = 5
STAGES = ("the index", "index, recall and near duplicates", "all, with a corpus of two words")


def passages_of(corpus: str) -> list[str]:
    """The first distinct passages of whole lines, none shorter than CHARACTERS."""
    passages: dict[str, None] = {}
    for document in read_documents(corpus, CorpusOptions()):
        lines: list[str] = []
        for line in document.text.split("\n"):
            lines.append(line[:CHARACTERS])
            if sum(map(len, lines)) >= CHARACTERS:
                passages["\n".join(lines)] = None
                lines = []
        if len(passages) >= COUNT:
            break
    return list(passages)[:COUNT]


def measure_stages(path: str) -> dict[str, Any]:
    """In this process: CPU seconds of each stage and the peak of memory after it."""
    items = pl.read_parquet(path)
    texts = distinct_texts(items)
    single = Path(path).with_name("one.jsonl")
    single.write_text('{"text": "one word"}\n')
    works = (
        lambda: build_index(texts),
        lambda: build_recall_for(items, texts, build_index(texts)),
        lambda: scan(items, str(single), ScanOptions()),
    )
    told: dict[str, Any] = {"bytes": int(items["question"].str.len_bytes().sum()), "texts": len(texts)}
    for name, work in zip(STAGES, works, strict=True):
        seconds = [cpu_seconds(work) for _ in range(ROUNDS)]
        told[name] = [float(np.median(seconds)), min(seconds), peak_memory()]
    return told


def describe(told: dict[str, Any]) -> list[str]:
    return [
        f"\n## Index of {COUNT:,} items, {datetime.now(UTC):%Y-%m-%d}, commit {head_commit()}",
        "",
        f"`python benchmarks/item_index.py corpus.jsonl.zst` on {platform.machine()}: {told['texts']:,} distinct "
        f"questions, {told['bytes'] / 1e6:.1f} MB of text. Medians of {ROUNDS} rounds; in brackets the quickest.",
        "",
        "| | CPU s | peak memory of the process so far, MiB |",
        "|---|---|---|",
        *(f"| {name} | {told[name][0]:.2f} ({told[name][1]:.2f}) | {told[name][2]:.0f} |" for name in STAGES),
    ]


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("corpus")
    arguments.add_argument("--here", help=argparse.SUPPRESS)
    chosen = arguments.parse_args()
    if chosen.here:
        print(json.dumps(measure_stages(chosen.here)))
        return
    with tempfile.TemporaryDirectory() as folder:
        table = Path(folder) / "items.parquet"
        items_of(passages_of(chosen.corpus)).write_parquet(table)
        command = [sys.executable, __file__, chosen.corpus, "--here", str(table)]
        done = [subprocess.run(command, capture_output=True, text=True, check=True) for _ in range(2)][1]
    lines = describe(json.loads(done.stdout.splitlines()[-1]))
    print("\n".join(lines))
    with RESULTS.open("a") as file:
        file.write("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
