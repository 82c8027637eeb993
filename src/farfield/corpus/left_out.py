"""Text of records that no document is made of: which fields hold it, and how much.

Only some records are looked at, by their number in the file: so every cut of a corpus into pieces looks at the same.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from typing import Any

from farfield.text.words import split_words

FIRST = 16  # records, each of which is looked at
NEAR, NEAR_STEP = 1024, 16  # up to that record every 16th
STEP = 256  # and then every 256th: costs below 1 % of a scan
FEWEST_WORDS = 4  # of a text; an address, a date, a name have fewer
FEWEST_CHARACTERS = 8  # of a text in a script without spaces
BEGINNING = 400  # characters of a value that tell whether it is a text
OF_A_TASK = (
    "prompt", "question", "query", "instruction", "problem",
    "answer", "answers", "response", "completion", "output", "solution", "target",
)  # fmt: skip
"""What these hold counts however short it is, and is told whatever its share: without it no question has its answer."""
MOST_FIELDS = 100  # whose names are kept
DEEPEST = 20  # values within values


def next_look(number: int) -> int:
    """The first record from that number on that is looked at; they count from 1."""
    if number <= FIRST:
        return number
    step = NEAR_STEP if number <= NEAR else STEP
    return -(-number // step) * step


class LeftOut:
    """Of the records looked at: `read` characters of documents, and in `fields` those of other texts by their field."""

    def __init__(self) -> None:
        self.read = 0
        self.fields: Counter[str] = Counter()

    def look(self, record: Any, used: Collection[str], document: str) -> None:
        """Count a record, `document` being what was made of the fields `used`; what it holds anyhow is not left out."""
        self.read += len(document)
        if not isinstance(record, Mapping):
            return
        plain = ""
        for name, value in record.items():
            if not isinstance(name, str) or name in used:
                continue
            short = name.strip().casefold() in OF_A_TASK
            for text in _texts(value, 0) if not short else _any_text(value):
                plain = plain or " ".join(document.split())
                if text not in document and " ".join(text.split()) not in plain:
                    self._count(name, len(text))

    def _count(self, name: str, size: int) -> None:
        if name in self.fields or len(self.fields) < MOST_FIELDS:
            self.fields[name] += size

    @property
    def counted(self) -> tuple[tuple[str, int], ...]:
        return in_order(self.fields)


def in_order(fields: Mapping[str, int]) -> tuple[tuple[str, int], ...]:
    """The fields with most text first."""
    return tuple(sorted(fields.items(), key=lambda one: (-one[1], one[0])))


def _any_text(value: Any) -> Iterator[str]:
    if isinstance(value, str | int | float) and not isinstance(value, bool) and str(value).strip():
        yield str(value)
    else:
        yield from _texts(value, 0)


def _texts(value: Any, depth: int) -> Iterator[str]:
    if isinstance(value, str):
        if is_text(value):
            yield value
    elif isinstance(value, Mapping) and depth < DEEPEST:
        for part in value.values():
            yield from _texts(part, depth + 1)
    elif isinstance(value, list | tuple) and depth < DEEPEST:
        if value and all(isinstance(part, str) for part in value):
            yield from _texts(" ".join(value), depth + 1)
            return
        for part in value:
            yield from _texts(part, depth + 1)


def is_text(value: str) -> bool:
    """Whether a string is several words, and no name, address or date."""
    begin = value[:BEGINNING]
    if len(begin.split(None, FEWEST_WORDS)) >= FEWEST_WORDS:
        return any(letter.isalpha() for letter in begin)
    return not begin.isascii() and len(split_words(begin)) >= FEWEST_CHARACTERS
