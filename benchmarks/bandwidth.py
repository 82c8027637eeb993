"""How much memory a core, and all of them together, move: what bounds scans on many cores besides themselves.

    python benchmarks/bandwidth.py [--megabytes 256] [--rounds 7]

Copies and adds arrays far larger than the caches, as McCalpin's STREAM does (copy: 16 bytes an element, add: 24), in
one thread and in one for each core; seconds are a thread's own processor time, and by the clock. Of what else the
machine does the quickest round knows least. Prints only.
"""

from __future__ import annotations

import argparse
import os
import threading
import time

import numpy as np
from numpy.typing import NDArray

Rates = dict[str, list[tuple[float, float]]]
"""GB a second of each kind of work, by processor time and by the clock, of all threads together."""


def stream(count: int, rounds: int, rates: Rates, gate: threading.Barrier) -> None:
    one, two = (np.full(count, value) for value in (1.0, 2.0))
    three = np.zeros(count)
    for _ in range(rounds):
        for name, moved, work in (
            ("copy", 16, lambda: np.copyto(three, one)),
            ("add", 24, lambda: np.add(one, two, out=three)),
        ):
            gate.wait()
            began, used = time.perf_counter(), time.thread_time()
            work()
            clock, processor = time.perf_counter() - began, time.thread_time() - used
            rates.setdefault(name, []).append((moved * count / 1e9 / processor, moved * count / 1e9 / clock))


def measure(threads: int, count: int, rounds: int) -> Rates:
    """Of each thread its rates in every round."""
    found: list[Rates] = [{} for _ in range(threads)]
    gate = threading.Barrier(threads)
    workers = [threading.Thread(target=stream, args=(count, rounds, one, gate)) for one in found]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    return {name: [pair for one in found for pair in one[name]] for name in found[0]}


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--megabytes", type=int, default=256, help="of each array")
    arguments.add_argument("--rounds", type=int, default=7)
    chosen = arguments.parse_args()
    count = chosen.megabytes * 125_000
    print(
        "threads · work · GB a CPU second of one thread: median (best) · GB a second by the clock: median (best)"
    )
    for threads in sorted({1, os.cpu_count() or 1}):
        for name, pairs in measure(threads, count, chosen.rounds).items():
            rates: NDArray[np.float64] = np.array(pairs)
            middle, best = np.median(rates, axis=0), rates.max(axis=0)
            print(
                f"{threads} · {name} · {middle[0]:.1f} ({best[0]:.1f}) · {middle[1]:.1f} ({best[1]:.1f})"
                f"   load {os.getloadavg()[0]:.1f}"
            )


if __name__ == "__main__":
    main()
