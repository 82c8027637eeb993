"""The sections of the page of an audit, in the order in which they stand on it."""

from __future__ import annotations

from xml.etree.ElementTree import Element

from farfield.report.reuse_folder import AuditResults
from farfield.report.reuse_sections.audited_runs import audited_runs
from farfield.report.reuse_sections.how_audited import how_audited
from farfield.report.reuse_sections.masthead import answer, masthead
from farfield.report.reuse_sections.not_seen import not_seen
from farfield.report.reuse_sections.sealed_history import sealed_history
from farfield.report.reuse_sections.ways_in import ways_in
from farfield.report.reuse_sections.what_stands_behind import what_stands_behind


def sections_of(found: AuditResults, budget: int | None) -> list[Element | str]:
    """All sections that have something to say. `budget`: bytes that the runs may take; None for all of them."""
    sections = [
        masthead(found),
        answer(found),
        what_stands_behind(found),
        sealed_history(found),
        ways_in(found),
        audited_runs(found, budget),
        not_seen(found),
        how_audited(found),
    ]
    return [one for one in sections if one is not None]
