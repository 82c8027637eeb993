"""Ideas against prior work as one self-contained page: kinds, and the evidence for each idea."""

from __future__ import annotations

from pathlib import Path

from farfield.report.novelty_sections.order import sections_of
from farfield.report.page.plain_page import plain_page
from farfield.results.novelty import SCHEMA_NOVELTY, Novelty
from farfield.storage import read_run_json, reading_run, require_folder, write_text
from farfield.words import numbers

BUDGET = 2 << 20
"""Bytes of ideas on the page: it opens at once, and can be sent."""


def write_novelty(folder: Path, *, whole: bool = False) -> Path:
    """Write `report.html` into the folder of judged ideas, or with `whole` every idea into `report-all.html`.

    Raises FarfieldError for a folder that holds none.
    """
    require_folder(folder)
    path = folder / ("report-all.html" if whole else "report.html")
    with reading_run(str(folder)):
        result = read_run_json(folder / "novelty.json", SCHEMA_NOVELTY, Novelty)
        page = render_novelty(result, None if whole else BUDGET)
    write_text(path, page)
    return path


def render_novelty(result: Novelty, budget: int | None = BUDGET) -> str:
    """The page as one string of HTML: no script, and no address outside itself. `budget`: bytes of the ideas on it."""
    return plain_page(
        f"{numbers.count(len(result.ideas), 'idea')}: novelty",
        sections_of(result, budget),
        "reuse.css",
        "novelty.css",
    )
