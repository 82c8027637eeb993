"""Rows of values, controls and capabilities → what `values` of profile.json says."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
import polars as pl

from farfield.arrays import Floats
from farfield.measure.axis import named_level
from farfield.measure.values.floors import Range, mean_range
from farfield.measure.values.graders import agreements, drifts
from farfield.measure.values.levels import C, F, Rates, V, rates_of
from farfield.measure.values.reach import compare_reaches
from farfield.measure.values.repeats import repeats_of
from farfield.measure.values.roles import unread_kinds
from farfield.measure.values.rows import ValueSet, find_sets, unplaced
from farfield.measure.values.understood import Understood, among_understood, weighted_mean
from farfield.measure.values.verdict import floor_fault, judge, near_fault, rises, through_of
from farfield.options.measuring import MeasureOptions
from farfield.results.structs import Mean
from farfield.results.values import (
    GraderValues,
    NearBy,
    NoReach,
    NotJudged,
    OverallVerdict,
    ReachesApart,
    ValueLevel,
    ValueProfile,
    ValueVerdict,
)


def fit_values(items: pl.DataFrame, options: MeasureOptions) -> list[ValueProfile]:
    """Each value by subject, task and axis. `items`: as measured, with the columns that the options name."""
    groups: dict[tuple[str, str, str], list[tuple[ValueSet, MeasureOptions]]] = {}
    for one, asked in sets_asked(items, options):
        groups.setdefault((one.subject, one.task, one.axis), []).append((one, asked))
    left_out, unread = unplaced(items, options), unread_kinds(items, options)
    return [
        _profile([one for one, _ in sets], sets[0][1], left_out.get(subject, 0), unread.get(subject, {}))
        for (subject, _, _), sets in groups.items()
    ]


def sets_asked(items: pl.DataFrame, options: MeasureOptions) -> list[tuple[ValueSet, MeasureOptions]]:
    """What is measured together, each with the options whose near levels are those of its axis."""
    sets = list(find_sets(items, options))
    near = {one.axis: _near_on(one.axis, sets, options) for one in sets}
    return [(one, replace(options, near=near[one.axis])) for one in sets]


def _near_on(axis: str, sets: Sequence[ValueSet], options: MeasureOptions) -> tuple[str, ...]:
    """The levels that the user calls near, of those that any subject was asked on this axis."""
    if not options.near:
        return ()
    asked = {level for one in sets if one.axis == axis for level in one.value["level"]}
    named = [named_level(level, sorted(asked)) for level in options.near]
    return tuple(level for level in named if level in asked)


def _profile(
    sets: Sequence[ValueSet], options: MeasureOptions, without: int, unread: dict[str, int]
) -> ValueProfile:
    graders = [_graded(one, options) for one in sets]
    valid = [one for one in graders if one.reason is None]
    verdicts = {one.verdict for one in valid}
    told: OverallVerdict = "not_judged"
    if verdicts:
        told = verdicts.pop() if len(verdicts) == 1 else "depends_on_grader"
    alike = list(agreements(sets))
    return ValueProfile(
        subject=sets[0].subject,
        task=sets[0].task,
        axis=sets[0].axis,
        graders=graders,
        agreement=alike,
        verdict=told,
        unplaced=without,
        one_grader=len(sets) == 1 and not graders[0].gold,
        drifts=drifts(alike, graders[0].near, options.confidence),
        other_kinds=unread,
    )


def _graded(one: ValueSet, options: MeasureOptions) -> GraderValues:
    rates = rates_of(one, options, chance_of(one.capability, options))
    why = {name: rates.unjudged(name) for name in rates.names}
    far = [name for name in rates.names if name not in rates.near and why[name] is None]
    reason = near_fault(rates, one, options.confidence) or _beyond_fault(rates, far)
    at_far = [rates.differences[name] for name in far] if reason is None else []
    bounded = not floor_fault(rates, options.confidence)
    reach, no_reach = _reaches(rates, far if at_far else [], options, bounded=bounded)
    verdict, detectable = _judged(at_far, options, bounded=bounded)
    understood, repeats = among_understood(one), repeats_of(one.value)
    return GraderValues(
        grader=one.grader,
        gold=bool(one.value["gold"].is_not_null().any()),
        control=one.control_name,
        capability=one.capability_name,
        near=list(rates.near),
        ordered=rates.ordered,
        repeated=repeats.rows,
        levels=[
            _level(rates, name, why[name] or reason, understood, options, bounded=bounded)
            for name in rates.names
        ],
        mean_difference=_ranged(mean_range(at_far), options, bounded=bounded) if at_far else None,
        far_levels=len(far) if reason is None else 0,
        reach=reach,
        no_reach=no_reach,
        verdict=verdict,
        reason=reason,
        detectable=detectable,
        through=through_of(rates, far, options.confidence) if verdict == "values_first" else None,
        rises=rises(rates, options.confidence),
        differing=repeats.differing,
        told_apart=repeats.told_apart,
        lowest=_lowest(one),
        floor_doubt=_doubt(rates, at_far, verdict, options),
        near_by=_near_by(rates, options),
        floor=rates.floor_known if at_far else None,
        floor_most=rates.rate(F, rates.near) if at_far and rates.floor is not None else None,
        left_out=_without_value(one, rates.names),
    )


def _beyond_fault(rates: Rates, far: Sequence[str]) -> NotJudged | None:
    """Why nothing is judged beyond the near levels; None where a level is."""
    if far:
        return None
    return "one_level" if len(rates.near) == len(rates.names) else "no_judged_level"


def _near_by(rates: Rates, options: MeasureOptions) -> NearBy:
    if options.near:
        return "named"
    return "distance" if rates.placed else "order"


def _reaches(
    rates: Rates, far: Sequence[str], options: MeasureOptions, *, bounded: bool
) -> tuple[ReachesApart | None, NoReach | None]:
    """Both reaches, or why they are not compared; neither where nothing is judged."""
    if not far:
        return None, None
    return compare_reaches(rates, far, options.confidence) if bounded else (None, "floor")


def _judged(
    at_far: Sequence[Range], options: MeasureOptions, *, bounded: bool
) -> tuple[ValueVerdict, float | None]:
    """The verdict, and what would have shown."""
    if not at_far:
        return "not_judged", None
    return judge(at_far, options.confidence) if bounded else ("cannot_tell", None)


def _doubt(
    rates: Rates, at_far: Sequence[Range], verdict: ValueVerdict, options: MeasureOptions
) -> float | None:
    """How often points may be given for nothing, where the verdict would be another if none were."""
    if not at_far or rates.floor is None or verdict != "cannot_tell":
        return None
    bare = [Range(one.value, one.bare, one.bare) for one in at_far]
    return None if judge(bare, options.confidence)[0] == verdict else rates.rate(F, rates.near)


def _lowest(one: ValueSet) -> float | None:
    """The lowest score of the value, or of value and control, where there are more than right and wrong."""
    value, control = one.value["score"].to_numpy(), 1 - one.control["score"].to_numpy()
    for marks in (value, np.concatenate([value, control])):
        if len(np.unique(marks.round(9))) > 1 and (marks.min() > 0 or marks is not value):
            return float(marks.min())
    return None


def _without_value(one: ValueSet, names: Sequence[str]) -> list[str]:
    """Levels at which the control or the capability has rows, and the value none."""
    beside = pl.concat([one.control["level"], one.capability["level"]]).unique(maintain_order=True)
    return [level for level in beside.to_list() if level not in set(names)]


def chance_of(capability: pl.DataFrame, options: MeasureOptions) -> float:
    """The score of a guess at the capability: as the user says, else what the items say, else 0."""
    if options.chance is not None:
        return options.chance
    told = capability.drop_nulls("chance") if "chance" in capability.columns else None
    return weighted_mean(told, "chance") if told is not None and told.height else 0.0


def _ranged(found: Range, options: MeasureOptions, *, bounded: bool) -> Mean:
    """A value with the interval of the range that it is known to lie in; without ends where nothing bounds that."""
    return Mean(found.value, *(found.interval(options.confidence) if bounded else (None, None)))


def _told(found: tuple[float, Floats], confidence: float) -> Mean:
    """A value with the interval of its draws, which holds it."""
    low, high = np.quantile(found[1], [0.5 - confidence / 2, 0.5 + confidence / 2])
    return Mean(found[0], float(min(low, found[0])), float(max(high, found[0])))


def _rate(rates: Rates, kind: str, name: str, confidence: float) -> Mean | None:
    cell = rates.cells.get((kind, name))
    if cell is None:
        return None
    return _told((cell.rate, rates.drawn[kind, name]), confidence) if cell.labelled else cell.mean(confidence)


def _level(
    rates: Rates,
    name: str,
    reason: NotJudged | None,
    understood: Mapping[str, Understood],
    options: MeasureOptions,
    *,
    bounded: bool,
) -> ValueLevel:
    near, confidence = name in rates.near, options.confidence
    there = understood.get(name, Understood())
    discrimination = rates.told([name])
    retained, able = rates.retained.get(name), rates.retained_capability.get(name)
    compared = not near and reason is None and name in rates.differences
    lost, refused = (None, None) if near else _moved(rates, name)
    return ValueLevel(
        level=name,
        distance=rates.distances[rates.names.index(name)],
        near=near,
        items=rates.cells[V, name].items if (V, name) in rates.cells else 0,
        value=_rate(rates, V, name, confidence) or Mean(None, None, None),
        control=_rate(rates, F, name, confidence),
        discrimination=_told(discrimination, confidence) if discrimination else None,
        capability=_rate(rates, C, name, confidence),
        retained=_told(retained, confidence) if retained else None,
        retained_capability=_ranged(able, options, bounded=bounded) if able else None,
        difference=_ranged(rates.differences[name], options, bounded=bounded) if compared else None,
        value_lost=lost,
        over_refusal=refused,
        understood=there.share,
        value_understood=there.value,
        capability_understood=there.capability,
        control_understood=there.control,
        value_understood_ends=there.value_ends,
        judged=reason is None,
        reason=reason,
    )


def _moved(rates: Rates, name: str) -> tuple[float | None, float | None]:
    """How much less the value holds than near, and how much more the control shows the behaviour."""
    values, controls = ((rates.rate(kind, rates.near), rates.rate(kind, [name])) for kind in (V, F))
    lost = None if values[0] is None or values[1] is None else values[0] - values[1]
    return lost, None if controls[0] is None or controls[1] is None else controls[1] - controls[0]
