"""Numbers in words, colours, axes and the terminal's table."""

from __future__ import annotations

import io
import re
from itertools import combinations
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace
from rich.console import Console

import farfield
from farfield.report.charts.scale import Scale, rounded_out, ticks
from farfield.report.run_folder import read_results
from farfield.report.tables.all_scores import all_scores
from farfield.report.tables.scores import scores_table
from farfield.results.rulers import Reach
from farfield.results.structs import known
from farfield.terminal.profile import After, summarise
from farfield.terminal.screen import lead_lines
from farfield.words import phrases
from farfield.words.accents import REGIME_ACCENTS, band_class, regime_class, terminal_colour
from farfield.words.lead import lead_parts
from report_fixture import SUBJECTS, make_run

# Colour blindness at full severity, in linear RGB (Machado, Oliveira & Fernandes 2009, table 1).
SIGHTS = {
    "full": np.eye(3),
    "protanopia": np.array(
        [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]]
    ),
    "deuteranopia": np.array(
        [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]]
    ),
    "tritanopia": np.array(
        [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]]
    ),
}
TO_XYZ = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])
WHITE = np.array([0.9505, 1.0, 1.089])


def lab(colour: str, sight: np.ndarray) -> np.ndarray:
    """CIELAB of "#rrggbb" as that sight has it."""
    rgb = np.array([int(colour[i : i + 2], 16) for i in (1, 3, 5)]) / 255
    linear = np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)
    xyz = TO_XYZ @ np.clip(sight @ linear, 0, 1) / WHITE
    f = np.where(xyz > 0.008856, np.cbrt(xyz), 7.787 * xyz + 16 / 116)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


@pytest.mark.parametrize("sight", SIGHTS)
@pytest.mark.parametrize("screen", ["light", "dark"])
def test_regimes_differ_for_every_sight(sight: str, screen: str) -> None:
    colours = {name: getattr(accent, screen) for name, accent in REGIME_ACCENTS.items()}
    for one, other in combinations(colours, 2):
        apart = np.linalg.norm(lab(colours[one], SIGHTS[sight]) - lab(colours[other], SIGHTS[sight]))
        assert apart > 12, f"{one} and {other} look alike: {apart:.1f}"


def test_recall_is_the_warmest() -> None:
    warmth = {n: int(a.light[1:3], 16) - int(a.light[5:], 16) for n, a in REGIME_ACCENTS.items()}
    hue = {n: np.arctan2(*lab(a.light, SIGHTS["full"])[[2, 1]]) for n, a in REGIME_ACCENTS.items()}
    assert hue["recall"] < hue["interpolation"] < hue["composition"]
    assert warmth["recall"] > 150


def test_unheard_of_regimes_are_shown_as_unknown() -> None:
    assert regime_class("surprise") == "regime-unknown"
    assert terminal_colour("surprise") == "bright_black"
    assert [band_class(n, 3) for n in range(3)] == ["band-0", "band-4", "band-9"]
    assert band_class(0, 1) == "band-0"


@given(st.floats(-1e6, 1e6), st.floats(1e-6, 1e6), st.integers(2, 8))
def test_ticks_are_few_even_and_inside(low: float, width: float, most: int) -> None:
    found = ticks(low, low + width, most)
    assert 1 <= len(found) <= most
    slack = 1e-6 * (abs(low) + width)
    assert all(low - slack <= value <= low + width + slack for value in found)
    assert len(found) < 3 or np.allclose(np.diff(found), found[1] - found[0], atol=slack)


@given(st.floats(0, 1), st.floats(0, 1))
def test_rounded_out_holds_its_values(one: float, other: float) -> None:
    low, high = rounded_out(min(one, other), max(one, other))
    assert 0 <= low <= min(one, other) + 1e-9
    assert max(one, other) - 1e-9 <= high <= 1


def test_a_scale_of_one_value_is_no_division_by_zero() -> None:
    assert Scale(3, 3, 0, 100)(3) == 0


@pytest.mark.parametrize(
    ("value", "told"),
    [
        (31.24, "31.2"),
        (1250.4, "1,250"),
        (0.03123, "0.0312"),
        (69.0, "69"),
        (-4.5, "−4.5"),
        (0, "0"),
        (None, "–"),
    ],
)
def test_distances_have_three_digits(value: float | None, told: str) -> None:
    assert phrases.distance(value) == told


def test_numbers_in_words() -> None:
    assert phrases.percent(0.2171) == "21.7\u202f%"
    assert phrases.signed(-0.04, 1) == "0.0"
    assert phrases.large(341_000, "word") == "0.34\u202fM words"
    assert phrases.large(7_473, "document") == "7,473 documents"
    assert phrases.large(2_500_000_000, "word") == "2.50\u202fG words"
    assert phrases.large(45_000_000, "word") == "45\u202fM words"
    assert phrases.listed(["a", "b", "c"], 2) == "a, b and 1 more"


def reach_at(distance: float | None, low: float | None = None, high: float | None = None) -> Reach:
    return Reach(
        distance,
        low,
        high,
        censored=False,
        near=None,
        near_low=None,
        near_high=None,
        half=None,
        note=None,
        reason=None,
    )


@pytest.mark.parametrize(
    ("found", "told"),
    [
        (reach_at(31.2, 28.0, 36.0), "31.2\u00a0[28,\u00a036]"),
        (reach_at(61.0, 54.0), "61\u00a0[54,\u00a0beyond]"),
        (replace(reach_at(79.4, 70.0), censored=True), "beyond the data"),
        (replace(reach_at(None), note="too few"), "unknown"),
        (replace(reach_at(None), reason="near_floor"), "none: near at chance"),
    ],
)
def test_a_reach_says_how_far_it_is_known(found: Reach, told: str) -> None:
    assert phrases.reach(found) == told


def summary(folder: Path, width: int = 100, **kind: object) -> list[str]:
    make_run(folder, **kind)  # type: ignore[arg-type]
    out = io.StringIO()
    console = Console(file=out, width=width, highlight=False)
    results = read_results(folder)
    summarise(results.profile, results.run, folder / "report.html", console)
    return out.getvalue().splitlines()


def test_the_terminal_splits_no_score_whose_regimes_are_nearly_all_unknown(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The page leaves such a split out by the same rule."""
    monkeypatch.setenv("LINES", "60")
    for name, labelled, shown in (("few", 3, False), ("many", 10, True)):
        rows = [
            {"item_id": f"{n}", "subject": "m", "task": "t", "question": f"what is {n}", "far": n % 5,
             "score": int((n * 7) % 10 >= n % 5), **({"regime": "recall"} if n < labelled else {})}
            for n in range(100)
        ]  # fmt: skip
        run = farfield.profile(pl.DataFrame(rows), ruler="column:far", out=tmp_path / name)
        (one,) = known(run.profile).profiles
        assert [part.items for part in one.regimes] == [labelled, 100 - labelled]
        out = io.StringIO()
        summarise(known(run.profile), run.record, run.report, Console(file=out, width=100, highlight=False))
        assert (f"n\u00a0=\u00a0{100 - labelled}" in out.getvalue()) is shown
        assert ("By regime, nearest first" in run.report.read_text()) is shown


def test_the_terminal_tells_what_where_and_more(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LINES", "60")  # a screen of 24 lines has no room for the regimes
    lines = summary(tmp_path)
    assert lines[0].startswith(
        "farfield  sums · 2 subjects · 48 items · corpus 6 documents, 96 words, 50.0\u202f% searched"
    )
    assert lines[-1] == f"  report  {tmp_path / 'report.html'}"
    text = "\n".join(lines)
    order = [
        "  The two subjects score 67\u202f% on items that the corpus shows",
        "  6 of 48 questions stand with their answers in the 50\u202f% of the corpus that was searched",
        "These two cannot tell",
        "farthest",
        *(f"\n  {name}" for name in SUBJECTS),
        "pieces per 100 words",
    ]
    assert [text.index(part) for part in order] == sorted(text.index(part) for part in order)
    assert "100 [61,\u00a0100]" in text
    assert text.index("interpolation") < text.index("composition") < text.index("extrapolation")
    assert "1 record left out, see rejected.jsonl" in text
    assert "\x1b" not in text


def test_the_terminal_stays_a_screenful(tmp_path: Path) -> None:
    assert len(summary(tmp_path, subjects=("a", "b", "c"))) <= 24
    results, out = read_results(tmp_path), io.StringIO()
    many = [replace(results.profile.profiles[n % 3], subject=f"model-{n}") for n in range(40)]
    console = Console(file=out, width=100, highlight=False)
    summarise(replace(results.profile, profiles=many), results.run, tmp_path / "report.html", console)
    lines = out.getvalue().splitlines()
    assert len(lines) <= 24
    assert "  and 36 more in the report" in lines


def test_what_a_command_adds_stands_on_the_same_screen(tmp_path: Path) -> None:
    make_run(tmp_path, subjects=("a", "b", "c"))
    results, out = read_results(tmp_path), io.StringIO()
    console = Console(file=out, width=100, height=40, highlight=False)
    after = After(
        "About it.", ["  open    farfield open DIR", "  the same by hand:", "    farfield profile LOG"]
    )
    summarise(results.profile, results.run, tmp_path / "report.html", console, after)
    lines = out.getvalue().splitlines()
    assert lines[-4:] == ["  About it.", *after.steps]
    assert len(lines) <= 40


@pytest.mark.parametrize("width", [60, 80])
def test_what_a_command_adds_leaves_a_screenful_of_a_narrow_terminal(tmp_path: Path, width: int) -> None:
    """What it is about gives way first, then the rows; what to type next never does, nor the lead."""
    results, out = read_results(make_run(tmp_path, subjects=("a", "b", "c"))), io.StringIO()
    console = Console(file=out, width=width, highlight=False)
    steps = ["  open    farfield open DIR", f"    farfield profile LOG {'--option ' * 15}"]
    after = After("About it. " * 30, steps)
    summarise(results.profile, results.run, Path("out/report.html"), console, after)
    lines = out.getvalue().splitlines()
    assert sum(max(1, -(-len(line) // width)) for line in lines) <= 24
    assert [line.rstrip() for line in lines[-2:]] == [line.rstrip() for line in steps]
    assert lines[1:3] == ["", next(lead_lines(lead_parts(results.profile), width)).plain]
    assert "About it." not in out.getvalue()
    assert width == 80 or "3 rows of numbers in the report" in out.getvalue()


def test_a_note_that_rows_share_stands_once_below_their_table(tmp_path: Path) -> None:
    profiles = read_results(make_run(tmp_path, subjects=("a", "b", "c"))).profile.profiles
    for one, note in zip(profiles, ("they share", "they share", "of its own"), strict=True):
        gap = replace(
            one.rulers["pieces"].gap, difference=-0.1, note=note, low=None, high=None, adjusted=False
        )
        one.rulers["pieces"] = replace(one.rulers["pieces"], gap=gap)
    for table in (all_scores(profiles), scores_table(profiles, "pieces")):
        details = [
            cells[3].findtext("small") for cells in (row.findall("td") for row in table.iter("tr")) if cells
        ]
        assert [text.removeprefix("crude; ") for text in details] == ["note 1", "note 1", "of its own"]
        assert [one.text for one in table.iter("p")] == ["Note 1: they share."]
    assert [one.tag for one in all_scores(profiles[2:]).iter("p")] == []


def test_a_narrow_terminal_cuts_no_number(tmp_path: Path) -> None:
    lines = summary(tmp_path, width=80, subjects=("a-very-long-name-of-a-model-with-a-date-2026-01-01", "b"))
    assert not [line for line in lines if "…" in line and "[" in line]
    assert any("beyond the data" in line for line in lines)


@pytest.mark.parametrize("width", [60, 72, 80, 100])
def test_names_of_forty_characters_cut_no_number(tmp_path: Path, width: int) -> None:
    names = tuple(f"organisation/model-with-a-long-name-{n:04}" for n in range(3))
    lines = summary(tmp_path, width=width, subjects=names)
    text = "\n".join(lines)
    assert not [line for line in lines if "…" in line and "pieces per 100 words" not in line]
    assert any(name in text for name in names)
    table = lines[lines.index("") + 1 :]
    told = [line for line in table if "[48," in line or "[38," in line or "[39," in line]
    assert told
    assert max(len(line.rstrip()) for line in told) <= width
    assert len(lines) <= 24


def test_the_terminal_without_corpus_or_fit(tmp_path: Path) -> None:
    bare = "\n".join(summary(tmp_path / "bare", corpus=False))
    assert "no corpus" in bare
    assert "No corpus was searched, so where the answers come from cannot be told." in bare
    assert "unknown" in "\n".join(summary(tmp_path / "few", few=True))


AGREES = re.compile(r"\b(?:count|whole)\([^}]*\)\} (?:stand|name|are|were|have|hold|lack|come|go|take) ")
"""A verb of many right behind a count, which may be one."""
SEVERAL = ("The best choices of", "All {count(")
"""Sentences whose verb does not go with that count, or whose count is never one."""


def test_verbs_agree_with_counts() -> None:
    for path in Path(farfield.__file__).parent.joinpath("words").glob("*.py"):
        found = [line for line in path.read_text().splitlines() if AGREES.search(line)]
        assert not [line for line in found if not any(known in line for known in SEVERAL)], path.name
    assert AGREES.search("{whole(number)} are left out"), "it would be found"
