"""Subjects of drift beside each other, in sentences: who lives later, what outcomes and reminders differ."""

from __future__ import annotations

from collections.abc import Iterator

from farfield.results.drift_comparison import (
    ArmDifference,
    DateDifference,
    DriftComparison,
    DriftPair,
    DriftTrend,
    GapDifference,
    LifeRatio,
    PairedShare,
)
from farfield.results.structs import Estimate, known
from farfield.words import phrases
from farfield.words.drift import years
from farfield.words.numbers import count, number, p_value, percent, whole, with_sign

CLEAR = 0.05
NO_DATE = {
    "first_untold": "of {first} it is not known",
    "second_untold": "of {second} it is not known",
    "one_side": "of one of them it is known to one side only",
    "no_common": "no fact was asked of both",
}
"""Why two dates have no difference."""
NO_GAP = {
    "asked_of_wrong": "asked of what was wrong",
    "few_pairs": "too few questions",
    "no_bare": "never asked without a reminder",
}
NO_LIVES = {
    "first_untold": "that of {first} is not known",
    "second_untold": "that of {second} is not known",
    "beyond": "one lies beyond what was asked",
}
FIGURES = {
    "inner_date": ("lives later by", "years"), "cutoff": ("knows longer by", "years"),
    "current": ("is current on", "points more"), "stale": ("is stale on", "points more"),
    "defers": ("defers on", "points more"),
}  # fmt: skip
"""What the slope of a trend says."""


def interval(found: Estimate, scale: float = 1.0, digits: int = 0) -> str:
    """ "+1.4 [0.8, 2.1]"; an end that nothing bounds says so, as does a value without both; "–" without a value."""
    if found.value is None:
        return phrases.NOTHING
    if found.low is None and found.high is None:
        return f"{with_sign(scale * found.value, digits)} (no interval)"
    ends = ("any less", "any more")
    told = [
        end if at is None else number(scale * at, digits)
        for at, end in zip((found.low, found.high), ends, strict=True)
    ]
    return f"{with_sign(scale * found.value, digits)} [{told[0]},{phrases.FIXED}{told[1]}]"


def points(found: Estimate) -> str:
    """A difference of shares in points."""
    return interval(found, 100)


def times(one: LifeRatio) -> str:
    """ "2.1 times as long [1.2, 3.7]"."""
    if one.times is None:
        return "unknown"
    ends = [phrases.NOTHING if end is None else number(end, 1) for end in (one.low, one.high)]
    return f"{number(one.times, 1)} times as long [{ends[0]},{phrases.FIXED}{ends[1]}]"


def is_clear(one: DateDifference | PairedShare | GapDifference) -> bool:
    """Whether it is not 0 after correction for all pairs."""
    return one.p_holm is not None and one.p_holm < CLEAR


def starred(told: str, one: DateDifference | PairedShare | GapDifference) -> str:
    """With a star where it is clear."""
    return f"{told}*" if is_clear(one) else told


def pair_sentences(pair: DriftPair) -> Iterator[str]:
    """Who lives later, until when they know, which outcomes clearly differ, and what reminders do."""
    yield _lives(pair)
    yield _knows(pair)
    for arm in (one for one in pair.arms if one.of == "all"):
        yield from _arm(pair, arm)
    yield from (_lasts(pair, life) for life in pair.half_lives)
    yield from doubts(pair)


def _lives(pair: DriftPair) -> str:
    one = pair.inner_date
    if one.years is None:
        return f"Which lives later, {pair.to} or {pair.from_}, is not known: {_why(pair, one)}."
    return f"{pair.to} lives {_later(one)} than {pair.from_} ({_dates(one)}){_chance(one)}."


def _knows(pair: DriftPair) -> str:
    one = pair.cutoff
    if one.years is None:
        return f"By scores on dated changes it is not known either way: {_why(pair, one)}."
    return f"By scores on dated changes {pair.to} stops to know {_later(one)} ({_dates(one)}){_chance(one)}."


def _later(one: DateDifference) -> str:
    """ "1.4 years later [0.8, 2.1]"."""
    value = known(one.years)
    sign, ends = (1, (one.low, one.high)) if value >= 0 else (-1, (one.high, one.low))
    told = [phrases.NOTHING if end is None else number(sign * end, 1) for end in ends]
    return f"{number(abs(value), 1)} years {'later' if value >= 0 else 'earlier'} [{told[0]},{phrases.FIXED}{told[1]}]"


def _chance(one: DateDifference | GapDifference) -> str:
    return "" if is_clear(one) else ", which may be chance"


def _dates(one: DateDifference) -> str:
    return f"{years(known(one.second))} against {years(known(one.first))}, {count(one.facts, 'fact')} asked of both"


def _why(pair: DriftPair, one: DateDifference) -> str:
    told = NO_DATE[one.reason or "no_common"].format(first=pair.from_, second=pair.to)
    if one.reason != "one_side" or (one.low is None and one.high is None):
        return told
    least = f"at least {number(one.low, 1)}" if one.low is not None else ""
    most = f"at most {number(one.high, 1)}" if one.high is not None else ""
    return f"{told}; {pair.to} less {pair.from_} is {' and '.join(filter(None, (least, most)))} years"


def _arm(pair: DriftPair, arm: ArmDifference) -> Iterator[str]:
    clear = [one for one in arm.outcomes if is_clear(one)]
    where = f"Reminded by {arm.arm}" if arm.gap is not None else f"Without a reminder ({arm.arm})"
    asked = f"{count(arm.questions, 'question')} on {count(arm.facts, 'fact')}"
    if clear:
        told = ", ".join(
            f"{one.outcome} {points(one.estimate)} points ({percent(one.second)} against {percent(one.first)})"
            for one in clear
        )
        yield f"{where} {pair.to} differs from {pair.from_}: {told}; {asked}."
    else:
        yield f"{where} no outcome clearly differs ({asked})."
    gap = arm.gap
    if gap is not None and gap.difference is not None:
        yield (
            f"{arm.arm} does {points(gap.estimate)} points more for {pair.to} than for {pair.from_} "
            f"({number(100 * known(gap.second), 0)} against {number(100 * known(gap.first), 0)}){_chance(gap)}."
        )


def _lasts(pair: DriftPair, life: LifeRatio) -> str:
    if life.times is None:
        why = NO_LIVES[life.reason or "beyond"].format(first=pair.from_, second=pair.to)
        return f"Whether {life.arm} lasts longer with {pair.to} is not known: {why}."
    return f"With {pair.to} {life.arm} lasts {times(life)}."


def doubts(pair: DriftPair) -> Iterator[str]:
    """What to know before believing a pair's figures."""
    if not pair.same_prompt:
        yield (
            f"{pair.from_} was asked without a reminder as {pair.baselines[0]}, {pair.to} as {pair.baselines[1]}: "
            "what differs may be the prompt's doing."
        )
    if pair.unlike:
        yield (
            f"{count(pair.unlike, 'fact')} left out, as the runs of {pair.from_} and {pair.to} hold other answers or "
            "days for them."
        )
    if not pair.arms:
        yield f"{pair.from_} and {pair.to} have no question in common: are the items' ids the same in both logs?"


def trend_sentence(one: DriftTrend) -> str:
    """ "A subject ten times as large lives later by 0.8 years [0.2, 1.4] (5 subjects)."."""
    verb, unit = FIGURES[one.of]
    scale, digits = (1.0, 1) if unit == "years" else (100.0, 0)
    who = (
        "A subject ten times as large"
        if one.along == "size"
        else "For each year that a cutoff is stated later a subject"
    )
    return f"{who} {verb} {interval(one.estimate, scale, digits)} {unit} ({count(one.subjects, 'subject')})."


def lead_sentences(result: DriftComparison) -> Iterator[str]:
    """The finding over all pairs: how many clearly differ, in what."""
    dates = [pair for pair in result.pairs if pair.inner_date.years is not None]
    if dates:
        clear = [pair for pair in dates if is_clear(pair.inner_date)]
        yield (
            f"Of {count(len(dates), 'pair')} with two inner dates {whole(len(clear))} clearly live at different dates, "
            "after correction for all that is compared."
        )
    else:
        yield "Of no pair two inner dates are known."


def screen_lines(pair: DriftPair) -> Iterator[str]:
    """A pair for a screen: dates, what clearly differs, reminders."""
    one, other = pair.inner_date, pair.cutoff
    lives = (
        f"lives {starred(interval(one.estimate, digits=1), one)} years"
        if one.years is not None
        else "inner date –"
    )
    knows = (
        f"knows {starred(interval(other.estimate, digits=1), other)} years" if other.years is not None else ""
    )
    yield " · ".join(filter(None, (lives, knows, f"{count(pair.facts, 'fact')} of both")))
    for arm in (one for one in pair.arms if one.of == "all"):
        shares = [
            one for one in arm.outcomes if one.outcome in ("current", "stale", "defers") or is_clear(one)
        ]
        told = [f"{one.outcome} {starred(points(one.estimate), one)}" for one in shares]
        gap = arm.gap
        if gap is not None and gap.difference is not None:
            told.append(f"gap {starred(points(gap.estimate), gap)}")
        yield f"{arm.arm}: {', '.join(told)}"


def p_of(one: DateDifference | PairedShare | GapDifference) -> str:
    """Its corrected p-value."""
    return f"p {p_value(one.p_holm)}" if one.p_holm is not None else ""
