"""The nearest passages of a text: where in the index its longest spans stand."""

from __future__ import annotations

from typing import Any

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
            shown = _shown(found, source)
            place = {
                "words": beyond - first,
                "occurrences": longest.counts[first],
                "item_start": spans[first][0],
                "item_end": spans[beyond - 1][1],
            }
            passages.append(FoundPassage(**shown, **place))
    return passages


def _shown(found: Found, source: str) -> dict[str, Any]:
    """The place in the document; `start` and `end` only where the document was fetched from its beginning."""
    text = found.text.lstrip()
    before = found.before + found.text[: len(found.text) - len(text)]
    start = len(before) if found.starts else None
    document, file = document_name(found)
    return {
        "document": document,
        "source": file or source,
        "start": start,
        "end": None if start is None else start + len(text),
        "text": text,
        "before": before[-AROUND:],
        "after": found.after[:AROUND],
        "kind": "span",
    }
