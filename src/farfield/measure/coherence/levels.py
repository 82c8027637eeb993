"""The axis along which coherence is told: its levels, in their order."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import polars as pl

from farfield.arrays import Floats, Rows
from farfield.measure.coherence.options import CoherenceOptions
from farfield.measure.coherence.tuples import Tuples
from farfield.measure.near_far.bands import MOST_LEVELS, band_codes
from farfield.records import FarfieldError

MOST_NAMES = 5 * MOST_LEVELS


@dataclass(frozen=True)
class Level:
    """A level of the axis: its name, the mean of its values, and the values that are at it."""

    name: str
    at: float | None
    values: tuple[str, ...]


def find_levels(tuples: Mapping[str, Tuples], options: CoherenceOptions) -> list[Level]:
    """The levels of the axis: by their distances where they have any; numbers in order, in bands where there are many;
    other names in order of appearance.

    Raises FarfieldError for more names than can be levels.
    """
    if options.axis is None or not tuples:
        return []
    rows = pl.concat([whole.rows.select("level", "distance") for whole in tuples.values()])
    rows = rows.filter(pl.col("level").is_not_null())
    at = rows.group_by("level", maintain_order=True).agg(pl.col("distance").mean())
    names, numbers = at["level"], at["level"].cast(pl.Float64, strict=False)
    if at["distance"].null_count() < at.height:
        few = len(names) <= MOST_LEVELS
        return (
            _placed(at)
            if few or at["distance"].null_count()
            else _bands(names, at["distance"], rows["level"], options)
        )
    if numbers.null_count():
        if len(names) > MOST_NAMES:
            raise FarfieldError(
                f"the column {options.axis!r} holds {len(names):,} different names, which are no levels",
                where="--axis",
                remedy="Name a column of numbers, or one with few values.",
            )
        return [Level(str(name), None, (name,)) for name in names]
    return _bands(names, numbers, rows["level"], options) if len(names) else []


def _placed(at: pl.DataFrame) -> list[Level]:
    """Each name at the mean distance of its tuples, nearest first; those without a distance last."""
    ordered = at.sort("distance", nulls_last=True, maintain_order=True)
    return [Level(str(name), mean, (name,)) for name, mean in ordered.iter_rows()]


def _bands(names: pl.Series, numbers: pl.Series, rows: pl.Series, options: CoherenceOptions) -> list[Level]:
    """Names by their numbers: a level each where these are few, else bands of about as many of the `rows`."""
    at = numbers.to_numpy()
    spread = rows.replace_strict(names, numbers, return_dtype=pl.Float64).to_numpy()
    band = dict(zip(spread.tolist(), band_codes(spread, options.bands).tolist(), strict=True))
    codes = np.array([band[value] for value in at.tolist()])
    return [_band(at, codes == code, names, spread) for code in sorted(set(codes.tolist()))]


def _band(at: Floats, inside: Rows, names: pl.Series, spread: Floats) -> Level:
    low, high = float(at[inside].min()), float(at[inside].max())
    name = f"{low:g}" if low == high else f"{low:g} to {high:g}"
    held = spread[(spread >= low) & (spread <= high)]
    return Level(name, float(held.mean()), tuple(names.filter(pl.Series(inside)).to_list()))
