"""Stated cutoffs: one date for all subjects, or a column with that of each."""

from __future__ import annotations

import polars as pl

from farfield.measure.drift.dates import When, read_when
from farfield.options.dating import STATED, DriftOptions
from farfield.records import FarfieldError
from farfield.registry import near_names


def stated_cutoffs(items: pl.DataFrame, options: DriftOptions) -> dict[str, tuple[str, When]]:
    """Each subject's cutoff as it was stated, as text and as time.

    Raises FarfieldError for a `--cutoff` that is neither a date nor a column, for dates that cannot be read, and for a
    subject with several.
    """
    column = options.cutoff
    if column is None:
        column = next((name for name in STATED if name in items.columns), None)
        if column is None:
            return {}
    elif column not in items.columns:
        when = read_when(column)
        if when is None:
            raise FarfieldError(
                f"the cutoff {column!r} is no date, and no column", where="--cutoff",
                remedy=f"Write it like 2023-09-30, 2023-09 or 2023. {near_names(column, items.columns)}",
            )  # fmt: skip
        return dict.fromkeys(items["subject"].unique(maintain_order=True).to_list(), (column, when))
    told = (
        items.select("subject", told=pl.col(column).cast(pl.String).str.strip_chars())
        .drop_nulls()
        .unique(maintain_order=True)
    )
    found: dict[str, tuple[str, When]] = {}
    for subject, text in told.filter(pl.col("told") != "").rows():
        when = read_when(text)
        if when is None:
            raise FarfieldError(
                f"column {column!r} holds {text!r} for {subject}, which is no date", where="--cutoff",
                remedy="Write it like 2023-09-30, 2023-09 or 2023.",
            )  # fmt: skip
        if subject in found:
            raise FarfieldError(
                f"column {column!r} holds several dates for {subject} ({found[subject][0]}, {text})",
                where="--cutoff", remedy="A subject has one cutoff. Is it the facts' own date (--map date=COL)?",
            )  # fmt: skip
        found[subject] = (text, when)
    return found
