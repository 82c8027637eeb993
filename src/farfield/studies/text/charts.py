"""The picture: what models know by how much of the context their text holds, and by their size."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from farfield.report.charts.standalone import Chart, Mark
from farfield.studies.text.parameters import WHOLE
from farfield.studies.text.summary import CENTRES, LOOKUP

BY_SIZE = {
    "training": "in training",
    "own": "own packages, held out",
    "other": "the same words, of the other half",
    "unseen": "packages of neither",
    "renamed": "renamed twins",
}
COUNTED = "interpolated"
"""The model of counts that is drawn beside the others."""


def draw_text(summary: Mapping[str, Any]) -> Sequence[Chart]:
    """Left by support, a line a size; right by parameters, a line for each place that words come from."""
    return [_by_support(summary), _by_size(summary)]


def _by_support(summary: Mapping[str, Any]) -> Chart:
    series = {}
    for one in summary["by_support"]:
        if one["text"] == WHOLE and (one["width"] or one["arm"] in (COUNTED, LOOKUP)):
            name = f"width {one['width']}" if one["width"] else f"{one['arm']} n-gram"
            series[name] = [
                Mark(1 + centre, band["mean"], band["low"], band["high"])
                for centre, band in zip(CENTRES, one["bands"], strict=True)
                if band["mean"] is not None
            ]
    return Chart(
        "Words of packages that nobody learned from",
        "tokens of context seen with the word, and one (shaded: none)",
        "share right",
        series,
        limits=None,
        logarithmic=True,
        dashed=frozenset(name for name in series if not name.startswith("width")),
        shaded=(0.0, 1.4),
    )


def _by_size(summary: Mapping[str, Any]) -> Chart:
    rungs = sorted(
        (one for one in summary["rungs"] if one["width"] and one["text"] == WHOLE),
        key=lambda one: one["width"],
    )
    series = {
        said: [
            Mark(one["parameters"] / 1_000, one[name]["mean"], one[name]["low"], one[name]["high"])
            for one in rungs
            if one[name]["mean"] is not None
        ]
        for name, said in BY_SIZE.items()
    }
    return Chart("By size", "thousands of parameters", "share right", series, limits=None, logarithmic=True)
