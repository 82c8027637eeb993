"""Questions that stand whole in a document: does their target stand in it beside them?"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from farfield.records import Unit
from farfield.scan.infinigram.index import Found, SpanIndex
from farfield.scan.infinigram.spans import Text
from farfield.scan.sampling import highest_count
from farfield.text.words import split_words

WHOLE = 1_000_000  # tokens on either side of a question; documents up to this are fetched whole


class Recalled(NamedTuple):
    """Documents that hold a question and, outside its first occurrence in them, its target.

    `lower`: whether there may be more, because not every occurrence or not the whole document was opened.
    """

    documents: int
    lower: bool

    def highest(self, fraction: float) -> float | None:
        """The 95 % upper bound in the whole corpus, of which a fraction is searched; None where there is none."""
        return None if self.lower else float(highest_count(np.array([self.documents]), fraction)[0])


def recall_target(
    question: Text, occurrences: int, target: str, index: SpanIndex, unit: Unit, most: int
) -> Recalled:
    """`occurrences`: of the question in the index. At most `most` of them are opened."""
    wanted = split_words(target, unit)
    opened: dict[int, Found] = {}
    for found in index.find(question.span(0, len(question.words)), WHOLE, most):
        opened.setdefault(found.number, found)
    held = [_stands_beside(found, wanted, unit) for found in opened.values()]
    missed = any(not found.whole and not holds for found, holds in zip(opened.values(), held, strict=True))
    return Recalled(sum(held), missed or occurrences > most)


def _stands_beside(found: Found, wanted: list[str], unit: Unit) -> bool:
    before, _, after = (found.before + found.text + found.after).partition(found.text)
    return any(_stands_in(split_words(part, unit), wanted) for part in (before, after))


def _stands_in(words: list[str], wanted: list[str]) -> bool:
    size = len(wanted)
    return any(words[at : at + size] == wanted for at in range(len(words) - size + 1))
