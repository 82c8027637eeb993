"""What a lead says of reach: where the score falls to half of what it is near."""

from __future__ import annotations

from farfield.results import SubjectProfile
from farfield.results.rulers import Reach
from farfield.results.structs import known
from farfield.words.lead_names import About
from farfield.words.lead_size import Telling
from farfield.words.lead_verdicts import judge
from farfield.words.numbers import significant, spelled

CURVE_FAILS = 0.01
"""Below this p a curve does not describe how the score falls, and no reach is told."""
NOWHERE = "Nowhere among these items does {} fall to half of what it is near."


def reach_tellings(about: About) -> list[Telling]:
    """Where the score falls to half, of those whose fall a curve describes."""
    found = [(one, one.main.reach) for one in about.entries if one.main and _has_reach(one)]
    if not found:
        return []
    if len(about.entries) == 1:
        return [Telling("what", (*_single(*found[0]), ""), 4)]
    halves = [one for one, reach in found if not reach.censored]
    if not halves:
        told = NOWHERE.format("a score") if len(found) == len(about.entries) else ""
        return [Telling("what", (told, ""), 3)] if told else []
    if len(halves) == 1:
        who = about.label(halves[0])
    else:
        who = "all of them" if len(halves) == len(about.entries) else f"{spelled(len(halves))} of them"
    told = f"Within these items the score of {who} falls to half of what it is near."
    return [Telling("what", (told, ""), 3)]


def _single(one: SubjectProfile, reach: Reach) -> tuple[str, ...]:
    if reach.censored:
        return (NOWHERE.format("the score"),)
    at = f"{significant(known(reach.distance))} {known(one.main).unit}"
    told = f"The score falls to half of what it is near at {at}"
    if reach.low is None:
        return (f"{told}.",)
    high = "beyond the data" if reach.high is None else significant(reach.high)
    return f"{told} [{significant(reach.low)}, {high}].", f"{told}."


def _has_reach(one: SubjectProfile) -> bool:
    measured = known(one.main)
    if judge(one) in ("right", "wrong", "guess"):
        return False
    if measured.monotone is not None and measured.monotone.p < CURVE_FAILS:
        return False
    return measured.reach.distance is not None and measured.reach.reason != "rises"
