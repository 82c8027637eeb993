"""Near duplicates as evidence: the columns they add to the items, and their passages among the others."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from farfield.records import Unit
from farfield.scan.copies import GRAM, NEVER, Copies
from farfield.scan.copy_search import MILLION
from farfield.scan.exposure import Exposure
from farfield.scan.index import NONE, Index
from farfield.scan.partial import Partial
from farfield.scan.passages import Places
from farfield.scan.recall import Recall
from farfield.scan.tables import FoundPassage
from farfield.scan.words import split_words, word_spans
from farfield.schemas import COPY_COLUMNS


def add_copy_columns(
    items: pl.DataFrame, texts: Sequence[str], index: Index, recall: Recall, partial: Partial,
    pairs: Sequence[tuple[int, int]],
) -> pl.DataFrame:  # fmt: skip
    """The items with COPY_COLUMNS."""
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
    return items.join(together, on=["question", "target"], how="left", maintain_order="left")


def can_be_sought(index: Index, copies: Copies) -> NDArray[np.bool_]:
    """For each text whether any span of it is long and rare enough to open a window."""
    found = np.zeros(len(index.begins), np.bool_)
    open_at = copies.opens_at[index.tree.end_of] < NEVER
    for text in np.flatnonzero(copies.sizes).tolist():
        found[text] = open_at[index.begins[text] : index.begins[text] + index.sizes[text]].any()
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


class CopyFinder:
    """The kept windows of each text, as columns of PASSAGE_SCHEMA."""

    def __init__(self, index: Index, copies: Copies, partial: Partial, unit: Unit) -> None:
        self._index, self._copies, self._unit = index, copies, unit
        self._documents = partial.copy_documents
        self._windows = partial.windows.partition_by("text", as_dict=True)

    def find(self, number: int, text: str) -> list[FoundPassage]:
        """The passages that hold the text in edited form, the fullest first."""
        rows = self._windows.get((number,))
        if rows is None:
            return []
        spans = word_spans(text, self._unit)
        words = split_words(text, self._unit)
        return [self._describe(row, number, words, spans) for row in rows.iter_rows(named=True)]

    def shares(self, places: Places) -> list[float | None]:
        """The weighted share of its text that each span makes up; None for a text that is not sought."""
        texts = np.repeat(np.arange(len(self._index.begins)), np.diff(places.begins))
        begins = self._index.begins[texts] + places.firsts
        upto = np.r_[0.0, np.cumsum(self._copies.weights, dtype=np.float64)]
        held = upto[begins + places.words] - upto[begins]
        sought = self._copies.sizes[texts] > 0
        shares = held / np.where(sought, self._copies.total[texts], 1)
        return [
            share if known else None for share, known in zip(shares.tolist(), sought.tolist(), strict=True)
        ]

    def _describe(
        self, row: dict[str, Any], number: int, words: Sequence[str], spans: Sequence[tuple[int, int]]
    ) -> FoundPassage:
        window = row["window"].encode()
        begin, end = row["before"], row["before"] + row["size"]
        passage = window[begin:end].decode()
        held = held_words(words, split_words(passage, self._unit), GRAM[self._unit])
        return FoundPassage(
            document=row["document"],
            source=row["source"],
            start=row["start"],
            end=row["start"] + len(passage),
            text=passage,
            before=window[:begin].decode(),
            after=window[end:].decode(),
            words=len(held),
            occurrences=int(self._documents[number]),
            item_start=spans[held[0]][0],
            item_end=spans[held[-1]][1],
            kind="near",
            containment=row["length"] / MILLION,
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


def rank_together(
    spans: Sequence[FoundPassage], near: Sequence[FoundPassage], most: int
) -> list[FoundPassage]:
    """By how many words of the text each holds; a near duplicate only where no span of its document holds as many."""
    if not near:
        return list(spans[:most])  # the longest stands first
    whole = {(span.document, span.source): span.words for span in reversed(spans)}
    new = [one for one in near if one.words > whole.get((one.document, one.source), 0)]
    return sorted([*spans, *new], key=lambda one: -one.words)[:most]
