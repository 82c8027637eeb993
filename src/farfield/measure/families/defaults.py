"""What is measured of items of families where the user names nothing: their axes, and their twins."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import polars as pl

from farfield.measure.rulers import COLUMN_PREFIX
from farfield.options.measuring import MeasureOptions
from farfield.records import Support
from farfield.regimes.family_items import UNORDERED, varying_axes

TWIN = "twin"
TEXT_DEFAULT = "pieces"
"""The ruler that stands where nobody named one; it needs a corpus."""


def with_families(
    items: pl.DataFrame,
    options: MeasureOptions,
    supports: Mapping[str, Support] | None = None,
    *,
    corpus: bool,
) -> MeasureOptions:
    """The options with a ruler for each ordered axis that varies, before any others, and with the twins of families.

    Items of a set of twins are one cluster, unless the user names another. `items`: with UNORDERED, as `add_sides`
    gives it. `supports`: they declare families without a package. Rulers and twins stay as they are where `axis_rulers`
    is off.
    """
    if UNORDERED in items.columns and TWIN in items.columns and options.cluster is None:
        options = replace(options, cluster=TWIN)
    if not options.axis_rulers or UNORDERED not in items.columns:
        return options
    axes = [f"{COLUMN_PREFIX}{name}" for name in varying_axes(items, supports)]
    others = [name for name in options.rulers if name not in axes and (corpus or name != TEXT_DEFAULT)]
    twins = options.twins
    if twins is None and TWIN in items.columns and items[UNORDERED].drop_nulls().n_unique() > 1:
        twins = f"{TWIN}:{UNORDERED}"
    return replace(options, rulers=tuple(axes + others) if axes else options.rulers, twins=twins)
