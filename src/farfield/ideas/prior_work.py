"""The corpus in numbers: read once, by any number of processes, then gone through again and again as arrays.

What is kept in memory goes by distinct words, and is some 75 bytes a document: its dates, its name, its size and
where it lies; the words of the documents and their texts lie in files of a scratch folder. Documents are in the order
of files and of places in them, words in that of the alphabet: nothing depends on who read what first.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cached_property
from pathlib import Path

import numpy as np

from farfield.arrays import Codes, Rows
from farfield.ideas.chunks import Chunk, Numbers
from farfield.ideas.document_order import rank_documents
from farfield.ideas.held_words import HeldWords
from farfield.ideas.names import Names
from farfield.ideas.periods import Period
from farfield.ideas.shard_words import ShardWords, files_of
from farfield.records import InputFile, Rejected

CHUNK_WORDS = 1 << 21
WORD_BYTES = 4  # of a word's number, as it is laid down


class _Laid:
    """What is kept of a shard: where its words and texts lie, and the numbers of its own words among all."""

    def __init__(self, shard: ShardWords, numbers: Numbers) -> None:
        self.stem, self.ends, self.text_ends, self.numbers = shard.stem, shard.ends, shard.text_ends, numbers


class PriorWork:
    """All documents of a corpus. `words`: the vocabulary, sorted; of each document `names`, `first` and `last` day (0
    without a date), `sizes` in words, and `prints`, alike for the same words."""

    def __init__(
        self, shards: Sequence[ShardWords], folder: Path, in_ranges: Sequence[InputFile] = ()
    ) -> None:
        """`in_ranges`: the files of which each shard is a part."""
        ordered = sorted(shards, key=lambda one: one.shard)
        self.folder = folder
        self._held: HeldWords | None = None
        self.words = sorted({word for one in ordered for word in one.vocabulary})
        self.numbers = {word: number for number, word in enumerate(self.words)}
        self.names = Names((one.names, one.name_ends) for one in ordered)
        self.first = _joined([one.first for one in ordered])
        self.last = _joined([one.last for one in ordered])
        self.sizes = _joined([np.diff(one.ends, prepend=0) for one in ordered])
        self.prints = _joined([one.prints for one in ordered])
        held = self.prints[~self.wordless]
        self.repeated = int(len(held) - len(np.unique(held)))
        self._shards = [
            _Laid(one, np.array([self.numbers[word] for word in one.vocabulary], np.int32)) for one in ordered
        ]
        self._starts = np.cumsum([0, *(len(one.ends) for one in ordered)])
        accounts = [one.account for one in ordered]
        self.rejected: list[Rejected] = [record for one in accounts for record in one.rejected]
        self.rejected_count = sum(one.rejected_count for one in accounts)
        self.lost = sum(one.rejected_bytes for one in accounts)
        self.bytes_read = sum(one.read_bytes for one in accounts)
        whole = [one.input for one in ordered if one.input]
        self.inputs: list[InputFile] = sorted([*whole, *in_ranges], key=lambda file: file.path)
        self.fields = Counter(
            name for one in accounts for read in one.read_as for name in read.fields if read.documents
        )

    @property
    def documents(self) -> int:
        return len(self.names)

    @property
    def dated(self) -> Rows:
        """Which documents have a date, and a word: all others are prior work of nothing."""
        found: Rows = (self.first > 0) & ~self.wordless
        return found

    @property
    def wordless(self) -> Rows:
        """Which documents hold no word."""
        found: Rows = self.sizes == 0
        return found

    @cached_property
    def ranks(self) -> Codes:
        """The place of each document in the order that goes by what it is, in whatever order they were read."""
        return rank_documents(self.first, self.last, self.prints, self.names, self.text)

    def before(self, period: Period) -> Rows:
        """Which documents are wholly before it."""
        return self.dated & (self.last < period.first)

    def chunks(self) -> Iterator[Chunk]:
        """All documents, in order."""
        for shard, start in zip(self._shards, self._starts.tolist(), strict=False):
            if not len(shard.ends) or not shard.ends[-1]:
                continue
            path, _ = files_of(shard.stem, self.folder)
            done = 0
            while done < len(shard.ends):
                begin = int(shard.ends[done - 1]) if done else 0
                until = max(done + 1, int(np.searchsorted(shard.ends, begin + CHUNK_WORDS, side="right")))
                ends = shard.ends[done:until] - begin
                stored = np.fromfile(path, np.int32, int(ends[-1]), offset=WORD_BYTES * begin)
                yield Chunk(start + done, shard.numbers[stored], ends)
                done = until

    def held(self) -> HeldWords:
        """The words that each document holds, by the same chunks. Of the corpus's passes the first sorts them out."""
        if self._held is None:
            self._held = HeldWords(self.chunks(), self.folder)
        return self._held

    def text(self, document: int) -> str:
        """The text of a document, without its date."""
        at = int(np.searchsorted(self._starts, document, side="right")) - 1
        shard, place = self._shards[at], document - int(self._starts[at])
        begin, end = int(shard.text_ends[place - 1]) if place else 0, int(shard.text_ends[place])
        if begin == end:
            return ""
        with files_of(shard.stem, self.folder)[1].open("rb") as file:
            file.seek(begin)
            return file.read(end - begin).decode("utf-8", "replace")


def _joined(parts: Sequence[Codes]) -> Codes:
    return np.concatenate([np.zeros(0, np.int64), *parts])
