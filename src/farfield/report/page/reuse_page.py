"""An audit of agents' transcripts as one self-contained page: what was displayed, and the lines that are the same."""

from __future__ import annotations

from pathlib import Path

from farfield.report.page.plain_page import plain_page
from farfield.report.reuse_folder import AuditResults, read_audit
from farfield.report.reuse_sections.order import sections_of
from farfield.storage import reading_run, write_text
from farfield.words import phrases

BUDGET = 4 << 20
"""Bytes of evidence on the ordinary page: it opens at once, and can be sent."""


def write_reuse(folder: Path, *, whole: bool = False) -> Path:
    """Write `report.html` into the folder of an audit, or with `whole` every run into `report-all.html`.

    Raises FarfieldError for a folder that holds no finished audit.
    """
    path = folder / ("report-all.html" if whole else "report.html")
    with reading_run(str(folder)):
        page = render_reuse(read_audit(folder), None if whole else BUDGET)
    write_text(path, page)
    return path


def render_reuse(found: AuditResults, budget: int | None = BUDGET) -> str:
    """The page as one string of HTML: no script, and no address outside itself. `budget`: bytes of the runs on it."""
    return plain_page(
        f"{phrases.listed(found.subjects, 2) or 'no run'}: re-use", sections_of(found, budget), "reuse.css"
    )
