"""The regime of every item at every threshold: recall first, then its family's rule, else what the log declares."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from farfield.families import Family
from farfield.records import Support
from farfield.regimes.bounds import as_counted, highest
from farfield.regimes.declared import declared_regimes, documents_holding
from farfield.regimes.family_items import families_of, read_points
from farfield.regimes.options import RegimeOptions
from farfield.regimes.own_families import FAMILY
from farfield.regimes.rule import RuleOptions, label_points

ROW = "_row"
RULE = "_rule_"


def assign_regimes(
    items: pl.DataFrame, options: RegimeOptions, supports: Mapping[str, Support] | None = None
) -> pl.DataFrame:
    """The items with `regime` as one of REGIMES, and `regime_declared`, the label that the log gave.

    `supports`: of each family, by name. With any, also `regime_TAU` for each threshold tau, of which `regime` is the
    first; `composition_order` and `extrapolation` (`range` or `unseen level`) at the first threshold, and with `_TAU`
    behind their names at the others; and at the first one `far`, `decided_by` and `support_distance_AXIS`, as
    `label_points` tells them. Where a part of the corpus was searched, `regime_TAU_nearest` is the nearest regime
    that the rest may still make of an item: a label that differs from it is a bound.
    """
    first = declared_regimes(items, options)
    families = [family for family in families_of(items, supports) if supports and family.name in supports]
    if not families or not supports:
        return first
    rules = [_by_rule(first, family, supports[family.name], options) for family in families]
    told = pl.concat(rules, how="diagonal").sort(ROW)
    joined = first.with_row_index(ROW).join(told, on=ROW, how="left", maintain_order="left")
    for tau in options.thresholds:
        joined = _recall_first(joined, tau, options)
    main = options.thresholds[0]
    labels = joined.with_columns(regime=pl.col(f"regime_{main}"))
    return _details(labels, main).drop(ROW, *(name for name in labels.columns if name.startswith(RULE)))


def _by_rule(items: pl.DataFrame, family: Family, support: Support, options: RegimeOptions) -> pl.DataFrame:
    """ROW and columns RULE... for the items of one family."""
    own = items.with_row_index(ROW).filter(pl.col(FAMILY) == family.name)
    points = read_points(own, family.axes)
    distinct = points.unique(maintain_order=True)
    columns = [distinct]
    for number, tau in enumerate(options.thresholds):
        rule = RuleOptions(tau, options.frozen_share)
        seen = label_points(distinct, family.axes, support, rule, as_counted)
        if support.unknown:
            seen = seen.with_columns(regime=pl.lit(None, pl.String))
        chosen = seen.columns if number == 0 else ["regime", "order", "extrapolation"]
        columns.append(seen.select(pl.col(name).alias(f"{RULE}{name}_{tau}") for name in chosen))
        if support.searched_fraction < 1:
            nearest = label_points(distinct, family.axes, support, rule, highest(support))
            columns.append(nearest.select(pl.col("regime").alias(f"{RULE}nearest_{tau}")))
    labels = pl.concat(columns, how="horizontal")
    joined = points.join(labels, on=points.columns, how="left", nulls_equal=True, maintain_order="left")
    return pl.concat([own.select(ROW), joined.drop(points.columns)], how="horizontal")


def _recall_first(items: pl.DataFrame, tau: int, options: RegimeOptions) -> pl.DataFrame:
    """`regime_TAU`, `composition_order_TAU`, `extrapolation_TAU` and, after a sample, `regime_TAU_nearest`."""
    declared = declared_regimes(items, options, documents=tau)["regime"]
    rule, nearest = pl.col(f"{RULE}regime_{tau}"), f"{RULE}nearest_{tau}"
    regime = pl.when(declared == "recall").then(declared).otherwise(pl.coalesce(rule, declared))
    found = items.with_columns(regime.alias(f"regime_{tau}"))
    order = pl.when(pl.col(f"regime_{tau}") == "composition").then(f"{RULE}order_{tau}")
    which = pl.when(pl.col(f"regime_{tau}") == "extrapolation").then(f"{RULE}extrapolation_{tau}")
    found = found.with_columns(order.alias(f"composition_order_{tau}"), which.alias(f"extrapolation_{tau}"))
    if nearest not in items.columns:
        return found
    enough = max(tau, options.recall_threshold)
    may_hold = (documents_holding(items, options, "_high") >= enough).fill_null(False)
    bound = pl.when(may_hold).then(pl.lit("recall")).otherwise(pl.coalesce(nearest, f"regime_{tau}"))
    return found.with_columns(bound.alias(f"regime_{tau}_nearest"))


def _details(items: pl.DataFrame, tau: int) -> pl.DataFrame:
    ruled = pl.col("regime") == pl.col(f"{RULE}regime_{tau}")
    names = [
        name for name in items.columns if name.startswith(f"{RULE}distance_") and name.endswith(f"_{tau}")
    ]
    return items.with_columns(
        pl.when(ruled).then(f"{RULE}far_{tau}").alias("far"),
        pl.when(ruled).then(f"{RULE}decided_by_{tau}").alias("decided_by"),
        *(
            pl.col(name).alias(
                f"support_distance_{name.removeprefix(f'{RULE}distance_').removesuffix(f'_{tau}')}"
            )
            for name in names
        ),
    ).rename({f"{name}_{tau}": name for name in ("composition_order", "extrapolation")})
