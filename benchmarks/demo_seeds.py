"""Does the demo come out as it should, whatever the seed? Prints a row for each.

    python benchmarks/demo_seeds.py --seeds 0 1 2 3 4 5

Each seed draws its own world and runs in a fresh process, so its CPU seconds hold imports and compilation.
"""

import argparse
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import polars as pl

from farfield.lab import LabData, LabOptions, Place, TrainingOptions, write_lab_data

COLUMNS: dict[str, Callable[[pl.DataFrame], float]] = {
    "headline": lambda answers: _mean(answers, pl.lit(True)),
    "recall": lambda answers: _mean(answers, pl.col("regime") == "recall"),
    "interpolation": lambda answers: _mean(answers, pl.col("regime") == "interpolation"),
    "extrapolation": lambda answers: _mean(answers, pl.col("regime") == "extrapolation"),
    "+1 digit": lambda answers: _mean(answers, pl.col("digits") == 5),
    "+2": lambda answers: _mean(answers, pl.col("digits") == 6),
    "+3": lambda answers: _mean(answers, pl.col("digits") == 7),
    "+4": lambda answers: _mean(answers, pl.col("digits") == 8),
    "hyperpolation": lambda answers: _mean(answers, pl.col("regime") == "hyperpolation"),
}


def _mean(answers: pl.DataFrame, rows: pl.Expr) -> float:
    return answers.filter(rows).select(pl.col("score").mean()).item()


def run_seed(seed: int, width: int) -> tuple[LabData, pl.DataFrame, float]:
    """The demo's data for one seed: what was told, the trained model's answers, CPU seconds of this process."""
    with tempfile.TemporaryDirectory() as folder:
        options = LabOptions(training=TrainingOptions(width=width))
        (data,) = write_lab_data([Place(Path(folder) / "model", seed)], options)
        answers = pl.read_ndjson(data.answers).filter(pl.col("subject") == data.subjects[0])
    return data, answers, time.process_time()


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--seeds", type=int, nargs="+", default=list(range(6)))
    parser.add_argument("--width", type=int, default=TrainingOptions.width)
    options = parser.parse_args()
    head = ["seed", "attempt", "steps", *COLUMNS, "CPU s"]
    print(f"| {' | '.join(head)} |\n|{'---:|' * len(head)}", flush=True)
    with ProcessPoolExecutor(1, mp_context=get_context("spawn"), max_tasks_per_child=1) as pool:
        for seed in options.seeds:
            data, answers, seconds = pool.submit(run_seed, seed, options.width).result()
            shares = [f"{measure(answers):.3f}" for measure in COLUMNS.values()]
            row = [str(seed), str(data.attempt), str(data.steps), *shares, f"{seconds:.0f}"]
            print(f"| {' | '.join(row)} |", flush=True)


if __name__ == "__main__":
    main()
