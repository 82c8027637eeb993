"""Which profiles to show where there is no room for all: the ends of scores and gaps, never the first of the file."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import chain, zip_longest

from farfield.results import SubjectProfile
from farfield.results.entries import top_entries
from farfield.results.structs import known
from farfield.words.lead_verdicts import difference_of, judge


def telling_rows(entries: Sequence[SubjectProfile], most: int) -> list[SubjectProfile]:
    """At most so many of the profiles, in their own order.

    What is part of nothing goes before pools and strata, and parts of a pool are shown only where all fit: many of
    them say less than the pool. Among those: the best and the worst score and what is clear near against far, the
    largest first; then by turns the best and the worst of the rest.
    """
    if len(entries) <= most:
        return list(entries)
    tops, views = top_entries(entries), [one for one in entries if one.pooled or one.stratum]
    views.sort(key=lambda one: one.pooled is None)
    kept = {id(one) for one in _once(chain(_ranked(tops), views))[:most]}
    return [one for one in entries if id(one) in kept]


def _ranked(entries: Sequence[SubjectProfile]) -> list[SubjectProfile]:
    """The most telling first."""
    by_score = sorted(
        (one for one in entries if one.score.mean is not None), key=lambda one: known(one.score.mean)
    )
    clear = sorted(
        (one for one in entries if judge(one) in ("lower", "higher")),
        key=lambda one: -abs(difference_of(one)),
    )
    turns = [one for turn in zip_longest(reversed(by_score), by_score) for one in turn if one is not None]
    return [*turns[:2], *clear, *turns, *entries]


RULE = "the best and the worst score, those that clearly fall or rise (the largest first), then by score from both ends"
"""By which `telling_rows` chooses, for readers."""


def _once(entries: Iterable[SubjectProfile]) -> list[SubjectProfile]:
    return list({id(one): one for one in entries}.values())
