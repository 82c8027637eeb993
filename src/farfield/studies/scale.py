"""Scale: sizes by rows in the carry-in world. Do near-field score and reach move together?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any

import polars as pl

from farfield.lab import DrawOptions, LabOptions, TrainingOptions
from farfield.report.charts.standalone import Chart, Mark
from farfield.studies.lab_models import profile_model, reach_along, regime_scores, scores_along
from farfield.studies.questions import QUESTIONS
from farfield.studies.seeds import interval, over_seeds
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


class Scale(Study[ScaleParameters]):
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

    def summarise(self, rows: pl.DataFrame, parameters: ScaleParameters) -> dict[str, Any]:  # noqa: ARG002
        grown = [(name, _effects(rows, name)) for name in MEASURES]
        digits = [name for name in rows.columns if name.startswith("digits_")]
        return {
            "cells": over_seeds(rows, ["size", "rows"], [*MEASURES, "recall", *digits]),
            "effects": dict(grown),
            "saturated": _saturated(rows),
            "censored": int(rows["censored"].sum()),
            "models": rows.height,
        }

    def tell(self, summary: Mapping[str, Any]) -> list[str]:
        effects, told = summary["effects"], []
        for name, said in (
            ("interpolation", "held-out sums"),
            ("extrapolation", "longer sums"),
            ("reach", "reach"),
        ):
            unit, factor = ("digits", 1) if name == "reach" else ("points", 100)
            size, rows = (_said(effects[name][by], factor) for by in ("size", "rows"))
            told.append(f"{said}: {size} {unit} for each doubling of size, {rows} for each doubling of rows")
        saturated = summary["saturated"]
        told.append(
            f"where held-out sums are at least 97 % right ({saturated['models']} of {summary['models']} models): reach "
            f"{_said(saturated['reach_by_size'], 1)} digits for each doubling of size, "
            f"{_said(saturated['reach_by_rows'], 1)} of rows"
        )
        most = max(cell["hyperpolation"]["mean"] for cell in summary["cells"])
        told.append(f"with another carry-in at most {100 * most:.1f} % in any cell")
        return told

    def draw(self, summary: Mapping[str, Any]) -> Sequence[Chart]:
        return [
            _chart(summary, "interpolation", "Held-out sums of 1 to 4 digits", "share right", (0, 1)),
            _chart(summary, "reach", "Reach", "digits", None),
            _chart(summary, "extrapolation", "Longer sums, 5 to 8 digits", "share right", (0, 1)),
            _chart(summary, "hyperpolation", "Another carry-in", "share right", (0, 1)),
        ]


def _int(cell: Cell, name: str) -> int:
    return int(cell[name] or 0)


def _effects(rows: pl.DataFrame, name: str) -> dict[str, Any]:
    return {
        "size": _per_doubling(rows, name, "size", "rows"),
        "rows": _per_doubling(rows, name, "rows", "size"),
    }


def _per_doubling(rows: pl.DataFrame, name: str, by: str, beside: str) -> dict[str, Any]:
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


def _saturated(rows: pl.DataFrame) -> dict[str, Any]:
    """Slopes of reach among models whose near field is at its ceiling: what is left for more of the same to bring."""
    some = rows.filter(pl.col("interpolation") >= 0.97)
    return {
        "models": some.height,
        "reach": interval(some["reach"].drop_nulls().to_list()),
        "reach_by_size": _per_doubling(some, "reach", "size", "rows"),
        "reach_by_rows": _per_doubling(some, "reach", "rows", "size"),
    }


def _said(found: Mapping[str, Any], factor: float) -> str:
    if found["mean"] is None:
        return "unknown"
    mean = f"{factor * found['mean']:+.2f}"
    return (
        mean
        if found["low"] is None
        else f"{mean} [{factor * found['low']:.2f}, {factor * found['high']:.2f}]"
    )


def _chart(
    summary: Mapping[str, Any], name: str, title: str, unit: str, limits: tuple[float, float] | None
) -> Chart:
    series: dict[str, list[Mark]] = {}
    for cell in summary["cells"]:
        part = cell[name]
        if part["mean"] is not None:
            mark = Mark(cell["rows"], part["mean"], part["low"], part["high"])
            series.setdefault(f"width {cell['size']}", []).append(mark)
    return Chart(title, "rows of the corpus", unit, series, limits, logarithmic=True)
