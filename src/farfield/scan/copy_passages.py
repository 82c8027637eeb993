"""Near duplicates as evidence: the columns they add to the items, and their passages among the others."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import NamedTuple

import numpy as np
import polars as pl
from numpy.typing import NDArray

from farfield.kernel.copies.awards import MILLION
from farfield.kernel.copies.containment import SEED_PLACES, Copies
from farfield.kernel.spans.exposure import Exposure
from farfield.kernel.spans.index import NONE, Index
from farfield.kernel.state import Recall
from farfield.records import Unit
from farfield.scan.partial import Partial
from farfield.scan.passages import Places
from farfield.scan.sampling import highest_count
from farfield.scan.tables import FoundPassage, TextPassages, passage_table
from farfield.schemas import COPY_COLUMNS
from farfield.text.words import split_words, word_spans

BOUNDED = ("question_copies", "target_copies", "near_documents", "exposure_documents")


def add_copy_columns(
    items: pl.DataFrame, texts: Sequence[str], index: Index, recall: Recall, partial: Partial,
    pairs: Sequence[tuple[int, int]], fraction: float,
) -> pl.DataFrame:  # fmt: skip
    """The items with COPY_COLUMNS. `fraction`: of the corpus, that was searched."""
    found = can_be_sought(index, recall.copies)
    measured = pl.DataFrame(
        {"text": texts, "containment": partial.copy_highest / MILLION, "copies": partial.copy_documents}
    )
    measured = measured.with_columns(pl.when(pl.Series(found)).then(pl.col("containment", "copies")))
    for field in ("question", "target"):
        named = measured.select(pl.col("text").alias(field), pl.exclude("text").name.prefix(f"{field}_"))
        items = items.join(named, on=field, how="left", maintain_order="left")
    asked = np.array([question for question, _ in pairs], np.int64)
    together = pl.DataFrame(
        {
            "question": [texts[question] for question, _ in pairs],
            "target": [texts[target] for _, target in pairs],
            "near_documents": pl.Series(partial.both_documents).set(pl.Series(~found[asked]), None),
            "exposure_documents": pl.Series(partial.exposed).set(
                pl.Series(recall.exposure.keys[:, 0] == NONE), None
            ),
            "exposure_key": name_keys(index, recall.exposure),
        },
    )
    kinds = {name: COPY_COLUMNS[name] for name in ("near_documents", "exposure_documents", "exposure_key")}
    types: dict[str, pl.DataType] = {"question": pl.String(), "target": pl.String(), **kinds}
    together = together.with_columns(pl.col(name).cast(kind) for name, kind in types.items())
    items = items.join(together, on=["question", "target"], how="left", maintain_order="left")
    return items.with_columns(_highest(items[name], fraction) for name in BOUNDED)


def _highest(counts: pl.Series, fraction: float) -> pl.Series:
    """The upper bound of each count in the whole corpus; null where it could not be counted."""
    bounds = pl.Series(f"{counts.name}_high", highest_count(counts.fill_null(0).to_numpy(), fraction))
    return bounds.set(counts.is_null(), None)


def can_be_sought(index: Index, copies: Copies) -> NDArray[np.bool_]:
    """For each text whether any span of it is long and rare enough to open a window."""
    few = np.r_[0, np.cumsum(copies.runs[index.tree.end_of, 1] <= SEED_PLACES)]
    begins, facts = index.begins, copies.facts
    behind_last_seed = begins + facts["size"] - facts["seed"] + 1
    stop = np.maximum(begins, behind_last_seed)
    found: NDArray[np.bool_] = few[stop] > few[begins]
    return found


def name_keys(index: Index, exposure: Exposure) -> list[str | None]:
    """The words of each pair's keys, the rarest first."""
    letters, offsets = index.vocabulary.letters.tobytes(), index.vocabulary.offsets
    words = {
        word: letters[offsets[word] : offsets[word + 1]].decode()
        for word in np.unique(exposure.keys).tolist()
        if word != NONE
    }
    return [" ".join(words[word] for word in key if word != NONE) or None for key in exposure.keys.tolist()]


class _Window(NamedTuple):
    """A row of the windows that a scan kept: `text` by its number, `length` in millionths of its weight, `start` in
    characters of the document; `before` and `size` in bytes of `window`."""

    text: int
    document: str
    source: str
    start: int
    length: int
    before: int
    size: int
    window: str


class CopyFinder:
    """The kept windows of each text, as columns of PASSAGE_SCHEMA."""

    def __init__(self, index: Index, copies: Copies, partial: Partial, unit: Unit) -> None:
        self._index, self._copies, self._unit = index, copies, unit
        self._documents = partial.copy_documents
        self._windows = partial.windows.sort("text", maintain_order=True)

    def find(self, texts: Sequence[str]) -> pl.DataFrame:
        """The passages that hold a text in edited form, the fullest first; `number`: of the text."""
        found: list[FoundPassage] = []
        for number, rows in groupby(self._rows(), lambda window: window.text):
            spans = word_spans(texts[number], self._unit)
            words = split_words(texts[number], self._unit)
            found += [self._describe(row, number, words, spans) for row in rows]
        numbers = self._windows.select(number=pl.col("text").cast(pl.Int64))
        return numbers.hstack(passage_table(found))

    def shares(self, places: Places) -> pl.Series:
        """The weighted share of its text that each span makes up; None for a text that is not sought."""
        texts = np.repeat(np.arange(len(self._index.begins)), np.diff(places.begins))
        begins = self._index.begins[texts] + places.firsts
        upto = np.r_[0.0, np.cumsum(self._copies.weights, dtype=np.float64)]
        held = upto[begins + places.words] - upto[begins]
        sought = self._copies.facts["size"][texts] > 0
        shares = held / np.where(sought, self._copies.facts["total"][texts], 1)
        return pl.Series(shares).set(pl.Series(~sought), None)

    def _rows(self) -> Iterator[_Window]:
        return (_Window(*row) for row in self._windows.select(_Window._fields).iter_rows())

    def _describe(
        self, row: _Window, number: int, words: Sequence[str], spans: Sequence[tuple[int, int]]
    ) -> FoundPassage:
        window = row.window.encode()
        begin, end = row.before, row.before + row.size
        passage = window[begin:end].decode()
        held = held_words(words, split_words(passage, self._unit), int(self._copies.facts["gram"][number]))
        return FoundPassage(
            document=row.document,
            source=row.source,
            start=row.start,
            end=row.start + len(passage),
            text=passage,
            before=window[:begin].decode(),
            after=window[end:].decode(),
            words=len(held),
            occurrences=int(self._documents[number]),
            item_start=spans[held[0]][0],
            item_end=spans[held[-1]][1],
            kind="near",
            containment=row.length / MILLION,
        )


def held_words(words: Sequence[str], passage: Sequence[str], gram: int) -> list[int]:
    """Which words of a text stand in a passage beside a neighbour of theirs: in a run of `gram` words of both."""
    there = {tuple(passage[at : at + gram]) for at in range(len(passage) - gram + 1)}
    held = {
        at + k
        for at in range(len(words) - gram + 1)
        if tuple(words[at : at + gram]) in there
        for k in range(gram)
    }
    return sorted(held)


def rank_together(spans: pl.DataFrame, near: pl.DataFrame, texts: int) -> TextPassages:
    """By how many words of the text each holds; a near duplicate only where no span of its document holds as many.

    `number`, in both: of a passage's text. The spans of a text, and its near duplicates, stand in their order.
    """
    document = ["number", "document", "source"]
    longest = spans.join(near, on=document, how="semi").group_by(document).agg(longest=pl.col("words").max())
    new = near.join(longest, on=document, how="left", maintain_order="left")
    new = new.filter(pl.col("words") > pl.col("longest").fill_null(0)).drop("longest")
    if not new.is_empty():
        spans = pl.concat([spans, new.select(spans.columns)])
        spans = spans.sort("number", "words", descending=[False, True], maintain_order=True)
    begins = np.searchsorted(spans["number"].to_numpy(), np.arange(texts + 1))
    return TextPassages(begins.astype(np.int64), spans.drop("number"))
