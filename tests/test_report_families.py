"""Families in the report and the terminal: support, thresholds, what was understood, what would overturn a label."""

from __future__ import annotations

import io
from pathlib import Path

import polars as pl
import pytest
from rich.console import Console

import farfield
from browser import Opener
from family_fixture import Notes, answered, write_corpus, write_log
from farfield.families import FamilyItem, registry
from farfield.families.sampling import SampleOptions, sample_items
from farfield.jobs.profile import Run
from farfield.terminal.profile import summarise

TEXTS = ["[1 red]"] * 40 + ["[2 red]"] * 60 + ["[3 red] and some words"] * 20 + ["see [2 blue]"]


def forgetful(item: FamilyItem) -> str:
    """Understands colours, recites red."""
    if item.condition == "check":
        return f"Answer: {item.exercise.target}"
    return f"Answer: {item.exercise.default_answer or item.exercise.target}" if item.seed % 5 else ""


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    folder = tmp_path_factory.mktemp("notes")
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(registry.FAMILIES.own, "notes", "family_fixture:Notes")
        items = sample_items(Notes(), SampleOptions(items=200, seed=1))
        records = [
            answered(Notes(), item, said, subject, outcome="answered" if said else "empty")
            for subject, says in (
                ("forgetful", forgetful),
                ("</script><b>exact", lambda one: one.exercise.target),
            )
            for item in items
            for said in [says(item)]
        ]
        log = write_log(folder / "log.jsonl", records)
        corpus = write_corpus(folder / "corpus.jsonl", TEXTS)
        return farfield.profile(str(log), str(corpus), folder / "out")


@pytest.mark.browser
def test_the_page_shows_where_items_stand(run: Run, watch: Opener) -> None:
    seen = watch(width=380)
    page = seen.open(run.folder / "report.html")
    asked = pl.read_parquet(run.folder / "items.parquet").filter(pl.col("probe").is_null())
    assert page.locator("header .facts").inner_text().startswith(f"{asked['item_id'].n_unique()} items")
    section = page.locator("#families")
    text = section.inner_text()
    assert "The corpus shows notes 121 times, in 121 documents." in text
    assert "colour blue once; never green." in text
    levels = section.locator("table.levels").nth(1)
    assert levels.locator("thead th").all_inner_texts()[1:] == ["red", "green", "blue"]
    assert levels.locator("tbody tr").first.locator("td").all_inner_texts() == ["120", "never", "1"]
    assert levels.locator("thead .swatch").nth(1).get_attribute("class") == "swatch regime-extrapolation"
    assert section.locator("th", has_text="composition of order 2").count() >= 1
    assert "One text with colour green (never so far) would bring items nearer" in text
    assert "understood 100" in text
    assert not seen.errors
    assert not seen.outside()
    assert page.evaluate("document.documentElement.scrollWidth") <= 380


def test_the_terminal_tells_the_same_in_few_lines(run: Run) -> None:
    console = Console(file=io.StringIO(), width=120, height=60)
    summarise(run.profile, run.record, run.folder / "report.html", console)
    told = console.file.getvalue()
    assert "The corpus shows notes 121 times" in told
    assert "Items of notes where support begins at 1: interpolation" in told
    assert "forgetful: Off the usual conditions of notes it understood 100" in told
    assert "were empty" in told
    assert len(told.splitlines()) < 40


def test_a_run_without_families_has_no_such_section(tmp_path: Path) -> None:
    records = [
        {"id": f"{n}", "question": f"what is {n} and {n}?", "target": str(2 * n), "score": n % 2}
        for n in range(30)
    ]
    log = write_log(tmp_path / "log.jsonl", records)
    corpus = write_corpus(tmp_path / "corpus.jsonl", ["what is 3 and 3? 6"])
    found = farfield.profile(str(log), str(corpus), tmp_path / "out")
    assert found.profile.profiles[0].families == []
    assert 'id="families"' not in (tmp_path / "out" / "report.html").read_text()
