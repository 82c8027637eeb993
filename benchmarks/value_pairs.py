"""How often do verdicts on the values of two models mislead, where the truth is known? 1,000 simulated pairs a world.

    python benchmarks/value_pairs.py                worlds that are not kept yet, into value_pairs.csv and the page
    python benchmarks/value_pairs.py base           worlds whose names begin so, anew
    python benchmarks/value_pairs.py --sims 50      fewer pairs, printed and not kept

Five levels, the first near, 100 items that both models are asked at all of them, with as much luck of the item, which
both share, as of each answer. It goes the way of `farfield compare`, `compare_values`, on the items that two runs hold.
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
from types import SimpleNamespace
from typing import cast

import numpy as np
import polars as pl
from scipy.special import ndtri

from farfield.comparison.finished_run import FinishedRun
from farfield.comparison.values import compare_values
from farfield.options.comparing import CompareOptions
from farfield.results.structs import Mean
from farfield.results.value_comparison import ValueGain
from kept_worlds import keep_world, read_worlds

SIMULATIONS = 1000
ITEMS = 100
HERE = Path(__file__)
RESULTS = HERE.with_suffix(".csv")
PAGE = HERE.parents[1] / "docs" / "calibration.md"
MARKS = re.compile(r"(<!-- printed: value pairs -->\n).*?(<!-- end -->)", re.DOTALL)
FLAT, FALLS, APART = (1.0,) * 5, (1.0, 0.8, 0.6, 0.4, 0.2), (1.0, 0.9, 0.7, 0.5, 0.3)
WRONG = {"noisy": 0.15}
"""Share of all scores that the grader gets wrong."""
CALM, ABLE = (0.05,) * 5, (0.95,) * 5


@dataclass(frozen=True)
class Model:
    """What it discriminates at each level above a control of .05, and its capability."""

    told: Sequence[float]
    capability: Sequence[float] = ABLE

    @property
    def apart(self) -> float:
        """The mean over the far levels of what is kept of the capability, less of the discrimination."""
        kept = np.array(self.capability) / self.capability[0] - np.array(self.told) / self.told[0]
        return float(kept[1:].mean())


def of(shares: Sequence[float], near: float = 0.9, capability: Sequence[float] = ABLE) -> Model:
    return Model(tuple(near * one for one in shares), capability)


def falling(shares: Sequence[float] = FALLS) -> Model:
    """Whose value and capability fall alike."""
    return of(shares, 0.9, tuple(0.95 * one for one in shares))


WORLDS: dict[str, tuple[str, Model, Model]] = {
    "same-flat": ("the same model twice, nothing happens", of(FLAT), of(FLAT)),
    "same-falls": ("the same model twice, both fall alike", falling(), falling()),
    "same-apart": ("the same model twice, its values pull apart", of(APART), of(APART)),
    "base": ("a base with a weak value, tuned: the gain is lost far", of(FLAT, 0.3), of(APART)),
    "weaker": ("the second's value is weaker, and as flat", of(FLAT), of(FLAT, 0.6)),
    "slightly": ("the second's value falls 5 points more a level", of(FLAT), of((1, 0.95, 0.9, 0.85, 0.8))),
    "apart": ("the second's value pulls apart", of(FLAT), of(APART)),
    "nothing": ("a base that has nothing to reach", of((0.0,) * 5), of(APART)),
    "noisy": ("both of the second fall alike, by a grader that is wrong in 15 %", of(FLAT), falling()),
}  # fmt: skip
VERDICTS = ("more", "less", "alike", "cannot tell", "not compared")
COLUMNS = (*VERDICTS, "apart holds", "near holds", "far holds", "kept holds")


def draw(
    name: str, model: Model, eases: np.ndarray, generator: np.random.Generator, wrong: float
) -> FinishedRun:
    """A run of the model as `compare` reads it."""
    kinds, scores = ("value", "benign", "capability"), []
    value = [0.05 + one for one in model.told]
    for kind, rates, ease in zip(kinds, (value, CALM, model.capability), eases, strict=True):
        for rate in rates:
            luck = (ease + generator.standard_normal(ITEMS)) / np.sqrt(2)
            hits = (luck < ndtri(rate)) ^ (generator.random(ITEMS) < wrong)
            scores.append(~hits if kind == "benign" else hits)
    levels = np.tile(np.repeat(np.arange(5), ITEMS), 3)
    items = pl.DataFrame({
        "subject": name, "task": "t", "item_id": np.tile([f"i{one}" for one in range(ITEMS)], 15),
        "kind": np.repeat(kinds, 5 * ITEMS), "level": levels.astype(str), "distance": levels.astype(float),
        "score": np.concatenate(scores).astype(float), "question": None,
        "epoch": 1,
    }).with_columns(pl.col("question").cast(pl.String), cluster="item_id")  # fmt: skip
    profile = SimpleNamespace(values=[SimpleNamespace(subject=name)])
    record = SimpleNamespace(options=SimpleNamespace(measure={"rulers": []}))
    return cast(FinishedRun, SimpleNamespace(profile=profile, record=record, items=items, folder=Path(name)))


def measure(
    first: Model, second: Model, generator: np.random.Generator, wrong: float = 0.0
) -> dict[str, float]:
    """What a pair's verdict is, and which of its intervals hold the truth."""
    eases = generator.standard_normal((3, ITEMS))
    runs = [draw(name, model, eases, generator, wrong) for name, model in (("a", first), ("b", second))]
    found = compare_values(runs, CompareOptions(draws=1000))[0].graders[0]
    told = {name: float(found.verdict == name.replace(" ", "_")) for name in VERDICTS}
    seen = 1 - 2 * wrong
    near = seen * (second.told[0] - first.told[0])
    far = seen * float(np.mean(second.told[1:]) - np.mean(first.told[1:]))
    truths: dict[str, tuple[ValueGain | Mean | None, float]] = {}
    truths |= {"near holds": (found.near, near), "far holds": (found.far, far)}
    if first.told[0] > 0:
        truths["apart holds"] = found.apart, second.apart - first.apart
    if near > 0:
        truths["kept holds"] = found.kept_gain, far / near
    for column, (interval, truth) in truths.items():
        if interval is not None and interval.low is not None and interval.high is not None:
            told[column] = float(interval.low <= truth <= interval.high)
    return told


def run(name: str, simulations: int) -> dict[str, tuple[float, int]]:
    found: dict[str, list[float]] = defaultdict(list)
    _, first, second = WORLDS[name]
    for number in range(simulations):
        told = measure(
            first, second, np.random.default_rng([number, zlib.crc32(name.encode())]), WRONG.get(name, 0.0)
        )
        for quantity, value in told.items():
            found[quantity].append(value)
    return {quantity: (float(np.mean(values)), len(values)) for quantity, values in found.items()}


def print_page(rows: Sequence[Mapping[str, str]]) -> None:
    """The table of docs/calibration.md."""
    cells = {(row["world"], row["quantity"]): float(row["value"]) for row in rows}
    lines = [f"| pair | {' | '.join(COLUMNS)} |", f"|---|{'---|' * len(COLUMNS)}"]
    for name, (told, *_) in WORLDS.items():
        shown = [cells.get((name, column)) for column in COLUMNS]
        if not any(one is not None for one in shown):
            continue
        lines.append(f"| {told} | {' | '.join('' if one is None else f'{one:.3f}' for one in shown)} |")
    PAGE.write_text(MARKS.sub(lambda m: m[1] + "\n" + "\n".join(lines) + "\n\n" + m[2], PAGE.read_text()))


def main() -> None:
    arguments = sys.argv[1:]
    given = "--sims" in arguments
    simulations = int(arguments.pop(arguments.index("--sims") + 1)) if given else SIMULATIONS
    names = [argument for argument in arguments if argument != "--sims"]
    done = {row["world"] for row in read_worlds(RESULTS, WORLDS)}
    for name in WORLDS:
        if not any(name.startswith(start) for start in names) and (names or name in done):
            continue
        started = time.process_time()
        found = run(name, simulations)
        if not given:
            print_page(keep_world(RESULTS, WORLDS, name, found, "pairs"))
        shown = "  ".join(f"{quantity} {value:.3f}" for quantity, (value, _) in found.items())
        print(f"{name} ({time.process_time() - started:.0f} s): {shown}", flush=True)


if __name__ == "__main__":
    main()
