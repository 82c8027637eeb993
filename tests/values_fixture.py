"""Rows of values, controls and capabilities whose rates are known, for tests and calibration."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from farfield.logs import ReadOptions, read_items
from farfield.measure import MeasureOptions
from farfield.measure.values import name_exact
from farfield.measure.values.profile import fit_values
from farfield.results.values import ValueProfile

Rates = Mapping[str, Sequence[float]]
"""By kind, the rate at each level; of a control that at which the behaviour shows."""

EASE = 1.0
"""Spread of the items on the scale of the normal that their answers are drawn from: what levels share."""


def value_rows(
    rates: Rates,
    items: int = 100,
    seed: int | None = None,
    levels: Sequence[str] | None = None,
    **more: Any,
) -> list[dict[str, Any]]:
    """A row for each kind, level and item. Without a seed exactly these shares; with one drawn, items alike at all
    levels. Kinds that are a control have score 0 where the behaviour shows."""
    count = max(len(row) for row in rates.values())
    names = levels or [str(at) for at in range(count)]
    generator = np.random.default_rng(seed)
    found = []
    for kind, row in rates.items():
        ease = generator.standard_normal(items)
        for at, rate in enumerate(row):
            hits = (
                _drawn(rate, ease, generator) if seed is not None else np.arange(items) < round(rate * items)
            )
            shows = kind in ("flipped", "benign", "ablated")
            found += [
                {
                    "subject": "s", "task": "t", "item_id": f"i{one}", "kind": kind, "level": names[at],
                    "distance": at, "score": int(hit) if not shows else int(not hit), **more,
                }
                for one, hit in enumerate(hits.tolist())
            ]  # fmt: skip
    return found


def _drawn(rate: float, ease: np.ndarray, generator: np.random.Generator) -> np.ndarray:
    """Right or wrong with this mean over items, half of whose luck is their own at every level."""
    from scipy.special import ndtri

    if rate in (0.0, 1.0):
        return np.full(len(ease), bool(rate))
    luck = (EASE * ease + generator.standard_normal(len(ease))) / np.sqrt(1 + EASE**2)
    return np.asarray(luck < ndtri(rate))


def measured(
    folder: Path, rows: Sequence[Mapping[str, Any]], read: ReadOptions | None = None, **options: Any
) -> list[ValueProfile]:
    """What a profile says of rows in a log, without its other sections."""
    path = folder / "measured.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    items = name_exact(read_items(str(path), read))
    return fit_values(items.table, MeasureOptions(**{"rulers": (), "draws": 500, **options}))
