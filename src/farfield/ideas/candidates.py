"""What may be a concept in a text: runs of words that neither begin nor end with one that carries grammar only."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from farfield.ideas.english import FUNCTION_WORDS
from farfield.ideas.language import Language
from farfield.ideas.postings import Concept
from farfield.ideas.stretches import Word, stretches

LONGEST = 4  # words of a concept
WITHIN = frozenset({"of", "to"})
"""Words without a subject that may stand within a concept: "part of speech", "sequence to sequence"."""

Place = tuple[int, int]
"""The number of a stretch, and of a word in it."""


@dataclass(frozen=True)
class Candidates:
    """A text's stretches, and for each candidate the places where it begins."""

    stretches: Sequence[Sequence[Word]]
    places: Mapping[Concept, Sequence[Place]]

    def written(self, concept: Concept) -> str:
        """A concept as the text has it first, in lower case."""
        stretch, word = self.places[concept][0]
        return " ".join(one.written.lower() for one in self.stretches[stretch][word : word + len(concept)])


def find_candidates(text: str, language: Language) -> Candidates:
    """The candidates of a text that the corpus may hold: all their words stand in it somewhere."""
    found = stretches(text)
    places: dict[Concept, list[Place]] = defaultdict(list)
    for number, stretch in enumerate(found):
        forms = [word.form for word in stretch]
        bounds = [_bounds(form) and language.number(form) >= 0 for form in forms]
        for begin in range(len(forms)):
            for size in range(1, min(LONGEST, len(forms) - begin) + 1):
                if bounds[begin] and bounds[begin + size - 1]:
                    concept = tuple(forms[begin : begin + size])
                    if _holds_together(concept, language):
                        places[concept].append((number, begin))
    return Candidates(found, dict(places))


def _bounds(form: str) -> bool:
    return len(form) > 1 and not form.isdigit() and form not in FUNCTION_WORDS


def _holds_together(concept: Concept, language: Language) -> bool:
    if len(concept) == 1:
        return language.bounds(concept[0])
    return all(
        (word not in FUNCTION_WORDS or word in WITHIN) and language.number(word) >= 0
        for word in concept[1:-1]
    )


def parts_of(concepts: Sequence[Concept]) -> set[Concept]:
    """The concepts, and all runs of two and more words within them, by which it is told whether their words stick."""
    return {
        concept[begin:end]
        for concept in concepts
        for begin in range(len(concept))
        for end in range(begin + 1, len(concept) + 1)
        if end - begin > 1 or len(concept) == 1
    }
