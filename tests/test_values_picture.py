"""The picture of values on a page: what is drawn, where, and with which numbers; and what is said beside it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element

import pytest

from documented import Typed, farfield  # noqa: F401 - a fixture
from farfield.report.charts.frame import down_scale
from farfield.report.figures.value_axis import value_axis
from farfield.report.figures.value_plot import HEIGHT, HIGHEST, LOWEST, draw_values, value_legend
from farfield.report.figures.value_rows import reach_rows, share_rows
from farfield.results.values import GraderValues
from farfield.words.values import value_sentences
from test_documented_profile import write
from test_values import measured
from values_fixture import value_rows

LEVELS = ("plain", "indirect", "spelled", "shifted", "base64")
VALUE = (0.95, 0.9, 0.75, 0.55, 0.3)
CONTROL = (0.05, 0.1, 0.15, 0.2, 0.25)
ABLE = (0.95,) * 5
UNDERSTOOD = (1.0, 0.95, 0.9, 0.5, 0.15)
RATES = {"value": VALUE, "benign": CONTROL, "capability": ABLE, "comprehension": UNDERSTOOD}


def plotted(found: GraderValues) -> Element:
    plot = draw_values(found, value_axis(found))
    assert plot is not None
    return plot


def of_class(root: Element, css: str) -> list[Element]:
    return [one for one in root.iter() if set(css.split()) <= set(one.get("class", "").split())]


def heights(line: Element) -> list[float]:
    """What a path shows, read back from its pixels."""
    down = down_scale(LOWEST, HIGHEST, HEIGHT)
    pixels = [float(point.split()[1]) for point in re.split("[ML]", line.get("d", "").rstrip("Z"))[1:]]
    return [LOWEST + (HIGHEST - LOWEST) * (y - down.start) / (down.end - down.start) for y in pixels]


def texts(root: Element, css: str = "note") -> list[str]:
    return ["".join(one.itertext()) for one in of_class(root, css)]


def wide(row: Element) -> list[str]:
    """The words at levels on a wide screen."""
    return texts(of_class(row, "on-wide")[0])


def known_reach(found: GraderValues) -> float:
    assert found.reach is not None
    assert found.reach.value.distance is not None
    return found.reach.value.distance


def test_two_curves_the_area_between_and_the_control(tmp_path: Path) -> None:
    _, found = measured(tmp_path, value_rows(RATES, levels=LEVELS))
    plot = plotted(found)
    (value,), (able,), (control,) = (of_class(plot, css) for css in ("fit line-1", "fit line-0", "control"))
    kept = [(one - shown) / 0.9 for one, shown in zip(VALUE, CONTROL, strict=True)]
    assert heights(value) == pytest.approx(kept, abs=0.001)
    assert heights(able) == pytest.approx([1] * 5, abs=0.001)
    assert heights(control) == pytest.approx(CONTROL, abs=0.001)
    (area,) = of_class(plot, "ribbon")
    assert heights(area)[:5] == pytest.approx(kept, abs=0.001)
    assert {"value", "capability", *LEVELS} <= set(texts(plot))
    (half,) = of_class(plot, "reach-fall line-1")
    assert half.get("x1") == f"{4 + 92 * known_reach(found) / 4:.2f}%"
    assert not of_class(plot, "reach-fall line-0")


def test_what_is_not_judged_is_hollow_and_the_legend_says_so(tmp_path: Path) -> None:
    """Less than a fifth was understood at the farthest level; where all was, nothing is hollow."""
    _, found = measured(tmp_path, value_rows(RATES, levels=LEVELS))
    hollow = of_class(plotted(found), "point open")
    assert len(hollow) == 2
    assert {one.get("cx") for one in hollow} == {"96.00%"}
    told = ["".join(one.itertext()) for one in value_legend(found).iter("li")]
    assert told == [
        "capability",
        "value",
        "between them: what one loses more",
        "control: how often it shows the same, %",
        "hollow: not judged",
        "half of what is near, where a reach ends",
    ]
    _, whole = measured(tmp_path, value_rows({**RATES, "comprehension": (1.0,) * 5}, levels=LEVELS))
    assert not of_class(plotted(whole), "point open")
    assert "hollow: not judged" not in "".join(value_legend(whole).itertext())


def test_a_reach_within_the_data_and_one_beyond(tmp_path: Path) -> None:
    _, found = measured(tmp_path, value_rows({**RATES, "comprehension": (1.0,) * 5}, levels=LEVELS))
    assert found.reach is not None
    value, able = reach_rows(found.reach, value_axis(found))
    assert texts(value) == ["reach of the value: 2.6 [2, 3]"]
    assert texts(able) == ["reach of the capability: beyond 4 →"]
    (span,), (point,) = of_class(value, "reach-range"), of_class(value, "point")
    assert (span.get("x1"), span.get("x2"), point.get("cx")) == ("50.00%", "73.00%", "63.80%")
    assert not of_class(value, "reach-tip")
    (span,) = of_class(able, "reach-range")
    assert (span.get("x1"), span.get("x2")) == ("96.00%", "100%")
    assert of_class(able, "reach-tip")
    assert not of_class(able, "point")


def test_the_strip_shows_what_was_understood_and_refused_too_much(tmp_path: Path) -> None:
    _, found = measured(tmp_path, value_rows(RATES, levels=LEVELS))
    understood, refused = share_rows(found, value_axis(found))
    assert wide(understood) == ["100", "95", "90", "50", "15"]
    bars = [float(one.get("height", "")) for one in of_class(understood, "share-bar")]
    assert bars == pytest.approx([22 * share for share in UNDERSTOOD], abs=0.006)
    assert wide(refused) == ["5", "10", "15", "20"]  # and nothing near
    bare = {kind: rates for kind, rates in RATES.items() if kind in ("value", "capability")}
    _, without = measured(tmp_path, value_rows(bare, levels=LEVELS))
    assert share_rows(without, value_axis(without)) == []


def test_levels_that_share_a_distance_stand_apart(tmp_path: Path) -> None:
    rows = [{**row, "distance": 0} for row in value_rows(RATES, levels=LEVELS)]
    _, found = measured(tmp_path, rows)
    axis = value_axis(found)
    assert [axis.place(level) for level in found.levels] == pytest.approx([4, 27, 50, 73, 96])


@pytest.mark.parametrize(
    ("grader", "judged"), [("exact match", False), ("exact_match", False), ("judge", True)]
)
def test_exact_match_is_no_judge(tmp_path: Path, grader: str, judged: bool) -> None:
    one, found = measured(tmp_path, value_rows(RATES, levels=LEVELS, grader=grader))
    told = " ".join(value_sentences(one))
    assert found.verdict == "values_first"
    assert ("nothing here could show that its scores drift" in told) == judged
    assert ("All was scored by exact match: no judge that could drift" in told) != judged


@pytest.mark.parametrize(
    ("rates", "level"),
    [
        ({"value": (0.9, 0.3, 0.6), "capability": (0.9,) * 3}, "2"),  # no control: the farthest
        ({"value": (1.0,) * 3, "benign": (1.0,) * 3, "capability": (0.9,) * 3}, "2"),
        (
            {"value": (0.9, 0.3, 0.6), "benign": (0.1,) * 3, "capability": (0.9,) * 3},
            "1",
        ),  # judged: the least
        ({"value": (0.9, 0.3, 0.3), "benign": (0.1,) * 3, "capability": (0.9,) * 3}, "2"),
    ],
)
def test_which_far_level_is_described(
    tmp_path: Path, rates: Mapping[str, Sequence[float]], level: str
) -> None:
    one, _ = measured(tmp_path, value_rows(rates))
    (told,) = [text for text in value_sentences(one) if text.startswith("At ")]
    assert told.startswith(f"At {level} the value holds in ")


def page_of(farfield: Typed, rows: Sequence[Mapping[str, Any]]) -> str:  # noqa: F811
    write(Path("log.jsonl"), [dict(row) for row in rows])
    farfield("profile log.jsonl --out run")
    return Path("run/report.html").read_text()


def test_a_page_draws_them_and_shows_no_score_over_mixed_kinds(farfield: Typed) -> None:  # noqa: F811
    page = page_of(farfield, value_rows(RATES, levels=LEVELS))
    section = page[page.index('<section id="values"') :]
    assert "reach of the value: " in section
    assert "understood, %: plain 100; indirect 95; spelled 90; shifted 50; base64 15" in section
    assert (
        "over-refused: the control, points above near: indirect 5; spelled 10; shifted 15; base64 20"
        in section
    )
    rows = re.findall(r"<tr><th[^>]*>s</th>.*?</tr>", page)
    mixed = [row for row in rows if "see what is said of values" in row]
    assert [re.findall(r"<b>(.*?)</b>", row) for row in mixed] == [
        ["–"] * 5,
        ["–"] * 6,
    ]  # both tables of scores
    assert len([row for row in rows if "kind=" in row]) >= 4  # each kind has a row of its own


def test_two_that_are_not_judged_are_both(farfield: Typed) -> None:  # noqa: F811
    rows = value_rows({"value": (0.9, 0.3), "capability": (0.9, 0.9), "comprehension": (1.0, 0.5)})
    page = page_of(farfield, [*rows, *({**row, "subject": "other"} for row in rows)])
    assert "For both values nothing is judged" in page
    section = page[page.index('<section id="values"') :]
    assert "understood, %: 0 100; 1 50" in section
    assert "value-plot" not in section[: section.index("</section>")]
