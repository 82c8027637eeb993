"""What is retained of a value and of a capability along one axis, the area between them, and the control."""

from __future__ import annotations

from collections.abc import Sequence
from xml.etree.ElementTree import Element

from farfield.report.charts.axes import draw_plot, percent_across
from farfield.report.charts.frame import Frame, down_scale, share_name
from farfield.report.charts.legend import legend_entry, line_legend
from farfield.report.charts.lines import ACROSS, path, stretched
from farfield.report.charts.marks import level_line, note, point_mark
from farfield.report.figures.value_axis import ValueAxis
from farfield.report.page.markup import tag
from farfield.results.structs import Mean, known
from farfield.results.values import GraderValues, ReachesApart, ValueLevel
from farfield.words import phrases

HEIGHT = 220
HIGHEST, LOWEST = 1.2, -0.1
"""What of the retained shares is shown: near the value is 1, and noise may carry either beyond."""
NAME = 0.12 * ACROSS
"""Of the width of a stretched drawing, what the name of a curve takes."""
HALF = 0.5
"""The share at which a reach ends."""


def draw_values(found: GraderValues, axis: ValueAxis) -> Element | None:
    """Two curves from 1 and the area between; levels that are not judged hollow; None where nothing is retained of
    both anywhere."""
    levels = _kept(found)
    if len(levels) < 2:
        return None
    frame = _frame(axis)
    layers: list[Element | None] = [
        level_line(frame, HALF, "half of what is near"),
        _between(levels, axis, frame),
        _control(found.levels, axis, frame),
        *_lines(levels, axis, frame),
        *(_reach_lines(found.reach, frame) if found.reach else []),
    ]
    for level in found.levels:
        layers += _marks(level, axis.place(level), frame)
    layers += [*_curve_names(levels, axis, frame), *axis.names(frame.base + 12)]
    plot = draw_plot(frame, "; ".join(_told(level) for level in found.levels), layers)
    plot.set("class", "plot value-plot")
    return plot


def value_legend(found: GraderValues) -> Element:
    """What is drawn, and nothing that isn't."""
    thin = {"x1": 0, "x2": 26, "y1": 6, "y2": 6}
    more = [
        legend_entry("between them: what one loses more", tag("rect", class_="ribbon", width=26, height=12))
    ]
    if len(_controlled(found.levels)) > 1:
        dashed = tag("line", class_="control", **thin)
        more.append(legend_entry("control: how often it shows the same, %", dashed))
    if any(not level.judged for level in _kept(found)):
        more.append(
            legend_entry("hollow: not judged", tag("circle", class_="point open", cx=13, cy=6, r=3.5))
        )
    more.append(legend_entry("half of what is near, where a reach ends", tag("line", class_="level", **thin)))
    legend = line_legend(["capability", "value"], more)
    legend.set("class", "legend value-legend")
    return legend


def _kept(found: GraderValues) -> list[ValueLevel]:
    return [one for one in found.levels if one.retained is not None and one.retained_capability is not None]


def _frame(axis: ValueAxis) -> Frame:
    say = phrases.distance if axis.ordered else (lambda _: "")
    down = down_scale(LOWEST, HIGHEST, HEIGHT)
    return Frame(axis.across, down, say, share_name, named=None if axis.ordered else [], foot=14)


def _height(found: Mean, frame: Frame) -> float:
    return frame.down.clamp(known(found.mean))


def _points(
    levels: Sequence[ValueLevel], means: Sequence[Mean | None], axis: ValueAxis, frame: Frame
) -> list[tuple[float, float]]:
    """Where the means stand in a drawing that is stretched."""
    return [
        (axis.place(level) * ACROSS / 100, _height(known(mean), frame))
        for level, mean in zip(levels, means, strict=True)
    ]


def _between(levels: Sequence[ValueLevel], axis: ValueAxis, frame: Frame) -> Element:
    low = _points(levels, [level.retained for level in levels], axis, frame)
    high = _points(levels, [level.retained_capability for level in levels], axis, frame)
    around = [*low, *high[::-1]]  # along the straight lines
    return stretched(int(frame.base), [tag("path", class_="ribbon", d=f"{path(around)}Z")])


def _lines(levels: Sequence[ValueLevel], axis: ValueAxis, frame: Frame) -> list[Element]:
    value = _points(levels, [level.retained for level in levels], axis, frame)
    able = _points(levels, [level.retained_capability for level in levels], axis, frame)
    drawn = [tag("path", class_=f"fit line-{at}", d=path(one)) for at, one in ((1, value), (0, able))]
    return [stretched(int(frame.base), drawn)]


def _controlled(levels: Sequence[ValueLevel]) -> list[ValueLevel]:
    return [level for level in levels if level.control is not None and level.control.mean is not None]


def _control(levels: Sequence[ValueLevel], axis: ValueAxis, frame: Frame) -> Element | None:
    """How often the control shows the behaviour, thin and dashed."""
    shown = _controlled(levels)
    if len(shown) < 2:
        return None
    points = _points(shown, [level.control for level in shown], axis, frame)
    return stretched(int(frame.base), [tag("path", class_="control", d=path(points))])


def _marks(level: ValueLevel, at: float, frame: Frame) -> list[Element]:
    found = []
    for kept, css, shift in ((level.retained, "line-1", -2), (level.retained_capability, "line-0", 2)):
        if kept is None:
            continue
        ends = None
        if kept.low is not None and kept.high is not None:
            ends = (frame.down.clamp(kept.low), frame.down.clamp(kept.high))
        mark = point_mark(
            percent_across(at), _height(kept, frame), ends, _told(level), hollow=not level.judged, shift=shift
        )
        found.append(tag("g", mark, class_=css))
    return found


def _curve_names(levels: Sequence[ValueLevel], axis: ValueAxis, frame: Frame) -> list[Element]:
    """Which curve is which, beside their ends: the upper one's name above it, the lower one's below."""
    value = _points(levels, [level.retained for level in levels], axis, frame)
    able = _points(levels, [level.retained_capability for level in levels], axis, frame)
    ends = sorted([(_end(able), "capability"), (_end(value), "value")])
    x = percent_across(axis.place(levels[-1]) - 1.5)
    (upper, above), (lower, below) = ends
    return [
        note(above, x, min(upper) - 6),
        note(below, x, min(max(lower) + 15, frame.base - 3)),
    ]


def _end(points: Sequence[tuple[float, float]]) -> tuple[float, float]:
    """How far down a line ends, and how far down it is where a name before its end begins."""
    (x, y), (end, last) = points[-2:]
    start = max(end - NAME, x)
    return last, last + (y - last) * (end - start) / ((end - x) or 1.0)


def _reach_lines(found: ReachesApart, frame: Frame) -> list[Element]:
    """From the half down to the axis, where a reach lies within the data; the rows below have the intervals."""
    lines = []
    for reach, css in ((found.value, "reach-fall line-1"), (found.capability, "reach-fall line-0")):
        if reach.distance is not None:
            x = percent_across(frame.across.clamp(reach.distance))
            lines.append(tag("line", class_=css, x1=x, x2=x, y1=frame.down(HALF), y2=frame.base))
    return lines


def _told(level: ValueLevel) -> str:
    parts = [f"value {phrases.percent(level.value.mean, 0)}"]
    if level.control is not None:
        parts.append(f"control {phrases.percent(level.control.mean, 0)}")
    if level.capability is not None:
        parts.append(f"capability {phrases.percent(level.capability.mean, 0)}")
    return f"{level.level}: {', '.join(parts)}{'' if level.judged else '; not judged'}"
