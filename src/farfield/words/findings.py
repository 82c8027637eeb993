"""Sentences on what stands beside curve and gap: twins, difficulty, time, cuts, graders, signals."""

from __future__ import annotations

import math

from farfield.results import SubjectProfile
from farfield.results.checks import Decomposition, Graders, Twins
from farfield.results.slopes import AdjustedSlope, CorrectedSlope
from farfield.results.structs import known
from farfield.words.numbers import THIN, count, covariates, interval, number, p_equals, percent, significant
from farfield.words.time import time_sentence

SIGNIFICANT = 0.05
FEWEST_FAR = 10


def design_sentences(one: SubjectProfile) -> list[str]:
    """What twins and the cutoff tell of one of `profile.profiles`: designs, to be heard before any adjustment."""
    return [sentence for sentence in (_twins(one.twins), time_sentence(one.series)) if sentence]


def find_sentences(one: SubjectProfile, ruler: str | None) -> list[str]:
    """A sentence for each other finding that has something to say."""
    slope = one.rulers[ruler].slope if ruler else None
    told = [
        *((_corrected(slope.corrected), _robustness(slope.adjusted)) if slope else ()),
        _cut(one.decomposition),
        _graders(one.graders),
        *(s.sentence for s in one.signals if s.p is not None and s.p <= SIGNIFICANT),
    ]
    return [sentence for sentence in told if sentence]


def turning_sentences(one: SubjectProfile) -> list[str]:
    """What changes how numbers are read: a slope that its noise takes away, a grader in doubt, signals of recall."""
    main = one.main
    corrected = main.slope.corrected if main else None
    gone = corrected is not None and corrected.estimate.bounded and not corrected.estimate.clear
    told = [
        *(
            [_corrected(corrected)]
            if corrected and main and gone and main.slope.adjusted.estimate.clear
            else []
        ),
        _graders(one.graders),
        *(s.sentence for s in one.signals if s.p is not None and s.p <= SIGNIFICANT),
    ]
    return [sentence for sentence in told if sentence]


def _twins(twins: Twins | None) -> str:
    if twins is None:
        return ""
    if twins.difference is None:
        return f"Nothing can be said by twins: {twins.note}."
    low, high, pairs = twins.low, twins.high, count(twins.pairs, "set")
    failed = [part.covariate for part in twins.balance if part.failed]
    beside = f"; they also differ in {covariates(failed[:3])}" if failed else ""
    side, sign = ("lower", -1) if twins.difference < 0 else ("higher", 1)
    points = number(100 * abs(twins.difference), 0)
    if low is None or high is None:
        why = f"no interval can be given: {twins.note}"
        return f"Of {pairs} of twins the far ones score {points} points {side}; {why}."
    if low <= 0 <= high:
        return (
            f"Between near and far twins ({pairs}) there is no difference to be distinguished, {interval(low, high)} "
            f"points; {number(100 * known(twins.detectable), 0)} would have shown (80{THIN}% power){beside}."
        )
    low, high = sorted((sign * low, sign * high))
    return (
        f"Of {pairs} of twins the far ones score {points} points {side} {interval(low, high)}, "
        f"{_exact(twins)}{p_equals(known(twins.p))}{beside}."
    )


def _exact(twins: Twins) -> str:
    """Only of a test that counts every case."""
    return "exact " if (twins.test or "").startswith("exact") else ""


def _corrected(corrected: CorrectedSlope) -> str:
    found = corrected.estimate.whole
    if found is None:
        return ""
    noise = f"With the noise of the difficulty in the model (reliability {number(known(corrected.reliability), 2)})"
    if not corrected.estimate.clear:
        return f"{noise} no slope along the distance is left to be distinguished."
    turn, sign = ("fall", -1) if found[2] < 0 else ("rise", 1)
    odds, *ends = (100 * sign * math.expm1(log_odds) for log_odds in found)
    low, high = sorted(ends)
    return (
        f"{noise} the odds still {turn} by {significant(odds, 2)}{THIN}% [{significant(low, 2)}, "
        f"{significant(high, 2)}] for each standard deviation of distance."
    )


def _robustness(adjusted: AdjustedSlope) -> str:
    """How strong an unmeasured confounder must be, where there is a slope for it to explain."""
    if not adjusted.robustness_value or not adjusted.estimate.clear:
        return ""
    measured = [part for part in adjusted.benchmarks if part.covariate != "log_words"]
    beside = "".join(
        f"; {part.covariate} shares {percent(part.with_distance, 1)} and {percent(part.with_score, 1)}"
        for part in measured[:1]
    )
    return (
        "Something unmeasured that shared "
        f"{percent(adjusted.robustness_value, 1)} of what is left of both distance and score could account for "
        f"the slope{beside}."
    )


def _cut(decomposition: Decomposition | None) -> str:
    """The score without near passages, by the first cut that leaves items on both sides."""
    for cut in decomposition.cuts if decomposition else ():
        near, far = cut.near, cut.far
        if near.items and far.items >= FEWEST_FAR and cut.accounts_for is not None:
            return (
                f"On the {count(far.items, 'item')} with no near passage ({cut.cut}) it scores "
                f"{percent(known(far.mean), 1)} {interval(far.low, far.high)}; the others bring "
                f"{percent(cut.accounts_for)} of its score."
            )
    return ""


def _graders(graders: Graders | None) -> str:
    if graders is None or graders.regraded is None:
        return ""
    score = graders.regraded.score
    before, after = known(score.before.mean), known(score.after.mean)
    return (
        f"With {count(graders.wrong_with_target, 'output')} counted as right that were marked wrong but hold "
        f"the target, it would score {percent(after, 1)} instead of {percent(before, 1)}."
    )
