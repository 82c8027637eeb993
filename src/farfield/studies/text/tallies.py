"""Rows of counts as shares with intervals: whole packages are drawn anew, those of each side among themselves."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
import polars as pl

from farfield.arrays import Floats
from farfield.studies.text.outcomes import BANDS, EVERY
from farfield.studies.with_interval import WithInterval

TAILS = (0.025, 0.975)
OWN, OTHER, UNSEEN, TRAINING, NOT_IN_TRAINING, RENAMED = (
    "own", "other", "unseen", "training", "not_in_training", "renamed",
)  # fmt: skip
DEALT_OWN, DEALT_OTHER = "dealt_own", "dealt_other"
OF_ROWS = {
    ("held_out", True): OWN,
    ("held_out", False): OTHER,
    ("training", True): TRAINING,
    ("training", False): NOT_IN_TRAINING,
    ("dealt", True): DEALT_OWN,
    ("dealt", False): DEALT_OTHER,
}
"""What the words of a kind are to a model, by whether it learned from their package's half."""


class Rung(NamedTuple):
    """What a rung is; its seeds are counted together."""

    arm: str
    width: int
    text: str


class Tallies:
    """Words, right answers and bits of each rung by what the words are to it, by band of support and package; and how
    often each draw holds each package, (1 + draws, packages), all ones first."""

    def __init__(self, rows: pl.DataFrame, draws: int) -> None:
        counts = rows.filter(pl.col("package") != EVERY)
        sides = dict(counts.select("package", "side").unique().iter_rows())
        self._packages = {name: at for at, name in enumerate(sorted(sides))}
        self.weights = _drawn([sides[name] for name in sorted(sides)], draws)
        self._sums: dict[tuple[Rung, str, str], Floats] = {}
        for row in counts.iter_rows(named=True):
            rung = Rung(*(row[name] for name in Rung._fields))
            own = row["half"] == sides[row["package"]]
            part = OF_ROWS.get((row["kind"], own), row["kind"])
            for band in {row["band"], EVERY}:
                key = (rung, part, band)
                sums = self._sums.setdefault(key, np.zeros((3, len(sides))))
                bits = np.nan if row["bits"] is None else row["bits"]
                sums[:, self._packages[row["package"]]] += (row["words"], row["right"], bits)

    def sums(self, rung: Rung, part: str, bands: tuple[str, ...] = (EVERY,)) -> Floats:
        """Words, right answers and bits in each draw: (3, 1 + draws)."""
        found = sum(
            (self._sums.get((rung, part, band), 0.0) for band in bands), np.zeros((3, len(self._packages)))
        )
        return np.asarray(found @ self.weights.T)

    def share(self, rung: Rung, part: str, bands: tuple[str, ...] = (EVERY,)) -> Floats:
        """Right of the words, NaN where there are none."""
        words, right, _ = self.sums(rung, part, bands)
        return _ratio(right, words)

    def log_odds(self, rung: Rung, part: str, bands: tuple[str, ...] = (EVERY,)) -> Floats:
        """Of the share, half an answer added to either side."""
        words, right, _ = self.sums(rung, part, bands)
        return np.asarray(np.where(words > 0, np.log((right + 0.5) / (words - right + 0.5)), np.nan))

    def bits(self, rung: Rung, part: str) -> Floats:
        """Of a word."""
        words, _, bits = self.sums(rung, part)
        return _ratio(bits, words)

    def by_band(self, rung: Rung, part: str) -> tuple[Floats, Floats]:
        """Shares of the words in each band and shares right in it: (1 + draws, bands) each."""
        words = np.stack([self.sums(rung, part, (band,))[0] for band in BANDS], axis=1)
        right = np.stack([self.share(rung, part, (band,)) for band in BANDS], axis=1)
        return _ratio(words, words.sum(axis=1, keepdims=True)), right


Figure = Callable[[Rung], Floats]
"""A figure of a rung in each draw."""


def interval(values: Floats) -> WithInterval:
    """What is found, with the middle 95 in 100 of the draws; all None where it cannot be told."""
    if not np.isfinite(values[0]):
        return WithInterval(mean=None, low=None, high=None)
    kept = values[1:][np.isfinite(values[1:])]
    low, high = (
        np.quantile(kept, TAILS) if len(kept) > 0.9 * (len(values) - 1) and len(kept) else (None, None)
    )
    return WithInterval(mean=_short(values[0]), low=_short(low), high=_short(high))


def per_decade(values: list[Floats], sizes: list[int]) -> Floats:
    """How much a figure changes with ten times the parameters, by least squares; NaN for fewer than two sizes."""
    if len(set(sizes)) < 2:
        return np.full_like(values[0], np.nan) if values else np.full(1, np.nan)
    x = np.log10(sizes)
    x = x - x.mean()
    return np.asarray((x / (x**2).sum()) @ np.stack(values))


def _short(value: float | None) -> float | None:
    return None if value is None else float(f"{float(value):.4g}")


def _ratio(a: Floats, b: Floats) -> Floats:
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.asarray(np.where(b > 0, a / b, np.nan))


def _drawn(sides: list[str], draws: int) -> Floats:
    rng, weights = np.random.default_rng(0), np.ones((1 + draws, len(sides)))
    for side in sorted(set(sides)):
        there = np.flatnonzero(np.array(sides) == side)
        weights[1:, there] = rng.multinomial(len(there), np.full(len(there), 1 / len(there)), size=draws)
    return weights
