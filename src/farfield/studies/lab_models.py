"""One model of a study in the lab: trained, answered, scanned and profiled by the path of `farfield lab`."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from farfield.jobs.lab import profile_lab_data
from farfield.lab import LabData, LabOptions, Place, write_lab_data
from farfield.records import REGIMES
from farfield.results import SubjectProfile
from farfield.results.structs import known
from farfield.studies.study import Row


@dataclass(frozen=True)
class Profiled:
    """What came of a model: how it was trained, its profile, and its items with their rulers and regimes."""

    data: LabData
    profile: SubjectProfile
    items: pl.DataFrame


def profile_model(options: LabOptions, seed: int) -> Profiled:
    """Nothing stays on disk."""
    with tempfile.TemporaryDirectory(prefix="farfield-study-") as folder:
        (data,) = write_lab_data([Place(Path(folder) / "model", seed)], options)
        run = profile_lab_data(data, options)
        items = pl.read_parquet(Path(folder) / "model" / "items.parquet")
    return Profiled(data, known(run.profile).profiles[0], items)


def regime_scores(found: Profiled) -> Row:
    """The share right in each regime as the scan assigned it; null where there are no items of it."""
    parts = {part.regime: part.mean for part in found.profile.regimes}
    return {name: parts.get(name) for name in REGIMES if name != "unknown"}


def reach_along(found: Profiled, axis: str) -> Row:
    """`reach`, and whether it is `censored`: beyond the farthest item; null where there is none to tell."""
    reach = found.profile.rulers[f"column:{axis}"].reach
    return {"reach": reach.distance, "censored": reach.censored}


def scores_along(found: Profiled, axis: str) -> dict[int, float]:
    """The share right at each level of an ordered axis, of items that leave the corpus on no other."""
    rows = (
        found.items.filter(pl.col(axis).is_not_null()).group_by(axis).agg(pl.col("score").mean()).sort(axis)
    )
    return {int(level): float(score) for level, score in rows.iter_rows()}
