"""Curve and reach beside psignifit (Schuett et al. 2016), on the same counts: known truths, and GSM8K by its steps.

    python3 -m venv ENV && ENV/bin/pip install psignifit==4.3
    python benchmarks/psychometric.py ENV/bin/python

psignifit fits rising curves by Bayes with weak priors, so distances are turned round; its lapse rate is 1 - ceiling,
its guess rate our floor, its width the run from 5 to 95 % of the rise (2 ln 19 of ours). Appends to results.md.
"""

from __future__ import annotations

import json
import math
import subprocess
import sys
from datetime import UTC, datetime

import numpy as np
import polars as pl

from farfield.logs import read_items
from farfield.measure import MeasureOptions, add_rulers, fit_profile
from farfield.regimes import assign_regimes
from farfield.results.rulers import Curve, Reach
from farfield.results.structs import known
from farfield.schemas import ITEM_SCHEMA
from scan import DATA, RESULTS

PEER = """
import json, sys, numpy as np, psignifit
for case in json.load(sys.stdin):
    data = np.array(case["data"], float)
    data[:, 0] *= -1
    fit = psignifit.psignifit(data, experiment_type="yes/no", sigmoid="logistic", CI_method="percentiles",
                              fixed_parameters={"gamma": case["floor"], "eta": 0.0})
    low, high = fit.confidence_intervals["threshold"]["0.95"]
    found = fit.parameter_estimate_MAP
    print(json.dumps({"d50": -found["threshold"], "low": -high, "high": -low, "width": found["width"],
                      "ceiling": 1 - found["lambda"]}))
"""
LEVELS = np.linspace(0.25, 4.75, 10)
EACH = 40
RISE = 2 * math.log(19)  # from 5 to 95 % of a logistic, in widths of ours


def simulated(floor: float, ceiling: float, seed: int) -> pl.DataFrame:
    """400 items at ten distances, d50 2.5, width .6."""
    distance = np.repeat(LEVELS, EACH)
    right = floor + (ceiling - floor) / (1 + np.exp((distance - 2.5) / 0.6))
    score = (np.random.default_rng(seed).random(len(distance)) < right).astype(float)
    rows = {"item_id": [str(n) for n in range(len(score))], "score": score, "question": ["?"] * len(score)}
    rest = {name: kind for name, kind in ITEM_SCHEMA.items() if name not in rows}
    table = pl.DataFrame(rows).with_columns(pl.lit(None, kind).alias(name) for name, kind in rest.items())
    return table.with_columns(
        subject=pl.lit("truth"), task=pl.lit("t"), epoch=pl.lit(1), far=pl.Series(distance)
    )


def cases() -> list[tuple[str, pl.DataFrame, float, str]]:
    made = [
        (f"{floor:g} to {ceiling:g}, d50 2.5", simulated(floor, ceiling, seed), floor, "far")
        for seed, (floor, ceiling) in enumerate([(0, 0.95), (0, 0.6), (0, 0.35), (0.25, 0.9), (0.5, 0.9)])
    ]
    gsm8k = read_items(str(DATA / "gsm8k" / "outcomes.jsonl.zst")).table
    subjects = gsm8k["subject"].unique(maintain_order=True)
    return made + [(name, gsm8k.filter(pl.col("subject") == name), 0.0, "steps") for name in subjects]


def fit_own(table: pl.DataFrame, floor: float, column: str) -> tuple[Curve, Reach]:
    options = MeasureOptions(rulers=(f"column:{column}",), chance=floor)
    items = assign_regimes(add_rulers(table, options), options)
    ruler = fit_profile(items, options).profiles[0].rulers[f"column:{column}"]
    return known(ruler.curve), ruler.reach


def counts(table: pl.DataFrame, column: str) -> list[list[float]]:
    levels = table.group_by(column).agg(right=pl.col("score").sum(), asked=pl.len()).sort(column)
    return [[float(value) for value in row] for row in levels.iter_rows()]


def main() -> None:
    made = cases()
    asked = [{"data": counts(table, column), "floor": floor} for _, table, floor, column in made]
    command, given = [sys.argv[1], "-c", PEER], json.dumps(asked)
    told = subprocess.run(command, input=given, capture_output=True, text=True, check=False)
    if told.returncode:
        sys.exit(told.stderr[-2000:])
    peers = [json.loads(line) for line in told.stdout.splitlines() if line.startswith("{")]
    commit = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True, check=True
    )
    lines = [
        f"\n## Curves beside psignifit 4.3, {datetime.now(UTC):%Y-%m-%d}, commit {commit.stdout.strip()}",
        "",
        "`python benchmarks/psychometric.py ENV/bin/python`: the same counts, the floor known to both. Width "
        "is ours times 2 ln 19.",
        "",
        "| answers | d50, ours | psignifit | reach, ours | d50, psignifit | ceiling, ours | psignifit | width, ours "
        "| psignifit |",
        "|---|---|---|---|---|---|---|---|---|",
    ]
    for (name, table, floor, column), peer in zip(made, peers, strict=True):
        own, found = fit_own(table, floor, column)
        reach = f"[{_number(found.low)}, {_number(found.high)}]"
        lines.append(
            f"| {name} | {_number(own.d50)} | {_number(peer['d50'])} | {reach} | "
            f"[{_number(peer['low'])}, {_number(peer['high'])}] | {_number(own.ceiling)} | "
            f"{_number(peer['ceiling'])} | {_number(own.width and own.width * RISE)} | {_number(peer['width'])} |"
        )
    print("\n".join(lines))
    with RESULTS.open("a") as file:
        file.write("\n".join(lines) + "\n")


def _number(value: float | None) -> str:
    return "beyond" if value is None else f"{value:.2f}"


if __name__ == "__main__":
    main()
