"""What a page carries as data: one value of JSON, which its scripts read by these names and places.

A struct that is a row (`array_like`) is a list there: a page repeats thousands of them, and no names of theirs.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from msgspec import UNSET, UnsetType, field

from farfield.results.comparison import NamedRuler
from farfield.results.structs import Result

ItemKey = tuple[str, str]
"""The task and the id of an item."""

Answer = tuple[str | int, int, float | None, int, *tuple[float | None, ...]]
"""Subject (by its number in the list of subjects), epoch, score, number of the regime, a distance for each ruler."""


class ShownText(Result, array_like=True):
    """A text with what of it stands in the corpus."""

    text: str
    """Its beginning, as far as a page holds it."""
    spans: list[int]
    """Four numbers a span: start and length in UTF-16 units of the text, words, how often the corpus holds it."""
    words: int | None
    """Of the whole text; null where nothing was scanned, as the two below."""
    pieces: int | None
    """Of the corpus that spell it out."""
    match: int | None
    """Words of its longest stretch in the corpus."""
    cut: int
    """Characters that are left out."""


class Place(Result, array_like=True):
    """Where a passage stands: in a document, and in a text of the item."""

    document: int
    """Its number in the list of documents."""
    field: int
    """The text of the item: question 0, target 1, output 2."""
    words: int
    """Of the match."""
    count: int
    """How often the corpus holds it."""
    start: int
    """In UTF-16 units of the item's text."""
    length: int
    """In the same units."""


class Quote(Result, array_like=True):
    """A passage between what stands around it."""

    before: str
    """Cut at a word where that can be."""
    text: str
    """The match."""
    after: str
    """As `before`."""


class ShownOutput(Result, array_like=True):
    """What a subject said, and the passages near to it."""

    text: ShownText
    """The output."""
    near: list[Place]
    """Passages of the output, the nearest first."""


class Held(Result, array_like=True):
    """Documents searched that hold question and answer."""

    whole: int
    """Word for word."""
    near: int
    """That nearly hold them."""
    most: float
    """The most that the corpus may hold; of near duplicates alone it is theirs."""


class Exposed(Result, array_like=True):
    """Documents searched that hold the rarest words of question and answer."""

    documents: int
    """How many."""
    key: str | None
    """These words."""
    most: float | None
    """The most that the corpus may hold; null where nothing bounds it."""


class Detail(Result):
    """What makes an item long."""

    quotes: list[Quote]
    """Its nearest passages, as they stand in their documents."""
    outputs: list[ShownOutput]
    """What each answer says, in the order of `answers`."""


class PageItem(Result, kw_only=True, omit_defaults=True):
    """A question with its answers. What is empty has no key."""

    id: str = ""
    """Of the item."""
    question: ShownText
    """What was asked."""
    target: ShownText
    """What is right."""
    near: list[Place] = field(default_factory=list)
    """Passages near to question and target, the nearest first."""
    more: Mapping[str, object] = field(default_factory=dict)
    """What the log says of it."""
    held: Held | None = None
    """Null where nothing was searched, or nothing found and nothing left."""
    exposed: Exposed | None = None
    """Null where nothing was searched for."""
    answers: list[Answer]
    """One for each answer, in the order of the log."""
    task: int | UnsetType = UNSET
    """Its number in the list of tasks."""
    quotes: list[Quote] | UnsetType = UNSET
    """Absent where the page has no room for them, as `outputs`."""
    outputs: list[ShownOutput] | UnsetType = UNSET
    """What each answer says."""


class Strip(Result):
    """Where the items of a task lie by a ruler."""

    task: str
    """By its name."""
    ruler: str
    """By its name."""
    low: float
    """Nearest distance."""
    high: float
    """Farthest distance."""
    log: bool
    """Whether the axis is one of ratios."""
    counts: list[int]
    """Answers around each of as many places from low to high."""


class UsedDocument(Result):
    """A document that the answers may come from."""

    document: str
    """Its id."""
    source: str | None
    """The file that holds it."""
    items: list[ItemKey]
    """The first items that it is near to."""
    words: int
    """Of its longest match."""
    credit: float
    """Words that it lends, shared with all places that hold the same ones."""
    of: int
    """How many items it is near to."""


class UsedPassage(Result):
    """Words of the corpus that stand in items."""

    items: list[ItemKey]
    """The first that hold them."""
    text: str
    """As one document has it, cut."""
    document: str
    """One that holds it."""
    source: str | None
    """The file that holds this one."""
    words: int
    """How many there are."""
    count: int
    """How often the corpus holds them."""
    of: int
    """How many items hold them."""


class UsedOutput(Result):
    """An answer with a copied stretch."""

    task: str
    """Of the item."""
    item_id: str
    """Of the item."""
    subject: str
    """Who answered."""
    epoch: int
    """Which time."""
    score: float | None
    """0 to 1; null where nobody graded it."""
    rate: float
    """Pieces of the corpus for each 100 words."""
    output_pieces: int
    """Pieces that spell it out."""
    output_words: int
    """How many it has."""
    output_match: int
    """Words of its longest stretch in the corpus."""
    documents: int | None
    """That hold a passage of it; null where none is listed."""
    text: str
    """The output, cut."""


class Used(Result):
    """Where the answers come from."""

    documents: list[UsedDocument]
    """Those that lend most first."""
    passages: list[UsedPassage]
    """Those in most items first."""
    outputs: list[UsedOutput]
    """Those of fewest pieces first."""
    none: str | None
    """In words that nothing is copied; null where something is, and where nothing was searched."""


class LeftOut(Result):
    """A record of the log that could not be used."""

    source: str
    """The file."""
    line: int | None
    """In the file, from 1; null where it has no lines."""
    reason: str
    """Why."""
    record: str
    """Its beginning."""


class Kept(Result):
    """How much of a run the page holds."""

    items: int
    """Items on the page."""
    detailed: int
    """Those with their outputs and quotations."""
    of: int
    """Items of the run."""


class FixedData(Result):
    """What a page holds of every run, however many items it keeps."""

    rulers: list[NamedRuler]
    """The main one first."""
    regimes: Sequence[str]
    """Their names; items have their numbers."""
    unit: str
    """What the scan counted: word or byte."""
    searched: str
    """What was searched, in words."""
    strips: list[Strip]
    """For each task and ruler."""
    used: Used
    """Where the answers come from."""
    rejected: list[LeftOut]
    """The first records that were left out."""


class PageData(FixedData):
    """All that a page carries as data."""

    subjects: list[str]
    """Their names; answers have their numbers."""
    tasks: list[str]
    """Their names; items have their numbers."""
    items: list[PageItem]
    """In the order of the log."""
    documents: list[tuple[str, int]]
    """Id and number of the file of each document that a place names."""
    sources: list[str]
    """The files of these documents."""
    kept: Kept
    """How much of the run this is."""
