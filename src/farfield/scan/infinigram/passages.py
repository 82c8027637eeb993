"""The nearest passages of a text: where in the index its longest spans stand."""

from __future__ import annotations

import numpy as np

from farfield.records import Unit
from farfield.scan.infinigram.index import AROUND, Found, SpanIndex, document_name
from farfield.scan.infinigram.spans import Longest, Text
from farfield.scan.passages import maximal_places
from farfield.scan.tables import FoundPassage
from farfield.text.words import word_spans


def find_passages(
    text: Text, longest: Longest, most: int, index: SpanIndex, source: str, unit: Unit
) -> list[FoundPassage]:
    """Longest first: of each maximal span the first occurrence in the index."""
    spans = word_spans(text.text, unit)
    passages = []
    lengths = np.array(longest.lengths, np.int32)
    _, places = maximal_places(lengths, np.zeros(1, np.int64), np.array([len(lengths)]), most)
    for first in places.tolist():
        beyond = first + longest.lengths[first]
        span = text.span(first, beyond)
        for found in index.find(span, AROUND, 1):
            whole = (spans[first][0], spans[beyond - 1][1])
            passages.append(_passage(found, source, beyond - first, longest.counts[first], whole))
    return passages


def _passage(found: Found, source: str, words: int, count: int, whole: tuple[int, int]) -> FoundPassage:
    """The place in the document; `start` and `end` only where the document was fetched from its beginning.

    `words`, `count`: of the span; `whole`: its first character in the item's text, and the one behind its last.
    """
    text = found.text.lstrip()
    before = found.before + found.text[: len(found.text) - len(text)]
    start = len(before) if found.starts else None
    document, file = document_name(found)
    return FoundPassage(
        document=document,
        source=file or source,
        start=start,
        end=None if start is None else start + len(text),
        text=text,
        before=before[-AROUND:],
        after=found.after[:AROUND],
        words=words,
        occurrences=count,
        item_start=whole[0],
        item_end=whole[1],
        kind="span",
    )
