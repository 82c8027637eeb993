"""Items with distances → the capability profile: the content of profile.json."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import polars as pl
from msgspec import UNSET, UnsetType
from msgspec.structs import replace

from farfield.corpus_records import CorpusSummary
from farfield.measure.coherence import coherence_sought
from farfield.measure.columns import held_rows, rows_that_have
from farfield.measure.cutoffs import cutoffs_of, on_calendar_of
from farfield.measure.decomposition import decompose
from farfield.measure.difficulty.confounding import robustness
from farfield.measure.difficulty.corrected import correct_slope
from farfield.measure.difficulty.others import Others, by_others, find_others
from farfield.measure.families.profile import fit_families
from farfield.measure.graders import fit_graders
from farfield.measure.near_far.bands import falling_p, fit_bands
from farfield.measure.near_far.gap import fit_gap
from farfield.measure.near_far.increment import fit_increment
from farfield.measure.near_far.reach import fit_reach
from farfield.measure.near_far.scale import choose_scale
from farfield.measure.near_far.slopes import fit_slopes
from farfield.measure.near_far.time_floor import measure_floor, reach_above
from farfield.measure.notices import find_notices
from farfield.measure.outcomes import Outcomes, outcomes_of, prepare_items
from farfield.measure.rulers import add_rulers, describe_rulers
from farfield.measure.signals import find_signals, split_probes
from farfield.measure.truncation import fit_truncated
from farfield.measure.twins import add_twins
from farfield.measure.twins.profile import fit_twins
from farfield.measure.values import values_sought
from farfield.measure.views.arranging import arrange, complete
from farfield.measure.views.pool_and_strata import pooled_of, stratum_of
from farfield.measure.views.pools import lone_parts
from farfield.measure.views.views import TASK, View, find_views
from farfield.options.measuring import MeasureOptions
from farfield.records import REGIMES, FarfieldError, Support, TaskGroup
from farfield.regimes.assign import assign_regimes
from farfield.regimes.declared import DECLARED
from farfield.results import Profile, SubjectProfile
from farfield.results.coherence import ItemsCoherence
from farfield.results.profile import ClusterRange, Recalled, RegimeScore, Score
from farfield.results.reasons import FewClusters
from farfield.results.rulers import Measured, Ruler
from farfield.results.slopes import Slopes
from farfield.results.values import ValueProfile


def fit_profile(
    items: pl.DataFrame,
    options: MeasureOptions,
    corpus: CorpusSummary | None = None,
    supports: Mapping[str, Support] | None = None,
    groups: Sequence[TaskGroup] = (),
) -> Profile:
    """The profile of every subject on every task, typed (docs/profile-json.md tells each key), without its sentences:
    `farfield.fit_profile` tells these too.

    `items`: ITEM_SCHEMA and what the scan added; rulers and regimes are added where they are not there yet.
    `supports`: what the corpus, or a declaration, shows of each family. `groups`: what the logs tell of tasks that
    belong together; those of which several are here are pooled, beside their own profiles.
    Profiles are ordered by task, then by subject, each in order of first appearance; first pools, and tasks that are in
    none, then what they are made of.
    Raises FarfieldError for an empty table and for options that the items cannot serve.
    """
    if items.is_empty():
        raise FarfieldError("there are no items to measure", remedy="Check the paths of the logs.")
    if DECLARED not in items.columns:
        items = assign_regimes(items, options, supports)
    if any(f"ruler_{name}" not in items.columns for name in options.rulers):
        items = add_rulers(items, options)
    rulers = describe_rulers(options, corpus.searched_fraction if corpus else 1.0)
    items, probes = split_probes(items)
    prepared = add_twins(prepare_items(items, options), options)
    cutoffs = cutoffs_of(items, options.cutoff) if "time" in rulers and options.cutoff else {}
    whole = _Whole(
        prepared, probes, by_others(options.difficulty, items), supports or {}, rulers, options, cutoffs
    )
    views = find_views(items, options, groups)
    own = [View(task, (task,)) for task in items["task"].unique(maintain_order=True)]
    lone = lone_parts([view.name for view in own], groups)
    arranged = arrange([*whole.fit(own), *whole.fit(views)], own, views)
    profiles = complete(arranged, views, lone, items, next(iter(rulers), None))
    return Profile(
        corpus=corpus,
        where=None,
        rulers=rulers,
        profiles=profiles,
        values=_values(items, options),
        coherence=_coherence(items, options),
        confidence=options.confidence,
    )


# What few items bring is loaded where they do, as it takes as long to load as a dozen views to be measured.


def _values(items: pl.DataFrame, options: MeasureOptions) -> list[ValueProfile] | UnsetType:
    if not values_sought(items, options):
        return UNSET
    from farfield.measure.values.profile import fit_values

    return fit_values(items, options)


def _coherence(items: pl.DataFrame, options: MeasureOptions) -> list[ItemsCoherence] | UnsetType:
    if not coherence_sought(items):
        return UNSET
    from farfield.measure.coherence.profile import fit_items_coherence

    return fit_items_coherence(items, options)


@dataclass(frozen=True)
class _Whole:
    """All prepared items of a run, from which the profile of every subject on each view is fitted."""

    prepared: pl.DataFrame
    probes: pl.DataFrame
    by_others: bool
    supports: Mapping[str, Support]
    rulers: dict[str, Ruler]
    options: MeasureOptions
    cutoffs: Mapping[str, date]

    def fit(self, views: Sequence[View]) -> Iterator[SubjectProfile]:
        """The profiles of these views, in their order and in that of the subjects' first appearance."""
        for view in views:
            rows, asked = view.prepared(self.prepared, self.options), view.rows(self.probes)
            others = find_others(rows) if self.by_others else {}
            scored = rows_that_have(rows, "score")
            probes = asked.partition_by("subject", as_dict=True)
            for (subject,), part in rows.partition_by("subject", maintain_order=True, as_dict=True).items():
                beside = Beside(
                    on_calendar_of(subject, scored, self.cutoffs),
                    probes.get((subject,), asked.clear()),
                    others.get((view.name, subject)),
                    self.supports,
                    self.cutoffs.get(subject),
                )
                yield _fit_one(part, view, self.options, self.rulers, beside)


@dataclass(frozen=True)
class Beside:
    """What the profile of one subject on one task takes from outside its items.

    `task`: the scored items of all subjects, in days from its cutoff; `probes`: its own; `others`: what other subjects'
    answers say of its scored items; `supports`: by family; `cutoff`: its own.
    """

    task: pl.DataFrame
    probes: pl.DataFrame
    others: Others | None
    supports: Mapping[str, Support]
    cutoff: date | None = None


def _fit_one(
    items: pl.DataFrame, view: View, options: MeasureOptions, rulers: dict[str, Ruler], beside: Beside
) -> SubjectProfile:
    scored = rows_that_have(items, "score")
    outcomes = outcomes_of(scored, options)
    measured = {
        name: _fit_ruler(name, scored[f"ruler_{name}"], outcomes, options, ruler.unit, beside.others)
        for name, ruler in rulers.items()
    }
    if "time" in measured:
        measured["time"] = _in_time(measured["time"], scored, outcomes, beside, options)
    profile = SubjectProfile(
        subject=str(items["subject"][0]),
        task=view.name,
        tasks=items[TASK].unique(maintain_order=True).to_list(),
        part_of=list(view.part_of),
        pooled=pooled_of(view, scored, beside.task),
        stratum=stratum_of(view),
        items=items.height,
        clusters=outcomes.groups,
        score=_score(outcomes, options.confidence, items.height - scored.height),
        truncated=fit_truncated(scored, outcomes, options.confidence),
        rulers=measured,
        regimes=list(_regimes(scored, outcomes, options.confidence)),
        families=fit_families(scored, beside.probes, outcomes, beside.supports, options),
        recalled=_recalled(items, options),
        decomposition=decompose(scored, outcomes, options),
        twins=fit_twins(items, options),
        graders=fit_graders(scored, outcomes, list(rulers), options),
        signals=[] if view.group or view.column else find_signals(items, beside.probes, options),
        warnings=[],
        strata=None,
    )
    return replace(profile, notices=find_notices(items, profile, outcomes, options))


def _in_time(
    measured: Measured, scored: pl.DataFrame, outcomes: Outcomes, beside: Beside, options: MeasureOptions
) -> Measured:
    """The ruler time with its break at the cutoff, and the cutoff that the scores themselves speak of."""
    from farfield.measure.drift.by_time import effective_cutoff
    from farfield.measure.interrupted.profile import fit_interrupted

    series, cutoff = fit_interrupted(scored, outcomes, beside.task, options), beside.cutoff
    measured = replace(measured, interrupted=replace(series, cutoff=cutoff.isoformat() if cutoff else None))
    if cutoff is None:
        return measured
    return replace(measured, effective=effective_cutoff(scored, outcomes, cutoff, options))


def _fit_ruler(
    name: str,
    distances: pl.Series,
    outcomes: Outcomes,
    options: MeasureOptions,
    unit: str,
    others: Others | None,
) -> Measured:
    held = held_rows(distances)
    at = distances.drop_nulls().to_numpy()
    inside = outcomes.take(held)
    scale = choose_scale(at)
    floor = measure_floor(at, inside, options) if name == "time" else None
    fitted = (
        reach_above(floor, at, scale, inside, options) if floor else fit_reach(at, scale, inside, options)
    )
    curve, reach, monotone = fitted
    bands = fit_bands(at, inside, options.bands, len(outcomes), options.confidence)
    along = np.log(at) if scale and scale.logarithmic else at
    crude, adjusted = fit_slopes(along, inside, options.confidence)
    return Measured(
        unit=unit,
        scale=scale.name if scale else "linear",
        items=len(at),
        missing=len(held) - len(at),
        missing_mean=UNSET if held.all() else outcomes.take(~held).mean(options.confidence).mean,
        low=float(at.min()) if len(at) else None,
        high=float(at.max()) if len(at) else None,
        bands=bands,
        falling_p=falling_p(bands, options.confidence),
        slope=Slopes(
            crude=crude,
            adjusted=robustness(along, inside, options.confidence).beside(adjusted),
            corrected=correct_slope(along, inside, others.take(held) if others else None, options),
        ),
        curve=curve,
        reach=reach,
        monotone=monotone,
        incremental=fit_increment(along, inside, options.confidence, options.seed),
        gap=fit_gap(at, inside, options.confidence),
        floor=floor if name == "time" else UNSET,
    )


def _score(outcomes: Outcomes, confidence: float, unscored: int) -> Score:
    """The mean with its interval; of a few clusters, which bear none, the lowest and the highest mean instead."""
    none = Score(
        mean=None, low=None, high=None, items=len(outcomes), note=None, reason=None, clusters=None,
        unscored=unscored,
    )  # fmt: skip
    if not len(outcomes):
        return none
    found = outcomes.mean(confidence)
    score = replace(none, mean=found.mean, low=found.low, high=found.high)
    if found.low is not None:
        return score
    held, codes = outcomes.weights, np.unique(outcomes.clusters, return_inverse=True)[1]
    means = np.bincount(codes, held * outcomes.scores) / np.bincount(codes, held)
    clusters = ClusterRange(len(means), float(means.min()), float(means.max()))
    few = FewClusters(len(means))
    return replace(score, why=few, reason=few.reason, clusters=clusters)


def _regimes(scored: pl.DataFrame, outcomes: Outcomes, confidence: float) -> Iterator[RegimeScore]:
    for regime in REGIMES:
        rows = (scored["regime"] == regime).to_numpy()
        if rows.any():
            inside = outcomes.take(rows)
            share = float(outcomes.weights[rows].sum() / outcomes.weights.sum())
            yield RegimeScore(regime, len(inside), share, *inside.mean(confidence))


def _recalled(items: pl.DataFrame, options: MeasureOptions) -> Recalled | None:
    """Distinct questions that stand in the corpus with their answer, of those that were looked for.

    `nearly`: those of the rest of which only a near duplicate does. `unseen_below`: where a sample was searched, the
    documents of the whole corpus that may still hold one of the rest.
    """
    if "recall_documents" not in items.columns:
        return None
    near = pl.col("near_documents") if "near_documents" in items.columns else pl.lit(0)
    if items["item_id"].n_unique() == items.height:  # as mostly: then there is nothing to put together
        questions = items.select("recall_documents", near.fill_null(0).alias("near"))
    else:
        grouped = items.group_by("item_id")
        questions = grouped.agg(pl.col("recall_documents").max(), near.max().fill_null(0).alias("near"))
    questions = rows_that_have(questions, "recall_documents")
    whole = questions["recall_documents"] >= options.recall_threshold
    return Recalled(
        items=int(whole.sum()),
        nearly=int((~whole & (questions["near"] >= options.recall_threshold)).sum()),
        of=questions.height,
        unseen_below=_unseen_below(items),
    )


def _unseen_below(items: pl.DataFrame) -> float | None:
    if "recall_documents_high" not in items.columns:
        return None
    bounds = items.filter(pl.col("recall_documents") == 0)["recall_documents_high"].to_list()
    return max(bounds, default=0.0) or None
