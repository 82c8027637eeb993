"""Rows of choices → cycles and dominance, subject by subject."""

from __future__ import annotations

import numpy as np
import polars as pl

from farfield.arrays import Floats
from farfield.measure.coherence.preferences import Triads, count_triads
from farfield.results.coherence import Preferences


def fit_preferences(choices: pl.DataFrame) -> list[Preferences]:
    """The preferences of each subject, in order of first appearance; `choices` follows CHOICES_SCHEMA."""
    parts = choices.partition_by("subject", maintain_order=True)
    return [_of_subject(part) for part in parts]


def _of_subject(rows: pl.DataFrame) -> Preferences:
    names = pl.concat([rows["first"], rows["second"]]).unique(maintain_order=True).to_list()
    code = {name: at for at, name in enumerate(names)}
    shares, times = np.zeros((len(names), len(names))), np.zeros((len(names), len(names)))
    for first, second, share in rows.select("first", "second", "share").iter_rows():
        i, j = code[first], code[second]
        shares[i, j], shares[j, i] = shares[i, j] + share, shares[j, i] + 1 - share
        times[i, j], times[j, i] = times[i, j] + 1, times[j, i] + 1
    preferred = np.where(times > 0, shares / np.maximum(times, 1), np.nan)
    flipped = (times > 1) & (shares > 0) & (shares < times)
    triads = count_triads(preferred)
    marked = rows.filter(pl.col("dominant").is_not_null())
    right = marked.select(
        pl.when(pl.col("dominant") == pl.col("first")).then("share").otherwise(1 - pl.col("share"))
    ).to_series()
    return Preferences(
        subject=str(rows["subject"][0]),
        options=len(names),
        pairs=int((times > 0).sum()) // 2,
        flipped=int(flipped.sum()) // 2,
        triads=triads.compared,
        cyclic=triads.cyclic,
        cyclic_share=triads.cyclic / triads.compared if triads.compared else None,
        zeta=consistence(triads, preferred),
        dominant=marked.height,
        dominant_right=float(np.mean(right.to_numpy())) if marked.height else None,
    )


def consistence(triads: Triads, preferred: Floats) -> float | None:
    """Kendall and Babington Smith's zeta: 1 - 24 d / (m^3 - m) for m odd, 1 - 24 d / (m^3 - 4 m) for m even."""
    options = len(preferred)
    if options < 3 or triads.uncompared or triads.tied:
        return None
    most = options**3 - options * (1 if options % 2 else 4)
    return 1 - 24 * triads.cyclic / most
