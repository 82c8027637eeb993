"""Could it be something else? What the fall could be besides distance: twins, difficulty, dates, the grader, recall."""

from __future__ import annotations

from xml.etree.ElementTree import Element

from farfield.report.page.left_out import at_sight
from farfield.report.page.markup import tag
from farfield.report.run_folder import Results
from farfield.report.tables.dates import dates_checked
from farfield.report.tables.grader import grader_checked
from farfield.report.tables.signals import signals_told
from farfield.report.tables.slopes import slopes_checked
from farfield.report.tables.twins import twins_checked
from farfield.words.own_control import ANOTHER_CORPUS, NOT_OF_THIS

CHECKS = (twins_checked, slopes_checked, dates_checked, grader_checked, signals_told)
"""In the order in which they deserve belief: designs first, adjustment after."""


def something_else(results: Results) -> Element | None:
    """None where nothing was measured that could tell."""
    parts: list[Element] = []
    tasks, more = at_sight(list(results.tasks.items()), "task")
    for task, profiles in tasks:
        shown, rest = at_sight([p for p in profiles if p.score.mean is not None], "subject")
        found = [part for check in CHECKS for part in check(shown, results.rulers)]
        if found and len(results.tasks) > 1:
            parts.append(tag("h3", task, class_="task"))
        parts += [*found, *rest] if found else []
    if not parts:
        return None
    return tag(
        "section",
        tag("h2", "Could it be something else?"),
        tag("p", f"{NOT_OF_THIS} {ANOTHER_CORPUS}", class_="note-text"),
        parts,
        more,
        id="checks",
    )
