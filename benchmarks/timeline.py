"""Who scans when: a line for each process, with the begin and end of each of its runs, and who waits at the end.

    python benchmarks/timeline.py CORPUS ITEMS [--workers 2] [--cores 0,1] [--rounds 1]

Seconds are by the clock from the start of the command; CPU seconds of a run are those of the thread that scans it, so
they say what scanning takes even where the machine is shared, and the clock doesn't. `--cores`: those it is held to.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path

NOTED = "FARFIELD_TIMELINE"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("corpus")
    parser.add_argument("items")
    parser.add_argument("--workers", default="2")
    parser.add_argument("--cores")
    parser.add_argument("--rounds", type=int, default=1)
    parser.add_argument("--short", action="store_true", help="sums alone")
    asked = parser.parse_args()
    for _ in range(asked.rounds):
        with tempfile.TemporaryDirectory() as folder:
            began, used, notes = run_once(asked.corpus, asked.items, asked.workers, asked.cores, Path(folder))
        show(began, used, notes, short=asked.short)


def run_once(
    corpus: str, items: str, workers: str, cores: str | None, folder: Path
) -> tuple[float, float, list[dict[str, object]]]:
    notes = folder / "notes"
    held = ["taskset", "-c", cores] if cores else []
    script = str(Path(__file__).with_name("timed_scan.py"))
    command = [*held, sys.executable, script, "scan", items, "--corpus", corpus, "--out", str(folder / "out")]
    before, began = os.times(), time.monotonic()
    subprocess.run(
        [*command, "--workers", workers, "--quiet"], check=True, env={**os.environ, NOTED: str(notes)}
    )
    ended, after = time.monotonic(), os.times()
    found = [json.loads(line) for line in notes.read_text().splitlines()]
    used = after.children_user + after.children_system - before.children_user - before.children_system
    return began, used, [*found, {"what": "end", "at": ended, "pid": 0}]


def show(began: float, used: float, notes: Sequence[Mapping[str, object]], *, short: bool) -> None:
    by_process: dict[object, list[Mapping[str, object]]] = defaultdict(list)
    for note in notes:
        by_process[note["pid"]].append(note)
    runs = [note for note in notes if note["what"] == "run"]
    end = max(note["at"] for note in runs)
    for pid, rows in sorted(by_process.items(), key=lambda pair: pair[1][0]["at"]):
        if not short:
            print(f"process {pid}")
        for note in rows:
            if not short or note["what"] not in ("run", "plan"):
                at = f"{note['at'] - began:6.2f}"
                print(f"  {note['what']:12} {at}", end="")
                if note["what"] in ("run", "plan"):
                    print(f"  since {note['since'] - began:6.2f}  {note['cpu']:6.3f} CPU s", end="")
                print(f"  {note['mb']:7.1f} MB" if "mb" in note else "")
        mine = [note for note in rows if note["what"] == "run"]
        if mine:
            gaps = (mine[-1]["at"] - mine[0]["since"]) - sum(note["at"] - note["since"] for note in mine)
            print(
                f"  {len(mine)} runs, {sum(note['mb'] for note in mine):.0f} MB, from {mine[0]['since'] - began:.2f} "
                f"to {mine[-1]['at'] - began:.2f}, {gaps:.2f} between; {sum(note['cpu'] for note in mine):.2f} CPU s; "
                f"idle at the end {end - mine[-1]['at']:.2f}"
            )
    last = max(note["at"] for note in notes)
    print(f"all: {last - began:.2f} s, {used:.2f} CPU s; behind the last run {last - end:.2f} s\n")


if __name__ == "__main__":
    main()
