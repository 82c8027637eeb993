"""Progress: data vintage by recipe by compute, and how much of what came out was data.

The old corpus is the part of the new one with up to three digits, as corpora grow. The old recipe trains every row at
the same columns, the new one moves it among them. The old compute is a part of the new steps. Everyone is asked the
same: as many sums of each length from 1 to 6 digits, and some with another carry-in.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any

import numpy as np
import polars as pl

from farfield.comparison.progress import split_progress
from farfield.lab import DrawOptions, TrainingOptions
from farfield.lab.drawing import Drawn, draw_world
from farfield.lab.encoding import Encoded, HostArray
from farfield.lab.worlds import World, get_world
from farfield.report.charts.standalone import Chart, Mark
from farfield.results.structs import Result, known
from farfield.studies.questions import QUESTIONS
from farfield.studies.seeds import OverSeeds, interval, over_seeds
from farfield.studies.shapley import shapley
from farfield.studies.study import Cell, Row, Study

FACTORS = ("data", "recipe", "compute")
OLD_DIGITS = 3
PARTS = {
    "score": "all that is asked",
    "digits_1_3": "1 to 3 digits, near for both corpora",
    "digits_4": "4 digits, near for the new corpus",
    "digits_5_6": "5 and 6 digits, far for both",
    "carry": "another carry-in, off the axis for both",
}


@dataclass(frozen=True)
class ProgressParameters:
    """`old_steps` and `new_steps`: the two computes; the last `cooling` share of either cools."""

    seeds: int = 5
    size: int = 32
    rows: int = 12_000
    per_length: int = 60
    carry_items: int = 60
    old_steps: int = 400
    new_steps: int = 1_600
    cooling: float = 0.25

    def training(self, new_compute: bool) -> TrainingOptions:
        steps = self.new_steps if new_compute else self.old_steps
        cooling = int(steps * self.cooling) // 50 * 50
        return TrainingOptions.for_steps(steps - cooling, cooling, width=self.size)


class ProgressCell(Result):
    """The models of one combination of levels; scores are shares right, 0 to 1."""

    data: bool
    """Whether the corpus is the new one."""
    recipe: bool
    """Whether rows move among the columns."""
    compute: bool
    """Whether the steps are the new number."""
    score: OverSeeds
    """The mean over lengths."""
    digits_1_3: OverSeeds
    """Sums near for both corpora."""
    digits_4: OverSeeds
    """Sums near for the new corpus."""
    digits_5_6: OverSeeds
    """Sums far for both."""
    carry: OverSeeds
    """Sums with another carry-in, off the axis for both."""


class ProgressSplit(Result):
    """What came out between all old and all new, and what each factor brought: differences of shares right."""

    along: Mapping[str, OverSeeds]
    """Each of FACTORS: its Shapley value."""
    total: OverSeeds
    """Their sum."""


class ProgressMoved(Result):
    """The whole step split by regime, in shares right of all that is asked (Kitagawa, 1955)."""

    nearer: OverSeeds
    """From sums that moved nearer to the corpus."""
    curve: OverSeeds
    """From sums that stayed and are answered better."""


class ProgressSummary(Result):
    """How much of what came out was data."""

    cells: list[ProgressCell]
    """By data, recipe and compute."""
    shapley: Mapping[str, ProgressSplit]
    """Of each of PARTS."""
    kitagawa: ProgressMoved
    """From the oldest to the newest."""


class ProgressStudy(Study[ProgressParameters, ProgressSummary]):
    """Old and new data, recipe and compute in all combinations, and what each contributed."""

    name = "progress"
    question = QUESTIONS["progress"]
    refuted_by = "a large part of the progress far from both corpora that data alone does not bring"
    usual = ProgressParameters()

    def cells(self, parameters: ProgressParameters) -> list[Cell]:
        levels = product(range(parameters.seeds), *((False, True) for _ in FACTORS))
        return [{"seed": seed, **dict(zip(FACTORS, new, strict=True))} for seed, *new in levels]

    def run(self, cell: Cell, parameters: ProgressParameters) -> list[Row]:
        from farfield.lab.answering import answer_exactly, on_device
        from farfield.lab.training import Material, Replica, train

        seed, world = int(cell["seed"] or 0), get_world("carry_in")
        drawn = _draw(world, parameters, seed)
        at = _Recipe(world, moved=bool(cell["recipe"]))
        corpus, known, held_out = (
            [row for row in rows if cell["data"] or int(row.point["digits"]) <= OLD_DIGITS]
            for rows in (drawn.corpus, drawn.known_checks, drawn.held_out_checks)
        )
        material = Material(at.encode(corpus), at.encode(known), at.encode(held_out))
        options = parameters.training(bool(cell["compute"]))
        (trained,) = train([Replica(material, seed)], world.layout, options)
        asked = [
            item for item, regime in drawn.asked if regime != "recall" and int(item.point["digits"]) <= 6
        ]
        right = np.asarray(answer_exactly(trained.model, on_device(at.encode(asked))))
        return [_parts(asked, right)]

    def summarise(self, rows: pl.DataFrame, parameters: ProgressParameters) -> ProgressSummary:  # noqa: ARG002
        return ProgressSummary(
            cells=over_seeds(rows, list(FACTORS), list(PARTS), ProgressCell),
            shapley={part: _shapley_over_seeds(rows, part) for part in PARTS},
            kitagawa=_kitagawa(rows),
        )

    def tell(self, summary: ProgressSummary) -> list[str]:
        told = []
        for part, said in PARTS.items():
            split = summary.shapley[part]
            parts = ", ".join(f"{name} {_said(split.along[name])}" for name in FACTORS)
            told.append(f"{said}: {_said(split.total)} points, of which {parts}")
        moved = summary.kitagawa
        told.append(
            f"from the oldest to the newest, by regime: {_said(moved.nearer)} points from sums that moved nearer, "
            f"{_said(moved.curve)} from sums that stayed and are answered better"
        )
        return told

    def draw(self, summary: ProgressSummary) -> Sequence[Chart]:
        splits = [(number, summary.shapley[part].along) for number, part in enumerate(PARTS, start=1)]
        series = {name: [_mark(number, split[name]) for number, split in splits] for name in FACTORS}
        parts = ("all", "1–3 digits", "4", "5 and 6", "carry-in")
        names = {float(number): name for number, name in enumerate(parts, start=1)}
        return [
            Chart("What each factor brings", "of what is asked", "points", series, limits=None, names=names)
        ]


@dataclass(frozen=True)
class _Recipe:
    """How rows are laid out: moved among the columns, or always at the same."""

    world: World
    moved: bool

    def encode(self, rows: Sequence[Any]) -> Encoded[HostArray]:
        encoded = self.world.encode([row.exercise for row in rows])
        return encoded if self.moved else encoded._replace(room=np.zeros_like(encoded.room))


def _draw(world: World, parameters: ProgressParameters, seed: int) -> Drawn:
    counts = {
        "recall": 4,
        "interpolation": 4 * parameters.per_length,
        "extrapolation": 4 * parameters.per_length,
        "hyperpolation": parameters.carry_items,
    }
    return draw_world(world, DrawOptions(rows=parameters.rows, items=counts), seed)  # type: ignore[arg-type]


def _parts(asked: Sequence[Any], right: np.ndarray) -> Row:
    """Shares right of parts; the score is their mean over lengths, the carry-in left out."""
    digits = np.array([int(item.point["digits"]) for item in asked])
    carry = np.array([int(item.point["carry"]) for item in asked])
    by_length = [float(right[(digits == n) & (carry == 0)].mean()) for n in range(1, 7)]
    return {
        "score": float(np.mean(by_length)),
        "digits_1_3": float(np.mean(by_length[:3])),
        "digits_4": by_length[3],
        "digits_5_6": float(np.mean(by_length[4:])),
        "carry": float(right[carry != 0].mean()),
    }


def _shapley_over_seeds(rows: pl.DataFrame, part: str) -> ProgressSplit:
    found: dict[str, list[float]] = {name: [] for name in (*FACTORS, "total")}
    for _, some in rows.sort("seed").group_by("seed", maintain_order=True):
        outcome = {tuple(row[name] for name in FACTORS): row[part] for row in some.iter_rows(named=True)}
        split = shapley(FACTORS, outcome)
        for name, value in split.items():
            found[name].append(value)
        found["total"].append(sum(split.values()))
    split_by = {name: interval(found[name]) for name in FACTORS}
    return ProgressSplit(along=split_by, total=interval(found["total"]))


def _kitagawa(rows: pl.DataFrame) -> ProgressMoved:
    """The split of the whole step by regime on each one's own corpus: interpolation up to three digits, then four."""
    nearer, curve = [], []
    for _, some in rows.sort("seed").group_by("seed", maintain_order=True):
        old, new = (some.row(by_predicate=_all_are(level), named=True) for level in (False, True))
        before = [old["digits_1_3"], (old["digits_4"] + 2 * old["digits_5_6"]) / 3]
        after = [(3 * new["digits_1_3"] + new["digits_4"]) / 4, new["digits_5_6"]]
        split = split_progress(np.array([[3 / 6, 3 / 6], [4 / 6, 2 / 6]]), np.array([before, after]))
        nearer.append(float(split.nearer))
        curve.append(float(split.curve))
    return ProgressMoved(nearer=interval(nearer), curve=interval(curve))


def _all_are(level: bool) -> pl.Expr:
    return pl.all_horizontal(pl.col(name) == level for name in FACTORS)


def _said(part: OverSeeds) -> str:
    return f"{100 * known(part.mean):.1f}{part.ends(100, '.1f')}"


def _mark(x: float, part: OverSeeds) -> Mark:
    """In points; without an interval it stands at 0, as a single seed has none."""
    return Mark(x, *(100 * (value or 0) for value in (part.mean, part.low, part.high)))
