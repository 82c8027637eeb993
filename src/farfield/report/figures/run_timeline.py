"""A run from its task to what it handed in: where it displayed what, and from where on it wrote what it handed in."""

from __future__ import annotations

from collections.abc import Sequence
from xml.etree.ElementTree import Element

from farfield.report.charts.axes import percent_across
from farfield.report.page.markup import tag
from farfield.results.reuse_rows import AccessRow, RunRow
from farfield.words.accents import grade_class
from farfield.words.numbers import count

HEIGHT = 40
MIDDLE = 14
HOLLOW = ("looked", "context", "none")
"""Grades with which nothing that may hold an answer was displayed."""


def run_timeline(run: RunRow, accesses: Sequence[AccessRow]) -> Element:
    """Events across: a mark for each access, a stronger line from where the agent writes what it handed in."""
    last = max(run.events - 1, 1)
    edit = run.first_edit
    svg = tag(
        "svg", class_="timeline", width="100%", height=HEIGHT, role="img", aria_label=_told(run, accesses)
    )
    svg.append(_line("span", 0, 100))
    if edit is not None:
        begin = _across(edit, last)
        svg.append(_line("edit", begin, 100))
        svg.append(_name("writes", begin))
    for access in accesses:
        svg.append(_mark(access, last))
    svg.append(tag("line", class_="end", x1="100%", x2="100%", y1=MIDDLE - 8, y2=MIDDLE + 8))
    svg.append(_name("task", 0))
    svg.append(_name("handed in", 100))
    return svg


def _across(event: int, last: int) -> float:
    return min(100.0, 100 * event / last)


def _line(css: str, start: float, end: float) -> Element:
    return tag("line", class_=css, x1=percent_across(start), x2=percent_across(end), y1=MIDDLE, y2=MIDDLE)


def _name(text: str, at: float) -> Element:
    side = "start" if at < 12 else "end" if at > 88 else "middle"
    y = 4 if text == "writes" else HEIGHT - 6
    return tag("text", text, class_="tick", x=percent_across(at), y=y, text_anchor=side)


def _mark(access: AccessRow, last: int) -> Element:
    hollow = " hollow" if access.grade in HOLLOW else ""
    told = f"event {access.shown_at}: {access.grade}, {access.command[:120]}"
    return tag(
        "circle",
        tag("title", told),
        class_=f"{grade_class(access.grade)}{hollow}",
        cx=percent_across(_across(access.shown_at, last)),
        cy=MIDDLE,
        r=5 if not hollow else 4,
    )


def _told(run: RunRow, accesses: Sequence[AccessRow]) -> str:
    displayed = [str(one.result) for one in accesses if one.grade not in HOLLOW]
    parts = [count(run.events, "event")]
    parts += [f"displayed at {', '.join(displayed[:8])}"] if displayed else ["nothing displayed"]
    parts += [f"writes what it handed in from {run.first_edit} on"] if run.first_edit is not None else []
    return "; ".join(parts)
