"""How often does a verdict on values mislead, where the truth is known? 1,000 simulated data sets a world.

    python benchmarks/value_worlds.py                worlds that are not kept yet, into value_worlds.csv and the page
    python benchmarks/value_worlds.py noisy          worlds whose names begin so, anew
    python benchmarks/value_worlds.py --sims 50      fewer data sets, printed and not kept

Each world has five levels, the first of them near, and items that are asked at all of them, with as much luck of
their own as of each answer. It goes the public way, `fit_values`, on the items that reading would give.
POLARS_MAX_THREADS=1 OMP_NUM_THREADS=1 spare what idle threads cost: a world takes 45 seconds then.
"""

from __future__ import annotations

import re
import sys
import time
import zlib
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl
from scipy.special import ndtri

from farfield.measure import MeasureOptions
from farfield.measure.values.profile import fit_values
from farfield.results.values import GraderValues
from kept_worlds import keep_world, read_worlds

SIMULATIONS = 1000
TOGETHER = 25
"""Data sets that are measured together, as so many subjects: each by itself, but read once."""
HERE = Path(__file__)
RESULTS = HERE.with_suffix(".csv")
PAGE = HERE.parents[1] / "docs" / "calibration.md"
MARKS = re.compile(r"(<!-- printed: values -->\n).*?(<!-- end -->)", re.DOTALL)
READ = (1.0, 0.8, 0.5, 0.3, 0.1)
"""Share of the items that are still understood, where comprehension is lost."""
FLAT = (1.0,) * 5


@dataclass(frozen=True)
class World:
    """Rates at the five levels. `truth`: the mean difference of retentions over the four far levels.

    `flips`: share of all scores that the grader gets wrong. `drift`: share of the value's scores at each level that the
    grader takes for lost. `gold`: how many rows of the value a level have a true label. `attempts`: whether a column
    says that levels allow different numbers of attempts. `chance`: the score of a guess that the user names.
    """

    told: str
    value: Sequence[float]
    control: Sequence[float]
    capability: Sequence[float]
    truth: float
    items: int = 100
    flips: float = 0.0
    drift: Sequence[float] = (0.0,) * 5
    gold: int = 0
    attempts: bool = False
    chance: float | None = None


def held(
    shares: Sequence[float], value: float = 0.95, control: float = 0.05
) -> tuple[tuple[float, ...], ...]:
    """Value, control: what the value adds to the control falls by these shares."""
    return tuple(control + (value - control) * one for one in shares), (control,) * len(shares)


def scaled(shares: Sequence[float], to: float) -> tuple[float, ...]:
    return tuple(to * one for one in shares)


FALLS = (1.0, 0.8, 0.6, 0.4, 0.2)
APART = (1.0, 0.9, 0.7, 0.5, 0.3)
WORSE, LESS = (1.0, 0.7, 0.45, 0.25, 0.1), (1.0, 0.9, 0.8, 0.7, 0.6)
"""What is kept of a value that falls more than its capability, and of that."""
WORLDS: dict[str, World] = {
    "nothing-50": World("nothing happens, 50 items", *held(FLAT), scaled(FLAT, 0.95), 0.0, 50),
    "nothing-100": World("nothing happens", *held(FLAT), scaled(FLAT, 0.95), 0.0),
    "nothing-400": World("nothing happens, 400 items", *held(FLAT), scaled(FLAT, 0.95), 0.0, 400),
    "ends-100": World("nothing happens, value 1, control 0", *held(FLAT, 1.0, 0.0), scaled(FLAT, 0.95), 0.0),
    "both-100": World("both fall alike", *held(FALLS), scaled(FALLS, 0.95), 0.0),
    "both-400": World("both fall alike, 400 items", *held(FALLS), scaled(FALLS, 0.95), 0.0, 400),
    "complies-100": World(
        "understands less and complies", scaled(READ, 0.95), scaled(READ, 0.05), scaled(READ, 0.95), 0.0
    ),
    "refuses-100": World(
        "understands less and refuses what it can't read",
        tuple(0.95 * one + 1 - one for one in READ),
        tuple(0.05 * one + 1 - one for one in READ),
        scaled(READ, 0.95),
        0.0,
    ),
    "noisy-100": World("a grader that is wrong in 15 %", *held(FALLS), scaled(FALLS, 0.95), 0.0, flips=0.15),
    "noisy-400": World(
        "a grader that is wrong in 15 %, 400 items", *held(FALLS), scaled(FALLS, 0.95), 0.0, 400, flips=0.15
    ),
    "noisy-apart-100": World(
        "a grader that is wrong in 15 %, values fall more than capabilities", *held(WORSE), scaled(LESS, 0.95), 0.375,
        flips=0.15,
    ),
    "noisy-told-100": World(
        "both fall alike, and its 15 % named as the capability's chance", *held(FALLS), scaled(FALLS, 0.95), 0.0,
        flips=0.15, chance=0.15,
    ),
    "apart-100": World("values pull apart", *held(APART), scaled(FLAT, 0.95), 0.4),
    "worse-100": World("both fall, values more", *held(WORSE), scaled(LESS, 0.95), 0.375),
    "slightly-100": World("values pull slightly apart", *held((1, 0.95, 0.9, 0.85, 0.8)), scaled(FLAT, 0.95), 0.125),
    "over-refusal-100": World(
        "refuses what is harmless", (0.95,) * 5, (0.05, 0.2, 0.35, 0.5, 0.65), scaled(FLAT, 0.95), 0.375 / 0.9
    ),
    "drift-100": World(
        "the grader drifts", *held(FLAT), scaled(FLAT, 0.95), 0.0, drift=(0.0, 0.1, 0.2, 0.3, 0.4)
    ),
    "drift-gold-400": World(
        "the grader drifts, 100 gold labels a level of 400 items", *held(FLAT), scaled(FLAT, 0.95), 0.0, 400,
        drift=(0.0, 0.1, 0.2, 0.3, 0.4), gold=100,
    ),
    "best-of-k-100": World("far levels allow more attempts", *held(APART), scaled(FLAT, 0.95), 0.4, attempts=True),
}  # fmt: skip
COLUMNS = (
    "values first",
    "capabilities first",
    "equal",
    "cannot tell",
    "not judged",
    "mean holds",
    "level holds",
    "over-refusal",
)


def draw(world: World, generator: np.random.Generator) -> pl.DataFrame:
    """The items as reading gives them."""
    kinds, count = ("value", "benign", "capability"), world.items
    scores, gold = [], []
    for kind, rates in zip(kinds, (world.value, world.control, world.capability), strict=True):
        ease = generator.standard_normal(world.items)
        for level, rate in enumerate(rates):
            true = _hits(rate, ease, generator)
            scored = true ^ (generator.random(world.items) < world.flips)
            if kind == "value":
                scored &= ~(generator.random(world.items) < world.drift[level])
            labels = np.where(generator.permutation(world.items) < world.gold, true, np.nan)
            scores.append(scored if kind != "benign" else ~scored)
            gold.append(labels if kind == "value" else np.full(count, np.nan))
    levels = np.tile(np.repeat(np.arange(5), count), 3)
    return pl.DataFrame({
        "subject": "s", "task": "t", "item_id": np.tile([f"i{one}" for one in range(count)], 15),
        "kind": np.repeat(kinds, 5 * count), "level": levels.astype(str), "distance": levels.astype(float),
        "score": np.concatenate(scores).astype(float), "gold": np.concatenate(gold),
        "attempts": 1 + 4 * levels * world.attempts,
    }).with_columns(pl.col("gold").fill_nan(None), cluster="item_id")  # fmt: skip


def _hits(rate: float, ease: np.ndarray, generator: np.random.Generator) -> np.ndarray:
    luck = (ease + generator.standard_normal(len(ease))) / np.sqrt(2)
    return np.asarray(luck < ndtri(min(max(rate, 1e-12), 1 - 1e-12)))


def measure(world: World, items: pl.DataFrame) -> list[dict[str, float]]:
    """What the verdict on each subject's data set is, and whether its intervals hold the truth."""
    options = MeasureOptions(rulers=(), draws=1000, gold="gold" if world.gold else None, chance=world.chance)
    return [_judged(world, one.graders[0]) for one in fit_values(items, options)]


def _judged(world: World, found: GraderValues) -> dict[str, float]:
    told = {name: float(found.verdict == name.replace(" ", "_")) for name in COLUMNS[:5]}
    mean = found.mean_difference
    if mean is not None and mean.low is not None and mean.high is not None:
        told["mean holds"] = float(mean.low <= world.truth <= mean.high)
        truths = level_truths(world)
        inside = [
            float(level.difference.low <= truths[at] <= level.difference.high)
            for at, level in enumerate(found.levels)
            if level.difference is not None
            and level.difference.low is not None
            and level.difference.high is not None
        ]
        told["level holds"] = float(np.mean(inside))
    if found.through is not None:
        told["over-refusal"] = float(found.through == "over_refusal")
    return told


def level_truths(world: World) -> list[float]:
    """The difference of retentions at each level, as the world has it."""
    near = world.value[0] - world.control[0]
    kept = [(v - f) / near for v, f in zip(world.value, world.control, strict=True)]
    return [c / world.capability[0] - k for c, k in zip(world.capability, kept, strict=True)]


def run(world: World, simulations: int) -> dict[str, tuple[float, int]]:
    found: dict[str, list[float]] = defaultdict(list)
    seed = zlib.crc32(repr(world).encode())
    for first in range(0, simulations, TOGETHER):
        drawn = [
            draw(world, np.random.default_rng([number, seed])).with_columns(subject=pl.lit(str(number)))
            for number in range(first, min(first + TOGETHER, simulations))
        ]
        for told in measure(world, pl.concat(drawn)):
            for quantity, value in told.items():
                found[quantity].append(value)
    return {quantity: (float(np.mean(values)), len(values)) for quantity, values in found.items()}


def print_page(rows: Sequence[Mapping[str, str]]) -> None:
    """The table of docs/calibration.md."""
    cells = {(row["world"], row["quantity"]): float(row["value"]) for row in rows}
    lines = [f"| world | {' | '.join(COLUMNS)} |", f"|---|{'---|' * len(COLUMNS)}"]
    for name, world in WORLDS.items():
        shown = [cells.get((name, column)) for column in COLUMNS]
        if not any(one is not None for one in shown):
            continue
        lines.append(f"| {world.told} | {' | '.join('' if one is None else f'{one:.3f}' for one in shown)} |")
    text = PAGE.read_text()
    PAGE.write_text(MARKS.sub(lambda m: m[1] + "\n" + "\n".join(lines) + "\n\n" + m[2], text))


def main() -> None:
    arguments = sys.argv[1:]
    given = "--sims" in arguments
    simulations = int(arguments.pop(arguments.index("--sims") + 1)) if given else SIMULATIONS
    names = [argument for argument in arguments if argument != "--sims"]
    done = {row["world"] for row in read_worlds(RESULTS, WORLDS)}
    for name, world in WORLDS.items():
        if not any(name.startswith(start) for start in names) and (names or name in done):
            continue
        started = time.process_time()
        found = run(world, simulations)
        if not given:
            print_page(keep_world(RESULTS, WORLDS, name, found, "data_sets"))
        shown = "  ".join(f"{quantity} {value:.3f}" for quantity, (value, _) in found.items())
        print(f"{name} ({time.process_time() - started:.0f} s): {shown}", flush=True)


if __name__ == "__main__":
    main()
