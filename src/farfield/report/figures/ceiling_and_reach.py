"""Ceiling and reach beside each other: what would have to move if more of the same went further."""

from __future__ import annotations

from collections.abc import Sequence
from xml.etree.ElementTree import Element

from farfield.report.charts.axes import foot_axis
from farfield.report.charts.frame import share_name
from farfield.report.charts.marks import row_dot, row_note, row_open
from farfield.report.charts.rows import row_of_plots, rows_of_plots
from farfield.report.charts.scale import Scale
from farfield.results import SubjectProfile
from farfield.results.rulers import Measured
from farfield.words import phrases


def draw_reaches(profiles: Sequence[SubjectProfile], ruler: str) -> Element | None:
    """A row for each subject with a near field; None where no subject has one."""
    measured = [(p.subject, p.rulers[ruler]) for p in profiles if ruler in p.rulers]
    fitted = [(subject, found) for subject, found in measured if found.gap.near is not None]
    if not fitted:
        return None
    ceilings = Scale(0, 1, 0, 100)
    ends = [v for _, found in fitted for v in (found.low, found.high) if v is not None]
    distances = Scale(min(ends), max(ends), 0, 100)
    rows = [row_of_plots("", "near-field score, %", f"reach, {fitted[0][1].unit}", css="reach-head")]
    rows += [
        row_of_plots(subject, _ceiling(found, ceilings), _reach(found, distances))
        for subject, found in fitted
    ]
    axes = (foot_axis(ceilings, share_name), foot_axis(distances, phrases.distance))
    return rows_of_plots([*rows, row_of_plots("", *axes, css="reach-axis")])


def _ceiling(found: Measured, scale: Scale) -> Element:
    """The near field, what the nearest third of the items score, from which the reach is reckoned."""
    curve, (near, low, high) = found.curve, found.gap.near_field
    interval = phrases.percent_interval(low, high) or "(no interval)"
    seen = f", ceiling of the fit {phrases.percent(curve.ceiling)}" if curve and curve.ceiling_seen else ""
    told = (
        f"{phrases.percent(near)} {interval} on the nearest third{seen}, {phrases.held(found.gap.near_items)}"
    )
    return row_dot(scale, near or 0.0, low, high, told, phrases.percent(near, 0))


def _reach(found: Measured, scale: Scale) -> Element:
    reach = found.reach
    heights = phrases.heights(reach)
    told = f"reach {phrases.reach(reach)}{heights and f' ({heights})'}, {phrases.held(found.items)}"
    if reach.reason == "rises":
        return row_note(told, phrases.reach(reach))
    if reach.censored:
        return row_open(scale, reach.low, told, "beyond the data →")
    if reach.distance is None:
        why = f": {reach.note}" if reach.note else ""
        return row_note(f"{told}{why}", phrases.reach(reach))
    high = scale.high if reach.high is None else reach.high
    return row_dot(scale, reach.distance, reach.low, high, told, phrases.distance(reach.distance))
