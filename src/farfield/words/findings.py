"""Sentences on what stands beside curve and gap: twins, difficulty, time, cuts, graders, signals."""

from __future__ import annotations

import math

from farfield.results import SubjectProfile
from farfield.results.checks import Decomposition, Graders, Twins
from farfield.results.slopes import AdjustedSlope, CorrectedSlope
from farfield.results.structs import known
from farfield.words.drift import NO_CUTOFF, cutoff
from farfield.words.numbers import THIN, count, covariates, interval, number, p_equals, percent, spelled
from farfield.words.time import time_sentence

SIGNIFICANT = 0.05
FEWEST_FAR = 10


def design_sentences(one: SubjectProfile) -> list[str]:
    """What twins and the cutoff tell of one of `profile.profiles`: designs, to be heard before any adjustment."""
    return [
        sentence for sentence in (_twins(one.twins), time_sentence(one.series), _effective(one)) if sentence
    ]


def _effective(one: SubjectProfile) -> str:
    """Where it stops to know by its own scores, whatever cutoff is stated; nothing where that is not known."""
    time = one.rulers.get("time")
    found = (time.effective or None) if time is not None else None
    if found is not None and found.reason in ("rises", "below_guess"):
        return f"Where along the items' dates it stops to know is not told: {NO_CUTOFF[found.reason]}."
    if found is None or found.reason is not None:
        return ""
    return f"By its scores along the items' dates it stops to know at {cutoff(found)} (its effective cutoff)."


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
    turn = "falls" if found[0] < 0 else "rises"
    return f"{noise} the score still clearly {turn} with distance."


def _robustness(adjusted: AdjustedSlope) -> str:
    """How much a hidden cause must matter beside a measured one, where there is a slope for it to explain.

    The one that matters most is the measure, length only where nothing else is held equal; how strong a hidden
    cause must be by itself, the table of slopes tells.
    """
    if not adjusted.robustness_value or not adjusted.estimate.clear:
        return ""
    others = [part for part in adjusted.benchmarks if part.covariate != "log_words"] or adjusted.benchmarks
    times = [
        (needed, part.covariate)
        for part in others
        if (needed := _times(adjusted.robustness_value, part.with_distance, part.with_score)) is not None
    ]
    if not times:
        return ""
    needed, name = min(times)
    beside = covariates([name])
    if needed < ABOUT_AS_MUCH[0]:
        return f"A hidden cause that matters less than {beside} could explain this slope away."
    if needed > MANY_TIMES:
        much = f"more than {spelled(MANY_TIMES)} times as much as"
    else:
        much = (
            "about as much as"
            if needed < ABOUT_AS_MUCH[1]
            else f"about {spelled(round(needed))} times as much as"
        )
    return f"A hidden cause could explain this slope away only if it mattered {much} {beside}."


def _fold(times: int) -> str:
    return "twice" if times == 2 else f"{spelled(times)} times"


ABOUT_AS_MUCH = (0.8, 1.5)
MANY_TIMES = 10


def _times(robustness: float, with_distance: float, with_score: float) -> float | None:
    """How many times as much as a measured cause a hidden one must explain, of distance and of score, to bring the
    slope to 0 (Cinelli & Hazlett 2020, the bounds of their section 4.4 to first order); None beside a cause that
    explains nothing of the one or the other.
    """
    if not 0 < with_distance < 1 or not 0 < with_score < 1 or robustness >= 1:
        return None
    distance, score = with_distance / (1 - with_distance), with_score / (1 - with_score)
    needed = robustness**2 / (1 - robustness)
    # k times the cause explains k score of what is left of the score, k distance of the distance: solve
    # k score * k distance / (1 - k distance) = needed for k.
    root = math.sqrt((distance * needed) ** 2 + 4 * distance * score * needed)
    return (root - distance * needed) / (2 * distance * score)


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
