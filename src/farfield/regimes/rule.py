"""The regime rule: where a point of a family stands, by what a corpus shows of it. First match wins.

Recall, the first rule, is of items and not of points: `assign` puts it before these. At a threshold tau:

2. hyperpolation: an axis is frozen (fewer than tau occurrences off its most common level) and the point leaves it;
3. extrapolation: a level beyond the range of the supported levels of an ordered axis (`range`), or a level (an atom) of
   another axis that is shown fewer than tau times (`unseen level`);
4. composition of order t: all combinations of fewer than t factors are shown tau times, one of t factors is not;
5. interpolation: otherwise; far where the nearest supported level of an ordered axis is more than one declared step
   away.

A level within the range of an ordered axis that is not supported itself stands for both of its supported neighbours: a
combination counts as the lesser of theirs. Where a witness tells no level of an axis, or no two axes together, what
depends on it is unknown; so is everything on an axis that shows no level tau times.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, product

import numpy as np
import polars as pl

from farfield.arrays import Codes, Floats, Rows
from farfield.families.axes import Axis
from farfield.records import Regime, Support
from farfield.regimes.axes import AxisAt, axis_at, leaves, show_axis
from farfield.regimes.bounds import Bound, as_counted
from farfield.regimes.counts import Counts, Factor, add_atoms, factors_of

RANGE, UNSEEN = "range", "unseen level"


@dataclass(frozen=True, slots=True)
class RuleOptions:
    """`threshold`: tau, occurrences that make support. `frozen_share`: pi_0, an axis is frozen too where the upper
    bound of the share off its most common level is no higher; 0 leaves the threshold alone to decide."""

    threshold: int = 1
    frozen_share: float = 0.0


def label_points(
    points: pl.DataFrame,
    axes: Sequence[Axis],
    support: Support,
    options: RuleOptions | None = None,
    bound: Bound = as_counted,
) -> pl.DataFrame:
    """A row for each point: `regime`, `order` (t of a composition), `extrapolation` (RANGE or UNSEEN), `far`,
    `decided_by` (the axes, or the factors that no text shows together), and `distance_NAME` for each ordered axis, to
    the nearest supported level.

    `points`: a column for each axis (Int64 where it is ordered, else String); a point with a null is unknown. `bound`:
    counts → those that support is judged by.
    """
    rule = _Rule(points, axes, support, options or RuleOptions(), bound)
    rule.leave_frozen_axes()
    rule.pass_supported_levels()
    rule.combine()
    return rule.table()


class _Rule:
    def __init__(
        self, points: pl.DataFrame, axes: Sequence[Axis], support: Support, options: RuleOptions, bound: Bound
    ) -> None:
        self._axes, self._bound, self._tau = axes, bound, options.threshold
        self._counts = Counts(axes, support)
        self._shown = {
            axis.name: axis_at(
                show_axis(axis, self._counts, support),
                self._counts,
                options.threshold,
                options.frozen_share,
                bound,
            )
            for axis in axes
        }
        self._points = add_atoms(points, axes)
        known = points.select(pl.all_horizontal(pl.col(axis.name).is_not_null() for axis in axes)).to_series()
        self._open = known.to_numpy() if len(axes) else np.ones(points.height, bool)
        self._regime = np.full(points.height, "unknown", dtype=object)
        self._order = np.zeros(points.height, np.int64)
        self._which = np.full(points.height, None, dtype=object)
        self._decided = np.full(points.height, None, dtype=object)
        self._sides: dict[str, tuple[pl.Series, pl.Series]] = {}
        self._distance: dict[str, Floats] = {}
        self._steps = np.zeros(points.height)

    def _decide(self, rows: Rows, regime: Regime, by: str) -> Rows:
        """Label those rows that are still open; returns which they were."""
        decided = rows & self._open
        self._regime[decided], self._decided[decided] = regime, by
        self._open &= ~decided
        return decided

    def leave_frozen_axes(self) -> None:
        for axis in self._axes:
            if self._shown[axis.name].is_frozen:
                left = leaves(self._points[axis.name], self._shown[axis.name].shown)
                self._decide(left, "hyperpolation", axis.name)

    def pass_supported_levels(self) -> None:
        """Label what lies outside on a varied axis, and find on which levels the others rest."""
        outside = {axis.name: self._outside(axis, self._shown[axis.name]) for axis in self._axes}
        for axis in self._axes:
            at = self._shown[axis.name]
            if at.is_shown and not at.is_frozen:
                decided = self._decide(outside[axis.name], "extrapolation", axis.name)
                self._which[decided] = RANGE if axis.kind == "ordered" else UNSEEN

    def _outside(self, axis: Axis, at: AxisAt) -> Rows:
        if axis.kind == "ordered":
            return self._outside_range(axis, at)
        unseen = np.zeros(self._points.height, bool)
        for factor in factors_of(self._points.select(axis.name), [axis]):
            unseen |= ~self._supported([factor])
        return unseen

    def _outside_range(self, axis: Axis, at: AxisAt) -> Rows:
        """Also notes for each point the supported levels on either side, and the distance to the nearer one."""
        levels = self._points[axis.name].fill_null(0).to_numpy()
        own = self._supported([Factor(axis.name)])
        grid = at.supported
        if not len(grid):
            self._sides[axis.name] = (self._points[axis.name], self._points[axis.name])
            self._distance[axis.name] = np.where(own, 0.0, np.nan)
            return ~own
        place = np.searchsorted(grid, levels)
        below = np.where(own, levels, grid[np.maximum(place - 1, 0)])
        above = np.where(own, levels, grid[np.minimum(place, len(grid) - 1)])
        self._sides[axis.name] = (pl.Series(axis.name, below), pl.Series(axis.name, above))
        nearest = np.where(np.abs(levels - below) <= np.abs(above - levels), below, above)
        self._distance[axis.name] = np.abs(levels - nearest).astype(np.float64)
        self._steps = np.maximum(self._steps, np.abs(_step(axis, levels) - _step(axis, nearest)))
        return np.asarray(~own & ((levels < grid[0]) | (levels > grid[-1])))

    def _supported(self, factors: Sequence[Factor]) -> Rows:
        return np.asarray(self._bound(self._counts.of(self._points, factors)) >= self._tau)

    def combine(self) -> None:
        """Compositions, lowest order first; what no witness can tell is unknown before a higher order is looked at."""
        for axis in self._axes:
            if not self._shown[axis.name].is_shown:
                self._decide(self._open, "unknown", axis.name)
        factors = list(factors_of(self._points, self._axes))
        for order in range(2, len(factors) + 1):
            if not self._open.any():
                return
            some = list(combinations(factors, order))
            told = [one for one in some if self._counts.can_be_told({factor.axis for factor in one})]
            for one in told:
                decided = self._decide(self._missing(one), "composition", "")
                self._order[decided] = order
                self._decided[decided] = self._written(one, decided)
            for one in some:
                if one not in told:
                    self._decide(self._has(one), "unknown", _names(one))
        self._decide(self._open, "interpolation", "")

    def _missing(self, factors: Sequence[Factor]) -> Rows:
        """Which open points lack the combination, on either side of a gap of an ordered axis."""
        missing = np.zeros(len(self._open), bool)
        rows = np.flatnonzero(self._open)
        points = self._points[rows]
        for sides in self._choices(factors, rows):
            placed = points.with_columns(sides)
            missing[rows] |= self._bound(self._counts.of(placed, factors)) < self._tau
        return missing

    def _choices(self, factors: Sequence[Factor], rows: Codes) -> Iterator[list[pl.Series]]:
        ordered = [self._sides[factor.axis] for factor in factors if factor.axis in self._sides]
        taken = [(below[rows], above[rows]) for below, above in ordered]
        return (
            list(sides)
            for sides in product(
                *((below,) if below.equals(above) else (below, above) for below, above in taken)
            )
        )

    def _has(self, factors: Sequence[Factor]) -> Rows:
        """Which points have so many atoms."""
        least: dict[str, int] = {}
        for factor in factors:
            if factor.atom is not None:
                least[factor.axis] = max(least.get(factor.axis, 0), factor.atom + 1)
        has = np.ones(self._points.height, bool)
        for name, atoms in least.items():
            has &= (self._points[name].list.len() >= atoms).fill_null(False).to_numpy()
        return has

    def _written(self, factors: Sequence[Factor], rows: Rows) -> list[str]:
        """`digits=3,base=9`: the levels that no text shows together."""
        told = [
            pl.concat_str(
                pl.lit(f"{factor.axis}="),
                pl.col(factor.axis).cast(pl.String)
                if factor.atom is None
                else pl.col(factor.axis).list.get(factor.atom, null_on_oob=True),
            )
            for factor in factors
        ]
        return self._points.filter(rows).select(pl.concat_str(told, separator=",")).to_series().to_list()

    def table(self) -> pl.DataFrame:
        inside = self._regime == "interpolation"
        distances = {f"distance_{name}": pl.Series(found) for name, found in self._distance.items()}
        return pl.DataFrame(
            {
                "regime": pl.Series(self._regime.tolist(), dtype=pl.String),
                "order": pl.Series([int(t) or None for t in self._order], dtype=pl.Int64),
                "extrapolation": pl.Series(self._which.tolist(), dtype=pl.String),
                "far": pl.Series(inside & (self._steps > 1)),
                "decided_by": pl.Series([by or None for by in self._decided], dtype=pl.String),
                **{name: series.fill_nan(None) for name, series in distances.items()},
            }
        )


def _step(axis: Axis, levels: Codes) -> Floats:
    """Where levels stand among the declared ones, counted in these and between them in parts."""
    declared = np.array(sorted(int(level) for level in axis.levels), np.float64)
    inside = np.interp(levels, declared, np.arange(len(declared), dtype=np.float64))
    return np.asarray(inside, np.float64)


def _names(factors: Sequence[Factor]) -> str:
    return ",".join(dict.fromkeys(factor.axis for factor in factors))


def shown_axes(
    axes: Sequence[Axis], support: Support, thresholds: Sequence[int], frozen_share: float
) -> Mapping[str, Mapping[int, AxisAt]]:
    """By axis and threshold, what the support is along it."""
    counts = Counts(axes, support)
    shown = {axis.name: show_axis(axis, counts, support) for axis in axes}
    return {
        name: {tau: axis_at(one, counts, tau, frozen_share, as_counted) for tau in thresholds}
        for name, one in shown.items()
    }
