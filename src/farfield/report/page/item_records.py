"""The item browser's records: what the page knows of each item and of each answer."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import polars as pl

from farfield.records import FIELDS
from farfield.report.page.corpus_spans import Utf16, spans_of
from farfield.report.page.item_rows import item_rows, passage_rows
from farfield.report.page.page_data import (
    Detail,
    Exposed,
    Held,
    ItemKey,
    PageItem,
    Place,
    Quote,
    ShownOutput,
    ShownText,
)
from farfield.report.run_folder import Results
from farfield.results.item_rows import ItemCounts, ItemRow, ItemText, PassageRow
from farfield.storage import hash_text

LONGEST_TEXT = 6_000
LONGEST_PASSAGE = 1_200
CONTEXT = 56  # characters on either side
MOST_QUOTES = 8


class Names:
    """A list of distinct names and the number of each: a page repeats numbers, not names."""

    def __init__(self, names: Iterable[str] = ()) -> None:
        self._numbers: dict[str, int] = {}
        for name in names:
            self.number(name)

    def number(self, name: str) -> int:
        return self._numbers.setdefault(name, len(self._numbers))

    def listed(self) -> list[str]:
        return list(self._numbers)


class Browser:
    """Makes the records of the items it is given; texts are cut to what a page can hold."""

    def __init__(self, results: Results, kept: pl.DataFrame) -> None:
        items = results.items.join(kept, on=["task", "item_id"], how="semi")
        self._unit = results.unit
        passages = results.passages.join(kept, on=["task", "item_id"], how="semi").sort("rank")
        self._passages: dict[tuple[str, str, str | None, int | None], list[PassageRow]] = {}
        for passage in passage_rows(passages):
            key = (passage.task, passage.item_id, passage.subject, passage.epoch)
            self._passages.setdefault(key, []).append(passage)
        hashes = {hash_text(t) for f in FIELDS for t in items[f].drop_nulls().unique()}
        evidence = results.evidence.filter(pl.col("text_hash").is_in(list(hashes)))
        self._evidence = {row[0]: (row[1], row[2]) for row in evidence.select(
            "text_hash", "lengths", "counts").iter_rows()}  # fmt: skip
        self._rows: dict[ItemKey, list[ItemRow]] = {}
        for row in item_rows(items, list(results.rulers)):
            self._rows.setdefault((row.task, row.item_id), []).append(row)
        self.sources, self.documents = Names(), Names()
        self._document_source: list[int] = []

    def answers(self, key: ItemKey) -> list[ItemRow]:
        return self._rows[key]

    def document_table(self) -> list[tuple[str, int]]:
        """(document, number of its file) in the order of the numbers that passages use."""
        names = (name.split("\0", 1)[0] for name in self.documents.listed())
        return list(zip(names, self._document_source, strict=True))

    def head(self, key: ItemKey) -> PageItem:
        """What all subjects share: question, target, their spans, where they stand, and what the log says."""
        row = self._rows[key][0]
        return PageItem(
            id=row.item_id,
            question=self._text(row.question),
            target=self._text(row.target),
            near=[self._place(p, row) for p in self._near(key)],
            more=row.told,
            held=held_in(row.counts),
            exposed=exposed_in(row.counts),
            answers=[],
        )

    def detail(self, key: ItemKey) -> Detail:
        """What makes an item long: its passages as they stand in their documents, and every output."""
        return Detail(
            quotes=[_quote(p) for p in self._near(key)[:MOST_QUOTES]],
            outputs=[self._output(row) for row in self._rows[key]],
        )

    def _output(self, row: ItemRow) -> ShownOutput:
        near = self._near((row.task, row.item_id), row.subject, row.epoch)
        return ShownOutput(self._text(row.output), [self._place(p, row) for p in near])

    def _text(self, measured: ItemText) -> ShownText:
        text = measured.text or ""
        shown = text[:LONGEST_TEXT]
        lengths, counts = self._evidence.get(hash_text(text), ([], [])) if text else ([], [])
        utf16 = Utf16(shown)
        spans: list[int] = []
        for span in spans_of(text, lengths, counts, self._unit):
            if span.end <= LONGEST_TEXT:
                start = utf16.offset(span.start)
                spans += (start, utf16.offset(span.end) - start, span.words, span.count)
        cut = len(text) - len(shown)
        return ShownText(shown, spans, measured.words, measured.pieces, measured.match, cut)

    def _near(self, key: ItemKey, subject: str | None = None, epoch: int | None = None) -> list[PassageRow]:
        return self._passages.get((*key, subject, epoch), [])

    def _place(self, passage: PassageRow, item: ItemRow) -> Place:
        field = FIELDS.index(passage.field)
        utf16 = Utf16((item.question, item.target, item.output)[field].text or "")
        start = utf16.offset(passage.item_start)
        return Place(
            self._document(passage.document, passage.source or ""),
            field,
            passage.words,
            passage.count,
            start,
            utf16.offset(passage.item_end) - start,
        )

    def _document(self, document: str, source: str) -> int:
        number = self.documents.number(f"{document}\0{source}")
        if number == len(self._document_source):
            self._document_source.append(self.sources.number(source))
        return number


def _quote(passage: PassageRow) -> Quote:
    """A passage between what stands around it, cut at words where that can be."""
    before, text = _tail(passage.before or ""), passage.text
    if len(text) > LONGEST_PASSAGE:
        return Quote(before, text[:LONGEST_PASSAGE] + "…", "")
    return Quote(before, text, _tail((passage.after or "")[::-1])[::-1])


def _tail(context: str) -> str:
    """The last CONTEXT characters, from the start of a word on."""
    if len(context) <= CONTEXT:
        return context
    kept = context[-CONTEXT:]
    cut = kept.find(" ")
    return kept[cut + 1 :] if 0 <= cut < CONTEXT - 1 else kept


def held_in(counts: ItemCounts) -> Held | None:
    """How many documents hold an item; None where nothing was searched, or nothing found and nothing left."""
    whole, near = counts.recall_documents, counts.near_documents or 0
    if whole is None:
        return None
    most = (counts.near_documents_high if near and not whole else counts.recall_documents_high) or 0
    return Held(whole, near, most) if whole or near or most else None


def exposed_in(counts: ItemCounts) -> Exposed | None:
    """How many documents hold an item's rarest words; None where nothing was searched for them."""
    if counts.exposure_documents is None:
        return None
    return Exposed(counts.exposure_documents, counts.exposure_key, counts.exposure_documents_high)


def in_order(kept: pl.DataFrame) -> Iterator[ItemKey]:
    """The keys (task, item) of the rows that are kept, in their order."""
    return ((task, item) for task, item in kept.select("task", "item_id").iter_rows())
