"""How long a large profile takes, run by hand: `python benchmarks/measure_speed.py [subjects] [items] [rulers]`.

Distances, difficulty and clusters of made-up items, right or wrong by a curve; everything that a profile measures
without a corpus, its intervals and checks among them.
"""

from __future__ import annotations

import resource
import sys
import time

import numpy as np
import polars as pl
from scipy.special import expit

from farfield.measure import MeasureOptions, fit_profile

TEMPLATES = 500


def items_of(subjects: int, items: int, rulers: int) -> pl.DataFrame:
    generator = np.random.default_rng(0)
    far = generator.uniform(0, 5, items)
    hard = 0.6 * (far - 2.5) + generator.normal(size=items)
    shared = {f"ruler{k}": far + k * generator.normal(size=items) for k in range(rulers)}
    tables = []
    for subject in range(subjects):
        right = generator.random(items) < expit(2.5 + 0.2 * subject - far - 0.5 * hard)
        tables.append(
            pl.DataFrame({
                "item_id": [f"i{n}" for n in range(items)], "subject": f"s{subject}", "task": "t", "epoch": 1,
                "score": right.astype(float), "question": ["word " * (20 + n % 30) for n in range(items)],
                "target": "x", "output": "y", "regime": pl.Series([None] * items, dtype=pl.String),
                "date": pl.Series([None] * items, dtype=pl.String),
                "chance": pl.Series([None] * items, dtype=pl.Float64),
                "hard": hard, "template": generator.integers(0, TEMPLATES, items), **shared,
            })
        )  # fmt: skip
    return pl.concat(tables)


def main() -> None:
    subjects, items, rulers = (int(v) for v in (sys.argv[1:4] + ["10", "10000", "5"][len(sys.argv) - 1 :]))
    table = items_of(subjects, items, rulers)
    names = tuple(f"column:ruler{k}" for k in range(rulers))
    for name, cluster in (("an item each", None), (f"{TEMPLATES} templates", "template")):
        options = MeasureOptions(rulers=names, difficulty="hard", cluster=cluster)
        wall, cpu = time.perf_counter(), resource.getrusage(resource.RUSAGE_SELF)
        fit_profile(table, options)
        spent = resource.getrusage(resource.RUSAGE_SELF)
        seconds = spent.ru_utime + spent.ru_stime - cpu.ru_utime - cpu.ru_stime
        print(
            f"{subjects} subjects x {items:,} items x {rulers} rulers, clusters: {name}: {seconds:.1f} CPU s, "
            f"{time.perf_counter() - wall:.1f} s",
            flush=True,
        )


if __name__ == "__main__":
    main()
