"""Where the score comes from, near to far: the score as a sum of parts."""

from __future__ import annotations

from collections.abc import Sequence
from xml.etree.ElementTree import Element

from farfield.report.charts.legend import colour_key
from farfield.report.figures.headline_bars import Part, draw_bars, names_of, parts_by_band, parts_by_regime
from farfield.report.page.left_out import at_sight
from farfield.report.page.markup import tag
from farfield.report.run_folder import Results
from farfield.report.tables.near_copies import cuts_table
from farfield.report.tables.parts_of_headline import parts_table
from farfield.results import SubjectProfile
from farfield.words import phrases
from farfield.words.numbers import whole


def score_near_to_far(results: Results) -> Element:
    """The section of the bars: what share of the items each regime is, times its score."""
    told = "Each bar is as long as the score; each part is a share of the items times their score."
    section = tag(
        "section",
        tag("h2", "Where the score comes from, near to far"),
        tag("p", told, class_="note-text"),
        id="made-of",
    )
    tasks, rest = at_sight(list(results.tasks.values()), "task")
    for profiles in tasks:
        if len(results.tasks) > 1:
            section.append(tag("h3", phrases.task(profiles[0])))
        section.extend(_task_bars(results, [p for p in profiles if p.score.mean is not None]))
    section.extend(rest)
    return section


def _task_bars(results: Results, scored: Sequence[SubjectProfile]) -> list[Element]:
    """By regime where there are several; by band where there are any; never nothing without a word."""
    if not scored:
        return [tag("p", "No answer was scored.", class_="note-text")]
    shown, rest = at_sight(scored, "subject")
    ruler = results.main_ruler_of(shown)
    by_regime = [(p, parts_by_regime(p)) for p in shown]
    by_band = [(p, parts_by_band(p, ruler)) for p in shown]
    has_bands = any(parts for _, parts in by_band)
    made: list[Element] = []
    if not has_bands or any(profile.tells_regimes for profile in shown):
        made += _bars_and_numbers(by_regime, "regime", opened=True)
    elif all(profile.mostly_unknown for profile in shown):
        made += _no_regimes(by_regime)
    if has_bands:
        made += _bars_and_numbers(by_band, results.rulers[ruler].unit, opened=False)
    return [*made, *cuts_table(shown), *rest]


def _bars_and_numbers(
    rows: Sequence[tuple[SubjectProfile, Sequence[Part]]], kind: str, *, opened: bool
) -> list[Element]:
    numbers = tag("details", tag("summary", f"In numbers, by {kind}"), parts_table(rows, kind), open=opened)
    title = tag("p", f"By {kind}, nearest first", class_="bars-title")
    return [title, draw_bars(rows), colour_key(names_of(rows)), numbers]


def _no_regimes(by_regime: Sequence[tuple[SubjectProfile, Sequence[Part]]]) -> list[Element]:
    """That there is nothing to draw by regime, and the few items of a known one in numbers, a click away."""
    known = max(sum(part.items for part in parts if part.name != "unknown") for _, parts in by_regime)
    if not known:
        return []
    items = phrases.count(by_regime[0][0].score.items, "item")
    told = f"Not drawn by regime: it is known of {whole(known)} of {items} alone."
    numbers = tag("details", tag("summary", "In numbers, by regime"), parts_table(by_regime, "regime"))
    return [tag("p", told, class_="note-text"), numbers]
