"""Ideas as they are looked for: their words, their concepts as words, their date, and documents that are themselves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from farfield.ideas.english import is_english
from farfield.ideas.extraction import Extracted
from farfield.ideas.periods import Period
from farfield.ideas.postings import Concept
from farfield.ideas.prior_work import PriorWork
from farfield.ideas.reading import Idea
from farfield.ideas.shelf import Shelf
from farfield.ideas.word_forms import fold, forms_of, split_plain

LONGEST_IDEA = 2000  # words of an idea that are looked for
LONGEST_TEXT = 10 * LONGEST_IDEA  # characters of it that concepts are extracted from
MOST_CONCEPTS = 40
OWN_SHARE = 0.8
"""Of the words of an idea or of a document of its id: then the document is the idea."""


@dataclass(frozen=True)
class Asked:
    """An idea as it is looked for. `before`: its date; `own`: documents that are itself; `english`: whether its text
    is; `extracted`: what that gave, None where its concepts are declared or nothing can be extracted."""

    idea: Idea
    words: Concept
    concepts: dict[str, Concept]
    before: Period | None
    own: tuple[int, ...]
    english: bool = True
    extracted: Extracted | None = None

    @property
    def is_declared(self) -> bool:
        return self.idea.concepts is not None

    @property
    def to_extract(self) -> bool:
        """Whether concepts are to be taken from its text."""
        return not self.is_declared and bool(self.words) and self.before is not None and self.english

    @property
    def first(self) -> int:
        """The first day on which nothing is prior work, 0 without a date."""
        return self.before.first if self.before else 0

    @property
    def core(self) -> Sequence[Concept]:
        """Its concepts as they were declared, or as its text has them."""
        return list((self.concepts if self.extracted is None else self.extracted.core).values())

    @property
    def text(self) -> str:
        return self.idea.whole[:LONGEST_TEXT]


def ask(idea: Idea, shelf: Shelf, until: Period | None) -> Asked:
    """An idea as it is looked for; `until`: the date before which all prior work must be."""
    words = tuple(map(fold, split_plain(idea.whole)))
    dates = [one for one in (idea.date, until) if one is not None]
    own = tuple(one for one in shelf.named(idea.given) if words and _is_own(words, one, shelf.prior))
    return Asked(
        idea=idea,
        words=words[:LONGEST_IDEA],
        concepts=_declared(idea.concepts or ()),
        before=min(dates) if dates else None,
        own=own,
        english=is_english(words[:LONGEST_IDEA], shelf.prior.numbers),
    )


def _declared(names: Sequence[str]) -> dict[str, Concept]:
    concepts: dict[str, Concept] = {}
    for name in names:
        forms = forms_of(name)
        if forms and forms not in concepts.values() and len(concepts) < MOST_CONCEPTS:
            concepts[name] = forms
    return concepts


def _is_own(words: Concept, document: int, prior: PriorWork) -> bool:
    """Whether a document of an idea's id is the idea: most words of the one are words of the other."""
    there, here = set(forms_of(prior.text(document))), set(words)
    return len(there & here) >= OWN_SHARE * min(len(there), len(here))
