"""What may be said of near and far in a profile, and the phrases that leads make of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from farfield.results import SubjectProfile
from farfield.results.rulers import Gap
from farfield.results.structs import known
from farfield.words.lead_names import About, Thirds, listed_names, raised, share, sizes, thirds
from farfield.words.numbers import covariates, in_points, spelled

Verdict = Literal[
    "lower",
    "higher",
    "chance",
    "guess",
    "like_guess",
    "unjudged",
    "right",
    "wrong",
    "apart",
    "far",
    "unscored",
]
"""`lower`, `higher`: clearly so far from the corpus. `chance`: no clear difference. `guess`: nor is its near field
clear of a guess. `like_guess`: a clear difference, but not beyond that of a guess. `unjudged`: a difference without
an interval. `right`, `wrong`: all answers are. `apart`: its items cannot be parted into near and far. `far`: no
item has a distance. `unscored`: no answer has a score."""

MOST_COVARIATES = 3
AS_IT_IS = "with nothing held equal"


def judge(one: SubjectProfile) -> Verdict:
    """What may be said of near and far in one profile."""
    if one.score.mean is None:
        return "unscored"
    if one.main is None or not one.main.items:
        return "far"
    gap = one.main.gap
    if gap.near is None or gap.difference is None:
        return "apart"
    if one.score.mean in (0, 1):
        return "right" if one.score.mean else "wrong"
    if not gap.estimate.bounded:
        return "unjudged"
    at_floor = one.main.reach.reason == "near_floor"
    if not gap.estimate.clear:
        return "guess" if at_floor else "chance"
    if not _beyond_a_guess(gap):
        return "guess" if at_floor else "like_guess"
    return "lower" if gap.difference < 0 else "higher"


def fall_of_guess(gap: Gap) -> float:
    """By how much a guess scores less in the far field than in the near one."""
    return known(gap.near_chance) - known(gap.far_chance)


def _beyond_a_guess(gap: Gap) -> bool:
    """Whether a clear gap is so of what is scored above a guess too, and to the same side.

    Where far items offer more choices, a score falls by as much as a guess does without anything being lost.
    """
    low, high = (end + fall_of_guess(gap) for end in (known(gap.low), known(gap.high)))
    return high < 0 if known(gap.difference) < 0 else low > 0


def gap_of(one: SubjectProfile) -> Gap:
    """The gap by the main ruler, of a profile that has one."""
    return known(one.main).gap


def difference_of(one: SubjectProfile) -> float:
    """Far field minus near field, of a profile that has both."""
    return known(gap_of(one).difference)


def by_size(entries: Sequence[SubjectProfile]) -> list[SubjectProfile]:
    """The smallest difference first."""
    return sorted(entries, key=lambda one: abs(difference_of(one)))


def heights(one: SubjectProfile) -> str:
    """Near field and far field: "28 % against 18 %"."""
    return f"{share(known(gap_of(one).near))} against {share(known(gap_of(one).far))}"


def thirds_of(about: About, entries: Sequence[SubjectProfile]) -> Thirds:
    """How to speak of near and far: by the ruler's own words where all are measured by the same."""
    names = {one.main_ruler for one in entries if one.main and one.main.items}
    name = next(iter(names)) if len(names) == 1 else None
    return thirds(name, about.profile.rulers.get(name) if name else None)


def equal(one: SubjectProfile) -> str:
    """ "at equal length and steps", or that nothing is held equal."""
    if not gap_of(one).adjusted:
        return AS_IT_IS
    return _at_equal(known(one.main).slope.adjusted.covariates)


def _at_equal(names: Sequence[str]) -> str:
    if not names:
        return AS_IT_IS
    return f"at equal {covariates(names)}" if len(names) <= MOST_COVARIATES else "at equal covariates"


def equal_of_all(entries: Sequence[SubjectProfile]) -> str:
    """What is held equal in all of several profiles, or that it is not the same in all."""
    told = {equal(one) for one in entries}
    return told.pop() if len(told) == 1 else "as far as covariates can be held equal"


def could_be_chance(entries: Sequence[SubjectProfile]) -> str:
    """What unclear differences are, what would have shown, and what all items tell beyond the thirds."""
    differences = [difference_of(one) for one in entries]
    detectable = [found for one in entries if (found := gap_of(one).detectable) is not None]
    one_way = all(value <= 0 for value in differences) or all(value >= 0 for value in differences)
    shown = f" (more than {in_points(max(detectable))} would probably have shown)" if detectable else ""
    return (
        f"{sizes(differences)}{'' if one_way else ' either way'} and could be chance{shown}{trend(entries)}"
    )


def trend(entries: Sequence[SubjectProfile]) -> str:
    """That the slopes over all items are clear where the thirds are not: ", though over all items ..."."""
    slopes = [_slope(one) for one in entries]
    told = [
        f"{_whose(number, len(entries))} clearly {turn}{'s' * (number == 1)}"
        for number, turn in (
            (sum(slope < 0 for slope in slopes), "fall"),
            (sum(slope > 0 for slope in slopes), "rise"),
        )
        if number
    ]
    return f", though over all items {' and '.join(told)} with distance" if told else ""


def all_fall(entries: Sequence[SubjectProfile]) -> str:
    """ "Over all items, at equal length, all four scores clearly fall with distance"; empty where not all clearly do.

    Nor where not the same is held equal in the slopes of all, or in slopes and gaps.
    """
    if not all(_slope(one) < 0 for one in entries):
        return ""
    held = {equal(one) for one in entries} | {_equal_along(one) for one in entries}
    number = "both" if len(entries) == 2 else f"all {spelled(len(entries))}"
    return (
        f"Over all items, {held.pop()}, {number} scores clearly fall with distance" if len(held) == 1 else ""
    )


def _equal_along(one: SubjectProfile) -> str:
    """What is held equal in the slope that `_slope` takes."""
    adjusted = known(one.main).slope.adjusted
    return AS_IT_IS if adjusted.log_odds_per_sd is None else _at_equal(adjusted.covariates)


def _whose(number: int, of: int) -> str:
    if of == 1:
        return "the score"
    return "their scores" if number == of else f"the score{'s' * (number > 1)} of {spelled(number)}"


def _slope(one: SubjectProfile) -> float:
    """The slope over all items where it is clear, at equal covariates where that can be had; else 0."""
    slope = known(one.main).slope.best
    return (slope.log_odds_per_sd or 0.0) if slope.estimate.clear else 0.0


REASONS: tuple[tuple[Verdict, str, str], ...] = (
    ("guess", "cannot be told from a guess, even near", "cannot be told from a guess, even near"),
    (
        "like_guess",
        "differs near and far no more clearly than a guess does",
        "differ near and far no more clearly than a guess does",
    ),
    ("unjudged", "differs near and far, maybe by chance", "differ near and far, maybe by chance"),
    ("right", "answers all items right", "answer all items right"),
    ("wrong", "answers all items wrong", "answer all items wrong"),
    ("apart", "cannot be compared near and far", "cannot be compared near and far"),
    ("far", "has no distance", "have no distances"),
    ("unscored", "has no score", "have no score"),
)
"""Verdicts of which near and far tell nothing, and why, of one and of several."""
REMEDY: dict[Verdict, str] = {
    "right": ", so only harder items would show a difference",
    "wrong": ", so only easier items would show a difference",
    "unjudged": ": there are too few clusters to tell",
    "apart": ": all items stand at one distance, or are too few",
}
"""What is added where a verdict is that of all."""


def nothing_told(about: About, verdicts: Sequence[Verdict]) -> str:
    """Of the verdicts of all profiles those of which near and far tell nothing, as a sentence; empty without any."""
    told: list[str] = []
    of = len(verdicts)
    for kind, one, more in REASONS:
        how_many = verdicts.count(kind)
        if how_many == of:
            return f"{about.all_of()} {more}{REMEDY.get(kind, '')}."
        if how_many:
            who = spelled(how_many) if told else f"{spelled(how_many)} of {about.counted(of)}"
            told.append(f"{who} {one if how_many == 1 else more}")
    return f"{raised(listed_names(told))}." if told else ""
