"""What several processes save: one, as many as there are cores, and a Ray cluster of this machine, side by side.

    python benchmarks/corpus.py FOLDER
    python benchmarks/workers.py FOLDER/corpus.jsonl.zst [--rounds 5]

The corpus is cut into PARTS files as it is (.jsonl.zst, read whole) and stands once more as one plain file (cut by
byte ranges). Each point is `farfield scan` in a fresh process, by turns; seconds are by the clock, as a user waits, so
only their ratios in one run say something. All results must be the same to the byte. Appends to
benchmarks/results.md.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import platform
import shutil
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import zstandard

from farfield.storage import open_input
from scan import DATA, RESULTS, head_commit

sys.path.append(str(Path(__file__).parents[1] / "tests"))
from ray_cluster import cluster

PARTS = 16
FILES = ("items.parquet", "passages.parquet", "evidence.parquet")
ITEMS = DATA / "gsm8k" / "outcomes.jsonl.zst"


def cut_corpus(corpus: str, folder: Path) -> tuple[Path, Path]:
    """A folder of PARTS compressed files, and one of a single plain file."""
    parts, plain = folder / "parts", folder / "plain"
    parts.mkdir()
    plain.mkdir()
    with open_input(corpus) as stream, (plain / "corpus.jsonl").open("wb") as file:
        shutil.copyfileobj(stream, file)
    size = (plain / "corpus.jsonl").stat().st_size
    with (plain / "corpus.jsonl").open("rb") as file:
        for number in range(PARTS):
            lines = file.read(size // PARTS) + file.readline() if number < PARTS - 1 else file.read()
            (parts / f"{number:02}.jsonl.zst").write_bytes(zstandard.compress(lines, 3))
    return parts, plain


def seconds_of(corpus: Path, out: Path, where: list[str]) -> tuple[float, str]:
    """Seconds by the clock of one scan, and the digest of what it wrote."""
    shutil.rmtree(out, ignore_errors=True)
    command = [
        sys.executable,
        "-m",
        "farfield",
        "scan",
        str(ITEMS),
        "--corpus",
        str(corpus),
        "--out",
        str(out),
    ]
    began = time.perf_counter()
    done = subprocess.run([*command, *where], capture_output=True, text=True, check=False)
    taken = time.perf_counter() - began
    if done.returncode:
        raise SystemExit(done.stderr)
    return taken, hashlib.sha256(b"".join((out / name).read_bytes() for name in FILES)).hexdigest()


def measure(
    corpora: dict[str, Path], ways: dict[str, list[str]], out: Path, rounds: int
) -> dict[str, list[float]]:
    """Medians: of each corpus the seconds of each way."""
    found: dict[str, list[float]] = {}
    for name, corpus in corpora.items():
        times: dict[str, list[float]] = {way: [] for way in ways}
        digests = set()
        for number in range(rounds + 1):
            for way, where in ways.items():
                taken, digest = seconds_of(corpus, out, where)
                digests.add(digest)
                if number:  # the first round warms the file cache and Ray's workers
                    times[way].append(taken)
        assert len(digests) == 1, f"{name}: results differ"
        found[name] = [float(np.median(seconds)) for seconds in times.values()]
    return found


def describe(found: dict[str, list[float]], ways: dict[str, list[str]], rounds: int) -> list[str]:
    return [
        f"\n## Several processes, {datetime.now(UTC):%Y-%m-%d}, commit {head_commit()}, {os.cpu_count()} cores",
        "",
        f"`python benchmarks/workers.py corpus.jsonl.zst --rounds {rounds}` on {platform.machine()}: `farfield scan` "
        "of GSM8K's 1,319 questions and the answers of four subjects, 505 MB of text. Seconds by the clock of the "
        "whole command, medians; in brackets the ratio to one process. All results are the same to the byte.",
        "",
        f"| corpus | {' | '.join(ways)} |",
        "|---" * (len(ways) + 1) + "|",
        *(
            f"| {name} | {' | '.join(f'{one:.2f} ({one / row[0]:.2f})' for one in row)} |"
            for name, row in found.items()
        ),
    ]


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("corpus")
    arguments.add_argument("--rounds", type=int, default=5)
    chosen = arguments.parse_args()
    cores = os.cpu_count() or 1
    with tempfile.TemporaryDirectory() as folder, cluster(cores) as address:
        parts, plain = cut_corpus(chosen.corpus, Path(folder))
        corpora = {f"{PARTS} files, .jsonl.zst": parts, "one file, .jsonl": plain}
        ways = {
            "one process": ["--workers", "1"],
            f"{cores} processes": ["--workers", str(cores)],
            "Ray on this machine": ["--ray", address],
        }
        found = measure(corpora, ways, Path(folder) / "out", chosen.rounds)
    lines = describe(found, ways, chosen.rounds)
    print("\n".join(lines))
    with RESULTS.open("a") as file:
        file.write("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
