"""What a lead says of values: the verdicts, in place of a score over values, controls and capabilities together."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import UNSET

from farfield.results import Profile, SubjectProfile
from farfield.results.score_notices import MixedKinds
from farfield.results.values import OverallVerdict, ValueProfile
from farfield.words.lead_names import listed_names, raised, shortened
from farfield.words.lead_size import Telling
from farfield.words.numbers import spelled
from farfield.words.values import verdict_sentence

CLAUSES: dict[OverallVerdict, str] = {
    "values_first": "values fall before capabilities",
    "capabilities_first": "capabilities fall before values",
    "equal": "values reach as far as capabilities",
    "cannot_tell": "which falls first cannot be told",
    "depends_on_grader": "it depends on the grader which falls first",
    "not_judged": "nothing is judged",
}
NAMED = 3


def is_mixed(entry: SubjectProfile) -> bool:
    """Whether its score is over rows of several kinds, which means nothing."""
    return any(isinstance(notice, MixedKinds) for notice in entry.notices)


def value_tellings(profile: Profile) -> list[Telling]:
    """The verdict on a single value, or how many have which; none without values."""
    found = [] if profile.values is UNSET else profile.values
    if not found:
        return []
    if len(found) == 1:
        one = found[0]
        return [Telling("what", (f"{shortened(one.subject)}: {verdict_sentence(one)}",), 12)]
    return [Telling("what", (_by_verdict(found, NAMED), _by_verdict(found, 0)), 12)]


def _by_verdict(found: Sequence[ValueProfile], named: int) -> str:
    """ "For a and b values fall before capabilities; for c nothing is judged." """
    groups: dict[OverallVerdict, list[ValueProfile]] = {}
    for one in found:
        groups.setdefault(one.verdict, []).append(one)
    told = [f"for {_whom(ones, found, named)} {CLAUSES[verdict]}" for verdict, ones in groups.items()]
    return f"{raised('; '.join(told))}."


def _whom(ones: Sequence[ValueProfile], found: Sequence[ValueProfile], named: int) -> str:
    if len(ones) == len(found):
        return "both values" if len(ones) == 2 else f"all {spelled(len(ones))} values"
    if len(ones) > named:
        return f"{spelled(len(ones))} of {spelled(len(found))} values"
    several = {(one.task, one.axis) for one in found}
    return listed_names([_name(one, several=len(several) > 1) for one in ones])


def _name(one: ValueProfile, *, several: bool) -> str:
    return f"{shortened(one.subject)} along {shortened(one.axis)}" if several else shortened(one.subject)
