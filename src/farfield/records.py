"""What flows through Farfield: items, documents, passages, evidence, and their schemas.

Read this first. Everything that crosses from one room to another is named here, and nothing else is.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Literal, get_args

import polars as pl

SCHEMA_ITEMS = "farfield.items/1"
SCHEMA_PASSAGES = "farfield.passages/1"
SCHEMA_EVIDENCE = "farfield.evidence/1"
SCHEMA_PROFILE = "farfield.profile/1"
SCHEMA_RUN = "farfield.run/1"

Field = Literal["question", "target", "output"]
FIELDS: tuple[Field, ...] = get_args(Field)

Unit = Literal["word", "byte"]

Regime = Literal["recall", "interpolation", "composition", "extrapolation", "hyperpolation", "unknown"]
REGIMES: tuple[Regime, ...] = get_args(Regime)

Scalar = str | int | float | bool | None


class FarfieldError(Exception):
    """Something the user can mend: what went wrong, where, and what to do about it.

    The command line prints it as one clear message; a program can read the parts.
    """

    def __init__(self, what: str, *, where: str | None = None, remedy: str | None = None) -> None:
        self.what, self.where, self.remedy = what, where, remedy
        super().__init__("\n".join(part for part in (self.headline, remedy) if part))

    def __reduce__(self) -> tuple[Any, ...]:  # so that it comes whole out of a worker process
        return partial(FarfieldError, where=self.where, remedy=self.remedy), (self.what,)

    @property
    def headline(self) -> str:
        return f"{self.where}: {self.what}" if self.where else self.what


_STEERING = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


def printable(text: str) -> str:
    """Text from logs or corpora as a terminal may show it: what could steer it (control characters) is replaced."""
    return _STEERING.sub("\ufffd", text)


@dataclass(frozen=True, slots=True)
class Item:
    """One answer of one subject to one question, as an evaluation log tells it.

    `score` lies in [0, 1]; None where the log holds no score. `regime` is what the log *declares*; the
    scan may overturn it. `chance` is the expected score of a guess. `metadata` becomes columns.
    """

    item_id: str
    subject: str
    task: str
    question: str
    target: str = ""
    output: str = ""
    score: float | None = None
    epoch: int = 1
    regime: str | None = None
    date: str | None = None  # ISO 8601
    chance: float | None = None
    metadata: Mapping[str, Scalar] = field(default_factory=dict)


ITEM_SCHEMA: dict[str, pl.DataType] = {
    "item_id": pl.String(),
    "subject": pl.String(),
    "task": pl.String(),
    "epoch": pl.Int64(),
    "score": pl.Float64(),
    "question": pl.String(),
    "target": pl.String(),
    "output": pl.String(),
    "regime": pl.String(),
    "date": pl.String(),
    "chance": pl.Float64(),
}
"""The columns every item table begins with; columns of metadata follow under their own names."""

FIELD_COLUMNS: dict[str, pl.DataType] = {
    "words": pl.Int64(),
    "pieces": pl.Int64(),
    "bits": pl.Float64(),
    "match": pl.Int64(),
    "coverage_8": pl.Float64(),
    "coverage_13": pl.Float64(),
}
"""What the scan adds for each field f of FIELDS, as `f_words`, `f_pieces`, ... Null where the text is empty."""

PASSAGE_SCHEMA: dict[str, pl.DataType] = {
    "item_id": pl.String(),
    "rank": pl.Int64(),  # 1 is the nearest; unique within (task, item_id)
    "document": pl.String(),
    "start": pl.Int64(),  # characters of the document's text
    "end": pl.Int64(),
    "text": pl.String(),  # exactly document_text[start:end]
    "words": pl.Int64(),
    "task": pl.String(),
    "field": pl.String(),  # which text of the item matches: question, target or output
    "subject": pl.String(),  # null unless field is output
    "epoch": pl.Int64(),  # null unless field is output
    "item_start": pl.Int64(),  # characters of the item's field
    "item_end": pl.Int64(),
    "count": pl.Int64(),  # how often this span occurs in the corpus
    "before": pl.String(),  # what stands around the passage in its document
    "after": pl.String(),
    "source": pl.String(),  # the file that holds the document
}

EVIDENCE_SCHEMA: dict[str, pl.DataType] = {
    "text_hash": pl.String(),  # hash_text(text)
    "lengths": pl.List(pl.Int32()),  # for each word, words of the longest corpus span that starts there
    "counts": pl.List(pl.Int64()),  # how often that span occurs in the corpus
    "surprisal": pl.List(pl.Float32()),  # bits of each word under the corpus
}
"""Raw evidence, one row for each distinct text of the items; every view is remade from it."""


@dataclass(frozen=True, slots=True)
class Document:
    """One document of a corpus. `document_id` is its own id where it has one, else `file:line`."""

    document_id: str
    text: str


@dataclass(frozen=True, slots=True)
class Rejected:
    """A record that could not be used: where it stood, why, and the record itself (cut)."""

    source: str
    line: int | None
    reason: str
    record: str = ""


@dataclass(frozen=True, slots=True)
class InputFile:
    """A file that was read: its address, size in bytes and SHA-256 (None where it was not read whole)."""

    path: str
    bytes: int | None = None
    sha256: str | None = None


@dataclass(frozen=True)
class Items:
    """What `read_items` returns: the table (ITEM_SCHEMA, then metadata) and what was left out on the way."""

    table: pl.DataFrame
    rejected: Sequence[Rejected] = ()
    warnings: Sequence[str] = ()
    inputs: Sequence[InputFile] = ()


@dataclass(frozen=True)
class CorpusSummary:
    """How much was searched. Counts are exact; `searched_fraction` is 1.0 unless a sample was declared."""

    documents: int
    words: int
    bytes: int
    searched_fraction: float = 1.0
    rejected: int = 0
    files: int = 0


@dataclass(frozen=True)
class Evidence:
    """What `scan` returns.

    `items` is the table that came in, with the columns of FIELD_COLUMNS for each field and
    `recall_documents` (documents that hold the whole question and the target) added.
    `passages` follows PASSAGE_SCHEMA, `texts` follows EVIDENCE_SCHEMA.
    """

    items: pl.DataFrame
    passages: pl.DataFrame
    texts: pl.DataFrame
    corpus: CorpusSummary
    rejected: Sequence[Rejected] = ()
    inputs: Sequence[InputFile] = ()


Profile = dict[str, Any]
"""The content of `profile.json` (schema farfield.profile/1); plain JSON values only."""
