"""Ceiling and reach beside each other: what would have to move if more of the same went further."""

from __future__ import annotations

from collections.abc import Sequence
from xml.etree.ElementTree import Element

from farfield.report.charts.axes import foot_axis, share_name
from farfield.report.charts.scales import Scale
from farfield.report.page.markup import tag
from farfield.results import SubjectProfile
from farfield.results.rulers import Measured, Reach
from farfield.words import phrases

HEIGHT = 26
LABEL_ROOM = 70.0  # percent of the width beyond which a label no longer fits on the right


def draw_reaches(profiles: Sequence[SubjectProfile], ruler: str) -> Element | None:
    """A row for each subject with a near field; None where no subject has one."""
    measured = [(p.subject, p.rulers[ruler]) for p in profiles if ruler in p.rulers]
    fitted = [(subject, found) for subject, found in measured if found.gap.near is not None]
    if not fitted:
        return None
    ceilings = Scale(0, 1, 0, 100)
    ends = [v for _, found in fitted for v in (found.low, found.high) if v is not None]
    distances = Scale(min(ends), max(ends), 0, 100)
    grid = tag("div", class_="reaches")
    grid.append(_cells("reach-head", "", "near-field score, %", f"reach, {fitted[0][1].unit}"))
    for subject, found in fitted:
        grid.append(_cells("", subject, _ceiling(found, ceilings), _reach(found, distances)))
    axes = (foot_axis(ceilings, share_name), foot_axis(distances, phrases.distance))
    grid.append(_cells("reach-axis", "", *axes))
    return grid


def _cells(css: str, name: str, *plots: Element | str) -> Element:
    return tag(
        "div",
        tag("span", name, class_="bar-name"),
        [tag("span", p) for p in plots],
        class_=f"reach-row {css}",
    )


def _ceiling(found: Measured, scale: Scale) -> Element:
    """The near field, what the nearest third of the items score, from which the reach is reckoned."""
    curve, (near, low, high) = found.curve, found.gap.near_field
    interval = phrases.percent_interval(low, high) or "(no interval)"
    seen = f", ceiling of the fit {phrases.percent(curve.ceiling)}" if curve and curve.ceiling_seen else ""
    told = (
        f"{phrases.percent(near)} {interval} on the nearest third{seen}, {phrases.held(found.gap.near_items)}"
    )
    return _dot(scale, near or 0.0, low, high, told, phrases.percent(near, 0))


def _reach(found: Measured, scale: Scale) -> Element:
    reach = found.reach
    heights = phrases.heights(reach)
    told = f"reach {phrases.reach(reach)}{heights and f' ({heights})'}, {phrases.held(found.items)}"
    if reach.reason == "rises":
        return _note(told, phrases.reach(reach))
    if reach.censored:
        return _beyond(reach, scale, told)
    if reach.distance is None:
        return _note(told, reach.note or "unknown")
    high = scale.high if reach.high is None else reach.high
    return _dot(scale, reach.distance, reach.low, high, told, phrases.distance(reach.distance))


def _beyond(reach: Reach, scale: Scale, told: str) -> Element:
    """A line from the least reach that is possible to the end of the data, and no dot."""
    start = 100.0 if reach.low is None else scale.clamp(reach.low)
    y, inside = HEIGHT / 2, start > LABEL_ROOM
    return _svg(
        told,
        tag("title", told),
        tag("line", class_="grid", x1="0", x2="100%", y1=y, y2=y),
        tag("line", class_="bar open", x1=f"{start:.2f}%", x2="100%", y1=y, y2=y),
        _label("beyond the data →", start if inside else 100.0, left=True, y=y if inside else y - 6),
    )


def _label(text: str, across: float, *, left: bool, y: float) -> Element:
    """A label beside a mark: to its left where there is no room on the right."""
    shift, side = (-8, "end") if left else (8, "start")
    return tag("text", text, class_="note", x=f"{across:.2f}%", dx=shift, y=y + 4, text_anchor=side)


def _svg(told: str, *children: Element | None) -> Element:
    return tag("svg", children, class_="dot-plot", width="100%", height=HEIGHT, role="img", aria_label=told)


def _note(told: str, text: str) -> Element:
    return _svg(told, tag("text", text, class_="note", x="100%", y=HEIGHT / 2 + 4, text_anchor="end"))


def _dot(scale: Scale, value: float, low: float | None, high: float | None, told: str, label: str) -> Element:
    y = HEIGHT / 2
    ends = (scale.clamp(value if low is None else low), scale.clamp(value if high is None else high))
    left = ends[1] > LABEL_ROOM
    return _svg(
        told,
        tag("title", told),
        tag("line", class_="grid", x1="0", x2="100%", y1=y, y2=y),
        tag("line", class_="bar", x1=f"{ends[0]:.2f}%", x2=f"{ends[1]:.2f}%", y1=y, y2=y),
        tag("circle", class_="point", cx=f"{scale.clamp(value):.2f}%", cy=y, r=4),
        _label(label, ends[0] if left else ends[1], left=left, y=y),
    )
