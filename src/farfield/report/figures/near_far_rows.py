"""The differences of pairs on the nearest and on the farthest third of the items, beside each other."""

from __future__ import annotations

from collections.abc import Sequence
from xml.etree.ElementTree import Element

from farfield.report.charts.axes import foot_axis
from farfield.report.charts.marks import row_dot, row_note
from farfield.report.charts.rows import row_of_plots, rows_of_plots
from farfield.report.charts.scale import Scale
from farfield.results.comparison import PairComparison
from farfield.results.differences import JudgedDifference
from farfield.words import phrases


def draw_near_and_far(named: Sequence[tuple[str, PairComparison]], band: float) -> Element | None:
    """A row for each pair that can be compared near and far, by its name; None where none can.

    `band`: what counts as no difference.
    """
    found = [(name, pair) for name, pair in named if pair.near.difference is not None]
    if not found:
        return None
    ends = [
        end for _, pair in found for one in (pair.near, pair.far) for end in one.estimate if end is not None
    ]
    scale = Scale(min([*ends, -band]), max([*ends, band]), 0, 100)
    rows = [row_of_plots("", "nearest third, points", "farthest third, points", css="reach-head")]
    rows += [
        row_of_plots(name, _dot(pair.near, scale, band), _dot(pair.far, scale, band)) for name, pair in found
    ]
    axes = (foot_axis(scale, _signed), foot_axis(scale, _signed))
    return rows_of_plots([*rows, row_of_plots("", *axes, css="reach-axis")])


def _signed(value: float) -> str:
    return phrases.signed(100 * value, 0)


def _dot(found: JudgedDifference, scale: Scale, band: float) -> Element:
    if found.difference is None:
        return row_note(found.note or "unknown", "unknown")
    told = f"{phrases.points(found.estimate)} points, {found.equivalence.verdict}"
    return row_dot(
        scale, found.difference, found.low, found.high, told, _signed(found.difference), none_within=band
    )
