"""What was searched: how much of a corpus, what its files were taken for, and who counted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from farfield.corpus_notices import AnyDoubt


@dataclass(frozen=True)
class Backend:
    """Who counted, where it was not Farfield's own scan."""

    name: str
    """What it is."""
    index: str
    """The index that it was asked in."""
    address: str
    """Its server, or its folder on this machine."""
    tokens: int | None
    """Tokens of the whole index; null where it doesn't tell."""
    counts: int
    """Counts that it gave."""
    approximate: int
    """How many of them are estimates."""
    limited: int
    """Texts with spans that it could not be asked for."""


@dataclass(frozen=True, order=True)
class ReadAs:
    """What some files of a corpus were taken for. Files in an archive count one by one."""

    form: str
    """Their form."""
    fields: tuple[str, ...] = ()
    """The fields that documents were made of."""
    template: str | None = None
    """The template that documents were made by; null where none was given."""
    guessed: bool = False
    """Whether the fields were guessed by their names, as nobody named them."""
    files: int = 0
    """Files."""
    documents: int = 0
    """Documents that came of them."""
    held: tuple[int, ...] = ()
    """Of several fields, in how many of these documents each held a text."""
    empty: int = 0
    """Documents that hold no text."""
    looked: int = 0
    """Characters of the documents of the records that were looked at for other text."""
    left_out: tuple[tuple[str, int], ...] = ()
    """Other fields with text, and how many characters of it stood in those records."""


@dataclass(frozen=True)
class CorpusSummary:
    """How much was searched. Counts are of what was searched, and exact; what an index that somebody else built does
    not tell is null.
    """

    documents: int | None
    """Documents."""
    words: int | None
    """Words."""
    bytes: int | None
    """Bytes."""
    searched_fraction: float = 1.0
    """The share of the whole corpus: below 1 where a sample was drawn or declared."""
    rejected: int = 0
    """Records that could not be used."""
    files: int = 0
    """Files."""
    backend: Backend | None = None
    """Who counted; null where it was the scan of files."""
    rejected_bytes: int = 0
    """About how many bytes the rejected records have, those of `textless` files apart."""
    rejected_share: float = 0.0
    """The share of the corpus's bytes that these are."""
    textless: int = 0
    """Of the rejected, files that hold no text at all, as images and weights."""
    beside: int = 0
    """Files of its folders that only describe it, as a README beside data, and were left out."""
    read_as: Sequence[ReadAs] = ()
    """What its files were taken for, by their form."""
    doubts: Sequence[str] = ()
    """In words, where "all searched" or "nothing stands in it" cannot be taken at their word."""
    doubted: Sequence[AnyDoubt] = ()
    """What `doubts` say, as codes with figures (Doubt); `[]` in files of older versions."""
