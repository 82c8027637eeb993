"""All curves: what every subject scores along the distance, in one picture a task."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from xml.etree.ElementTree import Element

from farfield.report.charts.frame import framed
from farfield.report.charts.legend import line_legend
from farfield.report.charts.marks import MOST_WITH_INTERVALS
from farfield.report.figures.all_curves import draw_all_curves
from farfield.report.page.left_out import at_sight
from farfield.report.page.markup import tag
from farfield.results import Comparison
from farfield.results.comparison import NamedRuler, SubjectCurve
from farfield.words import phrases

MOST_TASKS = 6
"""Pictures as wide as the page, above all that is said of them."""
CAPTION = (
    "Score by {ruler}, as in each profile. Points: bands of items with intervals, side by side where they share a "
    "place; lines: fitted curves, shaded their intervals."
)
BARE = "Score by {ruler}, as in each profile. Points: bands of items; lines: fitted curves. Intervals: in each profile."


def all_curves(result: Comparison) -> Element | None:
    """The section of the picture; None where no subject has a distance."""
    if result.ruler is None:
        return None
    by_task: dict[str, list[SubjectCurve]] = {}
    for one in result.curves:
        by_task.setdefault(one.task, []).append(one)
    tasks, more = at_sight(list(by_task.items()), "task", MOST_TASKS, of="comparison.json")
    figures = [
        part
        for task, curves in tasks
        for part in _figure(task if len(by_task) > 1 else None, curves, result.ruler)
    ]
    if not figures:
        return None
    return tag(
        "section",
        tag("h2", "What each can do, near and far"),
        figures,
        tag(
            "p", (BARE if _crowded(by_task) else CAPTION).format(ruler=result.ruler.title), class_="note-text"
        ),
        more,
        id="curves",
    )


def _crowded(by_task: Mapping[str, Sequence[SubjectCurve]]) -> bool:
    return any(len(curves) > MOST_WITH_INTERVALS for curves in by_task.values())


def _figure(task: str | None, curves: Sequence[SubjectCurve], ruler: NamedRuler) -> list[Element]:
    """The title of a task, where there are several, the names of the lines, and the picture."""
    shown, rest = at_sight([one for one in curves if one.bands], "subject", of="comparison.json")
    plot = draw_all_curves(shown, ruler.unit)
    if plot is None:
        return []
    names = [f"{one.subject} {phrases.percent(one.score.mean)}" for one in shown]
    made = [
        tag("h3", task) if task else None,
        line_legend(names),
        tag("div", framed(plot, "score, %", ruler.near, ruler.far, ruler.unit), class_="all-curves"),
        *rest,
    ]
    return [part for part in made if part is not None]
