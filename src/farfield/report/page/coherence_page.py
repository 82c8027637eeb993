"""Coherence as one self-contained page: what each subject gives away for certain, beside whether it knows anything."""

from __future__ import annotations

from pathlib import Path
from string import Template

from farfield.report.coherence_sections.order import COHERENCE_SECTIONS
from farfield.report.page.markup import write
from farfield.report.page.shell import asset, content_policy, escaped, page_style
from farfield.results import Coherence
from farfield.storage import write_text


def write_coherence(folder: Path, result: Coherence) -> Path:
    """Write `coherence.html` into `folder`."""
    path = folder / "coherence.html"
    write_text(path, render_coherence(result))
    return path


def render_coherence(result: Coherence) -> str:
    """The page as one string of HTML: no script, and no address outside itself."""
    body = [section(result) for section in COHERENCE_SECTIONS]
    style = page_style()
    return Template(asset("plain.html")).substitute(
        title=escaped("Coherence of stated probabilities"),
        policy=content_policy(style),
        style=style,
        body="\n".join(write(part) for part in body if part is not None),
    )
