"""Ideas against prior work as one self-contained page: kinds, and the evidence for each idea."""

from __future__ import annotations

from pathlib import Path

from farfield.report.novelty_sections.order import sections_of
from farfield.report.page.plain_page import plain_page
from farfield.results.novelty import Novelty
from farfield.storage import write_text
from farfield.words import numbers

BUDGET = 2 << 20
"""Bytes of ideas on the page: it opens at once, and can be sent."""


def write_novelty(folder: Path, result: Novelty) -> Path:
    """Write `report.html` into `folder`."""
    path = folder / "report.html"
    write_text(path, render_novelty(result))
    return path


def render_novelty(result: Novelty, budget: int | None = BUDGET) -> str:
    """The page as one string of HTML: no script, and no address outside itself. `budget`: bytes of the ideas on it."""
    return plain_page(
        f"{numbers.count(len(result.ideas), 'idea')}: novelty",
        sections_of(result, budget),
        "reuse.css",
        "novelty.css",
    )
