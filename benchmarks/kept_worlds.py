"""Figures of simulated worlds as they are kept: a row a figure, a world's in place of those that it had."""

from __future__ import annotations

import csv
from collections.abc import Collection, Mapping
from pathlib import Path

Figures = Mapping[str, tuple[float, int]]
"""By name a figure of a world, and of how many draws it is."""


def read_worlds(path: Path, worlds: Collection[str]) -> list[dict[str, str]]:
    """The rows that are kept, of worlds that there still are."""
    if not path.exists():
        return []
    with path.open(newline="") as stream:
        return [row for row in csv.DictReader(stream) if row["world"] in worlds]


def keep_world(
    path: Path, worlds: Collection[str], name: str, found: Figures, drawn: str
) -> list[dict[str, str]]:
    """Write the figures of one world, and return the rows of all, in their order. `drawn`: the column of how many."""
    rows = [row for row in read_worlds(path, worlds) if row["world"] != name]
    rows += [
        {"world": name, "quantity": quantity, "value": f"{value:.4f}", drawn: str(count)}
        for quantity, (value, count) in found.items()
    ]
    rows.sort(key=lambda row: list(worlds).index(row["world"]))
    with path.open("w", newline="") as stream:
        writer = csv.DictWriter(stream, ("world", "quantity", "value", drawn), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    return rows
