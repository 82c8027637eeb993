"""The lead: what a run found over all its subjects, in at most 100 words and 12 numbers.

In the order of the three questions: what can they do, near and far; where does that come from; would more of the same
get there. It is made of the results alone and claims no more than their intervals bear.
"""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

from farfield.results import Profile, SubjectProfile
from farfield.words.lead_designs import design_tellings
from farfield.words.lead_doubts import doubt_tellings
from farfield.words.lead_groups import group_tellings
from farfield.words.lead_names import About, about
from farfield.words.lead_reach import reach_tellings
from farfield.words.lead_regimes import by_regime, regime_tellings
from farfield.words.lead_single import single_telling
from farfield.words.lead_size import PARTS, Telling, fit
from farfield.words.lead_sources import more_tellings, source_tellings
from farfield.words.lead_values import is_mixed, value_tellings


class Lead(NamedTuple):
    """The answers to the three questions, each of one sentence or a few."""

    what: str
    """What the subjects can do, near and far."""
    where: str
    """Where that comes from."""
    more: str
    """Whether more of the same would get there."""


def lead(profile: Profile) -> str:
    """The lead as one paragraph; see `lead_parts`."""
    return " ".join(filter(None, lead_parts(profile)))


def lead_parts(profile: Profile) -> Lead:
    """The lead in its three parts, together at most 100 words and 12 numbers, numbers in names counted too."""
    of = about(profile)
    if not of.entries:
        return Lead("No answer was read, so there is nothing to tell.", "", "")
    told = value_tellings(profile)
    one_kind = replace(of, entries=[one for one in of.entries if not (told and is_mixed(one))])
    tellings = [
        *told,
        *(_of_scores(one_kind) if one_kind.entries else []),
        *doubt_tellings(of),
        *source_tellings(of),
        *more_tellings(of),
    ]
    texts = list(zip(tellings, fit(tellings), strict=True))
    return Lead(*(" ".join(text for one, text in texts if one.part == part and text) for part in PARTS))


def _of_scores(of: About) -> list[Telling]:
    """What they score near and far, by regime where that tells more."""
    regimes = [one for one in of.entries if one.score.mean is not None and by_regime(one)]
    others = [one for one in of.entries if one.score.mean is None or not by_regime(one)]
    return [
        *regime_tellings(of.part(regimes), regimes),
        *_near_and_far(of.part(others), others),
        *design_tellings(of),
        *reach_tellings(of),
    ]


def _near_and_far(of: About, entries: list[SubjectProfile]) -> list[Telling]:
    if len(entries) < 2:
        return [single_telling(of, one) for one in entries]
    return group_tellings(of, entries)
