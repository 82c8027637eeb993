"""What may be a concept in a text: runs of words that neither begin nor end with one that carries grammar only."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
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
        known = [language.number(form) >= 0 for form in forms]
        bounds = [there and _bounds(form) for form, there in zip(forms, known, strict=True)]
        within = [
            there and (form not in FUNCTION_WORDS or form in WITHIN)
            for form, there in zip(forms, known, strict=True)
        ]
        for begin, may_begin in enumerate(bounds):
            if may_begin:
                for end in _ends(begin, bounds, within):
                    if end > begin + 1 or language.bounds(forms[begin]):
                        places[tuple(forms[begin:end])].append((number, begin))
    return Candidates(found, dict(places))


def _ends(begin: int, bounds: Sequence[bool], within: Sequence[bool]) -> Iterator[int]:
    """Where candidates that begin there may end: behind a word that bounds one, and with none between that may not
    stand within."""
    for end in range(begin + 1, min(begin + LONGEST, len(bounds)) + 1):
        if end > begin + 2 and not within[end - 2]:
            return
        if bounds[end - 1]:
            yield end


def _bounds(form: str) -> bool:
    return len(form) > 1 and not form.isdigit() and form not in FUNCTION_WORDS


def parts_of(concepts: Sequence[Concept]) -> set[Concept]:
    """The concepts, and all runs of two and more words within them, by which it is told whether their words stick."""
    return {
        concept[begin:end]
        for concept in concepts
        for begin in range(len(concept))
        for end in range(begin + 1, len(concept) + 1)
        if end - begin > 1 or len(concept) == 1
    }
