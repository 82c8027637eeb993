"""The `families` of one subject on one task."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import polars as pl

from farfield.families import Family
from farfield.families.axes import hash_axes
from farfield.measure.families.answers import comprehension, outcomes_told, recited
from farfield.measure.families.support import describe_axes, describe_support
from farfield.measure.outcomes import Outcomes
from farfield.options.measuring import MeasureOptions
from farfield.records import REGIMES, Support
from farfield.regimes.divergence import divergence
from farfield.regimes.family_items import families_of, read_points
from farfield.regimes.own_families import FAMILY
from farfield.results.families import FamilyProfile, FamilyRegime, FamilyThreshold


def fit_families(
    scored: pl.DataFrame,
    probes: pl.DataFrame,
    outcomes: Outcomes,
    supports: Mapping[str, Support],
    options: MeasureOptions,
) -> list[FamilyProfile]:
    """A block for each family of the scored items, as `assign_regimes` labelled them (docs/profile-json.md).

    `probes`: the subject's own, of which comprehension checks are used.
    """
    return [
        _fit(family, scored, probes, outcomes, supports.get(family.name), options)
        for family in families_of(scored, supports)
    ]


def _fit(
    family: Family,
    scored: pl.DataFrame,
    probes: pl.DataFrame,
    outcomes: Outcomes,
    support: Support | None,
    options: MeasureOptions,
) -> FamilyProfile:
    rows = (scored[FAMILY] == family.name).fill_null(False)
    own, inside = scored.filter(rows), outcomes.take(rows.to_numpy())
    checks = probes.filter(pl.col(FAMILY) == family.name) if FAMILY in probes.columns else probes.clear()
    points = read_points(own, family.axes)
    known = support is not None and support.unknown is None
    return FamilyProfile(
        family=family.name,
        title=family.title,
        axes_hash=hash_axes(family.axes),
        items=own.height,
        support=describe_support(support),
        axes=list(describe_axes(family, points, inside, support if known else None, options)),
        divergence=divergence(points, family.axes, support) if support and known else None,
        thresholds=[
            FamilyThreshold(tau, list(_regimes(own, inside, tau, options))) for tau in options.thresholds
        ],
        comprehension=comprehension(family, own, inside, checks, options),
        recitation=recited(family, own, options),
        outcomes=outcomes_told(own),
    )


def _regimes(
    own: pl.DataFrame, outcomes: Outcomes, tau: int, options: MeasureOptions
) -> Iterator[FamilyRegime]:
    """The parts of the score at a threshold: a composition's orders, and what kind of extrapolation, apart."""
    behind = "" if tau == options.thresholds[0] else f"_{tau}"
    labels = own[f"regime_{tau}"] if f"regime_{tau}" in own.columns else own["regime"]
    detail = pl.DataFrame(
        {
            "regime": labels,
            "order": _column(own, f"composition_order{behind}", pl.Int64),
            "extrapolation": _column(own, f"extrapolation{behind}", pl.String),
        }
    )
    nearest = f"regime_{tau}_nearest"
    for regime, order, kind in sorted(detail.unique().rows(), key=_by_regime):
        rows = detail.select(
            pl.all_horizontal(
                pl.col(name).eq_missing(value)
                for name, value in zip(detail.columns, (regime, order, kind), strict=True)
            )
        ).to_series()
        inside = outcomes.take(rows.to_numpy())
        bounds = int((own.filter(rows)[nearest] != regime).sum()) if nearest in own.columns else 0
        mean, low, high = inside.mean(options.confidence)
        yield FamilyRegime(
            regime=regime, order=order, extrapolation=kind, items=len(inside),
            share=float(inside.weights.sum() / outcomes.weights.sum()),
            mean=mean, low=low, high=high, bounds=bounds,
        )  # fmt: skip


def _by_regime(part: Sequence[Any]) -> tuple[int, int, str]:
    names: Sequence[str] = REGIMES
    return names.index(part[0]), part[1] or 0, part[2] or ""


def _column(own: pl.DataFrame, name: str, dtype: Any) -> pl.Series:
    return own[name] if name in own.columns else pl.Series([None] * own.height, dtype=dtype)
