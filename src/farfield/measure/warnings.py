"""Signs that a score says less than it seems to."""

from __future__ import annotations

from typing import Any

import polars as pl

from farfield.measure.options import MeasureOptions


def find_warnings(
    items: pl.DataFrame, profile: dict[str, Any], floor: float, options: MeasureOptions
) -> list[str]:
    return []
