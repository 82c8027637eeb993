"""The numbers beside the curve: a row for each subject with score, near, far, gap, reach and slope."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from xml.etree.ElementTree import Element

from farfield.report.page.markup import tag
from farfield.report.tables.numbers import cell, name_head, numbers_table
from farfield.results import Estimate, SubjectProfile
from farfield.results.rulers import Gap, Measured, Reach
from farfield.results.slopes import Slopes
from farfield.words import phrases
from farfield.words.lead_values import is_mixed
from farfield.words.lead_verdicts import fall_of_guess
from farfield.words.numbers import covariates, in_points, whole

UNEQUAL_GUESS = 0.02
"""By how much guesses near and far differ where it is told beside a gap."""


def scores_table(profiles: Sequence[SubjectProfile], ruler: str) -> Element:
    """The table beside the curves: a row for each subject with score, near, far, gap, reach and slope by a ruler."""
    adjusted = any(p.rulers[ruler].gap.adjusted for p in profiles)
    gap = "gap, points, adjusted" if adjusted else "gap, points"
    titles = ("subject", "score", "nearest third", "farthest third", gap, "reach", "slope, log-odds per SD")
    shared = shared_notes([p.rulers[ruler].gap for p in profiles if not is_mixed(p)])
    table = numbers_table(
        "Scores near and far",
        titles,
        [_row(profile, ruler, adjusted, shared) for profile in profiles],
        css="numbers near-far",
    )
    return with_notes(table, shared)


def _row(profile: SubjectProfile, ruler: str, adjusted: bool, shared: Mapping[str, int]) -> Element:
    measured = profile.rulers[ruler]
    gap = measured.gap
    if is_mixed(profile):
        return tag("tr", name_head(profile.subject), mixed_cell(), (cell(phrases.NOTHING) for _ in range(5)))
    return tag(
        "tr",
        name_head(profile.subject),
        score_cell(profile, measured),
        field_cell(gap.near_field, gap.near_items),
        field_cell(gap.far_field, gap.far_items),
        cell(phrases.points(gap.estimate), gap_detail(gap, adjusted, shared)),
        reach_cell(measured.reach),
        _slope(measured.slope),
    )


def score_cell(profile: SubjectProfile, measured: Measured | None) -> Element:
    """The score over all items, and beside it that of items without a distance, which are in no other column."""
    score = profile.score
    told = f"{phrases.ends_of(score)} {phrases.held(score.items)}"
    if measured is not None and measured.items and measured.missing:
        mean = phrases.percent(measured.missing_mean or 0.0, 0)
        told = f"{told}; {mean} on {whole(measured.missing)} without a distance"
    return cell(phrases.percent(score.mean), told)


def mixed_cell() -> Element:
    """In place of a score over values, controls and capabilities together."""
    return cell(phrases.NOTHING, "of several kinds, which together mean nothing: see what is said of values")


def reach_cell(reach: Reach) -> Element:
    """The reach with its interval and heights; why there is none, on hovering."""
    shown = cell(phrases.reach(reach), phrases.reach_detail(reach))
    if reach.note:
        shown.set("title", reach.note)
    return shown


def field_cell(mean: Estimate, items: int) -> Element:
    """The near or the far field."""
    ends = phrases.percent_interval(mean.low, mean.high, 0)
    return cell(phrases.percent(mean.value, 0), f"{ends} {phrases.held(items)}".strip())


def shared_notes(gaps: Sequence[Gap]) -> dict[str, int]:
    """The notes that stand at several gaps of a table, numbered from 1: told once below it, not in every row."""
    counts = Counter(filter(None, map(_note, gaps)))
    return {note: number for number, note in enumerate((one for one in counts if counts[one] > 1), 1)}


def with_notes(table: Element, shared: Mapping[str, int]) -> Element:
    """A table and, below it, the notes that its rows share; the table alone where there are none."""
    if not shared:
        return table
    told = (tag("p", f"Note {n}: {note}.", class_="note-text") for note, n in shared.items())
    return tag("div", table, *told)


def _note(gap: Gap) -> str:
    """What is to be said of how a gap was taken; empty where there is no gap, or nothing to say."""
    told = gap.difference is not None and (gap.overlap or gap.low is None)
    return gap.note or "" if told else ""


def gap_detail(gap: Gap, adjusted: bool, shared: Mapping[str, int]) -> str:
    """What the gap needs beside it: whether it is crude, and what would have shown where nothing did."""
    if gap.difference is None:
        return ""
    told = ["crude"] if adjusted and not gap.adjusted else []
    fall = 0.0 if gap.near_chance is None else fall_of_guess(gap)
    if abs(fall) > UNEQUAL_GUESS:
        told.append(f"a guess scores {in_points(abs(fall))} {'lower' if fall > 0 else 'higher'} there too")
    if note := _note(gap):
        told.append(f"note {shared[note]}" if note in shared else note)
    if gap.estimate.bounded and not gap.estimate.clear and gap.detectable is not None:
        told.append(f"{in_points(gap.detectable)} or more would have shown")
    return "; ".join(told)


def _slope(slopes: Slopes) -> Element:
    slope = slopes.best
    if (whole := slope.estimate.whole) is None:
        return cell(phrases.NOTHING, slope.note or "")
    value, low, high = whole
    interval = f"[{phrases.signed(low, 2)},{phrases.FIXED}{phrases.signed(high, 2)}]"
    kind = f"at equal {covariates(slope.covariates)}" if slope.covariates else "crude"
    return cell(phrases.signed(value, 2), f"{interval} {kind}")
