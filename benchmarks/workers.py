"""What several processes save: one, as many as there are cores, and a Ray cluster of this machine, side by side.

    python benchmarks/corpus.py FOLDER [--packages 6]
    python benchmarks/workers.py FOLDER/corpus.jsonl.zst [--rounds 5] [--times 8] [--without-ray]

The corpus is cut into PARTS files as it is (.jsonl.zst, read whole) and stands once more as one plain file and as one
file of several zstd frames (both cut by ranges); `--times`: each as often, under other names. Each point is
`farfield scan` of 4,283 real items in a fresh process, by turns; seconds are by the clock, as a user waits, so only
their ratios in one run say something, on a quiet machine: the load is told. CPU seconds are those of all processes.
One process is held to one core (by taskset, where it is), which is what the others are measured by: some of what it
does is done by threads, as reading ahead and looking over large files, for which a free core would help it.
What the same takes with a corpus of two words is done once, whatever the processes: with it comes the bound that
arithmetic sets. The bound that the machine sets is what as many scans of one process take side by side, each by itself
and all of the corpus: what they have lost to each other no sharing out gives back. In the same minutes plain loops
tell what the cores do less together than apart. All results must be the same to the byte. Appends to
benchmarks/results.md.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import platform
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import polars as pl
import zstandard

from farfield.storage import open_input
from planting import read_texts
from scan import RESULTS, head_commit, real_items

PARTS = 10
ALONE = ["--workers", "1"]
SIDE_BY_SIDE = "side by side"
LOOP = "total = 0\nfor number in range(20_000_000):\n    total += number * number & 255"
FRAME = 8 << 20  # bytes of text in each frame
ITEMS = 4283
FILES = ("items.parquet", "passages.parquet", "evidence.parquet")

Taken = tuple[float, float]
"""Seconds by the clock, and CPU seconds of all processes."""


def cut_corpus(corpus: str, folder: Path, times: int) -> dict[str, Path]:
    """Folders of PARTS compressed files, of a plain one and of one in frames, each there so many times."""
    folders = {name: folder / name for name in ("parts", "plain", "frames")}
    for one in folders.values():
        one.mkdir()
    plain = folders["plain"] / "corpus-0.jsonl"
    with open_input(corpus) as stream, plain.open("wb") as file:
        shutil.copyfileobj(stream, file)
    size = plain.stat().st_size
    packer = zstandard.ZstdCompressor(3)
    with plain.open("rb") as file:
        for number in range(PARTS):
            lines = file.read(size // PARTS) + file.readline() if number < PARTS - 1 else file.read()
            (folders["parts"] / f"{number:02}-0.jsonl.zst").write_bytes(packer.compress(lines))
    with plain.open("rb") as file, (folders["frames"] / "corpus-0.jsonl.zst").open("wb") as out:
        while data := file.read(FRAME):
            out.write(packer.compress(data))
    for one in folders.values():
        for path in list(one.iterdir()):
            for number in range(1, times):
                path.with_name(path.name.replace("-0.", f"-{number}.")).hardlink_to(path)
    return {
        f"{PARTS * times} files, .jsonl.zst": folders["parts"],
        f"{times} plain, .jsonl": folders["plain"],
        f"{times} of many frames, .jsonl.zst": folders["frames"],
    }


def write_items(path: Path) -> Path:
    items = real_items().sample(ITEMS, seed=0).select("question", "target", score=pl.lit(1.0))
    items.with_row_index("id").write_ndjson(path)
    return path


def command_of(items: Path, corpus: Path, out: Path, where: list[str], core: int = 0) -> list[str]:
    """One scan; that of one process is held to one core."""
    shutil.rmtree(out, ignore_errors=True)
    held = ["taskset", "-c", str(core)] if where == ALONE and shutil.which("taskset") else []
    files = [str(items), "--corpus", str(corpus), "--out", str(out)]
    return [*held, sys.executable, "-m", "farfield", "scan", *files, *where]


def seconds_of(items: Path, corpus: Path, out: Path, where: list[str]) -> tuple[Taken, str]:
    """What one scan took, and the digest of what it wrote."""
    command = command_of(items, corpus, out, where)
    began, before = time.perf_counter(), _cpu()
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    taken = time.perf_counter() - began, _cpu() - before
    if done.returncode:
        raise SystemExit(done.stderr)
    return taken, hashlib.sha256(b"".join((out / name).read_bytes() for name in FILES)).hexdigest()


def side_by_side(items: Path, corpus: Path, out: Path, count: int) -> Taken:
    """What so many scans of one process take at a time, that share nothing but the files, each held to its core:
    seconds by the clock until the last ends, and CPU seconds of each."""
    commands = [command_of(items, corpus, out.with_name(f"out-{core}"), ALONE, core) for core in range(count)]
    began, before = time.perf_counter(), _cpu()
    processes = [subprocess.Popen([*command, "--quiet"]) for command in commands]
    codes = [process.wait() for process in processes]  # of all, whatever the first says
    if any(codes):
        raise SystemExit("a scan failed")
    return time.perf_counter() - began, (_cpu() - before) / count


def _cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def loops(count: int) -> Taken:
    """What so many loops side by side take, each by itself in a process and the same work: seconds by the clock, and
    CPU seconds of each."""
    command = [sys.executable, "-c", LOOP]
    began, before = time.perf_counter(), _cpu()
    for process in [subprocess.Popen(command) for _ in range(count)]:
        process.wait()
    return time.perf_counter() - began, (_cpu() - before) / count


def measure(
    items: Path, corpora: dict[str, Path], ways: dict[str, list[str]], out: Path, rounds: int, beside: int = 0
) -> dict[str, list[Taken]]:
    """Medians: of each corpus what each way took, and last what so many scans side by side took."""
    found: dict[str, list[Taken]] = {}
    for name, corpus in corpora.items():
        times: dict[str, list[Taken]] = {way: [] for way in [*ways, *[SIDE_BY_SIDE] * bool(beside)]}
        digests = set()
        for number in range(rounds + 1):
            for way, where in ways.items():
                taken, digest = seconds_of(items, corpus, out, where)
                digests.add(digest)
                if number:  # the first round warms the file cache and Ray's workers
                    times[way].append(taken)
            if number and beside:
                times[SIDE_BY_SIDE].append(side_by_side(items, corpus, out, beside))
        assert len(digests) == 1, f"{name}: results differ"
        found[name] = [tuple(np.median(rows, axis=0).tolist()) for rows in times.values()]
        print(name, found[name], flush=True)
    return found


def describe(
    found: dict[str, list[Taken]],
    once: Taken,
    looped: list[Taken],
    ways: dict[str, list[str]],
    rounds: int,
    size: int,
) -> list[str]:
    (clock, cpu), (clocks, cpus) = looped
    cores = os.cpu_count() or 1
    machine = f"{cores} cores of {platform.machine()}, load {os.getloadavg()[0]:.1f}"
    lines = [
        f"\n## Several processes, {datetime.now(UTC):%Y-%m-%d}, commit {head_commit()}, {machine}",
        "",
        f"`python benchmarks/workers.py corpus.jsonl.zst --rounds {rounds}`: `farfield scan` of {ITEMS:,} items, "
        f"{size / 1e9:.2f} GB of text. Seconds by the clock of the whole command, medians; in brackets how many times "
        "as quick as one process; behind it CPU seconds. All results are the same to the byte. With a "
        f"corpus of two words the same takes {once[0]:.2f} s by the clock, {once[1]:.2f} CPU s: that is done once. One "
        f"process is held to one core. {cores} loops that share nothing, side by side, take "
        f"{clocks / clock:.2f} times as long as one alone, and {cpus / cpu:.2f} times its CPU seconds each.",
        "",
        f"| corpus | {' | '.join(ways)} | {cores} scans side by side, each of all | at most, with {cores}, by "
        "arithmetic | as the machine has it |",
        "|---" * (len(ways) + 4) + "|",
    ]
    for name, [*row, (together, each)] in found.items():
        alone = row[0][0]
        bounds = [alone / (once[0] + (taken - once[0]) / cores) for taken in (alone, together)]
        cells = " | ".join(f"{clock:.2f} ({alone / clock:.2f}), {cpu:.2f}" for clock, cpu in row)
        beside = f"{together:.2f}, {each:.2f} each ({each / row[0][1]:.2f} of one alone)"
        lines.append(f"| {name} | {cells} | {beside} | {bounds[0]:.2f} | {bounds[1]:.2f} |")
    return lines


@contextmanager
def ray_address(is_wanted: bool, cores: int) -> Iterator[str | None]:
    if not is_wanted:
        yield None
        return
    sys.path.append(str(Path(__file__).parents[1] / "tests"))
    from ray_cluster import cluster

    with cluster(cores) as address:
        yield address


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("corpus")
    arguments.add_argument("--rounds", type=int, default=5)
    arguments.add_argument("--times", type=int, default=8, help="how often the corpus stands there")
    arguments.add_argument("--without-ray", action="store_true")
    chosen = arguments.parse_args()
    cores = os.cpu_count() or 1
    with tempfile.TemporaryDirectory() as home, ray_address(not chosen.without_ray, cores) as address:
        folder = Path(home)
        corpora = cut_corpus(chosen.corpus, folder, chosen.times)
        size = chosen.times * sum(len(text.encode()) for text in read_texts(Path(chosen.corpus)))
        items, nothing = write_items(folder / "items.jsonl"), folder / "nothing.jsonl"
        nothing.write_text('{"text": "one word"}\n')
        ways = {"one process": ALONE, f"{cores} processes": ["--workers", str(cores)]}
        alone = {"one process": ways["one process"]}
        ways |= {"Ray on this machine": ["--ray", address]} if address else {}
        once = measure(items, {"two words": nothing}, alone, folder / "out", chosen.rounds)["two words"][0]
        looped = [loops(1), loops(cores)]
        found = measure(items, corpora, ways, folder / "out", chosen.rounds, beside=cores)
        looped = np.median([looped, [loops(1), loops(cores)], [loops(1), loops(cores)]], axis=0).tolist()
    lines = describe(found, once, looped, ways, chosen.rounds, size)
    print("\n".join(lines))
    with RESULTS.open("a") as file:
        file.write("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
