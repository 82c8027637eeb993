"""What the terminal shows of a lab: its models beside each other, by regime and by reach."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import fmean

from rich import box
from rich.console import Console
from rich.table import Table

from farfield.records import REGIMES
from farfield.results import LabRecord
from farfield.results.lab import LabModelScores
from farfield.results.rulers import Reach
from farfield.words.numbers import count, in_points, plain, short, whole

SHORT = {
    "interpolation": "interp",
    "composition": "compos",
    "extrapolation": "extrap",
    "hyperpolation": "hyperp",
}


def print_lab(record: LabRecord, folder: Path, warnings: Sequence[str] = ()) -> None:
    """A line for each model, then mean and range: percentages right by regime, the reach along each varied axis."""
    console, models, options = Console(highlight=False), record.models, record.options
    rows = count(options.rows, "document")
    wide = "".join(f" · {name} widened in {in_points(share)}%" for name, share in options.widen.items())
    title = f"{options.world} · transformers of width {options.width} · {rows}{wide}"
    console.print(title, style="bold", markup=False)
    regimes = [name for name in REGIMES if any(name in one.regimes for one in models)]
    axes = list(dict.fromkeys(axis for one in models for axis in one.reach))
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, collapse_padding=True)
    table.add_column("model", no_wrap=True)
    for name in (
        "steps",
        "score",
        *(SHORT.get(name, name) for name in regimes),
        *(f"reach,\n{axis}" for axis in axes),
    ):
        table.add_column(name, justify="right")
    for one in models:
        table.add_row(*_line(one, regimes, axes), end_section=one is models[-1])
    if len(models) > 1:
        for name, function in (("mean", fmean), ("least", min), ("most", max)):
            table.add_row(name, "", *_over_models(models, regimes, function))
    console.print(table)
    for warning in warnings:
        console.print(f"  ! {warning}", markup=False, soft_wrap=True)
    print(f"  reports {folder}/{models[0].folder if len(models) == 1 else '*'}/report.html")
    print(f"  table   {folder}/lab.json")


def _line(one: LabModelScores, regimes: Sequence[str], axes: Sequence[str]) -> list[str]:
    name = one.folder if one.reached else f"{one.folder} !"
    scores = [_percent(one.regimes.get(regime)) for regime in regimes]
    return [
        name,
        whole(one.steps),
        _percent(one.score),
        *scores,
        *(_reach(one.reach.get(a)) for a in axes),
    ]


def _over_models(
    models: Sequence[LabModelScores], regimes: Sequence[str], function: Callable[[list[float]], float]
) -> list[str]:
    columns = [
        [one.score for one in models],
        *([one.regimes.get(name) for one in models] for name in regimes),
    ]
    kept = [[value for value in column if value is not None] for column in columns]
    return [_percent(function(column) if column else None) for column in kept]


def _percent(share: float | None) -> str:
    return "–" if share is None else in_points(share)


def _reach(reach: Reach | None) -> str:
    if reach is None or reach.distance is None:
        return "–"
    return f"> {plain(reach.distance)}" if reach.censored else short(reach.distance, 2)
