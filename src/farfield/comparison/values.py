"""Values of finished runs beside each other: base against tuned, on the items that both were asked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace

import numpy as np
import polars as pl
from msgspec import structs

from farfield.arrays import Floats
from farfield.comparison.chosen_pairs import chosen_pairs
from farfield.comparison.contrasts import POWER, adjusted
from farfield.comparison.finished_run import FinishedRun
from farfield.measure import MeasureOptions
from farfield.measure.intervals import FEWEST_CLUSTERS
from farfield.measure.values.levels import FEWEST_ITEMS, C, F, Rates, V, near_levels, rates_together
from farfield.measure.values.profile import chance_of, sets_asked
from farfield.measure.values.rows import ValueSet
from farfield.measure.values.verdict import ALIKE, floor_fault, near_fault
from farfield.options.comparing import CompareOptions
from farfield.results.structs import Mean, known
from farfield.results.value_comparison import (
    GraderGain,
    LevelGain,
    NotCompared,
    ValueComparison,
    ValueGain,
)
from farfield.special_functions import ndtr, ndtri

BASE = "_base"
KEYS = ["task", BASE, "level", "_nth"]
"""What tells one row of a kind from another, in every run."""

FLOORS = (0.25, 0.5, 0.75, 1.0)
"""Shares of the points that may be given for nothing, at which two subjects are set beside each other."""

Told = tuple[float, Floats]
"""A figure and its plausible values."""


@dataclass(frozen=True)
class Held:
    """A value of a subject as it is named in the comparison, by one grader, and the options that it was measured by."""

    subject: str
    values: ValueSet
    options: MeasureOptions


@dataclass(frozen=True)
class Both:
    """Two subjects on what both were asked, their rates drawn together."""

    sets: tuple[ValueSet, ValueSet]
    rates: tuple[Rates, Rates]
    confidence: float


def compare_values(runs: Sequence[FinishedRun], options: CompareOptions) -> list[ValueComparison]:
    """Each two subjects that have a value on one task along one axis, every item counting alike.

    With `against` of the options all others are set against that subject. P values are corrected over all pairs and
    graders, for each question by itself.
    """
    found: dict[tuple[str, str], dict[str, list[Held]]] = {}
    for held in _held(runs, options):
        one = held.values
        found.setdefault((one.task, one.axis), {}).setdefault(held.subject, []).append(held)
    pairs = [
        _compare(task, axis, (names[first], names[second]), by_subject, options.confidence)
        for (task, axis), by_subject in found.items()
        for names in [list(by_subject)]
        for first, second in chosen_pairs(names, options.against)
    ]
    return _corrected(pairs, options.confidence)


def _held(runs: Sequence[FinishedRun], ways: CompareOptions) -> Iterator[Held]:
    """The values of all runs; a subject that is in several is named with its run."""
    with_values = [run for run in runs if run.profile.values]
    seen = [{one.subject for one in run.profile.values or ()} for run in with_values]
    for at, run in enumerate(with_values):
        others = set().union(*(names for other, names in enumerate(seen) if other != at))
        for one, options in sets_asked(run.items, _asked(run, ways)):
            name = f"{one.subject} [{run.folder.name}]" if one.subject in others else one.subject
            yield Held(name, one, options)


def _asked(run: FinishedRun, ways: CompareOptions) -> MeasureOptions:
    """The options of a run, as its record keeps them, but for how intervals are made and without weights."""
    kept = run.record.options.measure
    known = {field.name: kept[field.name] for field in fields(MeasureOptions) if field.name in kept}
    lists = {name: tuple(value) if isinstance(value, list) else value for name, value in known.items()}
    drawn = {"weight": None, "draws": ways.draws, "seed": ways.seed, "confidence": ways.confidence}
    return MeasureOptions(**{**lists, **drawn})  # type: ignore[arg-type]


def _compare(
    task: str,
    axis: str,
    names: tuple[str, str],
    by_subject: Mapping[str, Sequence[Held]],
    confidence: float,
) -> ValueComparison:
    first, second = ({one.values.grader: one for one in by_subject[name]} for name in names)
    shared = [grader for grader in first if grader in second]
    return ValueComparison(
        task=task,
        axis=axis,
        from_=names[0],
        to=names[1],
        graders=[_graded(first[grader], second[grader], confidence) for grader in shared],
        reason=None if shared else "other_grader",
    )


def _graded(first: Held, second: Held, confidence: float) -> GraderGain:
    sets, unpaired = _paired(first.values, second.values)
    items = sets[0].value.height
    nothing = GraderGain(
        grader=first.values.grader, items=items, unpaired=unpaired, near_levels=[], far_levels=[], levels=[],
        near=None, far=None, kept_gain=None, apart=None, judged_levels=[], verdict="not_compared",
        reason="nothing_in_common", told=[], because=None, detectable=None,
    )  # fmt: skip
    if not items:
        return nothing
    asked = (first, second)
    chances = [chance_of(one.values.capability, one.options) for one in asked]
    rates = rates_together(sets, [one.options for one in asked], chances)
    both = Both(sets, (rates[0], rates[1]), confidence)
    wholly = [near_levels(one.values, one.options) for one in asked]
    fault, told = _differing(asked, chances, wholly)
    near = wholly[0] if wholly[0] == wholly[1] else []
    if fault is None and any((V, name) not in one.cells for name in near for one in rates):
        fault = "near_not_shared"
    return _told(nothing, both, near, fault, told)


def _differing(
    asked: tuple[Held, Held], chances: Sequence[float], near: Sequence[Sequence[str]]
) -> tuple[NotCompared | None, list[str]]:
    """In what the two were measured differently, and how; None where in nothing that matters."""
    differing: dict[NotCompared, list[str]] = {
        "other_near": [" and ".join(names) or "none" for names in near],
        "other_control": [one.values.control_name or "none" for one in asked],
        "other_capability": [one.values.capability_name or "none" for one in asked],
        "other_chance": [f"{round(chance, 6):g}" for chance in chances],
        "one_gold": [
            "gold labels" if one.values.value["gold"].is_not_null().any() else "none" for one in asked
        ],
    }
    for why, told in differing.items():
        if told[0] != told[1]:
            return why, told
    return None, []


def _told(
    nothing: GraderGain, both: Both, near: Sequence[str], fault: NotCompared | None, told: list[str]
) -> GraderGain:
    """All figures that the two have in common; the pull-apart where nothing speaks against it."""
    first, second = both.rates
    names = [name for name in first.names if (V, name) in first.cells and (V, name) in second.cells]
    far = [name for name in names if name not in near]
    alike = fault not in ("other_control", "other_near")
    shown = [name for name in far if alike and first.told([name]) and second.told([name])]
    at_near = _gain_at(both, near) if near and alike else None
    found = structs.replace(
        nothing,
        near_levels=list(near),
        far_levels=shown,
        levels=[_level(both, name, name in near, alike) for name in names],
        near=at_near,
        far=_gain_at(both, shown) if shown else None,
        kept_gain=_kept_gain(both, near, shown) if at_near and shown else None,
    )
    return _judged(found, both, fault, told)


def _judged(found: GraderGain, both: Both, fault: NotCompared | None, told: list[str]) -> GraderGain:
    """The pull-aparts beside each other, or why they are not."""
    if fault is not None:
        return structs.replace(found, reason=fault, told=told)
    near = found.near_levels
    rates = tuple(replace(one, near=near) for one in both.rates)
    whys: tuple[NotCompared, NotCompared] = ("first_not_judged", "second_not_judged")
    for why, one, held in zip(whys, rates, both.sets, strict=True):
        because = near_fault(one, held, both.confidence)
        if because is not None:
            return structs.replace(found, reason=why, because=because)
    judged = [name for name in found.far_levels if all(one.unjudged(name) is None for one in rates)]
    if not judged:
        return structs.replace(found, reason="no_common_level")
    apart = _aparts(rates, judged)
    over = [
        [_mean([found[at][side] for found in apart.values()]) for side in (0, 1)]
        for at in range(len(apart[judged[0]]))
    ]
    bounded = not any(floor_fault(one, both.confidence) for one in rates)
    levels = [
        structs.replace(level, apart=_apart_gain(apart[level.level], both, bounded=bounded))
        if level.level in apart
        else level
        for level in found.levels
    ]
    tail = 1 - both.confidence
    differences = [second[1] - first[1] for floors in apart.values() for first, second in floors]
    inside = [np.quantile(draws, [tail, 1 - tail]) for draws in differences]
    alike = bounded and all(low > -ALIKE and high < ALIKE for low, high in inside)
    means = [second[1] - first[1] for first, second in over]
    width = float(np.ptp([draws.mean() for draws in means]))
    spread = max(float(draws.std()) for draws in means)
    return structs.replace(
        found, levels=levels, apart=_apart_gain(over, both, bounded=bounded), judged_levels=judged,
        verdict="alike" if alike else "cannot_tell", reason=None,
        detectable=width + float(ndtri(1 - tail / 2) + ndtri(POWER)) * spread if bounded else None,
    )  # fmt: skip


def _aparts(rates: Sequence[Rates], names: Sequence[str]) -> dict[str, list[list[Told]]]:
    """How far each of two subjects pulls apart at these levels: if no points are given for nothing, and if ever more.

    One grader gives both as many, where it scored both.
    """
    bare = {name: [one.differences[name] for one in rates] for name in names}
    found = {name: [[(one.value, one.bare) for one in both]] for name, both in bare.items()}
    floors = [one.floor for one in rates]
    open_ends = [floor for floor in floors if floor is not None]
    for share in FLOORS if open_ends else ():
        most = share * np.min(open_ends, axis=0)
        kept = [one.floored(most) if one.floor is not None else None for one in rates]
        for name, both in bare.items():
            draws = [
                told.bare if left is None else left[name] - side.retained[name][1]
                for told, left, side in zip(both, kept, rates, strict=True)
            ]
            found[name].append([(float(one.mean()), one) for one in draws])
    return found


def _apart_gain(floors: Sequence[Sequence[Told]], both: Both, *, bounded: bool) -> ValueGain:
    """What holds on each of these floors: the widest interval and the largest p-value, none where nothing bounds them.

    The values are those on the first, on which no points are given for nothing.
    """
    gains = [_gain(first, second, both) for first, second in floors]
    if not bounded or any(one.low is None or one.high is None or one.p is None for one in gains):
        return structs.replace(gains[0], low=None, high=None, p=None)
    turns = min(one.difference for one in gains) < 0 < max(one.difference for one in gains)
    return structs.replace(
        gains[0],
        low=min(known(one.low) for one in gains),
        high=max(known(one.high) for one in gains),
        p=1.0 if turns else max(known(one.p) for one in gains),
    )


def _mean(found: Sequence[Told]) -> Told:
    return float(np.mean([value for value, _ in found])), np.asarray(
        np.mean([draws for _, draws in found], axis=0)
    )


def _level(both: Both, name: str, near: bool, alike: bool) -> LevelGain:
    places = [one.distances[one.names.index(name)] for one in both.rates]
    values, able = ([_rate(one, kind, name) for one in both.rates] for kind in (V, C))
    told = [one.told([name]) for one in both.rates] if alike else [None, None]
    return LevelGain(
        level=name,
        distance=places[0] if places[0] == places[1] else None,
        near=near,
        items=both.rates[0].cells[V, name].items,
        value=_gain(values[0] or (0.0, np.zeros(1)), values[1] or (0.0, np.zeros(1)), both, [name], (V,)),
        discrimination=_gain(told[0], told[1], both, [name], (V, F)) if told[0] and told[1] else None,
        capability=_gain(able[0], able[1], both, [name], (C,)) if able[0] and able[1] else None,
        apart=None,
    )


def _rate(rates: Rates, kind: str, name: str) -> Told | None:
    rate = rates.rate(kind, [name])
    return None if rate is None else (rate, rates.plausible(kind, [name]))


def _gain_at(both: Both, names: Sequence[str]) -> ValueGain | None:
    """The mean discrimination over levels, each alike; None where one lacks a control there."""
    told = [[one.told([name]) for name in names] for one in both.rates]
    whole = [[one for one in side if one is not None] for side in told]
    if any(len(side) < len(names) for side in whole):
        return None
    return _gain(_mean(whole[0]), _mean(whole[1]), both, names, (V, F))


def _gain(
    first: Told, second: Told, both: Both, names: Sequence[str] = (), kinds: Sequence[str] = ()
) -> ValueGain:
    """Second less first, with the interval of the draws where enough items bear it."""
    difference, draws = second[0] - first[0], second[1] - first[1]
    gain = ValueGain(first[0], second[0], difference, None, None, None, None)
    spread = float(draws.std())
    if (
        not all(_bears(one, kind, name) for one in both.rates for kind in kinds for name in names)
        or spread <= 0
    ):
        return gain
    tail = 0.5 - both.confidence / 2
    low, high = np.quantile(draws, [tail, 1 - tail])
    p = float(2 * ndtr(-abs(difference) / spread))
    return structs.replace(gain, low=float(min(low, difference)), high=float(max(high, difference)), p=p)


def _bears(rates: Rates, kind: str, name: str) -> bool:
    cell = rates.cells.get((kind, name))
    return cell is not None and cell.items >= FEWEST_ITEMS and cell.groups >= FEWEST_CLUSTERS


def _kept_gain(both: Both, near: Sequence[str], far: Sequence[str]) -> Mean | None:
    """Far gain over near gain, where the near one is clearly above 0."""
    tail = 0.5 - both.confidence / 2
    at_near, at_far = (
        [_mean([told for name in names if (told := one.told([name])) is not None]) for one in both.rates]
        for names in (near, far)
    )
    under, draws = at_near[1][0] - at_near[0][0], at_near[1][1] - at_near[0][1]
    if under <= 0 or np.quantile(draws, tail) <= 0:
        return None
    share = (at_far[1][0] - at_far[0][0]) / under
    spread = (at_far[1][1] - at_far[0][1]) / np.maximum(draws, 1e-6)
    low, high = np.quantile(spread, [tail, 1 - tail])
    return Mean(share, float(min(low, share)), float(max(high, share)))


def _paired(first: ValueSet, second: ValueSet) -> tuple[tuple[ValueSet, ValueSet], list[int]]:
    """Both sets on the rows that the other has too, kind by kind; how many of the value's rows have no partner."""
    mine, theirs = _part(first, second), _part(second, first)
    lost = [whole.value.height - part.value.height for whole, part in ((first, mine), (second, theirs))]
    return (mine, theirs), lost


def _part(one: ValueSet, other: ValueSet) -> ValueSet:
    return replace(
        one,
        value=_shared(one.value, other.value),
        control=_shared(one.control, other.control),
        capability=_shared(one.capability, other.capability),
        comprehension=_shared(one.comprehension, other.comprehension),
    )


def _shared(rows: pl.DataFrame, others: pl.DataFrame) -> pl.DataFrame:
    """The rows that have a partner: the same item at the same level, and the same question where both have one."""
    if rows.is_empty() or others.is_empty():
        return rows.clear()
    mine = _known(rows)
    theirs = _known(others).select(*KEYS, _other="_asked").unique(KEYS, keep="first", maintain_order=True)
    joined = mine.join(theirs, on=KEYS, how="inner", maintain_order="left")
    within = pl.col("_asked").str.contains(pl.col("_other"), literal=True)
    around = pl.col("_other").str.contains(pl.col("_asked"), literal=True)
    return joined.filter(within | around).drop(BASE, "_nth", "_asked", "_other")


def _known(rows: pl.DataFrame) -> pl.DataFrame:
    """Rows with the item's own id, whatever level and kind it stands at, and the plain question."""
    group = pl.col("item_group").cast(pl.String) if "item_group" in rows.columns else pl.lit(None, pl.String)
    asked = pl.col("question").fill_null("").str.to_lowercase().str.replace_all(r"\s+", " ").str.strip_chars()
    named = rows.with_columns(pl.coalesce(group, pl.col("item_id")).alias(BASE), asked.alias("_asked"))
    return named.with_columns(pl.col("epoch").rank("ordinal").over("task", BASE, "level").alias("_nth"))


def _corrected(pairs: Sequence[ValueComparison], confidence: float) -> list[ValueComparison]:
    """The pairs with p values corrected, question by question, and the verdicts that follow."""
    every = [one for pair in pairs for one in pair.graders]
    for question in ("near", "far", "apart"):
        gains: list[ValueGain | None] = [getattr(one, question) for one in every]
        corrected = adjusted([None if gain is None else gain.p for gain in gains], "holm")
        every = [
            one if gain is None else structs.replace(one, **{question: structs.replace(gain, p_holm=p)})
            for one, gain, p in zip(every, gains, corrected, strict=True)
        ]
    told = iter([_verdict(one, confidence) for one in every])
    return [structs.replace(pair, graders=[next(told) for _ in pair.graders]) for pair in pairs]


def _verdict(one: GraderGain, confidence: float) -> GraderGain:
    gain = one.apart
    if one.verdict != "cannot_tell" or gain is None or gain.p_holm is None or gain.p_holm >= 1 - confidence:
        return one
    return structs.replace(one, verdict="more" if gain.difference > 0 else "less")
