"""N(.): how often a corpus shows a combination of levels.

An item is a set of *factors*: a level of each ordered and categorical axis, and each atom of a compositional one.
N of some factors is the number of occurrences of points that tell all of them. A partial point, such as a phrase
that names a base and no number, counts for what it tells and for no combination with what it doesn't.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
import polars as pl

from farfield.arrays import Floats
from farfield.families.axes import ATOM_SEPARATOR, Axis
from farfield.records import Support


@dataclass(frozen=True, slots=True)
class Factor:
    """An axis; of a compositional one the atom at a place of the level's sorted atoms."""

    axis: str
    atom: int | None = None


class Counts:
    """Counts of a support by combination, as floats; of a declared one infinite where it holds the levels."""

    def __init__(self, axes: Sequence[Axis], support: Support) -> None:
        self.axes = axes
        self._told = support.told
        self._declared = support.declared is not None
        self._points = support.points.with_columns(pl.col("count").cast(pl.Float64).fill_null(float("inf")))
        self._tables: dict[tuple[tuple[str, int], ...], pl.DataFrame] = {}

    def can_be_told(self, axes: set[str]) -> bool:
        """Whether a witness could show levels of these axes together."""
        return any(axes <= told for told in self._told)

    def levels(self, axis: str) -> tuple[pl.Series, Floats]:
        """The levels that are shown, sorted, and how often each is."""
        found = (
            self._points.filter(pl.col(axis).is_not_null())
            .group_by(axis)
            .agg(pl.col("count").sum())
            .sort(axis)
        )
        return found[axis], found["count"].to_numpy()

    def atoms(self, axis: str) -> dict[str, float]:
        """How often each atom of a compositional axis is shown."""
        table = self._table(((axis, 1),))
        return dict(zip(table[axis], table["count"], strict=True))

    def of(self, points: pl.DataFrame, factors: Sequence[Factor]) -> Floats:
        """N of these factors of each point, (rows,); infinite where a point has fewer atoms than that."""
        kept = {factor.axis: 0 for factor in factors}
        for factor in factors:
            kept[factor.axis] += 1
        if self._declared and len(factors) > 1:
            return np.asarray(np.min([self.of(points, [factor]) for factor in factors], axis=0))
        keys = points.select(_key(name, [f for f in factors if f.axis == name]) for name in kept)
        table = self._table(tuple(kept.items()))
        found = keys.join(table, on=list(kept), how="left", maintain_order="left")["count"].fill_null(0.0)
        lacking = keys.select(pl.any_horizontal(pl.col(name).is_null() for name in kept)).to_series()
        return found.set(lacking, float("inf")).to_numpy()

    def _table(self, kept: tuple[tuple[str, int], ...]) -> pl.DataFrame:
        """For each combination of levels, of compositional axes of so many atoms, how often it is shown."""
        if kept not in self._tables:
            names = [name for name, _ in kept]
            rows = self._points.select(*names, "count").drop_nulls()
            for axis in self.axes:
                if axis.kind == "compositional" and axis.name in names:
                    rows = _explode(rows, axis.name, dict(kept)[axis.name])
            self._tables[kept] = rows.group_by(names).agg(pl.col("count").sum())
        return self._tables[kept]


def split_atoms(level: str) -> list[str]:
    """The atoms of a compositional level, each once, sorted."""
    return sorted(set(level.split(ATOM_SEPARATOR)))


def add_atoms(points: pl.DataFrame, axes: Sequence[Axis]) -> pl.DataFrame:
    """The levels of compositional axes as sorted lists of their atoms."""
    return points.with_columns(
        pl.col(axis.name).str.split(ATOM_SEPARATOR).list.unique().list.sort()
        for axis in axes
        if axis.kind == "compositional"
    )


def factors_of(points: pl.DataFrame, axes: Sequence[Axis]) -> Iterator[Factor]:
    """The factors that points (after `add_atoms`) may have."""
    for axis in axes:
        if axis.kind != "compositional":
            yield Factor(axis.name)
            continue
        most = points[axis.name].list.len().max()
        yield from (Factor(axis.name, place) for place in range(int(str(most or 0))))


def _key(axis: str, factors: Sequence[Factor]) -> pl.Expr:
    if factors[0].atom is None:
        return pl.col(axis)
    parts = [
        pl.col(axis).list.get(factor.atom, null_on_oob=True) for factor in factors if factor.atom is not None
    ]
    return pl.concat_str(parts, separator=ATOM_SEPARATOR).alias(axis)


def _explode(rows: pl.DataFrame, axis: str, size: int) -> pl.DataFrame:
    """A row for each combination of so many atoms of its level."""
    held: Mapping[str, list[str]] = {
        level: [ATOM_SEPARATOR.join(some) for some in combinations(split_atoms(level), size)]
        for level in rows[axis].unique()
    }
    table = pl.DataFrame(
        {axis: list(held), "_some": list(held.values())},
        schema={axis: pl.String, "_some": pl.List(pl.String)},
    )
    joined = rows.join(table, on=axis, how="left").drop(axis).explode("_some").rename({"_some": axis})
    return joined.drop_nulls(axis)
