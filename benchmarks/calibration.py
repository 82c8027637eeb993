"""Do the intervals hold what they say, and the tests no more than they may? Simulated data sets, some 20 minutes.

    python benchmarks/calibration.py                 all cells that calibration.csv doesn't hold yet
    python benchmarks/calibration.py curve-alike-20  this cell again, or all whose names begin so
    python benchmarks/calibration.py --sims 100 NAME fewer data sets, printed and not kept

Each cell goes the public way of the estimators over SIMULATIONS data sets drawn from a known truth. What is counted
stands in calibration_measures.py; calibration_page.py makes the table and the plots of docs/calibration.md.
"""

from __future__ import annotations

import csv
import sys
import time
from collections import defaultdict
from pathlib import Path

import numpy as np

from calibration_cells import CELLS, Cell
from calibration_measures import measure

SIMULATIONS = 1000
RESULTS = Path(__file__).with_name("calibration.csv")
COLUMNS = ("cell", "quantity", "value", "data_sets", "seconds")


def run(cell: Cell, simulations: int) -> dict[str, tuple[float, int]]:
    """For each quantity its mean over the data sets that have it, and their number."""
    found: dict[str, list[float]] = defaultdict(list)
    for number in range(simulations):
        drawn = cell.draw(np.random.default_rng([number, cell.seed]))
        for quantity, value in measure(drawn).items():
            found[quantity].append(value)
    return {quantity: (float(np.mean(values)), len(values)) for quantity, values in found.items()}


def read_results() -> list[dict[str, str]]:
    if not RESULTS.exists():
        return []
    with RESULTS.open(newline="") as stream:
        return list(csv.DictReader(stream))


def keep(name: str, found: dict[str, tuple[float, int]], seconds: float) -> None:
    """Writes the results with this cell's replaced, whole or not at all."""
    rows = [row for row in read_results() if row["cell"] != name]
    rows += [
        {"cell": name, "quantity": q, "value": f"{v:.4f}", "data_sets": str(n), "seconds": f"{seconds:.1f}"}
        for q, (v, n) in found.items()
    ]
    fresh = RESULTS.with_suffix(".part")
    with fresh.open("w", newline="") as stream:
        writer = csv.DictWriter(stream, COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    fresh.replace(RESULTS)


def main() -> None:
    arguments = sys.argv[1:]
    given = "--sims" in arguments
    simulations = int(arguments.pop(arguments.index("--sims") + 1)) if given else SIMULATIONS
    names = [argument for argument in arguments if argument != "--sims"]
    done = {row["cell"] for row in read_results()}
    for name, cell in CELLS.items():
        if not any(name.startswith(start) for start in names) and (names or name in done):
            continue
        started = time.process_time()
        found = run(cell, simulations)
        seconds = time.process_time() - started
        if not given:
            keep(name, found, seconds)
        shown = "  ".join(f"{quantity} {value:.3f}" for quantity, (value, _) in found.items())
        print(f"{name} ({seconds:.0f} s): {shown}", flush=True)


if __name__ == "__main__":
    main()
