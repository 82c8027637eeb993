"""What a lead says of near and far where there are several profiles: groups, and the ends of each."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from farfield.results import SubjectProfile
from farfield.results.structs import known
from farfield.words.lead_names import PAIR, About, Thirds, listed_names, raised, share, shortened, sizes
from farfield.words.lead_pairs import pair_tellings
from farfield.words.lead_size import Telling
from farfield.words.lead_verdicts import (
    Verdict,
    all_fall,
    by_size,
    could_be_chance,
    difference_of,
    equal_of_all,
    gap_of,
    heights,
    judge,
    nothing_told,
    thirds_of,
)
from farfield.words.numbers import spelled

NAMED = 3
CLEAR = 9  # how late the sentence on who is clear gives way to others
SEVERAL = 5
"""Profiles from which on the clear ones are set against how many would look clear by chance."""
MANY = 10
"""Profiles from which on the one with the largest fall is named."""
FEW_CLEAR = "So few could be clear by chance alone."


@dataclass(frozen=True)
class Groups:
    """The profiles by what may be said of them."""

    about: About
    entries: Sequence[SubjectProfile]
    verdicts: Sequence[Verdict]
    words: Thirds

    def of(self, *kinds: Verdict) -> list[SubjectProfile]:
        return [one for one, found in zip(self.entries, self.verdicts, strict=True) if found in kinds]

    @property
    def than(self) -> str:
        """What less, or more, is said of, in short."""
        timed = self.words.near.startswith("the earliest")
        return "on later items than on earlier ones" if timed else "on far items than on near ones"

    @property
    def rest(self) -> str:
        """Those of which near and far tell nothing."""
        return nothing_told(self.about, self.verdicts)


def group_tellings(about: About, entries: Sequence[SubjectProfile]) -> list[Telling]:
    """Who scores less far away, task by task, and the best and the worst score."""
    verdicts = [judge(one) for one in entries]
    groups = Groups(about, entries, verdicts, thirds_of(about, entries))
    clear = len(groups.of("lower", "higher"))
    texts = (*_told(groups), _counts(groups))
    if told := _of_chance_alone(about, clear, len(entries)):
        texts = tuple(f"{text} {told}" for text in texts)
    pairs = [] if about.noun != PAIR else pair_tellings(about, entries, verdicts, groups.than)
    if pairs and pairs[0].worth > CLEAR:
        texts = (*texts[-1:], *_counts_in_short(groups, clear))
    return [
        *pairs,
        Telling("what", texts, CLEAR),
        *_by_task(groups),
        *_largest(groups),
        *_scores(about, entries),
    ]


def _of_chance_alone(about: About, clear: int, of: int) -> str:
    """What chance alone does among so many; nothing where an older file does not tell the level of its intervals."""
    if about.profile.confidence is None:
        return ""
    level = 1 - about.profile.confidence
    if by_chance(clear, of, level):
        return FEW_CLEAR
    return _expected(of, level) if about.noun == PAIR and 0 < clear < of and of >= SEVERAL else ""


def _expected(of: int, level: float) -> str:
    """How many of so many look clear by chance: "Of so many, one or two look clear by chance."."""
    told = _looks_by_chance(of, level)
    return f"Of so many, {told} {'looks' if told == 'one' else 'look'} clear by chance."


def _looks_by_chance(of: int, level: float) -> str:
    """The number of so many that look clear by chance: "one or two"."""
    least, most = math.floor(level * of), math.ceil(level * of)
    return spelled(most) if least == most or not least else f"{spelled(least)} or {spelled(most)}"


def by_chance(clear: int, of: int, level: float) -> bool:
    """Whether so many clear differences of so many could all be chance (binomial at `level`, that of intervals)."""
    if of < SEVERAL or not clear:
        return False
    tail = sum(math.comb(of, k) * level**k * (1 - level) ** (of - k) for k in range(clear, of + 1))
    return tail > level


def _told(groups: Groups) -> tuple[str, ...]:
    """The texts that fit the groups, the fullest first."""
    every, lower, higher = len(groups.entries), groups.of("lower"), groups.of("higher")
    chance = groups.of("chance")
    if every in (len(lower), len(higher)):
        return _all_clear(groups, "less" if lower else "more")
    if len(groups.of("unjudged")) == every and (side := _one_side(groups.entries)):
        return _all_unjudged(groups, side)
    if not (lower or higher or chance):
        return (groups.rest,)
    if len(lower) + len(chance) == every and (start := all_fall(groups.entries)):
        return _all_fall(groups, start, lower, chance)
    if not (lower or higher):
        return _none_clear(groups, chance)
    if lower and len(lower) + len(chance) == every and _one_side(groups.entries) == "less":
        return _some_lower(groups, lower, chance)
    return _mixed(groups, lower, higher, chance)


def _one_side(entries: Sequence[SubjectProfile]) -> str:
    """ "less" or "more" where all scores differ that way far away, as they are and at equal covariates; else empty."""
    raw = [known(gap_of(one).far) - known(gap_of(one).near) for one in entries]
    both = [*raw, *map(difference_of, entries)]
    return "less" if all(value < 0 for value in both) else "more" if all(value > 0 for value in both) else ""


def _all_clear(groups: Groups, side: str) -> tuple[str, ...]:
    about, words, most = groups.about, groups.words, by_size(groups.entries)[-1]
    told = f"{about.all_of()} clearly score {side} on {words.far} than on {words.near_after}"
    held = equal_of_all(groups.entries)
    ends, plain = _ends(about, groups.entries), sizes([difference_of(one) for one in groups.entries])
    full = (
        ends.removesuffix(")") + f": {heights(most)})" if ends.endswith(")") else f"{ends}, {heights(most)}"
    )
    return f"{told}: by {full}, {held}.", f"{told}: by {ends}, {held}.", f"{told}, by {plain}."


def _all_unjudged(groups: Groups, side: str) -> tuple[str, ...]:
    words = groups.words
    by = sizes([difference_of(one) for one in groups.entries])
    told = f"{groups.about.all_of()} score {side} on {words.far} than on {words.near_after}"
    return (f"{told}, by {by}, but too few clusters tell whether that is chance.", groups.rest)


def _ends(about: About, group: Sequence[SubjectProfile]) -> str:
    """The least and the most of a group, by name: "5 points (a) to 40 points (b)"."""
    ranked = by_size(group)
    low, high = (sizes([difference_of(one)]) for one in (ranked[0], ranked[-1]))
    if low == high:
        return f"{high} ({about.label(ranked[-1])})" if len(group) == 1 else high
    return f"{low} ({about.label(ranked[0])}) to {high} ({about.label(ranked[-1])})"


def _none_clear(groups: Groups, chance: Sequence[SubjectProfile]) -> tuple[str, ...]:
    about, words = groups.about, groups.words
    told = (
        f"{raised(equal_of_all(chance))}, {about.none_of()} clearly scores less, or more, on {words.far} than "
        f"on {words.near_after}"
    )
    if len(chance) == len(groups.entries):
        return (f"{told}: the difference is {could_be_chance(chance)}.",)
    return f"{told}.{_of_chance(chance)} {groups.rest}", f"{told}. {groups.rest}"


def _all_fall(
    groups: Groups, start: str, lower: Sequence[SubjectProfile], chance: Sequence[SubjectProfile]
) -> tuple[str, ...]:
    """All items tell what the thirds tell of some alone, or of none."""
    about, words = groups.about, groups.words
    if not lower:
        unclear = f"the fall, {_sizes(chance)}, is too small for these items to confirm"
        return (f"{start}. Between {words.far} and {words.near_after} {unclear}.", f"{start}.")
    ends = [heights(lower[0]), _sizes(lower)] if len(lower) == 1 else [_ends(about, lower), _sizes(lower)]
    who = about.label(lower[0]) if len(lower) == 1 else spelled(len(lower))
    between = f"{start}. Between {words.far} and {words.near_after} the fall is clear for {who}"
    rest = f"other{'' if len(chance) == 1 else f' {spelled(len(chance))}'}"
    few = "these items are too few to confirm"
    full = [f"{between} ({told}); that of the {rest} ({_sizes(chance)}) {few}." for told in ends]
    return (*full, f"{between}; that of the {rest} {few}.", f"{start}.")


def _some_lower(
    groups: Groups, lower: Sequence[SubjectProfile], chance: Sequence[SubjectProfile]
) -> tuple[str, ...]:
    about, words = groups.about, groups.words
    start = f"{about.all_of()} score less on {words.far} than on {words.near_after}."
    held = raised(equal_of_all(groups.entries))
    rest = f"for the other {spelled(len(chance))} it is {could_be_chance(chance)}"
    if len(lower) == 1:
        clear = [f"{about.label(lower[0])} ({told})" for told in (heights(lower[0]), _sizes(lower))]
    else:
        clear = [f"{spelled(len(lower))} ({told})" for told in (_ends(about, lower), _sizes(lower))]
    full = tuple(f"{start} {held} the difference is clear for {told}; {rest}." for told in clear)
    bare = f"for the other {spelled(len(chance))} it could be chance"
    return (*full, f"{start} {held} the difference is clear for {clear[0]}; {bare}.")


def _sizes(group: Sequence[SubjectProfile]) -> str:
    return sizes([difference_of(one) for one in group])


def _mixed(
    groups: Groups,
    lower: Sequence[SubjectProfile],
    higher: Sequence[SubjectProfile],
    chance: Sequence[SubjectProfile],
) -> tuple[str, ...]:
    about, words = groups.about, groups.words
    held = raised(equal_of_all([*lower, *higher, *chance]))
    texts = []
    for named in (True, False):
        parts = [
            f"{spelled(len(group))} clearly score{'s' * (len(group) == 1)} {side}"
            f"{f', by {_ends(about, group)},' if named else ''}"
            for group, side in ((lower, "less"), (higher, "more"))
            if group
        ]
        told = f"{held}, of {about.counted(len(groups.entries))} {' and '.join(parts)}"
        told += f" on {words.far} than on {words.near_after}."
        texts.append(" ".join(filter(None, [f"{told}{_of_chance(chance)}", groups.rest])))
    if max(len(lower), len(higher)) == 1:
        texts[1:1] = [
            " ".join(filter(None, [one, groups.rest])) for one in _by_name(groups, lower, higher, chance)
        ]
    bare = f" For {spelled(len(chance))} the difference could be chance." if chance else ""
    return (*texts, " ".join(filter(None, [f"{told}{bare}", groups.rest])))


def _by_name(
    groups: Groups,
    lower: Sequence[SubjectProfile],
    higher: Sequence[SubjectProfile],
    chance: Sequence[SubjectProfile],
) -> tuple[str, ...]:
    """The one that clearly scores less and the one that scores more, by name, without what is held equal."""
    found = [(group[0], side) for group, side in ((lower, "less"), (higher, "more")) if group]
    first, side = found[0]
    label = groups.about.label
    more = f", {label(found[1][0])} clearly more" if len(found) > 1 else ""
    texts = [
        f"{label(first)} clearly scores {side} {groups.than}{told}{more}."
        for told in (f" ({heights(first)})", "")
    ]
    return tuple(f"{text}{_of_chance(chance)}" for text in texts)


def _of_chance(chance: Sequence[SubjectProfile]) -> str:
    return f" For {spelled(len(chance))} the difference is {could_be_chance(chance)}." if chance else ""


def _counts(groups: Groups) -> str:
    """The barest text: how many of each kind."""
    lower, higher, chance = (len(groups.of(kind)) for kind in ("lower", "higher", "chance"))
    every = len(groups.entries)
    clear = (
        [f"{spelled(lower)} clearly score{'s' * (lower == 1)} less {groups.than}"]
        if lower or not higher
        else []
    )
    parts = [*clear, f"{spelled(higher)} clearly more"] if higher else clear
    parts += [f"for {spelled(chance)} the difference could be chance"] if chance else []
    rest = every - lower - higher - chance
    if rest == every:
        return groups.rest
    parts += [f"of {spelled(rest)} nothing can be told"] if rest else []
    return f"Of {groups.about.counted(every)}, {listed_names(parts)}."


def _counts_in_short(groups: Groups, clear: int) -> tuple[str, ...]:
    """Behind a sentence that names some of them: how many are clear, and how many would be by chance."""
    confidence, lower, every = groups.about.profile.confidence, len(groups.of("lower")), len(groups.entries)
    if confidence is None or lower != clear or by_chance(clear, every, 1 - confidence):
        return ()
    would = _looks_by_chance(every, 1 - confidence)
    return (f"Of {groups.about.counted(every)}, {spelled(lower)} clearly fall; {would} would by chance.",)


def _by_task(groups: Groups) -> list[Telling]:
    """Where subjects and tasks are several: on each task how many clearly score less, the most first."""
    if groups.about.noun != PAIR or len(groups.entries) < SEVERAL:
        return []
    tasks: dict[str, list[bool]] = {}
    for one, verdict in zip(groups.entries, groups.verdicts, strict=True):
        tasks.setdefault(one.task, []).append(verdict == "lower")
    ranked = sorted(tasks.items(), key=lambda found: -sum(found[1]) / len(found[1]))
    if sum(ranked[0][1]) / len(ranked[0][1]) == sum(ranked[-1][1]) / len(ranked[-1][1]):
        return []
    shown = ranked if len(ranked) <= NAMED else [ranked[0], ranked[-1]]
    alike: dict[tuple[int, int], list[str]] = {}
    for task, fallen in shown:
        alike.setdefault((sum(fallen), len(fallen)), []).append(shortened(task))
    told: list[str] = []
    for (fell, of), names in alike.items():
        number = spelled(fell) if fell else "none"
        clearly = "" if told else f" clearly score{'s' * (fell == 1)} less"
        told.append(f"{number} of {spelled(of)}{clearly} on {listed_names(names)}")
    ends = "" if len(shown) == len(ranked) else ", the most and the fewest"
    return [Telling("what", (f"{raised(', '.join(told))}{ends}.", ""), 12)]


def _largest(groups: Groups) -> list[Telling]:
    """Of many profiles the one that falls most, by name."""
    lower = groups.of("lower")
    if len(groups.entries) < MANY or not lower:
        return []
    most = by_size(lower)[-1]
    told = f"The largest clear fall is that of {groups.about.label(most)}, {heights(most)}."
    return [Telling("what", (told, ""), 8)]


def _scores(about: About, entries: Sequence[SubjectProfile]) -> list[Telling]:
    """The best and the worst score, by name."""
    found = [one for one in entries if one.score.mean is not None]
    ranked = sorted(found, key=lambda one: known(one.score.mean))
    if len(ranked) < 2:
        return []
    worst, best = ranked[0], ranked[-1]
    worth = 3 if len(ranked) <= NAMED else 8
    low, high = (share(known(one.score.mean)) for one in (worst, best))
    if low == high:
        return [Telling("what", (f"{'Both' if len(ranked) == 2 else 'All'} score {high} in all.", ""), worth)]
    told = f"Scores run from {low.removesuffix('%').rstrip()} to {high}"
    if (apart := _apart(worst, best)) is None:
        return [Telling("what", (f"{told}; whether by chance is not known.", ""), worth)]
    if not apart:
        return [
            Telling("what", (f"{told}, no further apart than chance can put them.", f"{told}.", ""), worth)
        ]
    ends = f"Scores run from {low} ({about.label(worst)}) to {high} ({about.label(best)})."
    return [Telling("what", (ends, f"{told}.", ""), worth)]


def _apart(worst: SubjectProfile, best: SubjectProfile) -> bool | None:
    """Whether the intervals of two scores leave a gap, so that they may be called worst and best; None where an
    interval is not known.
    """
    high, low = worst.score.high, best.score.low
    return None if high is None or low is None else high < low
