"""The page of ideas: self-contained, escaped whatever ideas and papers hold, and with the evidence of each idea."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from browser import Opener
from farfield import novelty
from novelty_files import PRIOR, paper, write_rows

HOSTILE = "</script><script>alert(1)</script><img src=x onerror=alert(2)> \x00 \x1b[31mred \ud800 \u202e"


@pytest.fixture
def hostile(tmp_path: Path) -> Path:
    """Ideas and papers that hold what would steer a page or a terminal."""
    prior = [
        *PRIOR,
        {**paper(HOSTILE, "2004", f"{HOSTILE} kernels"), "abstract": f"{HOSTILE} parser of trees"},
    ]
    write_rows(tmp_path / "papers.jsonl", prior)
    ideas = [
        {
            "id": HOSTILE,
            "author": HOSTILE,
            "date": "2010",
            "text": f"{HOSTILE} kernel parser",
            "concepts": [HOSTILE, "tree"],
        },
        {"id": "b", "author": "anna", "date": "2010", "concepts": ["topic model", "parser", "decision tree"]},
        {"id": "c", "author": "anna", "date": HOSTILE, "concepts": ["parser", "tree"]},
    ]
    write_rows(tmp_path / "ideas.jsonl", ideas)
    novelty(str(tmp_path / "ideas.jsonl"), str(tmp_path / "papers.jsonl"), tmp_path / "out")
    return tmp_path / "out"


@pytest.mark.browser
def test_the_page_asks_for_nothing_and_runs_nothing(hostile: Path, watch: Opener) -> None:
    for width in (1200, 360):
        seen = watch()
        page = seen.open(hostile / "report.html")
        page.set_viewport_size({"width": width, "height": 900})
        page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
        assert (seen.errors, seen.outside(), page.locator("img").count()) == ([], [], 0)
        assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.browser
def test_an_idea_opens_to_its_evidence(hostile: Path, watch: Opener) -> None:
    """The unseen pair under an arc, with what was expected; first years of concepts; a bar for each author."""
    page = watch().open(hostile / "report.html")
    assert page.locator(".kind-row").count() == 2
    idea = page.locator("details.run", has_text="composition of 2")
    idea.locator("summary").click()
    assert "never together" in idea.locator(".concept-arc").text_content()
    text = " ".join(idea.inner_text().split())
    assert "stand in 1 and 3 documents, never together" in text
    assert idea.locator(".idea-text").count() == 0, "it has no text"
    marked = page.locator(".idea-text")
    (shown,) = marked.locator("u").all_text_contents()
    assert "<script>alert(1)</script>" in shown
    assert marked.locator("sub").all_text_contents() == ["new"]
    assert marked.text_content().endswith("kernel parser")
    assert "2001" in text


def test_files_hold_what_can_be_written(hostile: Path) -> None:
    result = json.loads((hostile / "novelty.json").read_text())
    assert [idea["kind"] for idea in result["ideas"]] == ["new primitive", "composition-2", "unknown"]
    assert result["ideas"][2]["unknown"] == "no_date"
    assert "1 in" in result["warnings"][0] or "dates of ideas" in result["warnings"][0]
