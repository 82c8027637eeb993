"""Would more of the same get there? Ceiling and reach of each subject, and what it would take to know."""

from __future__ import annotations

from collections.abc import Sequence
from xml.etree.ElementTree import Element

from farfield.report.figures.ceiling_and_reach import draw_reaches
from farfield.report.page.left_out import at_sight
from farfield.report.page.markup import tag
from farfield.report.run_folder import Results
from farfield.results import SubjectProfile
from farfield.words import phrases
from farfield.words.numbers import in_points

SIDE_BY_SIDE = (
    "If more of the same carried a model further, its reach would move; if it only made the model better at what is "
    "near, the near-field score alone would. No scale (size, data or date) is declared for these subjects, so they "
    "stand in the order of the log and nothing is claimed about scale."
)
TO_SAY_MORE = "To say more: the size, data or date of at least three subjects that differ in nothing else."
ONE_SUBJECT = (
    "One subject cannot answer this. What would be needed: the same items answered by at least three sizes of the "
    "same recipe, by one model trained on growing shares of the same corpus, or by releases of different dates, each "
    "profiled on its own corpus. Then ceiling and reach are set against that scale, apart."
)


def more_of_the_same(results: Results) -> Element:
    """Ceiling and reach of each subject side by side; with one, what it would take to know."""
    section = tag("section", tag("h2", "Would more of the same get there?"), id="more")
    several = any(len(profiles) > 1 for profiles in results.tasks.values())
    if several:
        section.append(tag("p", SIDE_BY_SIDE, class_="note-text"))
        tasks, rest = at_sight(list(results.tasks.items()), "task")
        for task, profiles in tasks:
            heading = [tag("h3", task)] if len(results.tasks) > 1 else []
            section.extend([*heading, *_reaches(profiles, results.main_ruler_of(profiles))])
        section.extend(rest)
    section.append(tag("p", TO_SAY_MORE if several else ONE_SUBJECT))
    power = _power(results)
    if power:
        section.append(tag("p", power))
    return section


def _reaches(profiles: Sequence[SubjectProfile], ruler: str) -> list[Element]:
    shown, rest = at_sight(profiles, "subject")
    plot = draw_reaches(shown, ruler)
    if plot is None:
        return [tag("p", "No curve could be fitted, so there is no reach to compare.", class_="note-text")]
    return [plot, *rest]


def _power(results: Results) -> str:
    """The gaps that would have shown, the least and the most of them, and what it takes to see half of such a gap.

    Where all answers are right, or all wrong, nothing tells what would have.
    """
    several = len(results.tasks) > 1
    gaps = [
        (p.main.gap.detectable, f"{p.subject} on {p.task}" if several else p.subject)
        for p in results.profile.profiles
        if p.main and p.main.gap.detectable is not None and p.score.mean not in (0, 1)
    ]
    if not gaps:
        return ""
    (least, first), (most, last) = min(gaps), max(gaps)
    size = f"{in_points(least)} points ({first})"
    if in_points(least) != in_points(most):
        size += f" to {in_points(most)} points ({last})"
    return (
        f"With these items a near-far gap of {size} or more would have shown (80{phrases.THIN}% power); to see half of "
        "that takes about four times the items."
    )
