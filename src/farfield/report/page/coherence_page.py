"""Coherence as one self-contained page: what each subject gives away for certain, beside whether it knows anything."""

from __future__ import annotations

from pathlib import Path

from farfield.report.coherence_sections.order import COHERENCE_SECTIONS
from farfield.report.page.plain_page import plain_page
from farfield.results import Coherence
from farfield.storage import write_text


def write_coherence(folder: Path, result: Coherence) -> Path:
    """Write `coherence.html` into `folder`."""
    path = folder / "coherence.html"
    write_text(path, render_coherence(result))
    return path


def render_coherence(result: Coherence) -> str:
    """The page as one string of HTML: no script, and no address outside itself."""
    return plain_page(
        "Coherence of stated probabilities", (section(result) for section in COHERENCE_SECTIONS)
    )
