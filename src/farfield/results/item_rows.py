"""Rows of items.parquet and passages.parquet as they are read back; `schemas.py` tells each column that is written.

A table of items has as many columns as its log brought along. The page names those of Farfield, and keeps what is left
in one mapping.
"""

from __future__ import annotations

from collections.abc import Mapping

from farfield.results.structs import Result


class ItemText(Result):
    """One of the three texts of an item, with what the scan measured of it: null where nothing was scanned."""

    text: str | None
    """As the log has it; null where it has none."""
    words: int | None
    """How many there are."""
    pieces: int | None
    """Of the corpus, as few as spell it out."""
    match: int | None
    """Words of its longest stretch in the corpus."""


class ItemCounts(Result):
    """In how many documents an item stands; null where the scan could not look, or an older one did not."""

    recall_documents: int | None = None
    """That hold the whole question and the target."""
    recall_documents_high: float | None = None
    """As many as the whole corpus may hold: the upper end of an interval of 95 %."""
    near_documents: int | None = None
    """That hold a near duplicate of the question and the target beside it."""
    near_documents_high: float | None = None
    """As many as the whole corpus may hold."""
    exposure_documents: int | None = None
    """That hold the rarest words of question and answer."""
    exposure_key: str | None = None
    """These words."""
    exposure_documents_high: float | None = None
    """As many as the whole corpus may hold."""


class ItemRow(Result):
    """An answer of a subject to a question: a row of items.parquet."""

    task: str
    """The set of items that it belongs to."""
    item_id: str
    """Of the question, within its task."""
    subject: str
    """Who answered."""
    epoch: int
    """Which time."""
    score: float | None
    """0 to 1; null where nobody graded it."""
    regime: str | None
    """Where the item stands; null where no scan assigned one."""
    question: ItemText
    """What was asked."""
    target: ItemText
    """What is right."""
    output: ItemText
    """What the subject said."""
    counts: ItemCounts
    """In how many documents it stands."""
    distances: tuple[float | None, ...]
    """By each ruler of the page, in their order; null where an item has none."""
    told: Mapping[str, object]
    """What the log says of it beside all that: values by the names that they are shown by, null ones left out."""


class PassageRow(Result):
    """A place in a document that holds a stretch of an item: a row of passages.parquet."""

    task: str
    """Of the item."""
    item_id: str
    """Of the item."""
    subject: str | None
    """Whose output it matches; null for passages of a question or a target."""
    epoch: int | None
    """Of that output; null as `subject`."""
    field: str
    """Which text of the item matches: question, target or output."""
    document: str
    """That holds it."""
    source: str | None
    """The file with that document; null where an index gave it."""
    words: int
    """Of the match."""
    count: int
    """How often the corpus holds the same words."""
    item_start: int
    """First character of the item's text."""
    item_end: int
    """The one behind its last."""
    text: str
    """As the document has it."""
    before: str | None
    """What stands before it in the document."""
    after: str | None
    """What stands behind it."""
