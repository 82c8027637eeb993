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
SCHEMA_SUPPORT = "farfield.support/1"
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
    "unigram": pl.Float64(),  # bits per word by the frequency of each word alone
    "match": pl.Int64(),
    "coverage_8": pl.Float64(),
    "coverage_13": pl.Float64(),
}
"""What the scan adds for each field f of FIELDS, as `f_words`, `f_pieces`, ... Null where the text is empty."""

RECALL_COLUMNS: dict[str, pl.DataType] = {
    "recall_documents": pl.Int64(),  # documents searched that hold the whole question and the target
    "recall_documents_high": pl.Float64(),  # the 95 % upper bound of those in the whole corpus
}
"""What the scan adds for question and target together. Null where it could not look."""

COPY_COLUMNS: dict[str, pl.DataType] = {
    "question_containment": pl.Float64(),  # weighted share of the text that the nearest passage holds, edits allowed
    "question_copies": pl.Int64(),  # documents that hold a near duplicate of it, and of no other question more
    "target_containment": pl.Float64(),
    "target_copies": pl.Int64(),
    "near_documents": pl.Int64(),  # documents that hold a near duplicate of the question and the target beside it
    "exposure_documents": pl.Int64(),  # documents that hold the words of `exposure_key`
    "exposure_key": pl.String(),  # the rarest words of question and target
}
"""What the scan adds for near duplicates and exposure. Null where it could not look."""

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
    "kind": pl.String(),  # span: word for word; near: a near duplicate, `words` counts the words it shares
    "containment": pl.Float64(),  # weighted share of the item's field that the passage holds
    "semantic": pl.Float64(),  # 1 - cosine to the item's field; null unless ranked by meaning
}

EVIDENCE_SCHEMA: dict[str, pl.DataType] = {
    "text_hash": pl.String(),  # hash_text(text)
    "lengths": pl.List(pl.Int32()),  # for each word, words of the longest corpus span that starts there
    "counts": pl.List(pl.Int64()),  # how often that span occurs in the corpus
    "surprisal": pl.List(
        pl.Float32()
    ),  # bits of each word under the corpus; null where the corpus tells none
    "approximate": pl.List(pl.Boolean()),  # which counts are estimates; null where all are exact
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
class Backend:
    """Who counted, where it was not Farfield's own scan. `address`: its server, or its folder on this machine.

    `tokens`: of the whole index, None where it doesn't tell. Of `counts` counts, `approximate` are estimates.
    `limited`: texts with spans it could not be asked for.
    """

    name: str
    index: str
    address: str
    tokens: int | None
    counts: int
    approximate: int
    limited: int


@dataclass(frozen=True)
class CorpusSummary:
    """How much was searched. Counts are of what was searched, and exact; `searched_fraction` is its share of the
    whole corpus: 1.0 unless a sample was drawn or declared."""

    documents: int | None  # None: an index that somebody else built does not tell
    words: int | None
    bytes: int | None
    searched_fraction: float = 1.0
    rejected: int = 0
    files: int = 0
    backend: Backend | None = None


@dataclass(frozen=True)
class Evidence:
    """What `scan` returns.

    `items` is the table that came in, with the columns of FIELD_COLUMNS for each field, RECALL_COLUMNS and
    COPY_COLUMNS added.
    `passages` follows PASSAGE_SCHEMA, `texts` follows EVIDENCE_SCHEMA. `resumed`: what was taken over from a scan
    that had been stopped; None where nothing was.
    """

    items: pl.DataFrame
    passages: pl.DataFrame
    texts: pl.DataFrame
    corpus: CorpusSummary
    rejected: Sequence[Rejected] = ()
    inputs: Sequence[InputFile] = ()
    warnings: Sequence[str] = ()
    resumed: Mapping[str, Any] | None = None


@dataclass(frozen=True)
class Support:
    """What a corpus shows of a family: how often, point by point.

    `points` has a column for each of `axes` (Int64 where it is ordered, else String; null where a witness doesn't tell
    it), `count` (occurrences searched) and `documents` that hold one; each distinct point once. `told`: which axes a
    witness can tell together; a combination of others cannot be counted. `declared`: the file that a person declared
    it in; counts are then null, and every combination of declared levels counts as supported. `unread`: matches that
    their witness failed to read. `note`: why nothing is known.
    """

    family: str
    axes: tuple[str, ...]
    points: pl.DataFrame
    told: frozenset[frozenset[str]]
    documents: int = 0
    searched_fraction: float = 1.0
    declared: str | None = None
    unread: int = 0
    note: str | None = None


Profile = dict[str, Any]
"""The content of `profile.json` (schema farfield.profile/1); plain JSON values only."""
