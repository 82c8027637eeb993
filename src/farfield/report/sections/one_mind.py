"""One mind behind the answers? Stated probabilities of the items, coherence beside discrimination, along an axis."""

from __future__ import annotations

from xml.etree.ElementTree import Element

from msgspec import UNSET

from farfield.report.coherence_sections.along_axis import levels_table
from farfield.report.coherence_sections.how_coherent import picture_and_table
from farfield.report.coherence_sections.how_measured import HOW
from farfield.report.coherence_sections.relations import relations, sure_bets
from farfield.report.page.markup import tag
from farfield.report.run_folder import Results
from farfield.results.coherence import ItemsCoherence
from farfield.words.coherence import items_sentences


def one_mind(results: Results) -> Element | None:
    """None where the items state no probabilities of questions that hang together."""
    found = results.profile.coherence
    if found is UNSET or not found:
        return None
    parts = [part for one in found for part in _on_axis(one, several=len(found) > 1)]
    measured = any(one.subjects for one in found)
    return tag(
        "section",
        tag("h2", "One mind behind the answers?"),
        parts,
        tag("p", HOW, class_="note-text") if measured else None,
        id="coherence",
    )


def _on_axis(found: ItemsCoherence, *, several: bool) -> list[Element]:
    named = [tag("h3", f"Along {found.axis}" if found.axis else "Without an axis")] if several else []
    told = [tag("p", sentence) for sentence in items_sentences(found)]
    if not found.subjects:
        return [*named, *told]
    more = [part for part in (relations(found), sure_bets(found, "profile.json")) if part is not None]
    return [*named, *told, *picture_and_table(found), *levels_table(found), *more]
