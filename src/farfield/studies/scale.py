"""Scale: sizes by rows in the carry-in world. Do near-field score and reach move together?"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import product

import polars as pl

from farfield.lab import DrawOptions, LabOptions, TrainingOptions
from farfield.report.charts.standalone import Chart, Mark
from farfield.results.structs import Result, known
from farfield.studies.lab_models import profile_model, reach_along, regime_scores, scores_along
from farfield.studies.questions import QUESTIONS
from farfield.studies.seeds import OverSeeds, interval, over_seeds
from farfield.studies.study import Cell, Row, Study

MEASURES = ("interpolation", "extrapolation", "hyperpolation", "reach")


@dataclass(frozen=True)
class ScaleParameters:
    """Each size with each number of rows, for as many steps; the learning rate falls with the size from 32 on."""

    sizes: tuple[int, ...] = (16, 32, 64)
    rows: tuple[int, ...] = (300, 1_000, 4_000, 16_000)
    seeds: int = 5
    steps: int = 1_200
    cooling: int = 300
    learning_rate: float = 1e-2

    def options(self, size: int, rows: int) -> LabOptions:
        training = TrainingOptions.for_steps(
            self.steps, self.cooling, width=size, learning_rate=self.learning_rate * min(1.0, 32 / size)
        )
        return LabOptions("carry_in", DrawOptions(rows=rows), training)


class ScaleCell(Result):
    """The models of one size and corpus; scores are shares right, 0 to 1."""

    size: int
    """Width of the transformer."""
    rows: int
    """Of its corpus."""
    interpolation: OverSeeds
    """Held-out sums of trained lengths."""
    extrapolation: OverSeeds
    """Longer sums."""
    hyperpolation: OverSeeds
    """Sums with another carry-in."""
    reach: OverSeeds
    """Digits at which the score has fallen to half."""
    recall: OverSeeds
    """Sums of the corpus."""
    along: Mapping[str, OverSeeds]
    """`digits_1` and so on: sums of each length."""


class Effect(Result):
    """What a doubling of each dial adds to a measure, in its unit, at fixed levels of the other dial."""

    size: OverSeeds
    """For each doubling of size."""
    rows: OverSeeds
    """For each doubling of rows."""


class Saturated(Result):
    """Models whose near field is at its ceiling: what is left for more of the same to bring."""

    models: int
    """How many there are."""
    reach: OverSeeds
    """Their reach, digits."""
    reach_by_size: OverSeeds
    """Digits for each doubling of size."""
    reach_by_rows: OverSeeds
    """Digits for each doubling of rows."""


class ScaleSummary(Result):
    """Whether near-field score and reach move together."""

    cells: list[ScaleCell]
    """By size and rows."""
    effects: Mapping[str, Effect]
    """Of each of MEASURES."""
    saturated: Saturated
    """Models that are at their ceiling near the data."""
    censored: int
    """Models whose reach lies beyond what was asked."""
    models: int
    """All that were trained."""


class Scale(Study[ScaleParameters, ScaleSummary]):
    """Sizes of model by rows of corpus: whether near-field score and reach move together."""

    name = "scale"
    question = QUESTIONS["scale"]
    refuted_by = (
        "reach that grows with size or rows where the near field is already at its ceiling, or any right answers off "
        "the frozen axis"
    )
    usual = ScaleParameters()

    def cells(self, parameters: ScaleParameters) -> list[Cell]:
        design = product(parameters.sizes, parameters.rows, range(parameters.seeds))
        return [{"size": size, "rows": rows, "seed": seed} for size, rows, seed in design]

    def run(self, cell: Cell, parameters: ScaleParameters) -> list[Row]:
        found = profile_model(parameters.options(_int(cell, "size"), _int(cell, "rows")), _int(cell, "seed"))
        by_digits = {f"digits_{level}": score for level, score in scores_along(found, "digits").items()}
        return [{**regime_scores(found), **reach_along(found, "digits"), **by_digits}]

    def summarise(self, rows: pl.DataFrame, parameters: ScaleParameters) -> ScaleSummary:  # noqa: ARG002
        digits = [name for name in rows.columns if name.startswith("digits_")]
        return ScaleSummary(
            cells=over_seeds(rows, ["size", "rows"], [*MEASURES, "recall", *digits], ScaleCell),
            effects={name: _effect(rows, name) for name in MEASURES},
            saturated=_saturated(rows),
            censored=int(rows["censored"].sum()),
            models=rows.height,
        )

    def tell(self, summary: ScaleSummary) -> list[str]:
        told = []
        for name, said in (
            ("interpolation", "held-out sums"),
            ("extrapolation", "longer sums"),
            ("reach", "reach"),
        ):
            unit, factor = ("digits", 1) if name == "reach" else ("points", 100)
            effect = summary.effects[name]
            size, rows = (_said(one, factor) for one in (effect.size, effect.rows))
            told.append(f"{said}: {size} {unit} for each doubling of size, {rows} for each doubling of rows")
        saturated = summary.saturated
        told.append(
            f"where held-out sums are at least 97 % right ({saturated.models} of {summary.models} models): reach "
            f"{_said(saturated.reach_by_size, 1)} digits for each doubling of size, "
            f"{_said(saturated.reach_by_rows, 1)} of rows"
        )
        most = max(known(cell.hyperpolation.mean) for cell in summary.cells)
        told.append(f"with another carry-in at most {100 * most:.1f} % in any cell")
        return told

    def draw(self, summary: ScaleSummary) -> Sequence[Chart]:
        right, shares = "share right", (0.0, 1.0)
        return [
            _chart(summary, lambda cell: cell.interpolation, "Held-out sums of 1 to 4 digits", right, shares),
            _chart(summary, lambda cell: cell.reach, "Reach", "digits", None),
            _chart(summary, lambda cell: cell.extrapolation, "Longer sums, 5 to 8 digits", right, shares),
            _chart(summary, lambda cell: cell.hyperpolation, "Another carry-in", right, shares),
        ]


def _int(cell: Cell, name: str) -> int:
    return int(cell[name] or 0)


def _effect(rows: pl.DataFrame, name: str) -> Effect:
    return Effect(
        size=_per_doubling(rows, name, "size", "rows"),
        rows=_per_doubling(rows, name, "rows", "size"),
    )


def _per_doubling(rows: pl.DataFrame, name: str, by: str, beside: str) -> OverSeeds:
    """The slope of a measure over log2 of a dial at fixed levels of the other: its mean over seeds, each its own fit.

    Ordinary least squares with an intercept for each level of the other dial, for each seed alone.
    """
    slopes = []
    for _, some in rows.drop_nulls(name).sort("seed").group_by("seed", maintain_order=True):
        x, y = pl.col(by).log(2), pl.col(name)
        centred = some.select(x=x - x.mean().over(beside), y=y - y.mean().over(beside))
        spread = float((centred["x"] ** 2).sum())
        if spread > 0:
            slopes.append(float((centred["x"] * centred["y"]).sum()) / spread)
    return interval(slopes)


def _saturated(rows: pl.DataFrame) -> Saturated:
    some = rows.filter(pl.col("interpolation") >= 0.97)
    return Saturated(
        models=some.height,
        reach=interval(some["reach"].drop_nulls().to_list()),
        reach_by_size=_per_doubling(some, "reach", "size", "rows"),
        reach_by_rows=_per_doubling(some, "reach", "rows", "size"),
    )


def _said(found: OverSeeds, factor: float) -> str:
    return found.told(factor, "+.2f", ".2f")


def _chart(
    summary: ScaleSummary,
    measure: Callable[[ScaleCell], OverSeeds],
    title: str,
    unit: str,
    limits: tuple[float, float] | None,
) -> Chart:
    series: dict[str, list[Mark]] = {}
    for cell in summary.cells:
        part = measure(cell)
        if part.mean is not None:
            series.setdefault(f"width {cell.size}", []).append(part.mark(cell.rows))
    return Chart(title, "rows of the corpus", unit, series, limits, logarithmic=True)
