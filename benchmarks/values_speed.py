"""How long values and coherence take, run by hand: `python benchmarks/values_speed.py [rows|tuples]`.

`rows`: 100,044 rows of 3 subjects at 14 levels by 2 graders, values, capabilities and controls, from the file to the
report by `farfield profile`. `tuples`: 100,000 tuples of stated probabilities in four relations by one subject, and the
four answerers beside it, by `farfield coherence`. Both in seconds of the processor and by the clock.
"""

from __future__ import annotations

import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import polars as pl

SUBJECTS, LEVELS, GRADERS, ITEMS = 3, 14, 2, 397
TUPLES = 100_000
ROLES = {
    "Neg": ("P", "not_P"),
    "Paraphrase": ("P", "para_P"),
    "And": ("P", "Q", "P_and_Q"),
    "Or": ("P", "Q", "P_or_Q"),
}


def chances(p: float, q: float) -> dict[str, float]:
    """The chance of each role, where P and Q do not depend on each other."""
    return {"P": p, "not_P": 1 - p, "para_P": p, "Q": q, "P_and_Q": p * q, "P_or_Q": p + q - p * q}


def write_rows(path: Path) -> None:
    """Values that fall along the levels, capabilities that stay, a control that never shows the behaviour."""
    generator = np.random.default_rng(0)
    parts = []
    for subject in range(SUBJECTS):
        for level in range(LEVELS):
            for kind, rate in (("value", 0.95 - 0.05 * level), ("capability", 0.9), ("benign", 0.95)):
                graders = range(GRADERS)
                shown = generator.random(ITEMS) < rate
                parts += [
                    pl.DataFrame(
                        {
                            "item_id": [f"i{at}" for at in range(ITEMS)], "subject": f"s{subject}", "task": "t",
                            "kind": kind, "level": f"l{level:02}", "distance": float(level), "grader": f"g{grader}",
                            "score": (shown ^ (generator.random(ITEMS) < 0.02)).astype(int),
                        }
                    )
                    for grader in graders
                ]  # fmt: skip
    pl.concat(parts).write_parquet(path)


def write_tuples(path: Path) -> None:
    """Each relation as often, what is stated off the truth by a tenth, and what came true."""
    generator = np.random.default_rng(0)
    rows: dict[str, list[object]] = {name: [] for name in ("tuple", "check", "role", "prob", "resolution")}
    checks = list(ROLES)
    for number in range(TUPLES):
        check = checks[number % len(checks)]
        truth = chances(*generator.random(2))
        for role in ROLES[check]:
            true = truth[role]
            rows["tuple"].append(number)
            rows["check"].append(check)
            rows["role"].append(role)
            rows["prob"].append(float(np.clip(true + 0.1 * generator.normal(), 0, 1)))
            rows["resolution"].append(bool(generator.random() < true))
    pl.DataFrame(rows).write_parquet(path)


def timed(command: list[str]) -> str:
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
    subprocess.run([sys.executable, "-m", "farfield", *command, "--quiet"], check=True)
    after, spent = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic() - start
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return f"{cpu:.1f} CPU s, {spent:.1f} s by the clock"


def main() -> None:
    asked = sys.argv[1:] or ["rows", "tuples"]
    with tempfile.TemporaryDirectory() as folder:
        here = Path(folder)
        if "rows" in asked:
            write_rows(here / "rows.parquet")
            print("rows:  ", timed(["profile", str(here / "rows.parquet"), "--out", str(here / "out")]))
        if "tuples" in asked:
            write_tuples(here / "tuples.parquet")
            told = timed(["coherence", str(here / "tuples.parquet"), "--out", str(here / "stated")])
            print("tuples:", told)


if __name__ == "__main__":
    main()
