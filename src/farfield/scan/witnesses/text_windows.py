"""Searching the documents of a batch by patterns: most are ruled out together, the others searched in windows."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import polars as pl
import pyarrow as pa
from numpy.typing import NDArray

from farfield.files.batches import DocumentBatch
from farfield.kernel.columns import column_of
from farfield.scan.witnesses.relaxed import may_match

SPAN = 8192
"""Bytes that a match may be long."""
BESIDE = 200
"""Characters on either side of a match that whoever reads it may look at."""
WINDOW = 1 << 15
"""Bytes of a long document that are ruled out together."""


@dataclass(frozen=True, slots=True)
class _Stretch:
    """Bytes [begin, end) of the batch's text, all of one document."""

    document: int
    begin: int
    end: int


class TextWindows:
    """The documents of a batch that were drawn.

    Long ones are cut into windows, and for what stands across a cut into the seams between them too.
    """

    def __init__(self, batch: DocumentBatch, drawn: NDArray[np.bool_]) -> None:
        self._text, self._begins = batch.text, batch.begins
        self._stretches = [
            stretch for document in np.flatnonzero(drawn).tolist() for stretch in self._cut(document)
        ]
        self._texts = self._series()

    def matches(self, pattern: re.Pattern[str], relaxed: str | None) -> Iterator[tuple[int, re.Match[str]]]:
        """Each match of at most SPAN bytes with the number of its document: those of `pattern.finditer(document)`.

        `relaxed`: see `relax`. A match's `string` is a part of the document, with BESIDE characters around the match.
        """
        document, reached = -1, 0
        for run in self._runs(may_match(self._texts, relaxed)):
            reached = reached if run.document == document else 0
            document = run.document
            for match, end in self._search(run, pattern, max(run.begin, reached)):
                reached = end
                yield document, match

    def _search(
        self, run: _Stretch, pattern: re.Pattern[str], start: int
    ) -> Iterator[tuple[re.Match[str], int]]:
        """Matches that begin in [start, run.end), each with the byte that it ends at."""
        first, final = self._begins[run.document : run.document + 2].tolist()
        before = max(first, self._character(max(first, start - 4 * BESIDE)))
        limit = self._character(min(final, run.end + SPAN))
        after = self._character(min(final, limit + 4 * BESIDE))
        text = self._slice(before, after)
        at = len(self._slice(before, start))
        within, stop = (len(self._slice(before, max(start, end))) for end in (run.end, limit))
        for match in pattern.finditer(text, at, stop):
            if match.start() >= within:
                return
            yield match, before + len(text[: match.end()].encode())

    def _runs(self, flags: pl.Series) -> Iterator[_Stretch]:
        """Neighbouring stretches that may hold a match, joined."""
        run: _Stretch | None = None
        for number in flags.arg_true().to_list():
            stretch = self._stretches[number]
            if run and run.document == stretch.document and stretch.begin <= run.end:
                run = _Stretch(run.document, run.begin, max(run.end, stretch.end))
                continue
            if run:
                yield run
            run = stretch
        if run:
            yield run

    def _cut(self, document: int) -> Iterator[_Stretch]:
        """Its windows, and before each but the first the seam; each begins where a character does."""
        begin, end = self._begins[document : document + 2].tolist()
        cuts = range(begin + WINDOW, end, WINDOW) if end - begin > WINDOW + SPAN else ()
        edges = [begin, *map(self._character, cuts), end]
        for number, first in enumerate(edges[:-1]):
            if number:
                seam = self._character(first - SPAN), self._character(min(end, first + SPAN))
                yield _Stretch(document, *seam)
            yield _Stretch(document, first, edges[number + 1])

    def _series(self) -> pl.Series:
        """The text of each stretch; not copied where they lie end to end."""
        stretches = self._stretches
        if any(stretch.end != following.begin for stretch, following in pairwise(stretches)):
            return pl.Series(
                [self._slice(stretch.begin, stretch.end) for stretch in stretches], dtype=pl.String
            )
        edges = [stretches[0].begin, *(stretch.end for stretch in stretches)] if stretches else [0]
        offsets = pa.py_buffer(np.array(edges, np.int64))
        array = pa.LargeStringArray.from_buffers(len(stretches), offsets, pa.py_buffer(self._text))
        return column_of(array, pl.String)

    def _character(self, at: int) -> int:
        """The beginning of the character that byte `at` is part of."""
        while self._text[at] & 0xC0 == 0x80:
            at -= 1
        return at

    def _slice(self, begin: int, end: int) -> str:
        return self._text[begin:end].tobytes().decode()
