"""What a support is along each axis at a threshold: supported levels and range, frozen or varied."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from farfield.arrays import Floats, Rows
from farfield.families.axes import Axis, Level
from farfield.records import Support
from farfield.regimes.bounds import Bound, highest_share
from farfield.regimes.counts import Counts, split_atoms


@dataclass(frozen=True)
class AxisShown:
    """One axis of a support: its `levels`, how often each is shown, and the most `common` one.

    `off`: occurrences at other levels, `share` of all that tell one; `share_high`: the upper 95 % bound of that share
    in the whole corpus (pi_j in the rule).
    """

    axis: Axis
    levels: pl.Series
    counts: Floats
    common: Level | None
    off: float
    share: float | None
    share_high: float | None


@dataclass(frozen=True)
class AxisAt:
    """An axis of a support at a threshold: whether it is shown at all, or frozen at its common level; supported
    levels.
    """

    shown: AxisShown
    is_shown: bool
    is_frozen: bool
    supported: NDArray[Any]


def show_axis(axis: Axis, counts: Counts, support: Support) -> AxisShown:
    """What a support shows of one axis by its counts: which levels, how often, and how much stands off the
    common one.
    """
    levels, found = counts.levels(axis.name)
    if not len(levels):
        return AxisShown(axis, levels, found, None, 0.0, None, None)
    at = _most_common(axis, levels, found)
    off = float(np.delete(found, at).sum())
    if support.declared:
        share = float(len(levels) > 1)
        return AxisShown(axis, levels, found, levels[at], off, share, share)
    total = float(found.sum())
    return AxisShown(axis, levels, found, levels[at], off, off / total, highest_share(support, off, total))


def _most_common(axis: Axis, levels: pl.Series, found: Floats) -> int:
    """Of equally common levels the default, else the first."""
    tied = np.flatnonzero(found == found.max())
    names = levels.to_list()
    return next((int(at) for at in tied if str(names[at]) == str(axis.default)), int(tied[0]))


def axis_at(shown: AxisShown, counts: Counts, tau: float, frozen_share: float, bound: Bound) -> AxisAt:
    """Frozen: fewer than tau occurrences off the common level, or a share of them of at most `frozen_share`.

    An axis without a level that is shown tau times is not shown: it is neither frozen nor varied.
    """
    axis = shown.axis
    if shown.common is None:
        return AxisAt(shown, False, False, np.array([]))
    supported = shown.levels.to_numpy()[bound(shown.counts) >= tau]
    few = bool(bound(np.array([shown.off]))[0] < tau)
    rare = frozen_share > 0 and shown.share_high is not None and shown.share_high <= frozen_share
    frozen = few or rare
    enough = len(supported) > 0
    if axis.kind == "compositional":
        atoms = counts.atoms(axis.name)
        supported = np.array([name for name, count in atoms.items() if bound(np.array([count]))[0] >= tau])
        enough = len(supported) > 0 and (not frozen or _holds_common(shown, bound, tau))
    return AxisAt(shown, enough, enough and frozen, supported)


def _holds_common(shown: AxisShown, bound: Bound, tau: float) -> bool:
    return bool(bound(np.array([shown.counts.max()]))[0] >= tau)


def leaves(levels: pl.Series, shown: AxisShown) -> Rows:
    """Which levels (of a compositional axis lists of atoms) are not the common one, or no part of it."""
    if shown.axis.kind != "compositional":
        return (levels != shown.common).to_numpy()
    common = split_atoms(str(shown.common))
    return ~np.array([set(atoms) <= set(common) for atoms in levels.to_list()], bool)
