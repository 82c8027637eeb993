"""What one panel of the distance plot shows, in numbers: bands, the fitted curve, the adjusted line, the strip."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from farfield.records import REGIMES
from farfield.results import SubjectProfile
from farfield.results.rulers import Band, Measured

STRIP_BINS = 48
LINE_POINTS = 32


@dataclass(frozen=True, slots=True)
class Point:
    """A mean score at a distance, with its interval where there is one; `items` is 0 for a point of a fitted line."""

    distance: float
    mean: float
    low: float | None
    high: float | None
    items: int = 0

    @property
    def ends(self) -> tuple[float, float]:
        """Of the interval, or the mean twice."""
        low, high = self.low, self.high
        return (self.mean if low is None else low), (self.mean if high is None else high)


@dataclass(frozen=True)
class Panel:
    """One subject's scores over one ruler."""

    subject: str
    task: str
    ruler: str
    profile: SubjectProfile
    bands: Sequence[Point]
    curve: Sequence[Point]
    adjusted: Sequence[Point]
    strip: Mapping[str, Sequence[int]]  # regime -> answers in each of STRIP_BINS bins
    low: float
    high: float

    @property
    def measured(self) -> Measured:
        return self.profile.rulers[self.ruler]

    @property
    def logarithmic(self) -> bool:
        return self.measured.scale == "log"

    @property
    def covariates(self) -> Sequence[str]:
        """The columns that the adjusted line holds equal."""
        return self.measured.slope.adjusted.covariates if self.adjusted else ()


def read_panel(profile: SubjectProfile, ruler: str, items: pl.DataFrame) -> Panel | None:
    """The panel of a profile; None where no item has this distance. `items` are the rows of its subject and task."""
    column = f"ruler_{ruler}"
    rows = items.filter(pl.col(column).is_not_null())
    if rows.is_empty():
        return None
    distances = rows[column]
    low, high = float(distances.min()), float(distances.max())  # type: ignore[arg-type]
    measured = profile.rulers[ruler]
    curve = measured.curve.points if measured.curve else []
    return Panel(
        subject=profile.subject,
        task=profile.task,
        ruler=ruler,
        profile=profile,
        bands=[_band_point(band, distances) for band in measured.bands],
        curve=[Point(p.distance, p.mean, p.low, p.high) for p in curve],
        adjusted=_adjusted_line(measured, rows.filter(pl.col("score").is_not_null()), column),
        strip=_strip(rows, bin_places(distances, STRIP_BINS, measured.scale == "log")),
        low=low,
        high=high,
    )


def _band_point(band: Band, distances: pl.Series) -> Point:
    """A band stands at the median of its items, which is where most of its evidence is."""
    inside = distances.filter((distances >= band.from_) & (distances <= band.to))
    middle = (band.from_ + band.to) / 2 if inside.is_empty() else float(inside.median())  # type: ignore[arg-type]
    return Point(middle, band.mean, band.low, band.high, band.items)


def _adjusted_line(measured: Measured, rows: pl.DataFrame, column: str) -> list[Point]:
    """The adjusted slope drawn through the mean score: what distance does where the covariates stand still."""
    slope = measured.slope.adjusted.estimate.whole
    if slope is None or rows.height < 2:
        return []
    logarithmic = measured.scale == "log"
    places = rows[column].log() if logarithmic else rows[column]
    mean, middle, spread = (float(v) for v in (rows.get_column("score").mean(), places.mean(), places.std()))  # type: ignore[arg-type]
    if not (0 < mean < 1 and spread > 0):
        return []
    low, high = float(places.min()), float(places.max())  # type: ignore[arg-type]
    points = []
    for step in range(LINE_POINTS + 1):
        place = low + (high - low) * step / LINE_POINTS
        distance = math.exp(place) if logarithmic else place
        at = (place - middle) / spread
        height, *ends = (_on_slope(mean, change * at) for change in slope)
        points.append(Point(distance, height, min(ends), max(ends)))
    return points


def _on_slope(mean: float, change: float) -> float:
    return 1 / (1 + math.exp(-(math.log(mean / (1 - mean)) + change)))


def bin_places(distances: pl.Series, bins: int, logarithmic: bool) -> pl.Series:
    """The place of each distance among `bins`, the first around the nearest and the last around the farthest."""
    places = distances.log() if logarithmic else distances
    low, high = float(places.min()), float(places.max())  # type: ignore[arg-type]
    return ((places - low) / ((high - low) or 1.0) * (bins - 1)).round().cast(pl.Int64)


def _strip(rows: pl.DataFrame, bins: pl.Series) -> dict[str, list[int]]:
    """Answers of each regime in each bin."""
    held = rows.group_by(pl.col("regime").fill_null("unknown"), bins.alias("bin")).len()
    counts = {regime: [0] * STRIP_BINS for regime in REGIMES}
    for regime, number, items in held.iter_rows():
        counts[regime if regime in counts else "unknown"][number] += items
    return {regime: bins for regime, bins in counts.items() if any(bins)}
