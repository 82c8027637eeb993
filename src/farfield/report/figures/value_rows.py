"""Rows below the curves of a value: both reaches with their intervals, and level by level what was understood and
what was refused too much."""

from __future__ import annotations

from collections.abc import Sequence
from xml.etree.ElementTree import Element

from farfield.report.charts.axes import percent_across
from farfield.report.charts.marks import RADIUS, note
from farfield.report.figures.value_axis import ValueAxis
from farfield.report.page.markup import tag
from farfield.results.values import GraderValues, LevelReach, ReachesApart, ValueLevel
from farfield.words.numbers import in_points, significant

REACH_ROW, SHARE_ROW, NAMES_ROW = 32, 54, 16
"""Pixels of a row."""
BARS = (16, 38)
"""Pixels down between which the bars of shares stand."""
BAR_WIDTH = 8
Shares = Sequence[tuple[ValueLevel, float | None]]


def reach_rows(found: ReachesApart, axis: ValueAxis) -> list[Element]:
    """A row for each reach: its interval as a line, open to the end with an arrow where it lies beyond the data."""
    named = (("value", found.value, "line-1"), ("capability", found.capability, "line-0"))
    return [_reach_row(name, reach, found.farthest, axis, css) for name, reach, css in named]


def share_rows(found: GraderValues, axis: ValueAxis) -> list[Element]:
    """What was understood, and by how much the control shows the behaviour more than near; none where nobody knows."""
    understood = [(level, level.understood) for level in found.levels]
    refused = [(level, level.over_refusal) for level in found.levels]
    rows = (("understood, %", understood), ("over-refused: the control, points above near", refused))
    return [
        _share_row(told, shares, axis) for told, shares in rows if any(one is not None for _, one in shares)
    ]


def names_row(axis: ValueAxis) -> Element:
    """The names of the levels, where no curves stand above that name them."""
    return tag("svg", axis.names(12), class_="value-row", width="100%", height=NAMES_ROW, aria_hidden="true")


def reach_told(name: str, reach: LevelReach, farthest: float) -> str:
    """ "reach of the value: 2.5 [2, 3]", or beyond what was measured."""
    low = None if reach.low is None else significant(reach.low)
    if reach.distance is None:
        sure = f" (for certain {low})" if reach.low is not None and reach.low < farthest else ""
        return f"reach of the {name}: beyond {significant(farthest)}{sure} →"
    high = "beyond →" if reach.high is None else significant(reach.high)
    return f"reach of the {name}: {significant(reach.distance)} [{low or 'unknown'}, {high}]"


def _reach_row(name: str, reach: LevelReach, farthest: float, axis: ValueAxis, css: str) -> Element:
    told, y = reach_told(name, reach, farthest), 22
    open_end = reach.distance is None or reach.high is None
    start = axis.across.low if reach.low is None else reach.low
    end = farthest if reach.high is None else reach.high
    ends = [percent_across(axis.across.clamp(one)) for one in (start, end)]
    span = tag("line", class_="reach-range", x1=ends[0], x2="100%" if open_end else ends[1], y1=y, y2=y)
    drawn = [note(told, "0", 10, "start"), span]
    if open_end:
        drawn.append(_arrow(y))
    if reach.distance is not None:
        at = percent_across(axis.across.clamp(reach.distance))
        drawn.append(tag("circle", class_="point", cx=at, cy=y, r=RADIUS))
    return tag(
        "svg",
        tag("g", drawn, class_=css),
        class_="plot value-row",
        width="100%",
        height=REACH_ROW,
        role="img",
        aria_label=told,
    )


def _arrow(y: float) -> Element:
    """The tip at the right end: so far and farther."""
    tip = tag("path", class_="reach-tip", d=f"M0 {y - 5}L8 {y}L0 {y + 5}Z")
    return tag("svg", tip, class_="strip", x="100%", width=8, height=REACH_ROW)


def _share_row(told: str, shares: Shares, axis: ValueAxis) -> Element:
    known = [(level, share) for level, share in shares if share is not None]
    top, base = BARS
    drawn = [note(told, "0", 10, "start"), tag("line", class_="axis", x1="0", x2="100%", y1=base, y2=base)]
    for level, share in known:
        height = (base - top) * min(max(share, 0.0), 1.0)
        drawn.append(
            tag(
                "rect",
                tag("title", f"{level.level}: {in_points(share)}"),
                class_="share-bar",
                x=percent_across(axis.place(level)),
                y=base - height,
                width=BAR_WIDTH,
                height=height,
                transform=f"translate({-BAR_WIDTH / 2:g} 0)",
            )
        )
    drawn += axis.texts([(level, in_points(share)) for level, share in known], base + 12)
    numbers = "; ".join(f"{level.level} {in_points(share)}" for level, share in known)
    return tag(
        "svg",
        drawn,
        class_="value-row",
        width="100%",
        height=SHARE_ROW,
        role="img",
        aria_label=f"{told}: {numbers}",
    )
