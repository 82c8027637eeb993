"""What a reader must know of counts that an infini-gram index gave."""

from __future__ import annotations

from collections.abc import Iterator

from farfield.corpus_notices import (
    AnyScanNotice,
    CountedByIndex,
    CountsApproximate,
    NoPassages,
    RecallBounds,
    SpansUnasked,
    WordsWithoutSpaces,
)
from farfield.corpus_records import Backend

MOSTLY = 0.5


def index_notices(
    backend: Backend, lower: int, refused: str | None, single: float
) -> Iterator[AnyScanNotice]:
    """Notices for run.json and the report. `lower`: recall counts that are lower bounds.

    `refused`: why no passages could be fetched; None where they could. `single`: the share of the items' words that are
    characters of scripts without spaces; 0 for an index of bytes.
    """
    yield CountedByIndex(backend.index)
    if backend.approximate:
        yield CountsApproximate(backend.approximate, backend.counts)
    if backend.limited:
        yield SpansUnasked(backend.limited)
    if lower:
        yield RecallBounds(lower)
    if refused:
        yield NoPassages(refused)
    if single > MOSTLY:
        yield WordsWithoutSpaces(single)
