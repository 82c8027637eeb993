"""Widening the frozen axis: when does hyperpolation become interpolation, and does a withheld level follow?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import product

import polars as pl

from farfield.lab import DrawOptions, LabOptions, TrainingOptions
from farfield.lab.options import ITEMS
from farfield.report.charts.standalone import Chart
from farfield.results.structs import Result, known
from farfield.studies.lab_models import Profiled, profile_model, scores_along
from farfield.studies.questions import QUESTIONS
from farfield.studies.seeds import OverSeeds, over_seeds
from farfield.studies.study import Cell, Row, Study

GROUPS = {
    "usual": ("the usual carry-in, 0", (0,)),
    "shown": ("carry-ins that were added", (1, 2, 3, 4, 6, 7)),
    "inside": ("5, withheld between them", (5,)),
    "outside": ("8 and 9, beyond them", (8, 9)),
}


@dataclass(frozen=True)
class WidenParameters:
    """`shares` of the rows have a carry-in other than 0; all models have as many steps."""

    shares: tuple[float, ...] = (0.0, 0.01, 0.05, 0.2)
    seeds: int = 5
    size: int = 32
    rows: int = 12_000
    steps: int = 2_000
    cooling: int = 400

    def options(self, share: float) -> LabOptions:
        training = TrainingOptions.for_steps(self.steps, self.cooling, width=self.size)
        items = {**ITEMS, "interpolation": 660, "hyperpolation": 300}
        return LabOptions(
            "carry_in", DrawOptions(rows=self.rows, items=items, widen={"carry": share}), training
        )


class WidenedShare(Result):
    """The models of one share of rows that vary the frozen axis; scores are shares right, 0 to 1."""

    share: float
    """Of the rows, with a carry-in other than 0."""
    usual: OverSeeds
    """The carry-in 0."""
    shown: OverSeeds
    """Carry-ins that these rows show."""
    inside: OverSeeds
    """The one that is withheld between them."""
    outside: OverSeeds
    """Those beyond them."""
    longer: OverSeeds
    """Longer sums, with the carry-in 0."""
    along: Mapping[str, OverSeeds]
    """`carry_0` and so on: each carry-in."""

    @property
    def groups(self) -> dict[str, OverSeeds]:
        """The groups of carry-ins by what GROUPS says of them."""
        parts = (self.usual, self.shown, self.inside, self.outside)
        return {said: part for (said, _), part in zip(GROUPS.values(), parts, strict=True)}


class WidenedLabels(Result):
    """The regimes that scans gave most items of each group of carry-ins, each once, over the models of a share."""

    share: float
    """Of the rows, with a carry-in other than 0."""
    label_usual: list[str]
    """Of the carry-in 0."""
    label_shown: list[str]
    """Of those that the rows show."""
    label_inside: list[str]
    """Of the one withheld between them."""
    label_outside: list[str]
    """Of those beyond them."""


class WidenSummary(Result):
    """When hyperpolation becomes interpolation, and whether a withheld level follows."""

    shares: list[WidenedShare]
    """By share, the least first."""
    labels: list[WidenedLabels]
    """In the same order."""


class Widen(Study[WidenParameters, WidenSummary]):
    """A growing share of documents that vary the frozen axis."""

    name = "widen"
    question = QUESTIONS["widen"]
    refuted_by = "right answers at carry-ins other than 0 without a single document that varies it"
    usual = WidenParameters()

    def cells(self, parameters: WidenParameters) -> list[Cell]:
        design = product(parameters.shares, range(parameters.seeds))
        return [{"share": share, "seed": seed} for share, seed in design]

    def run(self, cell: Cell, parameters: WidenParameters) -> list[Row]:
        found = profile_model(parameters.options(float(cell["share"] or 0)), int(cell["seed"] or 0))
        by_carry = {f"carry_{level}": score for level, score in _by_carry(found).items()}
        groups = {name: _mean_of(by_carry, levels) for name, (_, levels) in GROUPS.items()}
        by_digits = scores_along(found, "digits")
        longer = [by_digits[level] for level in by_digits if level > 4]
        told = {f"label_{name}": _label(found, levels) for name, (_, levels) in GROUPS.items()}
        return [{**groups, "longer": sum(longer) / len(longer), **by_carry, **told}]

    def summarise(self, rows: pl.DataFrame, parameters: WidenParameters) -> WidenSummary:  # noqa: ARG002
        carries = [name for name in rows.columns if name.startswith("carry_")]
        labels = [f"label_{name}" for name in GROUPS]
        told = rows.group_by("share").agg(pl.col(labels).unique().sort()).sort("share")
        return WidenSummary(
            shares=over_seeds(rows, ["share"], [*GROUPS, "longer", *carries], WidenedShare),
            labels=[WidenedLabels(*row) for row in told.select("share", *labels).iter_rows()],
        )

    def tell(self, summary: WidenSummary) -> list[str]:
        told = []
        for one in summary.shares:
            parts = ", ".join(f"{said} {_said(part)}" for said, part in one.groups.items())
            told.append(f"{one.share:.0%} of rows: {parts}; longer sums {_said(one.longer)}")
        return told

    def draw(self, summary: WidenSummary) -> Sequence[Chart]:
        groups = {
            said: [one.groups[said].mark(100 * one.share) for one in summary.shares]
            for said, _ in GROUPS.values()
        }
        levels = {
            f"{one.share:.0%} of rows": [one.along[f"carry_{level}"].mark(level) for level in range(10)]
            for one in summary.shares
        }
        return [
            Chart("Held-out sums of 1 to 4 digits", "% of rows with another carry-in", "share right", groups),
            Chart("By carry-in (5, 8 and 9 are never shown)", "carry-in", "share right", levels),
        ]


def _off_recall(found: Profiled) -> pl.DataFrame:
    """Items within the trained digits that are not themselves in the corpus."""
    return found.items.filter((pl.col("axis_digits") <= 4) & (pl.col("regime") != "recall"))


def _by_carry(found: Profiled) -> dict[int, float]:
    rows = _off_recall(found).group_by("axis_carry").agg(pl.col("score").mean()).sort("axis_carry")
    return {int(level): float(score) for level, score in rows.iter_rows()}


def _mean_of(by_carry: Mapping[str, float], levels: Sequence[int]) -> float:
    return sum(by_carry[f"carry_{level}"] for level in levels) / len(levels)


def _label(found: Profiled, levels: Sequence[int]) -> str:
    """The regime that the scan gives most items of these carry-ins."""
    some = _off_recall(found).filter(pl.col("axis_carry").is_in(list(levels)))
    return str(some["regime"].value_counts(sort=True)["regime"][0])


def _said(part: OverSeeds) -> str:
    return f"{100 * known(part.mean):.0f} %{part.ends(100, '.0f')}"
