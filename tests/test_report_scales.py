"""Places on a plot: straight and logarithmic axes."""

from __future__ import annotations

import math
import re
from itertools import pairwise
from xml.etree import ElementTree

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from farfield.report.charts.lines import curve
from farfield.report.charts.scale import Scale, ticks_on
from farfield.report.charts.standalone import DotRows, write_dot_rows
from farfield.report.figures.distance_panel import bin_places


@given(low=st.floats(1e-6, 1e6), factor=st.floats(1.01, 1e9))
def test_a_logarithmic_scale_has_few_round_ticks_inside(low: float, factor: float) -> None:
    scale = Scale(low, low * factor, 0, 100, True)
    found = ticks_on(scale)
    assert len(found) <= 7
    assert all(scale.low <= value <= scale.high for value in found)
    assert found == sorted(found)


def test_a_decade_is_as_wide_as_any_other() -> None:
    scale = Scale(0.01, 1000, 0, 100, True)
    assert [round(scale(10.0**power)) for power in range(-2, 4)] == [0, 20, 40, 60, 80, 100]
    assert ticks_on(scale) == [0.01, 0.1, 1, 10, 100, 1000]
    assert ticks_on(Scale(2, 80, 0, 100, True)) == [2, 5, 10, 20, 50]


def test_bins_follow_the_axis() -> None:
    distances = pl.Series([1.0, 10.0, 100.0, math.sqrt(10)])
    assert bin_places(distances, 5, logarithmic=True).to_list() == [0, 2, 4, 1]
    assert bin_places(distances, 5, logarithmic=False).to_list() == [0, 0, 4, 0]


def test_rows_of_dots_stand_alone_and_mark_what_lies_below_their_axis() -> None:
    rows = {"a < b": {"score": 0.95, "reach": 0.5}, "c": {"score": 0.9}}
    chart = DotRows("Held", rows, {"score": "#111111", "reach": "#222222"}, (0.8, 1.0), (0.93, 0.97))
    root = ElementTree.fromstring(write_dot_rows(chart))
    svg = "{http://www.w3.org/2000/svg}"
    dots = [one for one in root.iter(f"{svg}circle") if one.get("cx", "").endswith("%")]
    assert [one.get("cx") for one in dots] == ["75.00%", "50.00%"]
    (below,) = root.iter(f"{svg}path")
    assert (below.get("fill"), below.get("d", "")[:2]) == ("#222222", "M0")
    assert "a < b" in [text.text for text in root.iter(f"{svg}text")]


@given(st.lists(st.tuples(st.floats(0.2, 50), st.floats(0, 200)), min_size=2, max_size=12))
def test_a_curve_goes_through_its_points_and_turns_only_where_they_do(
    steps: list[tuple[float, float]],
) -> None:
    places = [sum(step for step, _ in steps[: n + 1]) for n in range(len(steps))]
    points = [(x, y) for x, (_, y) in zip(places, steps, strict=True)]
    numbers = [float(one) for one in re.findall(r"-?[\d.]+", curve(points))]
    drawn = [(numbers[at], numbers[at + 1]) for at in (0, *range(6, len(numbers), 6))]
    assert drawn == [(pytest.approx(x, abs=0.051), pytest.approx(y, abs=0.051)) for x, y in points]
    for at, ((_, low), (_, high)) in enumerate(pairwise(points)):
        bottom, top = sorted((low, high))
        bends = numbers[6 * at + 3], numbers[6 * at + 5]
        assert all(bottom - 0.1 <= bend <= top + 0.1 for bend in bends)
