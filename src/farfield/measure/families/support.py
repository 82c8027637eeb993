"""A support in words and numbers: of the whole, and along each axis."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import polars as pl

from farfield.families import Axis, Family
from farfield.measure.outcomes import Outcomes
from farfield.options.measuring import MeasureOptions
from farfield.records import Support
from farfield.regimes.axes import AxisAt
from farfield.regimes.rule import RuleOptions, label_points, shown_axes
from farfield.results import families as results
from farfield.results import reasons as why
from farfield.results.reasons import SupportWhy

MOST_LEVELS = 60
"""Levels of an axis that are listed: those of the items, then the most shown."""


def describe_support(support: Support | None) -> results.FamilySupport:
    """`source` is `corpus`, `declared` or None where nothing is known; `why` then says so."""
    if support is None:
        return results.FamilySupport(
            source=None, declared=None, searched_fraction=None, points=None, occurrences=None,
            documents=None, unread=None, told_together=None, note=None,
            why=why.NotSearched(),
        )  # fmt: skip
    counts = support.points["count"]
    return results.FamilySupport(
        source=None if support.unknown else "declared" if support.declared else "corpus",
        declared=support.declared,
        searched_fraction=support.searched_fraction,
        points=support.points.height,
        occurrences=None if support.declared else int(counts.sum()),
        documents=None if support.declared else support.documents,
        unread=support.unread,
        told_together=sorted(sorted(told) for told in support.told if len(told) > 1),
        note=None,
        why=_silence(support),
    )


def _silence(support: Support) -> SupportWhy | None:
    """Why nothing is known, or that nothing is shown."""
    if support.unknown is None:
        return why.NoneShown() if support.points.is_empty() else None
    return why.NoWitness() if support.unknown == "no_witness" else why.NoText()


def describe_axes(
    family: Family,
    points: pl.DataFrame,
    outcomes: Outcomes,
    support: Support | None,
    options: MeasureOptions,
) -> Iterator[results.AxisProfile]:
    """Each axis as declared; its levels with their counts, and the items there; with a support what it is by threshold.

    `points`: of the scored items, whose `outcomes` these are.
    """
    shown = shown_axes(family.axes, support, options.thresholds, options.frozen_share) if support else {}
    for axis in family.axes:
        at = shown.get(axis.name, {})
        one = next(iter(at.values())).shown if support and at else None
        counted = one if support and not support.declared else None
        yield results.AxisProfile(
            name=axis.name, kind=axis.kind, default=axis.default, meaning=axis.meaning,
            declared_levels=list(axis.levels),
            common=one.common if one else None,
            off=int(counted.off) if counted else None,
            share_off=counted.share if counted else None,
            share_off_high=counted.share_high if counted else None,
            shown_levels=len(one.levels) if one else None,
            levels=_levels(axis, points[axis.name], outcomes, support, at, options),
            at=[_at(axis, tau, found) for tau, found in at.items()],
        )  # fmt: skip


def _levels(
    axis: Axis,
    asked: pl.Series,
    outcomes: Outcomes,
    support: Support | None,
    at: Mapping[int, AxisAt],
    options: MeasureOptions,
) -> list[results.AxisLevel]:
    """Levels in their order: `count` in the corpus, `regime` by this axis alone, and of the items there how many and
    their score."""
    counts = _counts(at)
    own = _sorted(axis, asked.drop_nulls().unique().to_list())
    others = sorted(_sorted(axis, list(counts.keys() - set(own))), key=lambda level: -counts[level])
    listed = [*own, *others][:MOST_LEVELS]
    levels = pl.Series(axis.name, _sorted(axis, listed), dtype=asked.dtype)
    regimes: list[str | None] = [None] * len(levels)
    if support is not None:
        rule = RuleOptions(options.thresholds[0], options.frozen_share)
        regimes = label_points(levels.to_frame(), [axis], support, rule)["regime"].to_list()
    found = []
    for level, regime in zip(levels, regimes, strict=True):
        inside = outcomes.take((asked == level).fill_null(False).to_numpy())
        mean, low, high = inside.mean(options.confidence) if len(inside) else (None, None, None)
        count = None if support is None or support.declared else int(counts.get(level, 0))
        found.append(results.AxisLevel(level, count, regime, len(inside), mean, low, high))
    return found


def _at(axis: Axis, threshold: int, found: AxisAt) -> results.AxisAt:
    supported = found.supported
    span = [int(supported.min()), int(supported.max())] if axis.kind == "ordered" and len(supported) else None
    state = "frozen" if found.is_frozen else "varied" if found.is_shown else "not shown"
    return results.AxisAt(threshold, state, len(supported), span)


def _counts(at: Mapping[int, AxisAt]) -> dict[Any, float]:
    if not at:
        return {}
    one = next(iter(at.values())).shown
    return dict(zip(one.levels.to_list(), one.counts.tolist(), strict=True))


def _sorted(axis: Axis, levels: list[Any]) -> list[Any]:
    """Numbers by size, also where they are names; other names in their declared order, the rest after them."""
    declared = [str(level) for level in axis.levels]

    def place(level: Any) -> tuple[int, float, str]:
        text = str(level)
        if text.lstrip("-").isdigit():
            return 0, float(text), text
        return (1, declared.index(text), text) if text in declared else (2, 0, text)

    return sorted(levels, key=place)
