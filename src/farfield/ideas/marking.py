"""Where concepts stand in an idea's text, so that a reader sees what was looked for."""

from __future__ import annotations

import re
from collections.abc import Mapping

from farfield.ideas.postings import Concept
from farfield.ideas.word_forms import forms_of
from farfield.results.novelty import ConceptMark

LONGEST_TEXT = 1200
"""Characters of an idea's text that are shown."""
WORD = re.compile(r"\w[\w\u00ad\u0300-\u036f]*")


def shown_text(text: str) -> str:
    """How a text begins; what is cut off is told by three points."""
    return text if len(text) <= LONGEST_TEXT else f"{text[: LONGEST_TEXT - 1]}…"


def mark_concepts(text: str, concepts: Mapping[str, Concept]) -> list[ConceptMark]:
    """The places of concepts in a text, the longest at each, in order and none within another. `concepts`: the forms of
    their words, by name."""
    words = [
        (form, match.start(), match.end()) for match in WORD.finditer(text) for form in forms_of(match[0])
    ]
    forms = tuple(form for form, _, _ in words)
    names = {concept: name for name, concept in concepts.items()}
    sizes = sorted({len(concept) for concept in names}, reverse=True)
    found, at = list[ConceptMark](), 0
    while at < len(words):
        size = next((size for size in sizes if at + size <= len(words) and forms[at : at + size] in names), 0)
        if size:
            begin, end = words[at][1], words[at + size - 1][2]
            found.append(ConceptMark(names[forms[at : at + size]], begin, end))
        at += max(1, size)
    return found
