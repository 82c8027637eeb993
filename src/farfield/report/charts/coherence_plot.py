"""A dot for each subject: how incoherent across, how well it tells true from false up."""

from __future__ import annotations

from collections.abc import Sequence
from xml.etree.ElementTree import Element

from farfield.report.charts.axes import percent_across
from farfield.report.charts.scales import Scale
from farfield.report.charts.trend_plots import HEIGHT, TOP, Axes, draw_plot
from farfield.report.page.markup import tag
from farfield.results.coherence import CoherenceMean, SubjectCoherence
from farfield.results.structs import known
from farfield.words import phrases
from farfield.words.coherence import area, small, subject_name

ROOM = 1.08
LOWEST = 0.4
"""Where the height begins, unless an interval lies below: 0.5 is a guess."""


def draw_coherence(
    subjects: Sequence[SubjectCoherence], references: Sequence[SubjectCoherence]
) -> Element | None:
    """Subjects by their number, references hollow and by their name; None where nobody has both measures."""
    shown = [one for one in subjects if one.common and one.discrimination.auc]
    beside = [one for one in references if one.common and one.discrimination.auc]
    if not shown:
        return None
    axes = _axes([*shown, *beside])
    guess = axes.down(0.5)
    line = tag("line", class_="level", x1="0", x2="100%", y1=guess, y2=guess)
    told = "; ".join(_told(one) for one in [*shown, *beside])
    numbers = {one.subject: str(number) for number, one in enumerate(subjects, start=1)}
    marks = [_mark(one, axes, numbers[one.subject]) for one in shown]
    return draw_plot(
        axes, told, [line, *(_mark(one, axes, one.subject, hollow=True) for one in beside), *marks]
    )


def _axes(shown: Sequence[SubjectCoherence]) -> Axes:
    ends = [
        end for one in shown for end in (known(one.common).mean, known(one.common).high) if end is not None
    ]
    heights = [end for one in shown for end in _ends(known(one.discrimination.auc))]
    across = Scale(0.0, ROOM * max(ends) or 1.0, 2, 98)
    return Axes(
        across, Scale(min(LOWEST, *heights), 1.0, TOP + HEIGHT, TOP), phrases.distance, lambda v: f"{v:g}"
    )


def _ends(found: CoherenceMean) -> tuple[float, float]:
    return (found.mean, found.mean) if found.low is None or found.high is None else (found.low, found.high)


def _mark(one: SubjectCoherence, axes: Axes, label: str, *, hollow: bool = False) -> Element:
    common, told = known(one.common), known(one.discrimination.auc)
    x, y = axes.across(common.mean), axes.down(told.mean)
    left, right = (percent_across(axes.across.clamp(end)) for end in _ends(common))
    low, high = (axes.down(end) for end in _ends(told))
    place = percent_across(x)
    side = ("end", -7) if x > 80 else ("start", 7)
    return tag(
        "g",
        tag("title", _told(one)),
        tag("line", class_="bar", x1=left, x2=right, y1=y, y2=y) if not hollow else None,
        tag("line", class_="bar", x1=place, x2=place, y1=low, y2=high) if not hollow else None,
        tag("circle", class_="point open" if hollow else "point", cx=place, cy=y, r=3.5),
        tag("text", label, class_="note", x=place, dx=side[1], y=y - 5, text_anchor=side[0]),
    )


def _told(one: SubjectCoherence) -> str:
    return f"{subject_name(one)}: squared distance {small(one.common)}, AUC {area(one.discrimination.auc)}"
