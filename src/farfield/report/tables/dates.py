"""The score before and after the cutoff: whether its series breaks there, and what the controls do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from xml.etree.ElementTree import Element

from farfield.report.page.markup import tag
from farfield.report.tables.numbers import cell, numbers_table, row
from farfield.results import SubjectProfile
from farfield.results.rulers import Ruler
from farfield.results.series import Control, Interrupted
from farfield.results.structs import ItemsMean, Mean
from farfield.words import phrases
from farfield.words.numbers import whole

EXPLAINED = (
    "Break: how far the score just after {cutoff} lies from where its trend before led, in points, with straight "
    "trends on either side and equal covariates. A cutoff predicts a fall, so a fall is tested on one side; it counts "
    "as a break only where a smooth fall around that date would not describe the scores better. Just before: the last "
    "third of the items before the cutoff; where nothing was left to fall, the cutoff proves nothing. Against: the "
    "break minus that of a control that the cutoff does not touch, in the same window; a control with a break of its "
    "own is none."
)
MEANING = {
    "break": "breaks off",
    "shared break": "breaks off, as a control may",
    "rise": "rises",
    "no break": "no clear break",
    "nothing to fall": "nothing was left to fall",
    "unknown": "unknown",
}


def dates_checked(profiles: Sequence[SubjectProfile], _: Mapping[str, Ruler]) -> list[Element]:
    """The table of the scores before and after the cutoff; nothing where no subject has a series."""
    found = [(p.subject, p.series) for p in profiles if p.series]
    if not found:
        return []
    names = list(dict.fromkeys(one.control for _, series in found for one in series.controls))
    titles = (
        "subject",
        "at the cutoff",
        "before",
        "just before",
        "after",
        "break",
        *(f"against {n}" for n in names),
    )
    rows = [row([subject], _cells(series, names)) for subject, series in found]
    cutoffs = {subject: series.cutoff for subject, series in found}
    one = len(set(cutoffs.values())) == 1
    last = found[0][1].cutoff if one else "each subject's cutoff"
    own = "" if one else f" Cutoffs: {', '.join(f'{name} {day}' for name, day in cutoffs.items())}."
    return [
        tag("h3", "Before and after the cutoff"),
        tag("p", EXPLAINED.format(cutoff=last) + own, class_="note-text"),
        numbers_table("Before and after the cutoff", titles, rows),
    ]


def _cells(series: Interrupted, names: Sequence[str]) -> list[Element]:
    controls = {one.control: one for one in series.controls}
    return [
        cell(MEANING[series.finding], series.note or ""),
        _side(series.before),
        _side(series.last_before),
        _side(series.after),
        _break(series),
        *(_control(controls.get(name)) for name in names),
    ]


def _side(found: ItemsMean | Mean | None) -> Element:
    if found is None:
        return cell(phrases.NOTHING)
    n = f" {phrases.held(found.items)}" if isinstance(found, ItemsMean) else ""
    return cell(phrases.percent(found.mean, 0), phrases.percent_interval(found.low, found.high, 0) + n)


def _break(series: Interrupted) -> Element:
    jump, curved, placebo = series.level_change, series.level_change_curved, series.placebo
    if jump is None:
        return cell(phrases.NOTHING)
    detail = f"seen in half of such series: {phrases.percent(series.seen_in_half, 0)}"
    if curved:
        detail += f"; curved: {phrases.points(curved.estimate)}"
    if placebo and placebo.dates:
        detail += f"; as clear at {whole(placebo.as_large)} of {whole(placebo.dates)} other dates"
    return cell(phrases.points(jump.estimate), detail)


def _control(found: Control | None) -> Element:
    if found is None:
        return cell(phrases.NOTHING)
    if found.difference is None:
        return cell(phrases.NOTHING, found.note or "")
    moves = "; moves by itself: no control" if found.moves else ""
    return cell(phrases.points(found.difference.estimate), f"{phrases.held(found.items)}{moves}")
