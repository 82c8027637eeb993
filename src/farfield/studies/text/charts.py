"""The picture: what models know by how much of the context their text holds, and by their size."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from farfield.report.charts.standalone import Chart
from farfield.results.structs import known
from farfield.studies.text.parameters import WHOLE
from farfield.studies.text.results import Shares, TextSummary
from farfield.studies.text.summary import CENTRES, LOOKUP
from farfield.studies.with_interval import WithInterval

BY_SIZE: Mapping[str, Callable[[Shares], WithInterval]] = {
    "in training": lambda shares: shares.training,
    "own packages, held out": lambda shares: shares.own,
    "the same words, of the other half": lambda shares: shares.other,
    "packages of neither": lambda shares: shares.unseen,
    "renamed twins": lambda shares: shares.renamed,
}
COUNTED = "interpolated"
"""The model of counts that is drawn beside the others."""


def draw_text(summary: TextSummary) -> Sequence[Chart]:
    """Left by support, a line a size; right by parameters, a line for each place that words come from."""
    return [_by_support(summary), _by_size(summary)]


def _by_support(summary: TextSummary) -> Chart:
    series = {}
    for one in summary.by_support:
        if one.text == WHOLE and (one.width or one.arm in (COUNTED, LOOKUP)):
            name = f"width {one.width}" if one.width else f"{one.arm} n-gram"
            series[name] = [
                band.along.mark(1 + centre)
                for centre, band in zip(CENTRES, one.bands, strict=True)
                if band.along.mean is not None
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


def _by_size(summary: TextSummary) -> Chart:
    rungs = sorted(
        (one for one in summary.rungs if one.width and one.text == WHOLE),
        key=lambda one: one.width,
    )
    series = {
        said: [
            share_of(one.along).mark(known(one.parameters) / 1_000)
            for one in rungs
            if share_of(one.along).mean is not None
        ]
        for said, share_of in BY_SIZE.items()
    }
    return Chart("By size", "thousands of parameters", "share right", series, limits=None, logarithmic=True)
