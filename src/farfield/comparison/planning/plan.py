"""A finished run as the pilot of the next: how many items it takes, and which to ask."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

import numpy as np
import polars as pl
from msgspec import structs

from farfield.arrays import Floats
from farfield.comparison.answers import Answers, load_runs
from farfield.comparison.paired_curves import reach_gradient
from farfield.comparison.planning.choice import chances, choose, expected_pull, saving
from farfield.comparison.planning.precision import (
    intraclass_correlation,
    items_for_gap,
    items_for_reach,
    items_for_score,
)
from farfield.measure.columns import cluster_codes
from farfield.measure.fits.curve import fit_curve
from farfield.measure.near_far.bins import bin_items
from farfield.measure.near_far.near import near_and_far
from farfield.measure.near_far.reach import near_height
from farfield.measure.near_far.scale import choose_scale
from farfield.measure.near_far.slopes import FEWEST_ITEMS
from farfield.measure.outcomes import Outcomes
from farfield.options.comparing import CompareOptions
from farfield.options.planning import PlanOptions
from farfield.records import FarfieldError
from farfield.registry import near_names
from farfield.results import Plan
from farfield.results.comparison import NamedRuler
from farfield.results.plan import PlanSettings, TaskChoice, TaskPlan
from farfield.results.reasons import NoCurve
from farfield.results.structs import known


def plan(
    pilot: str | Path, options: PlanOptions | None = None, pool: pl.DataFrame | None = None
) -> tuple[Plan, pl.DataFrame | None]:
    """How many items each task takes, and which to ask next.

    `pilot`: the folder of a finished run. `pool`: items that could be asked, with `item_id`, `task` and the ruler's
    column; None takes the pilot's own. Returns the plan, and the chosen items with their `chance` and `weight`, one
    over it (None where no items were asked for).
    Raises FarfieldError for a folder without a finished run, an unknown subject, and a pool without the ruler.
    """
    options = options or PlanOptions()
    runs = load_runs([pilot], CompareOptions(ruler=options.ruler))
    ruler = known(runs.ruler)
    pilots = [_pilot(parts, options.subject) for parts in runs.tasks.values()]
    chosen = []
    for one in pilots if options.next_items else []:
        if one.profile.is_view:  # its items are those of its tasks
            continue
        candidates = _candidates(one, ruler, pool)
        chosen.append(_choose(one, candidates, options))
    result = Plan(
        pilot=str(pilot),
        ruler=NamedRuler(name=ruler, **structs.asdict(known(runs.words))),
        options=PlanSettings(**asdict(options)),
        tasks=[_needs(one, ruler, options) for one in pilots],
        choice=[summary for summary, _ in chosen],
    )
    return result, pl.concat([items for _, items in chosen]) if chosen else None


def _pilot(parts: Sequence[Answers], subject: str | None) -> Answers:
    if subject is None:
        return parts[0]
    found = next((one for one in parts if one.subject == subject), None)
    if found is None:
        names = [one.subject for one in parts]
        raise FarfieldError(
            f"there is no subject {subject!r} in {parts[0].task!r}", remedy=near_names(subject, names)
        )
    return found


def _needs(one: Answers, ruler: str, options: PlanOptions) -> TaskPlan:
    """Items and clusters for the wanted intervals of a task."""
    scores, clusters = one.table["score"].to_numpy(), cluster_codes(one.table["cluster"])
    correlation = intraclass_correlation(scores, clusters)
    measured = one.profile.rulers[ruler]
    gap, reach_width = measured.gap, options.reach_half_width
    mean, width, confidence = float(scores.mean()), options.half_width, options.confidence
    return TaskPlan(
        task=one.task, subject=one.subject, items=len(scores),
        clusters=int(np.count_nonzero(np.bincount(clusters))), intraclass_correlation=correlation,
        score=items_for_score(mean, correlation, width, confidence),
        gap=[] if gap.near is None
        else items_for_gap(gap.near, known(gap.far), correlation, width, confidence),
        reach=None if reach_width is None else items_for_reach(measured.reach, measured.items, reach_width),
    )  # fmt: skip


def _candidates(one: Answers, ruler: str, pool: pl.DataFrame | None) -> pl.DataFrame:
    if pool is None:
        asked = one.table.unique("item_id", keep="first", maintain_order=True)
        return asked.select("item_id", "distance", "chance").drop_nulls()
    column = f"ruler_{ruler}"
    if ruler == "exposure":
        raise FarfieldError(
            "exposure is told below the most exposed of the items that are scanned together, and a pool has others",
            remedy="Name another --ruler, or choose among the pilot's own items.",
        )
    if column not in pool.columns:
        raise FarfieldError(
            f"the pool has no column {column!r}",
            remedy=f"Scan it with the pilot's corpus and its ruler: farfield scan --ruler {ruler}.",
        )
    items = pool.filter(pl.col("task") == one.task).unique("item_id", keep="first", maintain_order=True)
    if items.is_empty():
        there = ", ".join(pool["task"].drop_nulls().unique().sort().head(5).to_list())
        raise FarfieldError(
            f"the pool holds no item of the task {one.task!r}, but of {there or 'none'}",
            remedy=f"Name them alike: farfield scan --task {shlex.quote(one.task)}.",
        )
    chance = pl.col("chance").cast(pl.Float64).fill_null(0.0) if "chance" in pool.columns else pl.lit(0.0)
    return items.select("item_id", distance=pl.col(column), chance=chance).drop_nulls()


def _choose(one: Answers, candidates: pl.DataFrame, options: PlanOptions) -> tuple[TaskChoice, pl.DataFrame]:
    if candidates.is_empty():
        raise FarfieldError(
            f"no item of {one.task!r} that could be asked has a distance", remedy="Name another --ruler."
        )
    pull, because = _pull(one, candidates, options)
    probabilities = chances(pull, options.next_items, options.even)
    taken = choose(probabilities, options.seed)
    items = candidates.with_columns(
        task=pl.lit(one.task), chance=probabilities, weight=1 / probabilities
    ).filter(taken)
    summary = TaskChoice(
        task=one.task, subject=one.subject, pool=candidates.height, chosen=items.height,
        goal=options.goal, saving=saving(pull, probabilities), note=None, why=because,
    )  # fmt: skip
    return summary, items.select("task", "item_id", "distance", "chance", "weight")


def _pull(one: Answers, candidates: pl.DataFrame, options: PlanOptions) -> tuple[Floats, NoCurve | None]:
    """By the pilot's curve; without one all items pull alike."""
    table = one.table.drop_nulls("distance")
    scale = choose_scale(table["distance"].cast(pl.Float64).to_numpy())
    scores = table["score"].to_numpy()
    if scale is None or len(scores) < FEWEST_ITEMS or np.ptp(scores) < 1e-12:
        return np.ones(candidates.height), NoCurve()
    scaled = scale.into(table["distance"].cast(pl.Float64).to_numpy())
    outcomes = Outcomes(scores, cluster_codes(table["cluster"]), table["chance"].to_numpy(), {})
    curve = fit_curve(bin_items(scaled, outcomes))
    at = np.array([curve.ceiling[0], curve.halfway[0], np.log(curve.width[0])])
    gradient = np.zeros(3)
    if options.goal == "reach":
        near = near_and_far(table["distance"].cast(pl.Float64).to_numpy(), outcomes, 0.95)[0]
        to, data = float(scaled[near.rows].max()), bin_items(scaled, outcomes)
        gradient = reach_gradient(at, lambda curve: float(near_height(curve, data, to)[0]), near.chance)
    along = scale.into(candidates["distance"].cast(pl.Float64).to_numpy())
    return expected_pull(curve, along, candidates["chance"].to_numpy(), gradient), None
