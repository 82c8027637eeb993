"""How the items of a family differ from what the corpus shows: atom and compound divergence."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from itertools import combinations

import numpy as np
import polars as pl

from farfield.families.axes import ATOM_SEPARATOR, Axis
from farfield.records import Support
from farfield.regimes.counts import split_atoms
from farfield.results.families import Divergence

ATOMS_ALPHA, COMPOUNDS_ALPHA = 0.5, 0.1
Shares = Mapping[str, float]


def divergence(points: pl.DataFrame, axes: Sequence[Axis], support: Support) -> Divergence:
    """`atoms` and `compounds` (Keysers et al. 2020): D = 1 - sum over k of p_k^alpha q_k^(1 - alpha), in [0, 1].

    p: shares in the corpus, q: in the items (`points`, a row for each). Atoms are the levels of ordered and categorical
    axes and the atoms of compositional ones, alpha = 0.5. Compounds are pairs of them, the lowest order that combines,
    with alpha = 0.1: what matters is whether the corpus holds a compound at all, less how often. None where either side
    has none, and for a declared support, which has no frequencies.
    """
    if support.declared:
        return Divergence(None, None)
    corpus = {size: _shares(support.points, axes, size, "count") for size in (1, 2)}
    items = {size: _shares(points.with_columns(count=1), axes, size, "count") for size in (1, 2)}
    return Divergence(
        atoms=_divergence(corpus[1], items[1], ATOMS_ALPHA),
        compounds=_divergence(corpus[2], items[2], COMPOUNDS_ALPHA),
    )


def _divergence(corpus: Shares, items: Shares, alpha: float) -> float | None:
    if not corpus or not items:
        return None
    both = corpus.keys() & items.keys()
    # exact, so that the sum does not depend on the order of a set, which is another one in each process
    shared = math.fsum(corpus[name] ** alpha * items[name] ** (1 - alpha) for name in both)
    return float(np.clip(1 - shared, 0, 1))


def _shares(points: pl.DataFrame, axes: Sequence[Axis], size: int, count: str) -> Shares:
    """The share of each combination of so many factors that points tell, by its name."""
    counts: dict[str, float] = {}
    distinct = points.group_by([axis.name for axis in axes]).agg(pl.col(count).sum())
    for *levels, seen in distinct.iter_rows():
        factors = [name for axis, level in zip(axes, levels, strict=True) for name in _factors(axis, level)]
        for some in combinations(factors, size):
            name = ",".join(some)
            counts[name] = counts.get(name, 0.0) + float(seen)
    total = sum(counts.values())
    return {name: value / total for name, value in counts.items()} if total else {}


def _factors(axis: Axis, level: object) -> list[str]:
    if level is None:
        return []
    atoms = split_atoms(str(level)) if axis.kind == "compositional" else [str(level)]
    return [f"{axis.name}{ATOM_SEPARATOR if axis.kind == 'compositional' else '='}{atom}" for atom in atoms]
