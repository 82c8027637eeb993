"""The concepts that decide a composition, joined by an arc: how many documents hold each, none all of them."""

from __future__ import annotations

from collections.abc import Sequence
from xml.etree.ElementTree import Element

from farfield.report.page.markup import tag
from farfield.results.novelty import CombinationSeen, ConceptSeen
from farfield.words import numbers
from farfield.words.novelty import together_in_words

WIDTH, HEIGHT = 640, 96
BASE = 66
TOP = 14


def concept_arc(one: CombinationSeen, concepts: Sequence[ConceptSeen]) -> Element:
    """Concepts side by side, each with its documents, under an arc with what was found and expected together."""
    seen = {each.concept: each.documents for each in concepts}
    places = [WIDTH * (at + 0.5) / len(one.concepts) for at in range(len(one.concepts))]
    told = together_in_words(one)
    alone = "; ".join(f"{name} in {numbers.count(seen[name], 'document')}" for name in one.concepts)
    svg = tag(
        "svg", class_="concept-arc", viewBox=f"0 0 {WIDTH} {HEIGHT}", width="100%", role="img",
        aria_label=f"{alone}: {told}",
    )  # fmt: skip
    first, last = places[0], places[-1]
    svg.append(
        tag("path", d=f"M{first:.0f} {BASE - 14} C{first:.0f} {TOP} {last:.0f} {TOP} {last:.0f} {BASE - 14}")
    )
    svg.append(tag("text", told, x=f"{WIDTH / 2:.0f}", y=TOP - 2, text_anchor="middle", class_="told"))
    for name, at in zip(one.concepts, places, strict=True):
        svg.append(tag("circle", cx=f"{at:.0f}", cy=BASE - 12, r=3))
        svg.append(tag("text", name, x=f"{at:.0f}", y=BASE + 6, text_anchor="middle", class_="name"))
        svg.append(tag("text", numbers.whole(seen[name]), x=f"{at:.0f}", y=BASE + 22, text_anchor="middle"))
    return svg
