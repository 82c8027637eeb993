"""Rates of several kinds at several levels, drawn together: what the data leave plausible of all of them at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from farfield.arrays import Codes, Floats
from farfield.measure.intervals import design_effect, mean_interval
from farfield.results.structs import Mean
from farfield.special_functions import betaincinv, ndtr, ndtri, stdtrit

PSEUDO = 0.5
"""Added to right and wrong: Jeffreys' prior of a share, so that no share of 0 or 1 is certain."""
FEWEST_GOLD = 10
KNOTS = np.linspace(-6.0, 6.0, 241)
"""Standard normal values at which a share is reckoned: between them it is as good as a straight line, to a thousandth
of its error, and reckoning it at each draw would take most of the time."""


@dataclass(frozen=True)
class Labels:
    """Gold labels: their mean, and as how many of one weight they count."""

    mean: float
    size: float

    @classmethod
    def of(cls, labels: Floats, heavy: Floats) -> Labels:
        """Of labels, each of its weight."""
        if not len(labels):
            return cls(0.0, 0.0)
        return cls(float(np.average(labels, weights=heavy)), float(heavy.sum() ** 2 / (heavy @ heavy)))

    def draws(self, generator: np.random.Generator, number: int) -> Floats:
        """Plausible values of their mean (d,), Jeffreys' prior added."""
        right = self.size * self.mean
        return generator.beta(right + PSEUDO, self.size - right + PSEUDO, number)


@dataclass(frozen=True)
class Cell:
    """The rows of one kind at one level: scores in [0, 1], their clusters, and gold labels (not-a-number: none).

    `weights`: how much each counts; None where all count alike.
    """

    scores: Floats
    clusters: Codes
    gold: Floats
    weights: Floats | None = None

    @property
    def items(self) -> int:
        return len(self.scores)

    @property
    def heavy(self) -> Floats:
        """How much each row counts, (n,)."""
        return np.ones(self.items) if self.weights is None else self.weights

    @property
    def groups(self) -> int:
        return len(np.unique(self.clusters))

    @property
    def labelled(self) -> int:
        return int((~np.isnan(self.gold)).sum())

    @property
    def rate(self) -> float:
        """The mean score; where there are gold labels, corrected by what they say of each score."""
        if not self.labelled:
            return float(np.average(self.scores, weights=self.heavy))
        share, (low, high) = self._truths()
        missed, right = (low.mean if low.size else 0.0), (high.mean if high.size else 1.0)
        return share * right + (1 - share) * missed

    def mean(self, confidence: float) -> Mean:
        """The mean score with its interval, whatever gold says."""
        codes = np.unique(self.clusters, return_inverse=True)[1]
        return Mean(*mean_interval(self.scores, codes, confidence, self.weights))

    def _truths(self) -> tuple[float, tuple[Labels, Labels]]:
        """The share of high scores, and the gold labels of low and of high ones."""
        told = ~np.isnan(self.gold)
        high = self.scores >= 0.5
        low_labels, high_labels = (
            Labels.of(self.gold[rows], self.heavy[rows]) for rows in (told & ~high, told & high)
        )
        return float(np.average(high, weights=self.heavy)), (low_labels, high_labels)

    def draws(self, normal: Floats, generator: np.random.Generator) -> Floats:
        """The rate's plausible values (d,), by standard normal draws that may share luck with other cells.

        A Beta of the effective number of items, Jeffreys' prior added. With gold labels, which are a sample of these
        rows: the share of high scores, times how often those are right, and of low ones; each drawn (Tenenbein 1970,
        which is Rogan & Gladen's correction where the labels are of the same rows, and stays within 0 to 1).
        """
        size, mean = self._worth()
        shares = np.interp(
            normal, KNOTS, betaincinv(size * mean + PSEUDO, size * (1 - mean) + PSEUDO, ndtr(KNOTS))
        )
        if not self.labelled:
            return np.asarray(shares)
        _, (low, high) = self._truths()
        right, missed = high.draws(generator, len(normal)), low.draws(generator, len(normal))
        return np.asarray(shares * right + (1 - shares) * missed)

    def _worth(self) -> tuple[float, float]:
        """As how many independent items these count, and their mean; of scores taken as high or low under gold."""
        scores = (self.scores >= 0.5).astype(np.float64) if self.labelled else self.scores
        codes = np.unique(self.clusters, return_inverse=True)[1]
        groups, mean = self.groups, float(np.clip(np.average(scores, weights=self.heavy), 0.0, 1.0))
        design, _ = design_effect(scores, codes, self.heavy, mean, groups)
        binary = bool(np.all((scores == 0) | (scores == 1)))
        size = len(scores) / max(design, 1.0 if binary else 1e-3)
        few = (float(ndtri(0.975)) / float(stdtrit(max(groups - 1, 1), 0.975))) ** 2
        return size * few, mean

    def influence(self, groups: int) -> Floats:
        """How far each cluster of all (groups,) pulls the mean."""
        heavy = self.heavy / self.heavy.sum()
        pulls = heavy * (self.scores - heavy @ self.scores)
        return np.bincount(self.clusters, pulls, groups).astype(np.float64)


def cells_of(rows: pl.DataFrame, codes: Mapping[str, int]) -> dict[str, Cell]:
    """The cells of a kind by level; `codes`: the number of each cluster."""
    found = {}
    for (level,), part in rows.partition_by("level", as_dict=True, maintain_order=True).items():
        clusters = np.array([codes[name] for name in part["cluster"]], dtype=np.int64)
        gold = part["gold"].fill_null(float("nan")).to_numpy()
        heavy = part["_weight"].to_numpy()
        weights = None if (heavy == 1).all() else heavy
        found[str(level)] = Cell(part["score"].cast(pl.Float64).to_numpy(), clusters, gold, weights)
    return found


def draw_together(cells: Sequence[Cell], groups: int, draws: int, seed: int) -> list[Floats]:
    """Plausible rates of each cell (d,), as correlated as their clusters' pulls on the means are.

    A cluster that is in several cells, as an item that is asked at several levels, moves all of them.
    """
    generator = np.random.default_rng(seed)
    pulls = np.stack([cell.influence(groups) for cell in cells])
    spread = np.sqrt((pulls**2).sum(axis=1))
    scaled = pulls / np.where(spread > 0, spread, 1.0)[:, None]
    shared = scaled @ scaled.T
    own = np.diag(np.where(spread > 0, 0.0, 1.0))
    values, vectors = np.linalg.eigh(shared + own)
    root = vectors * np.sqrt(np.maximum(values, 0.0))
    normal = root @ generator.standard_normal((len(cells), draws))
    normal /= np.maximum(normal.std(axis=1, keepdims=True), 1e-12) if draws > 1 else 1.0
    return [cell.draws(row, generator) for cell, row in zip(cells, normal, strict=True)]
