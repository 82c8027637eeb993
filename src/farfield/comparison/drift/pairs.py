"""Finished runs of drift in, what differs between their subjects out: dates, outcomes, reminders, half-lives."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from msgspec import structs

from farfield.comparison.chosen_pairs import chosen_pairs
from farfield.comparison.drift.beside import Beside, Side, lay_beside, unpaired
from farfield.comparison.drift.dates import cutoff_difference, inner_date_difference, life_ratios
from farfield.comparison.drift.runs import Subject, read_subjects
from farfield.comparison.drift.shares import compare_arms
from farfield.comparison.drift.trends import fit_trends
from farfield.measure.correction import correct
from farfield.measure.drift.when import when_to
from farfield.options.comparing import CompareOptions
from farfield.records import FarfieldError
from farfield.registry import near_names
from farfield.results.drift import FactsPart
from farfield.results.drift_comparison import (
    ArmDifference,
    DateDifference,
    DriftCompareSettings,
    DriftComparison,
    DriftPair,
    DriftStanding,
    GapDifference,
    PairedShare,
)

OF_PROFILES = ("ruler", "scale", "band", "reach_band", "ahead", "hold_out")
"""Options that would change nothing here."""
Told = DateDifference | PairedShare | GapDifference


def compare_drift(folders: Sequence[str | Path], options: CompareOptions | None = None) -> DriftComparison:
    """Compare the subjects of finished runs of drift on what both of each pair were asked.

    Raises FarfieldError where a folder holds no such run, fewer than two subjects are there, a subject that is named
    is not, or an option is asked for that speaks of profiles alone.
    """
    options = options or CompareOptions()
    _refuse_foreign(options)
    subjects, where = read_subjects([Path(folder) for folder in folders])
    names = [one.name for one in subjects]
    for name in (*([options.against] if options.against else []), *options.scales):
        if name not in names:
            raise FarfieldError(f"there is no subject {name!r}", remedy=near_names(name, names))
    if len(subjects) < 2:
        raise FarfieldError(
            "there is nothing to compare: these runs hold one subject",
            remedy="Name the folders of several runs, or of one with several subjects.",
        )
    pairs = [
        _compare(lay_beside(subjects[first], subjects[second]), options.confidence)
        for first, second in chosen_pairs(names, options.against)
    ]
    return DriftComparison(
        folders=[str(folder) for folder in folders], where=where,
        options=DriftCompareSettings(options.against, dict(options.scales), options.confidence),
        subjects=[_standing(one, options) for one in subjects], pairs=_corrected(pairs),
        trends=list(fit_trends(subjects, options.scales, options.confidence)),
    )  # fmt: skip


def _refuse_foreign(options: CompareOptions) -> None:
    usual = CompareOptions()
    for name in OF_PROFILES:
        if getattr(options, name) != getattr(usual, name):
            typed = f"--{name.replace('_', '-')}"
            raise FarfieldError(
                f"{typed} speaks of profiles, and these are runs of drift",
                remedy="Sizes are told with --scale-of SUBJECT=SIZE."
                if name == "scale"
                else f"Leave {typed} out.",
            )


def _compare(beside: Beside, confidence: float) -> DriftPair:
    first, second = beside.first, beside.second
    return DriftPair(
        from_=first.subject.name, to=second.subject.name, baselines=[first.baseline, second.baseline],
        same_prompt=first.baseline == second.baseline, facts=beside.asked, unpaired=unpaired(beside),
        unlike=beside.unlike, inner_date=inner_date_difference(beside, confidence),
        cutoff=cutoff_difference(beside, confidence),
        arms=list(compare_arms(beside, _parts(beside), confidence)),
        half_lives=list(life_ratios(beside, confidence)),
    )  # fmt: skip


def _parts(beside: Beside) -> dict[str, FactsPart]:
    """What both can know, and what neither can; else unclear."""
    one, two = (_when_of(side) for side in (beside.first, beside.second))
    return {fact: one[fact] if one[fact] == two.get(fact) else "unclear" for fact in one}


def _when_of(side: Side) -> dict[str, FactsPart]:
    found = side.subject.found
    return {row.fact: when_to(row, found.when_low, found.when_high) for row in side.by_name}


def _standing(one: Subject, options: CompareOptions) -> DriftStanding:
    found = one.found
    return DriftStanding(
        subject=one.name, folder=one.folder, size=options.scales.get(one.name), stated=found.stated,
        stated_at=found.stated_at, baseline=found.baseline, inner_date=found.inner_date.centre,
        cutoff=found.cutoff.date, when_from=found.when_from, lives=found.inner_date, knows=found.cutoff,
        effects=[effect for effect in found.effects if effect.of == "all"],
    )  # fmt: skip


def _corrected(pairs: Sequence[DriftPair]) -> list[DriftPair]:
    """The pairs with p-values corrected over all dates, and over shares and gaps on all facts, of all of them."""
    told = [one for pair in pairs for one in _primary(pair)]
    left = iter(map(float, correct([one.p for one in told if one.p is not None], "holm")))
    by_id = {id(one): structs.replace(one, p_holm=next(left)) for one in told if one.p is not None}

    def new(one: Told) -> Told:
        return by_id.get(id(one), one)

    def arm(one: ArmDifference) -> ArmDifference:
        return structs.replace(
            one, outcomes=[new(share) for share in one.outcomes], gap=one.gap and new(one.gap)
        )

    return [
        structs.replace(
            pair, inner_date=new(pair.inner_date), cutoff=new(pair.cutoff), arms=[arm(one) for one in pair.arms]
        )
        for pair in pairs
    ]  # fmt: skip


def _primary(pair: DriftPair) -> Iterator[Told]:
    yield pair.inner_date
    yield pair.cutoff
    for arm in pair.arms:
        if arm.of == "all":
            yield from arm.outcomes
            if arm.gap is not None:
                yield arm.gap
