"""What a command costs before and after its work: two states of the code by turns, in processor seconds.

    python benchmarks/corpus.py FOLDER
    python benchmarks/start.py OLD NEW FOLDER/corpus.jsonl.zst [--rounds 5]

OLD and NEW are revisions of this repository or folders with a checkout. Timed are whole commands, each in a process of
its own, as a user starts it: a scan of 4,283 real items and a corpus of two words, a profile of 500 of them and the
first ten million characters of the corpus with its report, that report once more, and commands that only tell
something. Beside them stands what Python, numpy, polars, pyarrow and numba take to be loaded and left at once, which no
scan can pass; and what a further process of a scan takes until it has scanned two words. Prints medians.
"""

from __future__ import annotations

import argparse
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path

import numpy as np
import polars as pl
import zstandard

from farfield.storage import open_input
from same import checkout
from scan import real_items

CHARACTERS = 10_000_000
LOADED = "import os, msgspec, numba, numpy, polars, pyarrow; os._exit(0)"
FURTHER = """
import resource, sys
import farfield.__main__ as main_module
from functools import partial
from farfield.kernel.copies.containment import find_roles
from farfield.kernel.recall import build_recall
from farfield.kernel.spans.index import build_index
from farfield.logs import read_items
from farfield.options.scanning import ScanOptions
from farfield.scan.plan import make_plan
from farfield.scan.shard import scan_run
from farfield.scan.tables import distinct_texts
from farfield.scan.workers import scan_in_processes

if __name__ == "__main__":
    table, options = read_items("items.jsonl").table, ScanOptions()
    texts = distinct_texts(table)
    index = build_index(texts)
    recall = build_recall(index, [], find_roles(table, texts), "word", options.near)
    work = partial(scan_run, index=index, recall=recall, options=options)
    sys.modules["__main__"].__spec__ = main_module.__spec__  # as the command begins one
    plan = make_plan(["two.jsonl"], {}, options.corpus)
    list(scan_in_processes([plan.shards], work, lambda size: None, 1))
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    print(used.ru_utime + used.ru_stime)
"""


def commands() -> dict[str, list[str]]:
    """What is timed, by what it is called, typed behind `python`."""
    farfield = ["-m", "farfield"]
    return {
        "a scan of 4,283 items and two words": [
            *farfield, "scan", "items.jsonl", "--corpus", "two.jsonl", "--out", "scanned", "--quiet",
        ],
        "a profile of 500 items and 10 MB": [
            *farfield, "profile", "some.jsonl", "--corpus", "ten.jsonl.zst", "--out", "run", "--quiet",
        ],
        "farfield view, of that profile": [*farfield, "view", "run", "--no-open"],
        "farfield --help": [*farfield, "--help"],
        "farfield --version": [*farfield, "--version"],
        "farfield scan --help": [*farfield, "scan", "--help"],
        "farfield reuse --help": [*farfield, "reuse", "--help"],
        "farfield families": [*farfield, "families"],
        "a further process": ["-c", FURTHER],
        "the packages alone": ["-c", LOADED],
    }  # fmt: skip


def prepare(folder: Path, corpus: str) -> None:
    """Items and corpora that the commands name."""
    items = real_items()
    kept = items.sample(4283, seed=0).select("question", "target", score=pl.lit(1.0))
    kept.with_row_index("id").write_ndjson(folder / "items.jsonl")
    items.sample(500, seed=0).write_ndjson(folder / "some.jsonl")
    (folder / "two.jsonl").write_text('{"text": "one word"}\n')
    with open_input(corpus) as stream:
        text = b"".join(_lines(stream))
    (folder / "ten.jsonl.zst").write_bytes(zstandard.ZstdCompressor(3).compress(text))


def _lines(stream: object) -> Iterator[bytes]:
    left = CHARACTERS
    for line in stream:  # type: ignore[attr-defined]
        yield line
        left -= len(line)
        if left < 0:
            return


Taken = tuple[float, float]
"""CPU seconds of a command and its processes, or those that it prints, and seconds by the clock."""


def seconds_of(source: Path, command: Sequence[str], folder: Path) -> Taken:
    keeps = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    keeps |= {"PYTHONPATH": str(source), "PYTHONPYCACHEPREFIX": str(folder / "bytecode")}
    before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    typed = [sys.executable, *command]
    done = subprocess.run(typed, cwd=folder, env=keeps, capture_output=True, text=True, check=False)
    taken, after = time.perf_counter() - began, resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode:
        raise SystemExit(done.stderr)
    used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return (float(done.stdout) if command[-1] == FURTHER else used), taken


def measure(sources: Mapping[str, Path], folder: Path, rounds: int) -> dict[str, dict[str, Taken]]:
    """Of each command and state the medians."""
    found: dict[str, dict[str, Taken]] = {}
    for name, command in commands().items():
        times: dict[str, list[Taken]] = {state: [] for state in sources}
        for number in range(rounds + 1):
            for state, source in sources.items():
                shutil.rmtree(folder / "scanned", ignore_errors=True)
                taken = seconds_of(source, command, folder)
                if number:  # the first keeps bytecode and compiled code
                    times[state].append(taken)
        found[name] = {state: tuple(np.median(rows, axis=0).tolist()) for state, rows in times.items()}
        print(name, found[name], flush=True)
    return found


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("old")
    arguments.add_argument("new")
    arguments.add_argument("corpus")
    arguments.add_argument("--rounds", type=int, default=5)
    chosen = arguments.parse_args()
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        prepare(folder, chosen.corpus)
        sources = {state: stack.enter_context(checkout(state)) for state in (chosen.old, chosen.new)}
        found = measure(sources, folder, chosen.rounds)
    print(f"\nload {os.getloadavg()[0]:.1f}\n\n| command | before | after | ratio |\n|---|---|---|---|")
    for name, states in found.items():
        (old, _), (new, _) = states.values()
        print(f"| {name} | {old:.2f} | {new:.2f} | {new / old:.2f} |")


if __name__ == "__main__":
    main()
