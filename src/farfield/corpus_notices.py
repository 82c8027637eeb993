"""What is to be said of a corpus and of a scan: codes with figures. Their sentences are made in `words`.

They stand here, and not among those of `results`, as the evidence that a scan hands on carries them (`records.py`), and
`results` is made of records.
"""

from __future__ import annotations

import re
from typing import Literal

import msgspec


def code_of(name: str) -> str:
    """FewItems -> "few_items": the code of a struct is its name."""
    return re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower()


class Doubt(msgspec.Struct, frozen=True, tag_field="code", tag=code_of):
    """What speaks against taking something for the corpus. `doubts` are the same in words."""


class CorpusUnread(Doubt, frozen=True):
    """A part of the corpus could not be read."""

    share: float
    """About which share of its bytes."""
    records: int
    """Documents or files that could not be read."""
    of: int
    """All documents or files."""
    reasons: list[str]
    """The commonest reasons, each with a place."""
    more_reasons: int
    """How many reasons there are besides."""


class FieldsLeftOut(Doubt, frozen=True):
    """Text in fields that no document is made of was not searched."""

    share: float
    """About which share of the text of records."""
    left_out: list[str]
    """These fields."""
    fields: list[str]
    """The fields that documents are made of."""
    form: str
    """The form of the files."""
    documents: int
    """Documents that came of them."""


class QuestionsAlone(Doubt, frozen=True):
    """Of records only a question was searched, so that no answer can stand beside it."""

    fields: list[str]
    """The fields that documents are made of."""
    form: str
    """The form of the files."""
    documents: int
    """Documents that came of them."""


class DocumentsEmpty(Doubt, frozen=True):
    """Many documents hold no text: it may be in another field."""

    empty: int
    """Documents without a text."""
    documents: int
    """All documents of the form."""
    fields: list[str]
    """The fields that documents are made of."""
    form: str
    """The form of the files."""


class OneDocument(Doubt, frozen=True):
    """The corpus is a single document, so that a question and an answer anywhere in it count as together."""

    words: int
    """Its words, or bytes."""
    unit: Literal["word", "byte"]
    """What is counted."""


class HardlyText(Doubt, frozen=True):
    """The corpus has more bytes a word than any language."""

    bytes_a_word: float
    """Bytes for each word."""
    words: int
    """Its words."""


class AllQuestionsStand(Doubt, frozen=True):
    """All questions stand in the corpus word for word: it may be the test itself."""

    questions: int
    """The questions."""


class ScanNotice(msgspec.Struct, frozen=True, tag_field="code", tag=code_of):
    """What a reader must know of how a scan went. `warnings` are the same in words, after those of the logs."""


class RejectedCut(ScanNotice, frozen=True):
    """More records of the corpus could not be used than rejected.jsonl holds."""

    records: int
    """Records that could not be used."""
    kept: int
    """Those that rejected.jsonl holds, the first by file and line."""


class CountedByIndex(ScanNotice, frozen=True):
    """An infini-gram index gave the counts: its spans are of raw text, and it tells no bits."""

    index: str
    """The index."""


class CountsApproximate(ScanNotice, frozen=True):
    """Some counts of the index are estimates."""

    approximate: int
    """These counts."""
    counts: int
    """All counts."""


class SpansUnasked(ScanNotice, frozen=True):
    """Texts hold spans that the server takes no question for, so that distances are upper bounds."""

    texts: int
    """These texts."""


class RecallBounds(ScanNotice, frozen=True):
    """Of some pairs of question and answer `recall_documents` is a lower bound."""

    pairs: int
    """These pairs."""


class NoPassages(ScanNotice, frozen=True):
    """No passages could be fetched from the index."""

    problem: str
    """What the server said."""


class WordsWithoutSpaces(ScanNotice, frozen=True):
    """Most words are of scripts without spaces, in which an index of tokens misses spans."""

    share: float
    """Their share of the items' words."""


AnyDoubt = (
    CorpusUnread
    | FieldsLeftOut
    | QuestionsAlone
    | DocumentsEmpty
    | OneDocument
    | HardlyText
    | AllQuestionsStand
)
AnyScanNotice = (
    RejectedCut | CountedByIndex | CountsApproximate | SpansUnasked | RecallBounds | NoPassages | WordsWithoutSpaces
)  # fmt: skip
