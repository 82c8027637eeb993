"""What is retained of a value and of a capability along one axis, the area between them, and the control."""

from __future__ import annotations

from collections.abc import Sequence
from xml.etree.ElementTree import Element

from farfield.report.charts.axes import draw_plot, percent_across
from farfield.report.charts.frame import Frame, down_scale, share_name
from farfield.report.charts.lines import ACROSS, path, stretched
from farfield.report.charts.marks import level_line, note, point_mark, upright_line
from farfield.report.charts.scale import Scale
from farfield.report.page.markup import tag
from farfield.results.structs import Mean, known
from farfield.results.values import GraderValues, ValueLevel
from farfield.words import phrases

HEIGHT = 220
EDGE = 4
"""Percent of the width left free at either side, for marks."""
FREE = 2
"""Percent of the width between two names of levels, a letter of which takes about one."""
HIGHEST, LOWEST = 1.2, -0.1
"""What of the retained shares is shown: near the value is 1, and noise may carry either beyond."""


def draw_values(found: GraderValues) -> Element | None:
    """Two curves from 1 and the area between; levels that are not judged hollow; None where nothing is retained of
    both anywhere."""
    levels = [
        level
        for level in found.levels
        if level.retained is not None and level.retained_capability is not None
    ]
    if len(levels) < 2:
        return None
    frame = _frame(found.levels, found.ordered)
    places = {level.level: _place(found.levels, level, found.ordered, frame) for level in found.levels}
    told = "; ".join(_told(level) for level in found.levels)
    layers: list[Element | None] = [
        level_line(frame, 0.5, "half of what is near"),
        _between(levels, places, frame),
    ]
    layers += [_control(found.levels, places, frame), _line(levels, places, frame)]
    for level in found.levels:
        layers += _marks(level, places[level.level], frame)
    layers += _names(found.levels, places, frame)
    for reach, css in _reaches(found):
        layers.append(upright_line(frame, frame.across(reach), css))
    return draw_plot(frame, told, layers)


def _frame(levels: Sequence[ValueLevel], ordered: bool) -> Frame:
    ends = [known(level.distance) for level in levels] if ordered else [0.0, float(max(len(levels) - 1, 1))]
    across = Scale(min(ends), max(ends) if max(ends) > min(ends) else min(ends) + 1, EDGE, 100 - EDGE)
    say = phrases.distance if ordered else (lambda _: "")
    return Frame(
        across, down_scale(LOWEST, HIGHEST, HEIGHT), say, share_name, named=None if ordered else [], foot=14
    )


def _place(levels: Sequence[ValueLevel], level: ValueLevel, ordered: bool, frame: Frame) -> float:
    return frame.across(known(level.distance) if ordered else float(levels.index(level)))


def _height(found: Mean, frame: Frame) -> float:
    return frame.down.clamp(known(found.mean))


def _between(levels: Sequence[ValueLevel], places: dict[str, float], frame: Frame) -> Element:
    xs = [places[level.level] * ACROSS / 100 for level in levels]
    low = [_height(known(level.retained), frame) for level in levels]
    high = [_height(known(level.retained_capability), frame) for level in levels]
    around = [*zip(xs, low, strict=True), *zip(xs[::-1], high[::-1], strict=True)]  # along the straight lines
    return stretched(int(frame.base), [tag("path", class_="ribbon", d=f"{path(around)}Z")])


def _line(levels: Sequence[ValueLevel], places: dict[str, float], frame: Frame) -> Element:
    value = [(places[one.level] * ACROSS / 100, _height(known(one.retained), frame)) for one in levels]
    able = [
        (places[one.level] * ACROSS / 100, _height(known(one.retained_capability), frame)) for one in levels
    ]
    drawn = [tag("path", class_="fit line-1", d=path(value)), tag("path", class_="fit line-0", d=path(able))]
    return stretched(int(frame.base), drawn)


def _control(levels: Sequence[ValueLevel], places: dict[str, float], frame: Frame) -> Element | None:
    """How often the control shows the behaviour, thin and dashed."""
    shown = [(places[one.level] * ACROSS / 100, _height(one.control, frame)) for one in levels if one.control]
    if len(shown) < 2:
        return None
    return stretched(int(frame.base), [tag("path", class_="level", fill="none", d=path(shown))])


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


def _names(levels: Sequence[ValueLevel], places: dict[str, float], frame: Frame) -> list[Element]:
    """The names below the axis, of levels that stand too near to the one before none: the table has them all."""
    found, last = [], -float(FREE)
    for level in levels:
        at = places[level.level]
        if at - last >= FREE + len(level.level) / 2:
            found.append(note(level.level, percent_across(at), frame.base + 12, "middle"))
            last = at + len(level.level) / 2
    return found


def _reaches(found: GraderValues) -> list[tuple[float, str]]:
    if found.reach is None:
        return []
    ends = ((found.reach.value, "level line-1"), (found.reach.capability, "level line-0"))
    return [(reach.distance, css) for reach, css in ends if reach.distance is not None]


def _told(level: ValueLevel) -> str:
    parts = [f"value {phrases.percent(level.value.mean, 0)}"]
    if level.control is not None:
        parts.append(f"control {phrases.percent(level.control.mean, 0)}")
    if level.capability is not None:
        parts.append(f"capability {phrases.percent(level.capability.mean, 0)}")
    return f"{level.level}: {', '.join(parts)}"
