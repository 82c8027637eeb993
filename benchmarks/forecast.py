"""The two largest Pythias forecast from the smaller ones, run by hand: `python benchmarks/forecast.py evals.csv.gz`.

The file holds size, deduped, shots, step, task, metric, value and stderr of the suite's evaluations. For each setting:
share of 90 % intervals that hold the outcome, CRPS beside persistence, and the share of pairs of tasks whose order
is told, beside the ranking at the largest size fitted. The same for DAMPING 0 (a straight line) and 1 (no trend).
"""

from __future__ import annotations

import sys
from collections.abc import Iterator

import polars as pl

from farfield.comparison import forecast
from farfield.comparison.forecast import Series, backtest

SIZES = {
    "70m": 7e7, "160m": 1.6e8, "410m": 4.1e8, "1b": 1e9, "1.4b": 1.4e9, "2.8b": 2.8e9, "6.9b": 6.9e9, "12b": 1.2e10,
}  # fmt: skip
HELD_OUT = 2


def series_of(table: pl.DataFrame, shots: int, deduped: int) -> Iterator[Series]:
    rows = table.filter((pl.col("shots") == shots) & (pl.col("deduped") == deduped))
    sized = rows.with_columns(scale=pl.col("size").replace_strict(SIZES)).sort("scale")
    for (task,), part in sized.group_by("task", maintain_order=True):
        columns = (part[name].cast(pl.Float64).to_numpy() for name in ("scale", "value", "stderr"))
        yield Series(str(task), *columns)


def main() -> None:
    table = pl.read_csv(sys.argv[1])
    last = table.filter((pl.col("metric") == "acc") & (pl.col("step") == table["step"].max()))
    chosen = forecast.DAMPING
    for shots in (0, 5):
        for deduped in (0, 1):
            series = list(series_of(last, shots, deduped))
            for damping in (chosen, 0.0, 1.0):
                forecast.DAMPING = damping
                found = backtest(series, HELD_OUT, 0.9)
                assert found is not None
                print(
                    f"shots {shots}, deduped {deduped}, damping {damping:g}: {found.forecasts} forecasts, coverage "
                    f"{found.coverage:.3f}, CRPS {found.crps:.4f} (persistence {found.crps_persistence:.4f}), "
                    f"order {found.ranking:.3f} (one size {found.ranking_single_scale:.3f})",
                    flush=True,
                )


if __name__ == "__main__":
    main()
