"""The table below the lead: each profile in a row with score, near, far, gap and reach."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from xml.etree.ElementTree import Element

from farfield.report.page.markup import tag
from farfield.report.tables.numbers import cell, numbers_table, row
from farfield.report.tables.scores import (
    field_cell,
    gap_detail,
    mixed_cell,
    reach_cell,
    score_cell,
    shared_notes,
    with_notes,
)
from farfield.results import SubjectProfile
from farfield.results.rulers import Measured
from farfield.words import phrases
from farfield.words.lead_values import is_mixed
from farfield.words.numbers import whole
from farfield.words.telling_rows import RULE, telling_rows

MOST_ROWS = 12
"""Rows at sight; the others are a click away."""


def all_scores(profiles: Sequence[SubjectProfile]) -> Element:
    """The most telling rows at sight, all of them in a fold below where there are more."""
    shown = telling_rows(profiles, MOST_ROWS)
    if len(shown) == len(profiles):
        return _table("Scores near and far", profiles)
    told = f"All {whole(len(profiles))} rows"
    best = "The best and the worst scores and gaps"
    return tag(
        "div",
        _table(best, shown),
        tag("p", f"Shown are {whole(len(shown))} of {whole(len(profiles))}: {RULE}.", class_="note-text"),
        tag("details", tag("summary", told), _table(told, profiles)),
        class_="all-scores",
    )


def _table(label: str, profiles: Sequence[SubjectProfile]) -> Element:
    several = len({one.task for one in profiles}) > 1
    adjusted = any(one.main.gap.adjusted for one in profiles if one.main)
    gap = "gap, points, adjusted" if adjusted else "gap, points"
    titles = (
        "subject", *(["task"] if several else []), "score", "nearest third", "farthest third", gap, "reach"
    )  # fmt: skip
    shared = shared_notes([one.main.gap for one in profiles if one.main and not is_mixed(one)])
    rows = [
        row([one.subject, *([phrases.task(one)] if several else [])], _cells(one, adjusted, shared))
        for one in profiles
    ]
    table = numbers_table(label, titles, rows, css="numbers" if several else "numbers near-far")
    return with_notes(table, shared)


def _cells(one: SubjectProfile, adjusted: bool, shared: Mapping[str, int]) -> list[Element]:
    if is_mixed(one):
        return [mixed_cell(), *(cell(phrases.NOTHING) for _ in range(4))]
    return [
        score_cell(one, one.main),
        *(_measured(one.main, adjusted, shared) if one.main else (cell(phrases.NOTHING) for _ in range(4))),
    ]


def _measured(measured: Measured, adjusted: bool, shared: Mapping[str, int]) -> list[Element]:
    gap = measured.gap
    return [
        field_cell(gap.near_field, gap.near_items),
        field_cell(gap.far_field, gap.far_items),
        cell(phrases.points(gap.estimate), gap_detail(gap, adjusted, shared)),
        reach_cell(measured.reach),
    ]
