"""The grader: scores as they were graded, and with outputs that hold their target counted as right."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from xml.etree.ElementTree import Element

from farfield.report.page.markup import tag
from farfield.report.tables.numbers import cell, numbers_table, row
from farfield.results import Estimate, SubjectProfile
from farfield.results.checks import Graders, Regraded, RegradedGap
from farfield.results.rulers import Ruler
from farfield.words import phrases
from farfield.words.numbers import whole

GRADERS = (
    "Outputs that were marked wrong although they hold their target, often enough to doubt the grader. Counted as "
    "right, they move the profile as below. An output can hold its target in its working and still be wrong: read some."
)


def grader_checked(profiles: Sequence[SubjectProfile], _: Mapping[str, Ruler]) -> list[Element]:
    """The table of scores as graded and regraded; nothing where no output was marked wrong and holds its target."""
    rows = [
        row([p.subject], _regraded(p.graders, p.graders.regraded))
        for p in profiles
        if p.graders and p.graders.regraded
    ]
    if not rows:
        return []
    titles = (
        "subject",
        "marked wrong, hold their target",
        "score as graded",
        "score regraded",
        "gap as graded",
        "regraded",
    )
    return [
        tag("h3", "The grader"), tag("p", GRADERS, class_="note-text"),
        numbers_table("The grader", titles, rows),
    ]  # fmt: skip


def _regraded(graders: Graders, regraded: Regraded) -> list[Element]:
    scores, ruler = regraded.score, next(iter(regraded.rulers.values()), None)
    gaps: list[RegradedGap | None] = [ruler.before.gap, ruler.after.gap] if ruler else [None, None]
    return [
        cell(whole(graders.wrong_with_target), f"of {whole(graders.wrong)}"),
        _score(scores.before.estimate),
        _score(scores.after.estimate),
        *(cell(phrases.points(gap.estimate) if gap else phrases.NOTHING) for gap in gaps),
    ]


def _score(score: Estimate) -> Element:
    return cell(phrases.percent(score.value), phrases.percent_interval(score.low, score.high))
