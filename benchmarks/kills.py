"""Runs the real command again and again, kills it at random moments, and compares the files of the rerun to the byte.

    python benchmarks/kills.py [--rounds 40] [--seed 1] [--megabytes 40] [--every 2] [--ray]

Each round draws who is killed with SIGKILL and when: the command itself, up to five times before it is let run to its
end, or one of its workers, after which it must end well by itself. Every second round begins in the folder of an
earlier run with other options, of which nothing may be lost before the new one is whole. With --ray the command scans
on a cluster of this machine that is started here, and the workers are Ray's. So that a small corpus has many pieces and
checkpoints, files above --every megabytes are cut, and as much is read between two checkpoints; with --every 0 it is as
the command is by itself (256 MiB), which asks for a corpus of a gigabyte.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from contextlib import nullcontext
from dataclasses import dataclass, field
from pathlib import Path

import polars as pl
import zstandard

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

START = """
import sys
from farfield.cli import main
from farfield.corpus import parts
from farfield.scan import engines

if __name__ == "__main__":
    if size := int(sys.argv.pop(1)):
        engines.RUN_BYTES = parts.SPLIT_ABOVE = parts.RANGE_BYTES = size
        engines.BYTES_PER_NODE = 0
    main()
"""
MOMENTS = ("at the start", "while scanning", "while scanning", "while writing")
MOST_KILLS = 5  # in a round
RESULTS = ("items.parquet", "passages.parquet", "evidence.parquet", "profile.json", "rejected.jsonl")
MEGABYTE = 1_000_000
Files = dict[str, bytes]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=40)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--megabytes", type=int, default=40)
    parser.add_argument("--every", type=int, default=2)
    parser.add_argument("--ray", action="store_true")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        write_inputs(Path(folder), asked.megabytes, random.Random(asked.seed))
        with _cluster() if asked.ray else nullcontext() as address:
            campaign = Campaign(Path(folder), random.Random(asked.seed), address, asked.every * MEGABYTE)
            for number in range(asked.rounds):
                print(f"{number + 1:3} | {campaign.round(number)}", flush=True)
    print(json.dumps(campaign.told))


def _cluster():  # type: ignore[no-untyped-def]
    from ray_cluster import cluster

    return cluster()


def write_inputs(folder: Path, megabytes: int, rng: random.Random) -> None:
    """Items, and a corpus of large JSON lines and Parquet (cut into pieces) and of compressed files (read whole)."""
    words = [f"word{number}" for number in range(5000)]
    texts = [" ".join(rng.choices(words, k=90)) for _ in range(20_000)]
    corpus = folder / "corpus"
    corpus.mkdir()
    half = megabytes * MEGABYTE // 2
    for name, size in (("a.jsonl", half * 2 // 3), ("b.jsonl", half // 3)):
        with (corpus / name).open("w") as file:
            while file.tell() < size:
                file.writelines(json.dumps({"text": rng.choice(texts)}) + "\n" for _ in range(2000))
                file.write("{broken\n")
    rows = [rng.choice(texts) for _ in range(half // 4 // 700)]
    pl.DataFrame({"text": rows}).write_parquet(
        corpus / "c.parquet", row_group_size=2000, compression="uncompressed"
    )
    for number in range(12):
        lines = [
            json.dumps({"id": f"d{rng.randrange(900)}", "text": rng.choice(texts)})
            for _ in range(half // 24 // 700)
        ]
        (corpus / f"d{number:02}.jsonl.zst").write_bytes(zstandard.compress("\n".join(lines).encode(), 1))
    items = [
        {
            "id": n,
            "model": "m",
            "score": n % 2,
            "question": " ".join(text.split()[:30]),
            "target": text.split()[40],
        }
        for n, text in enumerate(texts[:300])
    ]
    (folder / "items.jsonl").write_text("\n".join(map(json.dumps, items)))


@dataclass
class Campaign:
    """`told`: how often what happened."""

    folder: Path
    rng: random.Random
    ray: str | None
    every: int
    told: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        self.wanted = self._finished_run("undisturbed")
        self.earlier = self._finished_run("earlier", "--sample", "0.02")

    def _finished_run(self, name: str, *more: str) -> Files:
        subprocess.run(
            self._command(self.folder / name, 1, *more, serial=True), check=True, capture_output=True
        )
        return files_of(self.folder / name)

    def _command(self, out: Path, workers: int, *more: str, serial: bool = False) -> list[str]:
        where = ["--ray", self.ray] if self.ray and not serial else ["--workers", str(workers)]
        sources = [str(self.folder / "items.jsonl"), "--corpus", str(self.folder / "corpus")]
        python = [sys.executable, "-c", START, str(self.every)]
        return [*python, "profile", *sources, "--out", str(out), *where, *more]

    def round(self, number: int) -> str:
        out = self.folder / "out"
        shutil.rmtree(out, ignore_errors=True)
        if number % 2:
            shutil.copytree(self.folder / "earlier", out)
        events: list[str] = []
        while not events or not events[-1].startswith("finished"):
            moment = self.rng.choice(MOMENTS) if len(events) < MOST_KILLS else None
            events.append(self._once(out, self.rng.choice((1, 2)), moment))
        self._check_finished(out)
        return "; ".join(events)

    def _once(self, out: Path, workers: int, moment: str | None) -> str:
        """Start the command, and at some moment kill it or a worker of it."""
        process = subprocess.Popen(
            self._command(out, workers), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
            start_new_session=True,
        )  # fmt: skip
        killed = ""
        if moment and self._wait_for(moment, out, process):
            if not (self.ray or workers == 2) or self.rng.random() < 0.5:
                process.kill()
                process.communicate()
                self._check_killed(out)
                self.told[f"commands killed {moment}"] += 1
                return f"killed {moment}, {len(checkpoints_in(out))} checkpoints"
            if self._kill_a_worker(process.pid):
                self.told["workers killed"] += 1
                killed = f", a worker killed {moment}"
        _, errors = process.communicate()
        assert process.returncode == 0, errors
        resumed = json.loads((out / "run.json").read_text())["resumed"]
        if resumed is None:
            return f"finished{killed}"
        self.told["runs that went on"] += 1
        return f"finished{killed}, {resumed['bytes_reused'] / resumed['bytes']:.0%} reused"

    def _wait_for(self, moment: str, out: Path, process: subprocess.Popen[str]) -> bool:
        """Until the moment and a little longer; whether the command still runs then."""
        wanted = len(checkpoints_in(out)) + self.rng.randrange(1, 12)
        reached = {
            "at the start": lambda: True,
            "while scanning": lambda: len(checkpoints_in(out)) >= wanted,
            "while writing": (out / ".unfinished" / "items.parquet").exists,
        }[moment]
        while not reached() and process.poll() is None:
            time.sleep(0.001)
        time.sleep(
            self.rng.uniform(0, {"at the start": 6, "while scanning": 0.3, "while writing": 1.5}[moment])
        )
        return process.poll() is None

    def _kill_a_worker(self, parent: int) -> bool:
        marks = (b"ray::_scan_there", b"ray::_merge_there") if self.ray else (b"spawn_main",)
        found = [
            int(entry.name)
            for entry in Path("/proc").iterdir()
            if entry.name.isdecimal() and is_worker(entry, marks, None if self.ray else parent)
        ]
        if found:
            os.kill(self.rng.choice(found), signal.SIGKILL)
        return bool(found)

    def _check_killed(self, out: Path) -> None:
        """Nothing half-written: where run.json stands, all files are of one run; each of them is whole."""
        found = files_of(out)
        for name in found:
            if name.endswith(".parquet"):
                pl.read_parquet(out / name)
        if not (out / "run.json").exists():
            self.told["killed without results"] += 1
        elif found == self.earlier:
            self.told["killed with the earlier results whole"] += 1
        else:
            assert found == self.wanted, "files of two runs stand together"
            self.told["killed with the new results whole"] += 1

    def _check_finished(self, out: Path) -> None:
        found = files_of(out)
        same = {name: found.get(name) == content for name, content in self.wanted.items()}
        assert all(same.values()), same
        left = sorted(path.name for path in out.iterdir() if path.name.startswith("."))
        assert not left, left
        self.told["identical to the undisturbed run"] += 1


def checkpoints_in(out: Path) -> list[Path]:
    return list(out.glob(".shards/*/*.shards"))


def files_of(folder: Path) -> Files:
    return {name: (folder / name).read_bytes() for name in RESULTS if (folder / name).exists()}


def is_worker(entry: Path, marks: tuple[bytes, ...], parent: int | None) -> bool:
    try:
        title = (entry / "cmdline").read_bytes()
        above = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
    except (OSError, ValueError, IndexError):
        return False
    return any(mark in title for mark in marks) and parent in (None, above)


if __name__ == "__main__":
    main()
