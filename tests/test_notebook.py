"""What a notebook has of a run: one line, a card, tables; and tables as inputs."""

from __future__ import annotations

import html
import re
from html.parser import HTMLParser
from pathlib import Path

import pandas as pd
import polars as pl
import pytest

import farfield
from farfield.records import FarfieldError

ROWS = [
    {
        "item_id": f"q{n}",
        "subject": subject,
        "task": "sums",
        "question": f"<b>what</b> is {n}",
        "far": n,
        "score": right,
    }
    for subject, falls in (("small", True), ("large", False))
    for n in range(40)
    for right in [int(n < 20 or not falls)]
]
"""`small` is right in the nearer half alone, `large` everywhere."""


@pytest.fixture(params=["polars", "pandas", "arrow", "records", "lazy"])
def table(request: pytest.FixtureRequest) -> object:
    frame = pl.DataFrame(ROWS)
    kinds = {"polars": frame, "pandas": pd.DataFrame(ROWS), "arrow": frame.to_arrow(), "records": ROWS}
    return kinds.get(request.param, frame.lazy())


def test_a_table_is_profiled_and_kept(table: object, tmp_path: Path) -> None:
    run = farfield.profile(table, ruler="column:far", out=tmp_path / "out")
    small, large = run.scores().iter_rows(named=True)
    assert (small["subject"], small["score"], small["near"], small["far"]) == ("small", 0.5, 1.0, 0.0)
    assert (large["subject"], large["score"], large["gap"]) == ("large", 1.0, 0.0)
    assert run.record.inputs.evals[0].path == str(tmp_path / "out" / "given" / "evals.parquet")
    again = farfield.profile(
        str(tmp_path / "out" / "given" / "evals.parquet"), ruler="column:far", out=tmp_path / "again"
    )
    assert again.profile == run.profile


def test_a_run_is_a_line_and_a_card_and_tables(tmp_path: Path) -> None:
    run = farfield.profile(pl.DataFrame(ROWS), ruler=["column:far"], out=tmp_path / "out")
    assert repr(run) == f"<farfield.Run {tmp_path / 'out'}: sums, 2 subjects, 40 items>"
    assert run.items.height == 80
    assert run.passages.height == 0
    assert run.report.is_file()
    card = run._repr_html_()
    assert card.startswith("<iframe ")
    assert 'sandbox=""' in card
    page = html.unescape(re.search(r'srcdoc="([^"]*)"', card)[1])  # type: ignore[index]
    assert "<script" not in page
    assert "small" in page
    assert "<svg" in page
    assert 'class="lead"' in page


def test_names_of_a_log_are_no_markup_in_the_card(tmp_path: Path) -> None:
    rows = [{**row, "subject": "<img src=x onerror=alert(1)>", "task": "\"'></iframe>"} for row in ROWS]
    card = farfield.profile(pl.DataFrame(rows), ruler="column:far", out=tmp_path / "out")._repr_html_()
    assert card.count("<") == 2
    parser = _Elements()
    parser.feed(html.unescape(re.search(r'srcdoc="([^"]*)"', card)[1]))  # type: ignore[index]
    assert not parser.found & {"img", "iframe", "script", "b"}
    assert "svg" in parser.found


class _Elements(HTMLParser):
    """The names of the elements of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.found: set[str] = set()

    def handle_starttag(self, tag: str, attrs: object) -> None:  # noqa: ARG002
        self.found.add(tag)


def test_what_fails_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(FarfieldError):
        farfield.profile(pl.DataFrame({"question": ["a"]}), ruler="column:far", out=tmp_path / "out")
    assert not (tmp_path / "out").exists()
    with pytest.raises(FarfieldError, match="evals is neither a path nor a table: int"):
        farfield.profile(7, ruler="column:far", out=tmp_path / "out")


def test_progress_is_told_when_asked(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    farfield.profile(pl.DataFrame(ROWS), ruler="column:far", out=tmp_path / "out", progress=True)
    assert "farfield: measuring" in capsys.readouterr().err
    farfield.profile(pl.DataFrame(ROWS), ruler="column:far", out=tmp_path / "out")
    assert capsys.readouterr().err == ""
    told: list[str] = []
    farfield.profile(
        pl.DataFrame(ROWS),
        ruler="column:far",
        out=tmp_path / "out",
        progress=lambda stage, *_: told.append(stage),
    )
    assert told == ["reading results", "measuring", "writing the report"]


def test_dir_is_complete() -> None:
    assert set(farfield.__all__) <= set(dir(farfield))
