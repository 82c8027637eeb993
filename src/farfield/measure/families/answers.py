"""What answers to items of a family are, beside right or wrong: understood conditions, recited answers, no answer."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import polars as pl

from farfield.families import Axis, Family
from farfield.measure.clusters import cluster_keys
from farfield.measure.columns import cluster_codes
from farfield.measure.intervals import mean_interval
from farfield.measure.outcomes import Outcomes
from farfield.measure.signals.probes import COMPREHENSION, named_probes
from farfield.options.measuring import MeasureOptions
from farfield.regimes.family_items import read_points
from farfield.results.families import Comprehension, Condition, Recitation
from farfield.results.structs import ItemsMean

OUTCOME, DEFAULT_ANSWER = "outcome", "default_answer"


def comprehension(
    family: Family, own: pl.DataFrame, outcomes: Outcomes, probes: pl.DataFrame, options: MeasureOptions
) -> Comprehension | None:
    """The score of the checks on conditions off the defaults beside the score of the items there.

    A condition is the levels of the unordered axes. In all, and for each of `conditions`; None without checks.
    """
    checks = probes.filter((named_probes(probes) == COMPREHENSION) & pl.col("score").is_not_null())
    unordered = [axis for axis in family.axes if axis.kind != "ordered"]
    if checks.is_empty() or not unordered:
        return None
    asked, stood = _conditions(checks, unordered), _conditions(own, unordered)
    found = [_beside(checks, outcomes, [one], asked, stood, options) for one in _in_order(asked, family)]
    if not found:
        return None
    every = _beside(checks, outcomes, [one for one in asked.unique() if one], asked, stood, options)
    return Comprehension(every.condition, every.checks, every.items, found)


def _conditions(items: pl.DataFrame, axes: Sequence[Axis]) -> pl.Series:
    """`base=9`: where each item leaves the defaults of these axes; empty where it leaves none."""
    parts = [
        pl.when(pl.col(axis.name) != str(axis.default)).then(pl.lit(f"{axis.name}=") + pl.col(axis.name))
        for axis in axes
    ]
    return (
        read_points(items, axes).select(pl.concat_str(parts, separator=", ", ignore_nulls=True)).to_series()
    )


def _in_order(conditions: pl.Series, family: Family) -> list[str]:
    """Those that leave a default, as their levels are declared."""
    places = {
        f"{axis.name}={level}": (at, number)
        for at, axis in enumerate(family.axes)
        for number, level in enumerate(axis.levels)
    }
    named = [one for one in conditions.unique().to_list() if one]
    return sorted(named, key=lambda one: ([places.get(part, (99, 0)) for part in one.split(", ")], one))


def _beside(
    checks: pl.DataFrame,
    outcomes: Outcomes,
    conditions: Sequence[str],
    asked: pl.Series,
    stood: pl.Series,
    options: MeasureOptions,
) -> Condition:
    inside = outcomes.take(stood.is_in(conditions).to_numpy())
    return Condition(
        condition=conditions[0] if len(conditions) == 1 else None,
        checks=_score(checks.filter(asked.is_in(conditions)), options),
        items=ItemsMean(len(inside), *inside.mean(options.confidence)) if len(inside) else None,
    )


def _score(checks: pl.DataFrame, options: MeasureOptions) -> ItemsMean:
    scores = checks["score"].to_numpy()
    clusters = cluster_codes(cluster_keys(checks, options.cluster))
    return ItemsMean(len(scores), *mean_interval(scores, clusters, options.confidence))


def recited(family: Family, own: pl.DataFrame, options: MeasureOptions) -> Recitation | None:
    """Of the wrong answers to items where the usual world has an answer of its own, the share that give it.

    Outputs without an answer are no wrong answers here. None where no item has such an answer.
    """
    if DEFAULT_ANSWER not in own.columns:
        return None
    from farfield.families.answers import grade

    wrong = own.filter((pl.col("score") == 0) & pl.col(DEFAULT_ANSWER).is_not_null())
    answers = [family.read_answer(output) for output in wrong["output"].fill_null("")]
    usual = wrong[DEFAULT_ANSWER].cast(pl.String).to_list()
    said = [
        float(grade(answer, default, family.answer))
        for answer, default in zip(answers, usual, strict=True)
        if answer is not None
    ]
    unanswered = wrong.height - len(said)
    if not said:
        return Recitation(0, unanswered, None, None, None)
    found = mean_interval(np.array(said), np.arange(len(said)), options.confidence)
    return Recitation(len(said), unanswered, *found)


def outcomes_told(own: pl.DataFrame) -> dict[str, int] | None:
    """How many outputs were answered, empty, refusals, unparsed, ended by a limit: by name, the most first."""
    if OUTCOME not in own.columns:
        return None
    counts = own[OUTCOME].cast(pl.String).drop_nulls().value_counts(sort=True)
    return dict(counts.sort(["count", OUTCOME], descending=[True, False]).iter_rows())
