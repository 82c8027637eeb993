"""A dot for each subject: how incoherent across, how well it tells true from false up."""

from __future__ import annotations

from collections.abc import Sequence
from xml.etree.ElementTree import Element

from farfield.report.charts.axes import draw_plot, percent_across
from farfield.report.charts.frame import Frame, down_scale
from farfield.report.charts.marks import level_line, note, point_mark
from farfield.report.charts.scale import Scale
from farfield.report.page.markup import tag
from farfield.results.coherence import CoherenceMean, SubjectCoherence
from farfield.results.structs import known
from farfield.words import phrases
from farfield.words.coherence import area, small, subject_name

HEIGHT = 200
ROOM = 1.08
LOWEST = 0.4
"""Where the height begins, unless an interval lies below: 0.5 is a guess."""
RIGHT = 80
"""Percent across from which a name stands on the left of its dot."""


def draw_coherence(
    subjects: Sequence[SubjectCoherence], references: Sequence[SubjectCoherence]
) -> Element | None:
    """Subjects by their number, references hollow and by their name; None where nobody has both measures."""
    shown = [one for one in subjects if one.common and one.discrimination.auc]
    beside = [one for one in references if one.common and one.discrimination.auc]
    if not shown:
        return None
    frame = _frame([*shown, *beside])
    told = "; ".join(_told(one) for one in [*shown, *beside])
    numbers = {one.subject: str(number) for number, one in enumerate(subjects, start=1)}
    layers = [level_line(frame, 0.5, "0.5, a guess")]
    layers += [_mark(one, frame, one.subject, hollow=True) for one in beside]
    return draw_plot(frame, told, [*layers, *(_mark(one, frame, numbers[one.subject]) for one in shown)])


def _frame(shown: Sequence[SubjectCoherence]) -> Frame:
    across = [end for one in shown for end in _ends(known(one.common))]
    heights = [end for one in shown for end in _ends(known(one.discrimination.auc))]
    return Frame(
        Scale(0.0, ROOM * max(across) or 1.0, 2, 98),
        down_scale(min(LOWEST, *heights), 1.0, HEIGHT),
        phrases.distance,
        lambda value: f"{value:g}",
    )


def _ends(found: CoherenceMean) -> tuple[float, float]:
    return (found.mean, found.mean) if found.low is None or found.high is None else (found.low, found.high)


def _mark(one: SubjectCoherence, frame: Frame, label: str, *, hollow: bool = False) -> Element:
    common, told = known(one.common), known(one.discrimination.auc)
    at, y = frame.across(common.mean), frame.down(told.mean)
    left, right = (percent_across(frame.across.clamp(end)) for end in _ends(common))
    low, high = (frame.down(end) for end in _ends(told))
    aside = tag("line", class_="bar", x1=left, x2=right, y1=y, y2=y) if not hollow else None
    name = note(label, percent_across(at), y - 6, "end" if at > RIGHT else "start")
    point = point_mark(percent_across(at), y, None if hollow else (low, high), _told(one), hollow=hollow)
    return tag("g", aside, point, name)


def _told(one: SubjectCoherence) -> str:
    return f"{subject_name(one)}: squared distance {small(one.common)}, AUC {area(one.discrimination.auc)}"
