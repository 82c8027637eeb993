"""What a lead says of near and far where there is one profile alone."""

from __future__ import annotations

from farfield.results import SubjectProfile
from farfield.results.structs import known
from farfield.words.lead_names import About, raised, share
from farfield.words.lead_size import Telling
from farfield.words.lead_verdicts import (
    Verdict,
    difference_of,
    equal,
    fall_of_guess,
    gap_of,
    judge,
    thirds_of,
    trend,
)
from farfield.words.numbers import count, in_points, interval

LONGEST_NOTE = 14  # words of a reason that a lead can hold


def single_telling(about: About, one: SubjectProfile) -> Telling:
    """Score, near and far, and what the difference is worth."""
    verdict, name = judge(one), about.label(one)
    if verdict in ("unscored", "far", "apart", "right", "wrong"):
        return Telling("what", _nothing_to_see(name, one, verdict), 9)
    gap, words = gap_of(one), thirds_of(about, [one])
    near, far = share(known(gap.near)), share(known(gap.far))
    fields = f"{near} on {words.near}, {far} on {words.far_after}"
    full, short = (f"{raised(text)}." for text in _judged(one, verdict))
    return Telling(
        "what",
        (
            f"{name} scores {share(known(one.score.mean))} in all: {fields}. {full}",
            f"{name} scores {fields}. {full}",
            f"{name} scores {fields}. {short}",
            f"The score is {near} on the nearest third of the items, {far} on the farthest. {short}",
        ),
        9,
    )


def _nothing_to_see(name: str, one: SubjectProfile, verdict: Verdict) -> tuple[str, ...]:
    """Why near and far cannot be told, and what would have shown them."""
    if verdict == "unscored":
        return f"{name} has no score, for no answer holds one.", "No answer holds a score."
    items = count(one.score.items, "item")
    if verdict in ("right", "wrong"):
        other = "harder or more distant" if verdict == "right" else "easier"
        rest = f"{verdict}, so near and far look alike; only {other} items would show a difference."
        which = f"the one item {rest}" if one.score.items == 1 else f"all {items} {rest}"
        return f"{name} answers {which}", f"All answers are {rest}"
    scores = f"{name} scores {share(known(one.score.mean))} on {items}"
    if verdict == "far":
        told = "No item has a distance, so near and far cannot be told."
        return f"{scores}. {told}", told
    told = "Near and far cannot be compared"
    note = gap_of(one).note or ""
    why = f": {note}" if note and len(note.split()) <= LONGEST_NOTE else ""
    return f"{scores}. {told}{why}.", f"{told}."


def _judged(one: SubjectProfile, verdict: Verdict) -> tuple[str, str]:
    """What the difference is worth, in full and in short, without full stops."""
    gap, held = gap_of(one), equal(one)
    match verdict:
        case "guess":
            return ("even near, the score cannot be told from a guess",) * 2
        case "like_guess":
            points, side = in_points(abs(fall_of_guess(gap))), "lower" if fall_of_guess(gap) > 0 else "higher"
            return (
                f"a guess scores {points} points {side} there: beyond that nothing is clear",
                "beyond what a guess would, nothing is clear",
            )
        case "unjudged":
            told = "whether that is chance cannot be computed"
            note = gap.note or ""
            return (f"{told}: {note}" if note and len(note.split()) <= LONGEST_NOTE else told), told
        case "chance":
            shown = "" if gap.detectable is None else in_points(gap.detectable)
            more = f" (more than {shown} points would probably have shown)" if shown else ""
            return f"{held} that could be chance{more}{trend([one])}", f"that could be chance{trend([one])}"
    sign, side = (-1, "lower") if verdict == "lower" else (1, "higher")
    low, high = sorted((sign * known(gap.low), sign * known(gap.high)))
    points = in_points(abs(difference_of(one)))
    return f"{held} the score is {points} points {interval(low, high)} {side} there", f"{held} that is clear"
