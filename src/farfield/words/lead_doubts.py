"""What changes how a lead is to be read: answers that were cut, missing scores, graders, noise, signals of recall."""

from __future__ import annotations

from collections.abc import Sequence

from farfield.results import SubjectProfile
from farfield.results.structs import known
from farfield.words.lead_names import About, listed_names, share, shortened
from farfield.words.lead_size import Telling

CUT_FROM = 0.05
"""The share of answers ended by a limit, or without a score, from which on a score may mean something else."""
SIGNIFICANT = 0.05
NAMED = 2


def doubt_tellings(about: About) -> list[Telling]:
    """Each doubt in a sentence, what weighs most first."""
    told = (_cut(about), _unscored(about), _grader(about), _noise(about), _signals(about))
    return [one for one in told if one is not None]


def _whom(about: About, found: Sequence[SubjectProfile], of: str = "of") -> str:
    """Names of a few, else how many; nothing where it is all there is."""
    if len(about.entries) == 1:
        return ""
    if len(found) <= NAMED:
        return f" {of} {listed_names([about.label(one) for one in found])}"
    return f" {of} {about.counted(len(found))}"


def _cut(about: About) -> Telling | None:
    found = [one for one in about.entries if one.truncated and one.truncated.share >= CUT_FROM]
    if not found:
        return None
    most = max(known(one.truncated).share for one in found)
    upto = "" if len(found) == 1 else "up to "
    told = (
        f"A limit ended {upto}{share(most)} of the answers{_whom(about, found)}: those scores may be too low."
    )
    return Telling("what", (told, "A limit ended many answers: scores may be too low."), 8)


def _unscored(about: About) -> Telling | None:
    found = [
        one
        for one in about.entries
        if one.items and one.score.items and one.score.unscored / one.items >= CUT_FROM
    ]
    if not found:
        return None
    most = max(one.score.unscored / one.items for one in found)
    upto = "" if len(found) == 1 else "up to "
    told = f"{upto}{share(most)} of the answers{_whom(about, found)} hold no score and count nowhere."
    return Telling("what", (f"{told[:1].upper()}{told[1:]}", ""), 7)


def _grader(about: About) -> Telling | None:
    found = [one for one in about.entries if one.graders and one.graders.regraded]
    if not found:
        return None
    told = f"The grader is in doubt: many wrong answers{_whom(about, found)} hold their target."
    return Telling("what", (told, "The grader is in doubt.", ""), 7)


def _noise(about: About) -> Telling | None:
    """A slope that is gone once the noise of the difficulty is in the model."""
    found = [one for one in about.entries if one.main and _gone(one)]
    if not found:
        return None
    told = f"Once the noise of the difficulty is counted, no fall with distance is left{_whom(about, found, 'for')}."
    return Telling("what", (told, ""), 7)


def _gone(one: SubjectProfile) -> bool:
    slope = known(one.main).slope
    return (
        slope.adjusted.estimate.clear
        and slope.corrected.estimate.bounded
        and not slope.corrected.estimate.clear
    )


def _signals(about: About) -> Telling | None:
    """Signals of recall that are unlikely without it; no proof of it."""
    found = [one for one in about.entries if any(s.p is not None and s.p <= SIGNIFICANT for s in one.signals)]
    if not found:
        return None
    names = list(dict.fromkeys(
        shortened(s.name) for one in found for s in one.signals if s.p is not None and s.p <= SIGNIFICANT
    ))  # fmt: skip
    by = f" ({listed_names(names)})" if len(names) <= NAMED else ""
    told = f"Signals of recall{by} were found{_whom(about, found, 'for')}, which prove nothing."
    return Telling("where", (told, "Signals of recall were found, which prove nothing.", ""), 6)
