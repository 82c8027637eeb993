"""The controls that were named, COL=VALUE: checked before a scan, so without what fits their series."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from farfield.measure.columns import require_column
from farfield.options.measuring import MeasureOptions
from farfield.records import FarfieldError
from farfield.registry import near_names


def named_controls(options: MeasureOptions) -> list[tuple[str, str]]:
    """The column and the value of each."""
    return [(column, value) for column, _, value in (control.partition("=") for control in options.control)]


def check_controls(items: pl.DataFrame, controls: Sequence[str]) -> None:
    """Raise FarfieldError for controls that are not of the form COL=VALUE or that no item has."""
    for control in controls:
        column, equals, value = control.partition("=")
        if not (column and equals and value):
            raise FarfieldError(
                f"--control {control} is not of the form COL=VALUE",
                remedy="For example --control source=arxiv.",
            )
        values = require_column(items, column, "--control").cast(pl.String)
        if not (values == value).any():
            raise FarfieldError(
                f"--control: no item has {value!r} in {column!r}",
                remedy=near_names(value, sorted(values.drop_nulls().unique())),
            )
