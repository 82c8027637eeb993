"""The item browser's records: what the page knows of each item and of each answer."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any

import polars as pl

from farfield.records import FIELDS
from farfield.report.page.corpus_spans import Utf16, spans_of
from farfield.report.run_folder import Results
from farfield.schemas import ITEM_SCHEMA, SCAN_COLUMNS
from farfield.storage import hash_text

LONGEST_TEXT = 6_000
LONGEST_PASSAGE = 1_200
CONTEXT = 56  # characters on either side
MOST_QUOTES = 8
MOST_METADATA = 12
NO_METADATA = re.compile(r"ruler_|axes_hash$|(regime|composition_order|extrapolation)_\d")
"""Columns that stand elsewhere in the page, or say the same at another threshold."""
OF_FAMILIES = re.compile(r"(twin|axes_off_default)$|(nuisance|support_distance)_")
"""Columns of families that tables of the page are made of: of one item they say what its axes say."""
AXIS = "axis_"

Record = dict[str, Any]
Key = tuple[str, str]  # task, item_id


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
        self.items = results.items.join(kept, on=["task", "item_id"], how="semi")
        self._unit = results.unit
        passages = results.passages.join(kept, on=["task", "item_id"], how="semi").sort("rank")
        self._passages: dict[tuple[Any, ...], list[Record]] = {}
        for row in passages.iter_rows(named=True):
            key = (row["task"], row["item_id"], row["subject"], row["epoch"])
            self._passages.setdefault(key, []).append(row)
        hashes = {hash_text(t) for f in FIELDS for t in self.items[f].drop_nulls().unique()}
        evidence = results.evidence.filter(pl.col("text_hash").is_in(list(hashes)))
        self._evidence = {row[0]: (row[1], row[2]) for row in evidence.select(
            "text_hash", "lengths", "counts").iter_rows()}  # fmt: skip
        self._rows: dict[Key, list[Record]] = {}
        for row in self.items.iter_rows(named=True):
            self._rows.setdefault((row["task"], row["item_id"]), []).append(row)
        self._metadata = metadata_columns(self.items.columns)
        self.sources, self.documents = Names(), Names()
        self._document_source: list[int] = []

    def answers(self, key: Key) -> list[Record]:
        return self._rows[key]

    def document_table(self) -> list[tuple[str, int]]:
        """(document, number of its file) in the order of the numbers that passages use."""
        names = (name.split("\0", 1)[0] for name in self.documents.listed())
        return list(zip(names, self._document_source, strict=True))

    def head(self, key: Key) -> Record:
        """What all subjects share: question, target, their spans, where they stand, and what the log says."""
        row = self._rows[key][0]
        found = {
            "id": row["item_id"],
            "question": self._text(row, "question"),
            "target": self._text(row, "target"),
            "near": [self._place(p, row) for p in self._near(key)],
            "more": metadata_of(row, self._metadata),
            "held": held_in(row),
            "exposed": exposed_in(row),
        }
        return {name: value for name, value in found.items() if value}

    def detail(self, key: Key) -> Record:
        """What makes an item long: its passages as they stand in their documents, and every output."""
        return {
            "quotes": [_quote(p) for p in self._near(key)[:MOST_QUOTES]],
            "outputs": [self._output(row) for row in self._rows[key]],
        }

    def _output(self, row: Record) -> list[Any]:
        key = (row["task"], row["item_id"])
        near = self._near(key, row["subject"], row["epoch"])
        return [self._text(row, "output"), [self._place(p, row) for p in near]]

    def _text(self, row: Record, field: str) -> list[Any]:
        """[text, spans, words, pieces, longest match, characters cut]; of a span: start, length, words, count."""
        text: str = row[field] or ""
        shown = text[:LONGEST_TEXT]
        lengths, counts = self._evidence.get(hash_text(text), ([], [])) if text else ([], [])
        utf16 = Utf16(shown)
        spans: list[int] = []
        for span in spans_of(text, lengths, counts, self._unit):
            if span.end <= LONGEST_TEXT:
                start = utf16.offset(span.start)
                spans += (start, utf16.offset(span.end) - start, span.words, span.count)
        measured = [row.get(f"{field}_{name}") for name in ("words", "pieces", "match")]
        return [shown, spans, *measured, len(text) - len(shown)]

    def _near(self, key: Key, subject: str | None = None, epoch: int | None = None) -> list[Record]:
        return self._passages.get((*key, subject, epoch), [])

    def _place(self, passage: Record, item: Record) -> list[int]:
        """A passage in numbers: document, field, words, count, start and length in the item's text."""
        utf16 = Utf16(item[passage["field"]] or "")
        start = utf16.offset(passage["item_start"])
        return [
            self._document(passage["document"], passage["source"] or ""),
            FIELDS.index(passage["field"]),
            passage["words"],
            passage["count"],
            start,
            utf16.offset(passage["item_end"]) - start,
        ]

    def _document(self, document: str, source: str) -> int:
        number = self.documents.number(f"{document}\0{source}")
        if number == len(self._document_source):
            self._document_source.append(self.sources.number(source))
        return number


def _quote(passage: Record) -> list[str]:
    """A passage between what stands around it, cut at words where that can be."""
    text: str = passage["text"]
    if len(text) > LONGEST_PASSAGE:
        return [_tail(passage["before"] or ""), text[:LONGEST_PASSAGE] + "…", ""]
    return [_tail(passage["before"] or ""), text, _tail((passage["after"] or "")[::-1])[::-1]]


def _tail(context: str) -> str:
    """The last CONTEXT characters, from the start of a word on."""
    if len(context) <= CONTEXT:
        return context
    kept = context[-CONTEXT:]
    cut = kept.find(" ")
    return kept[cut + 1 :] if 0 <= cut < CONTEXT - 1 else kept


def held_in(row: Record) -> list[float] | None:
    """Documents searched that hold question and answer, nearly hold them, and the most that the corpus may hold.

    Of near duplicates alone the most is theirs. None where nothing was searched, or nothing found and nothing left.
    """
    whole, near = row.get("recall_documents"), row.get("near_documents") or 0
    if whole is None:
        return None
    most = row.get("near_documents_high" if near and not whole else "recall_documents_high") or 0
    return [whole, near, most] if whole or near or most else None


def exposed_in(row: Record) -> list[Any] | None:
    """Documents searched that hold the rarest words of question and answer, these words, and the most there may be."""
    if row.get("exposure_documents") is None:
        return None
    return [row["exposure_documents"], row["exposure_key"], row.get("exposure_documents_high")]


def metadata_columns(columns: Sequence[str]) -> dict[str, str]:
    """Columns the user's log brought along, and the name that each is shown by.

    They are neither the item's own, nor a ruler, nor of the scan. Of a family's items `axis_NAME` is shown as NAME, in
    place of a column of that name.
    """
    own = [c for c in columns if c not in SCAN_COLUMNS and c not in ITEM_SCHEMA and not NO_METADATA.match(c)]
    own = ["date", *own] if "date" in columns else own
    if "family" not in columns:
        return {name: name for name in own}
    axes = {name.removeprefix(AXIS) for name in own if name.startswith(AXIS)}
    return {name: name.removeprefix(AXIS) for name in own if name not in axes and not OF_FAMILIES.match(name)}


def metadata_of(row: Record, shown: dict[str, str]) -> Record:
    """What the log says of one item: the first MOST_METADATA values, by the names to show."""
    told = ((name, row[column]) for column, name in shown.items() if row[column] is not None)
    return dict(islice(told, MOST_METADATA))


def in_order(kept: pl.DataFrame) -> Iterator[Key]:
    """The keys (task, item) of the rows that are kept, in their order."""
    return ((task, item) for task, item in kept.select("task", "item_id").iter_rows())
