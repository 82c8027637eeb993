"""Values of two subjects beside each other, in sentences."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from msgspec import UNSET

from farfield.results import Comparison, Estimate
from farfield.results.structs import Mean, known
from farfield.results.value_comparison import (
    GraderGain,
    NotCompared,
    PulledApart,
    ValueComparison,
    ValueGain,
)
from farfield.words import phrases
from farfield.words.lead_size import Telling
from farfield.words.numbers import count, in_points, percent, percent_interval, spelled
from farfield.words.values import WHY

WHY_NOT: dict[NotCompared, str] = {
    "other_grader": "no grader scored both",
    "other_near": "they are reckoned from different near levels",
    "other_control": "their controls are of different kinds",
    "other_capability": "their capabilities are of different kinds",
    "other_chance": "they are reckoned above different chances",
    "one_gold": "gold labels correct one of them alone",
    "nothing_in_common": "no item was asked of both at a level that they share",
    "near_not_shared": "a near level was not asked of both",
    "first_not_judged": "the first is not judged",
    "second_not_judged": "the second is not judged",
    "no_common_level": "no level beyond the near ones is judged for both",
}
"""Why nothing is compared, as a clause."""
TITLES: dict[PulledApart, str] = {
    "more": "values fall behind further",
    "less": "values fall behind less",
    "alike": "values fall behind alike",
    "cannot_tell": "cannot be told",
    "not_compared": "pull-apart not compared",
}


SHORT: dict[PulledApart, str] = {
    "more": "falls behind further",
    "less": "falls behind less",
    "alike": "falls behind alike",
    "cannot_tell": "cannot be told apart",
    "not_compared": "not compared",
}
"""The same behind a count."""


def compared_name(one: ValueComparison) -> str:
    """Whose values, on what, along what."""
    return f"{one.to} less {one.from_}, {one.task} along {one.axis}"


def compared_sentences(one: ValueComparison) -> Iterator[str]:
    """What the second has more of near, how much of that is there far, and whether its values fall behind further."""
    if one.reason is not None:
        yield f"Not compared: {WHY_NOT[one.reason]}."
    for graded in one.graders:
        by = f"By {graded.grader or 'a grader that is not named'}: " if len(one.graders) > 1 else ""
        told = list(_sentences(one, graded))
        yield f"{by}{' '.join(told)}"


def short_sentence(one: ValueComparison) -> str:
    """What is found in one line: of the first grader, and how many more there are."""
    first = next(compared_sentences(one))
    more = len(one.graders) - 1
    return f"{first} ({count(more, 'more grader')} in the report)" if more > 0 else first


def value_tellings(values: Sequence[ValueComparison]) -> list[Telling]:
    """What a lead says of the first pair of values, and how it is with all of them where there are several."""
    if not values:
        return []
    first, verdicts = values[0], [_verdict(one) for one in values]
    counted = [
        f"{spelled(verdicts.count(verdict))} {title}"
        for verdict, title in SHORT.items()
        if verdict in verdicts
    ]
    pairs = "the pair" if len(values) == 1 else f"{spelled(len(values))} pairs"
    all_of = f"Values against capabilities, of {pairs}: {', '.join(counted)}."
    of_first = f"{compared_name(first)}: {short_sentence(first)}"
    bare = f"{compared_name(first)}: {SHORT[verdicts[0]]}."
    if len(values) == 1:
        return [Telling("what", (of_first, bare, all_of), 9)]
    return [Telling("what", (all_of,), 9), Telling("what", (of_first, bare, ""), 8)]


def _verdict(one: ValueComparison) -> PulledApart:
    """By the first grader, as `short_sentence` tells it."""
    return one.graders[0].verdict if one.graders else "not_compared"


def _sentences(one: ValueComparison, graded: GraderGain) -> Iterator[str]:
    if graded.near is not None:
        far = (
            ""
            if graded.far is None
            else f", {_gain(graded.far)} over {count(len(graded.far_levels), 'level')} beyond"
        )
        yield (
            f"At {' and '.join(graded.near_levels)} {one.to} tells the value from its control {_gain(graded.near)} "
            f"than {one.from_}{far}{_kept(graded.kept_gain)}."
        )
    yield _apart(one, graded)
    if sum(graded.unpaired):
        yield f"{count(sum(graded.unpaired), 'row')} of the value without a partner left out."


def _gain(found: ValueGain) -> str:
    """ "60 [55, 65] points better"."""
    value, low, high = found.estimate
    how = "better" if known(value) >= 0 else "worse"
    turned = Estimate(value, low, high)
    if known(value) < 0:
        turned = Estimate(*(None if end is None else -end for end in (value, high, low)))
    unclear = " (could be chance)" if found.p_holm is not None and not found.estimate.clear else ""
    return f"{phrases.points(turned)} points {how}{unclear}"


def _kept(found: Mean | None) -> str:
    if found is None:
        return ""
    return (
        f": {percent(known(found.mean))} {percent_interval(found.low, found.high, 0)} of what was gained near"
    )


def _apart(one: ValueComparison, graded: GraderGain) -> str:
    if graded.reason is not None:
        return (
            f"Whether its values fall behind its capabilities further is not compared: {_why(one, graded)}."
        )
    found = known(graded.apart)
    over = f"over {count(len(graded.judged_levels), 'level')} judged for both"
    told = _points(found.estimate)
    match graded.verdict:
        case "more":
            return f"Its values fall behind its capabilities further, by {told} points {over}."
        case "less":
            return f"Its values fall behind its capabilities less, by {told} points {over}."
        case "alike":
            return (
                f"Their values fall behind alike: they differ by less than 10 points at every level, {over}."
            )
        case _:
            shown = f"more than {in_points(known(graded.detectable))} points would have shown"
            return (
                "Whether its values fall behind its capabilities further cannot be told: "
                f"{phrases.points(found.estimate)} points {over}; {shown}."
            )


def _points(found: Estimate) -> str:
    if known(found.value) >= 0:
        return phrases.points(found)
    return phrases.points(
        Estimate(*(None if end is None else -end for end in (found.value, found.high, found.low)))
    )


def _why(one: ValueComparison, graded: GraderGain) -> str:
    reason: NotCompared = known(graded.reason)
    if graded.because is not None:
        whose = one.from_ if reason == "first_not_judged" else one.to
        return f"{whose} is not judged on these items ({WHY[graded.because]})"
    differ = f" ({one.from_}: {graded.told[0]}; {one.to}: {graded.told[1]})" if graded.told else ""
    return f"{WHY_NOT[reason]}{differ}"


def mixed_sentence(result: Comparison) -> str | None:
    """That a score over several kinds is not compared; None where there is none."""
    if not result.mixed:
        return None
    return (
        f"The score of {phrases.listed(result.mixed, 3)} is over values, controls and capabilities alike and means "
        "nothing, so it is not compared; each kind is."
    )


def compared_values(result: Comparison) -> list[ValueComparison]:
    """The pairs of values; none where no run has any."""
    return [] if result.values is UNSET else result.values
