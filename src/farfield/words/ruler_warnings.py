"""Warnings on rulers, and on what is held equal along them."""

from __future__ import annotations

from typing import assert_never

from farfield.results import ruler_notices as of
from farfield.results.ruler_notices import EqualNotice, RulerNotice
from farfield.words.numbers import count, covariate, interval, percent, significant, verb, whole, with_sign
from farfield.words.reasons import clause

SHOWN_COVARIATES = 5


def ruler_warning(notice: RulerNotice) -> str:
    """The sentence of a notice on a ruler."""
    match notice:
        case of.NoDistance(ruler=name, missing=missing, items=items, score=score):
            told = "" if score is None else f"; they score {percent(score)}"
            what = name if name.startswith("column:") else f"a distance by {name}"
            return f"{whole(missing)} of {count(items, 'item')} without {what} are left out of it{told}."
        case of.FloorByTime():
            return _floor(notice)
        case of.UnequalChance(ruler=name, near=near, far=far):
            return (
                f"By {name} a guess scores {percent(near)} in the nearest third and {percent(far)} in the farthest: "
                "gap and slope hold that too, curve and reach do not."
            )
        case of.NoSlope(ruler=name, why=why):
            return f"No slope by {name}: {clause(why)}."
        case of.NotAdjusted(ruler=name, why=why, slope=slope):
            what = "gap and slope are" if slope else "the gap is"
            return f"By {name} {clause(why)}: {what} told without adjustment."
        case of.PartAdjusted(ruler=name, why=why, adjusted=adjusted):
            if adjusted:
                return f"By {name} {clause(why)}."
            return f"By {name} the gap is told without adjustment: where near and far can be compared, {clause(why)}."
        case of.NoAdjustedSlope(ruler=name, why=why):
            return f"No adjusted slope by {name}: {clause(why)}."
        case of.NotFalling(ruler=name):
            return (
                f"The score does not fall steadily with distance by {name}: its bands differ from any falling curve by "
                "more than chance (p < .01)."
            )
        case of.NoLogisticCurve(ruler=name, halves_at=at):
            halves = "it halves nowhere" if at is None else f"it halves at {significant(at)}"
            return (
                f"A logistic curve does not describe how the score falls by {name} (p < .01): trust the bands; by the "
                f"never-rising fit {halves}."
            )
    assert_never(notice)


def _floor(notice: of.FloorByTime) -> str:
    """What a subject scores where it can know nothing, and what is made of that."""
    score = f"{percent(notice.mean)} {interval(notice.low, notice.high)}"
    return (
        f"On the {count(notice.items, 'item')} dated longest after the cutoff (from {significant(notice.from_)} "
        f"days on) it scores {score}, where a guess would score {percent(notice.guess)}: curve and reach by time are "
        "above that floor. If it can know these items, the cutoff is another."
    )


def equal_warning(notice: EqualNotice) -> str:
    """The sentence of a notice on what is held equal."""
    match notice:
        case of.CovariateMissing(covariate=name, missing=missing, items=items):
            lacking = verb(missing, f"holds no {name} and is", f"hold no {name} and are")
            return f"{whole(missing)} of {count(items, 'item')} {lacking} left out of what is adjusted."
        case of.CovariateConstant(covariate=name):
            return f"{name} is the same for all items, so it adjusts for nothing."
        case of.LevelsLumped(category=name, levels=levels, fewest=fewest):
            return (
                f"{count(len(levels), 'level')} of {name} with fewer than {fewest} items each count as one: "
                f"{_some(levels)}."
            )
        case of.LevelsLeftOut(category=name, items=items, fewest=fewest):
            return (
                f"{count(items, 'item')} {verb(items, 'stands', 'stand')} at levels of {name} with fewer than {fewest} "
                f"items and {verb(items, 'is', 'are')} left out of what is adjusted."
            )
        case of.TwinsUnlike():
            parts = zip(notice.covariates, notice.standardised, strict=True)
            shown = _some([_apart(name, by) for name, by in parts])
            return f"Far twins differ from near ones in {shown}: part of their difference may be that."
        case of.TwinsLeftOut(incomplete=incomplete, tied=tied):
            lost = [
                f"{count(number, 'set')} of twins {why}"
                for number, why in (
                    (incomplete, "without a scored near or far member"),
                    (tied, "at one distance"),
                )
                if number
            ]
            return f"{', '.join(lost)}: left out of the comparison of twins."
    assert_never(notice)


def _some(names: list[str]) -> str:
    more = f" and {len(names) - SHOWN_COVARIATES} more" if len(names) > SHOWN_COVARIATES else ""
    return f"{', '.join(names[:SHOWN_COVARIATES])}{more}"


def _apart(name: str, standardised: float | None) -> str:
    if standardised is None:
        return covariate(name)
    return f"{covariate(name)} ({with_sign(standardised, 2)} sd)"
