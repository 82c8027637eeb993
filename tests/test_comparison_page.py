"""The page of a comparison: what it says, what it shows against scale, and what hostile names cannot do to it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from msgspec.structs import replace

from browser import Opener
from farfield.comparison import CompareOptions
from farfield.jobs.compare import compare
from farfield.report.page.comparison_page import render_comparison
from farfield.results import Comparison
from farfield.words.comparison import pair_sentence, scale_sentences
from farfield.words.comparison_lead import comparison_lead
from test_compare_runs import make_run

SIZES = {"s": (0.9, 3.0), "m": (0.9, 4.0), "l": (0.9, 5.0), "xl": (0.9, 6.0)}
HOSTILE = "<script>window.pwned = 1</script>"


@pytest.fixture(scope="module")
def compared(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Comparison]:
    folder = tmp_path_factory.mktemp("compared")
    done = compare(make_run(folder / "run", SIZES), folder / "out", CompareOptions(scale="size", against="s"))
    return done.folder / "comparison.html", done.result


def test_each_pair_is_a_sentence_with_its_interval(compared: tuple[Path, Comparison]) -> None:
    path, result = compared
    pair = result.pairs[0]
    told = pair_sentence(pair, result.ruler, several=False)
    assert re.match(
        r"m scores \d+\u00a0\[\d+,\u00a0\d+\] points more than s on 1,500 items; on the nearest third", told
    )
    assert f"reach by {pair.reach.difference:.3g}".rstrip("0") in told
    assert told.replace("\u00a0", " ") in path.read_text().replace("\u00a0", " ")


def test_a_difference_that_is_none_is_not_called_equal(compared: tuple[Path, Comparison]) -> None:
    pair = compared[1].pairs[0]
    undecided = replace(pair.score.equivalence, verdict="undecided")
    score = replace(pair.score, difference=0.01, low=-0.05, high=0.07, detectable=0.09, equivalence=undecided)
    told = pair_sentence(replace(pair, score=score), compared[1].ruler, several=True)
    assert "of t, which cannot be told from no difference (above 9 would have shown)" in told


def test_scale_is_drawn_apart_for_near_field_reach_and_score(compared: tuple[Path, Comparison]) -> None:
    path, result = compared
    page = path.read_text().partition("Would more of the same get there?")[2]
    assert page.count('class="fit"') == 2  # near field and reach have a trend, the score its forecast
    assert all(f"{name} by scale: s, 1e+08" in page for name in ("near-field score", "reach", "score"))
    (scale,) = result.scale
    assert scale.reach.line[-1].scale == pytest.approx(1e12)
    assert scale.reach.line[-1].low < 7 < scale.reach.line[-1].high
    told = " ".join(scale_sentences(scale, result.ruler))
    assert "Forecast of the score at scale 1e+12" in told
    assert "Had the subject of scale 1e+11 been forecast from the smaller ones" in told


def test_names_are_text_and_nothing_is_fetched(
    compared: tuple[Path, Comparison],
    tmp_path: Path,
    watch: Opener,
) -> None:
    result = compared[1]
    renamed = [replace(pair, to=HOSTILE, task=HOSTILE) for pair in result.pairs]
    page = render_comparison(replace(result, pairs=renamed, folders=[HOSTILE]))
    assert "http" not in page.replace('http-equiv="Content-Security-Policy"', "")
    (tmp_path / "page.html").write_text(page)
    seen = watch()
    opened = seen.open(tmp_path / "page.html")
    assert HOSTILE in opened.inner_text("h1")
    assert opened.locator("script").count() == 0
    assert opened.evaluate("window.pwned") is None
    assert (seen.console, seen.errors, seen.outside()) == ([], [], [])


def test_all_curves_come_first_then_the_lead_then_the_pairs(compared: tuple[Path, Comparison]) -> None:
    path, result = compared
    page = path.read_text()
    places = [page.index(f'id="{name}"') for name in ("curves", "answer", "what", "more", "method")]
    assert places == sorted(places)
    assert [(one.subject, len(one.points), len(one.bands) > 2) for one in result.curves] == [
        (name, 41, True) for name in SIZES
    ]
    assert page.count('class="line-') == 2 * len(SIZES)  # in the legend and in the picture
    lead = comparison_lead(result)
    assert all(part and part in page for part in lead)
    assert page.count('<p class="lead">') == 1
    best = max(result.curves, key=lambda one: one.score.mean)
    assert lead.what.startswith(f"{best.subject} scores most ({best.score.mean:.0%}".replace("%", "\u202f%"))


@pytest.mark.parametrize("width", [360, 1280])
def test_near_and_far_stand_beside_each_other_and_no_column_is_cut(
    compared: tuple[Path, Comparison], watch: Opener, width: int
) -> None:
    page = watch(width=width).open(compared[0])
    assert page.evaluate("document.documentElement.scrollWidth") == width
    cut = page.eval_on_selector_all(
        ".scroll", "all => all.filter((one) => one.scrollWidth > one.clientWidth).map((one) => one.ariaLabel)"
    )
    assert cut == []
    heights = page.eval_on_selector_all(
        "#what .reach-row .dot-plot", "all => all.map((one) => Math.round(one.getBoundingClientRect().top))"
    )
    assert len(heights) == 2 * len(compared[1].pairs)
    assert heights[::2] == heights[1::2]
