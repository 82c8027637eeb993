"""What the terminal shows of a lab: its models beside each other, by regime and by reach."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from rich import box
from rich.console import Console
from rich.table import Table

from farfield.records import REGIMES


def print_lab(record: Mapping[str, Any], folder: Path, warnings: Sequence[str] = ()) -> None:
    """A line for each model, then their mean; percentages right by regime, and the reach along each varied axis."""
    console, models, options = Console(highlight=False), record["models"], record["options"]
    rows = f"{options['draw']['rows']:,} documents"
    wide = "".join(f" · {name} widened in {share:.0%}" for name, share in options["draw"]["widen"].items())
    title = f"{options['world']} · transformers of width {options['training']['width']} · {rows}{wide}"
    console.print(title, style="bold", markup=False)
    regimes = [name for name in REGIMES if any(name in one["regimes"] for one in models)]
    axes = list(dict.fromkeys(axis for one in models for axis in one["reach"]))
    table = Table(box=box.SIMPLE, pad_edge=False)
    table.add_column("model", no_wrap=True)
    for name in ("steps", "score", *regimes, *(f"reach, {axis}" for axis in axes)):
        table.add_column(name, justify="right")
    for one in models:
        table.add_row(*_line(one, regimes, axes))
    if len(models) > 1:
        table.add_row(*_mean(models, regimes), style="bold")
    console.print(table)
    for warning in warnings:
        console.print(f"  ! {warning}", markup=False, soft_wrap=True)
    print(f"  reports {folder}/{models[0]['folder'] if len(models) == 1 else '*'}/report.html")
    print(f"  table   {folder}/lab.json")


def _line(one: Mapping[str, Any], regimes: Sequence[str], axes: Sequence[str]) -> list[str]:
    name = one["folder"] if one["reached"] else f"{one['folder']} !"
    scores = [_percent(one["regimes"].get(regime)) for regime in regimes]
    return [
        name,
        f"{one['steps']:,}",
        _percent(one["score"]),
        *scores,
        *(_reach(one["reach"].get(a)) for a in axes),
    ]


def _mean(models: Sequence[Mapping[str, Any]], regimes: Sequence[str]) -> list[str]:
    def mean(values: list[float | None]) -> str:
        kept = [value for value in values if value is not None]
        return (
            f"{100 * min(kept):.0f}…{100 * max(kept):.0f}, {_percent(sum(kept) / len(kept))}" if kept else "–"
        )

    return [
        "range, mean",
        "",
        mean([one["score"] for one in models]),
        *(mean([one["regimes"].get(name) for one in models]) for name in regimes),
    ]


def _percent(share: float | None) -> str:
    return "–" if share is None else f"{100 * share:.0f}"


def _reach(reach: Mapping[str, Any] | None) -> str:
    if not reach or reach.get("distance") is None:
        return "–"
    return f"> {reach['distance']:g}" if reach.get("censored") else f"{reach['distance']:.2g}"
