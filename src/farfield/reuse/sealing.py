"""Open and sealed history: the same tasks both ways, or the reason why nothing can be said of the difference."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from farfield.measure.intervals import wilson
from farfield.measure.paired_shares import PairedCounts, paired_gap
from farfield.records import ListedRun
from farfield.results.reuse import Arm, Necessary, SealedGap, Sealing, Share
from farfield.reuse.audit import AuditedRun

FEWEST_PAIRS = 2
"""Of one task nothing tells how another would have ended."""


@dataclass(frozen=True, slots=True)
class ArmRun:
    """A run of one arm, audited or only listed. `displayed`: null of one that was not audited."""

    task: str
    subject: str | None
    run: str
    claimed: bool | None
    sealed: bool
    displayed: bool | None = None


def arm_runs(
    audited: Sequence[AuditedRun], listed: Sequence[ListedRun], named_sealed: frozenset[str]
) -> list[ArmRun]:
    """All runs of which it is known whether their history was sealed. `named_sealed`: those that `--sealed` names."""
    by_run = {one.run_id: one for one in listed if one.run_id}
    found = []
    for run in audited:
        listing = by_run.get(run.run)
        told = listing.sealed if listing else None
        sealed = run.run in named_sealed or (run.accesses.seal.sealed if told is None else told)
        found.append(ArmRun(run.task, run.subject, run.run, run.claimed, sealed, run.accesses.accessed))
    found += [
        ArmRun(one.task, None, one.task, one.claimed, one.sealed)
        for one in listed
        if one.run_id is None and one.sealed is not None
    ]
    return found


def compare_sealed(runs: Sequence[ArmRun], unsealed: int, confidence: float = 0.95) -> Sealing | None:
    """The two arms, and their difference where the same tasks were run both ways; None where no run is sealed."""
    sealed = [one for one in runs if one.sealed]
    opened = [one for one in runs if not one.sealed]
    if not sealed:
        return None
    pairs = _pairs(opened, sealed)
    both_ways = {one.task for one in opened} & {one.task for one in sealed}
    used = {one.run for pair in pairs for one in pair}
    left_out = sum(one.task in both_ways and one.run not in used for one in runs)
    gap = _gap(pairs, confidence) if len(pairs) >= FEWEST_PAIRS else None
    return Sealing(
        open=_arm(opened, confidence),
        sealed=_arm(sealed, confidence),
        unsealed=unsealed,
        left_out=left_out,
        gap=gap,
        note=None if gap else _reason(opened, sealed, both_ways, len(pairs)),
    )


def _reason(opened: Sequence[ArmRun], sealed: Sequence[ArmRun], both_ways: set[str], pairs: int) -> str:
    if not opened:
        return "no run has open history"
    if not both_ways:
        return (
            f"the {len(sealed):,} sealed and the {len(opened):,} open runs are of different tasks, so that a "
            "difference would be one of tasks"
        )
    if not pairs:
        return "of no task is the outcome known both ways"
    return "one task was run both ways, and of one nothing tells how another would have ended"


def _arm(runs: Sequence[ArmRun], confidence: float) -> Arm:
    from farfield.special_functions import ndtri

    told = [one for one in runs if one.claimed is not None]
    solved = sum(one.claimed is True for one in told)
    displayed = sum(one.displayed is True for one in runs)
    if not told:
        return Arm(len(runs), Share(0, 0, None, None, None), displayed)
    found = wilson(solved / len(told), len(told), float(ndtri(0.5 + confidence / 2)))
    return Arm(len(runs), Share(solved, len(told), found.mean, found.low, found.high), displayed)


def _pairs(opened: Sequence[ArmRun], sealed: Sequence[ArmRun]) -> list[tuple[ArmRun, ArmRun]]:
    """One pair a task, and a subject where either arm has several: the first run of each with a known outcome."""
    several = any(len({one.subject for one in arm if one.subject}) > 1 for arm in (opened, sealed))

    def first(arm: Sequence[ArmRun]) -> dict[tuple[str, str | None], ArmRun]:
        found: dict[tuple[str, str | None], ArmRun] = {}
        for one in sorted(arm, key=lambda one: one.run):
            if one.claimed is not None:
                found.setdefault((one.task, one.subject if several else None), one)
        return found

    left, right = first(opened), first(sealed)
    return [(left[key], right[key]) for key in sorted(left.keys() & right.keys(), key=str)]


def _gap(pairs: Sequence[tuple[ArmRun, ArmRun]], confidence: float) -> SealedGap:
    counted = Counter((one.claimed, other.claimed) for one, other in pairs)
    counts = PairedCounts(
        counted[True, True], counted[True, False], counted[False, True], counted[False, False]
    )
    found = paired_gap(counts, confidence)
    return SealedGap(
        pairs=counts.pairs,
        both=counts.both,
        open_only=counts.first,
        sealed_only=counts.second,
        neither=counts.neither,
        gap=found.gap,
        low=found.low,
        high=found.high,
        p=found.p,
        detectable=found.detectable,
        necessary=_necessary(pairs),
    )


def _necessary(pairs: Sequence[tuple[ArmRun, ArmRun]]) -> Necessary:
    """Bounds: a task solved after a display and not once sealed needed it, or was lost by chance; as many are won by
    chance as go the other way.
    """
    after = [(one, other) for one, other in pairs if one.displayed]
    lost = sum(bool(one.claimed) and not other.claimed for one, other in after)
    won = sum(not one.claimed and bool(other.claimed) for one, other in after)
    return Necessary(max(0, lost - won), lost, sum(bool(one.claimed) for one, _ in pairs))
