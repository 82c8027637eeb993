"""A shard of a dated corpus → its words as numbers, its texts and its dates, in files of a scratch folder.

Several processes read shards; each numbers words for itself. `prior_work.py` brings the numbers together.
"""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path

import numpy as np

from farfield.arrays import Codes
from farfield.corpus.account import Account
from farfield.corpus.dated_fields import BETWEEN_DATES, DATE_END, DatedOptions
from farfield.corpus.documents import CorpusFile
from farfield.files.batches import DocumentBatch
from farfield.ideas.markup import plain
from farfield.ideas.periods import Period, read_period
from farfield.ideas.word_forms import blanked, fold
from farfield.records import InputFile
from farfield.scan.plan import Run, Shard
from farfield.scan.workers import Advance
from farfield.storage.identity import file_state
from farfield.storage.remote import changed

UNDATED = Period(0, 0)


@dataclass(frozen=True)
class ShardWords:
    """What is known of a shard's documents, in their order. Its words stand in `FOLDER/STEM.words` (int32, numbers of
    `vocabulary`), its texts in `FOLDER/STEM.texts`.

    `ends`: of each document in these words; `text_ends`: in these bytes. `first`, `last`: its period as yyyymmdd, 0
    where it has no date. `prints`: 64 bits of its words, alike for documents of the same words.
    """

    shard: Shard
    stem: str
    vocabulary: list[str]
    names: list[str]
    ends: Codes
    text_ends: Codes
    first: Codes
    last: Codes
    prints: Codes
    account: Account
    input: InputFile | None


class _Forms(dict[bytes, int]):
    """Words → numbers of their forms, each word folded once."""

    def __init__(self) -> None:
        self.forms: dict[str, int] = {}

    def __missing__(self, word: bytes) -> int:
        found = self[word] = self.forms.setdefault(fold(word.decode("ascii")), len(self.forms))
        return found


class _Dates(dict[str, Period]):
    """What stands before a text → the first of the dates in it that can be read."""

    def __missing__(self, given: str) -> Period:
        read = (read_period(one) for one in given.split(BETWEEN_DATES))
        found = self[given] = next((one for one in read if one is not None), UNDATED)
        return found


def read_shards(run: Run, folder: str, options: DatedOptions, advance: Advance) -> list[ShardWords]:
    """Each shard's words and texts, written to `folder`. Raises FarfieldError where a file can't be read."""
    return [_ShardReader(shard, Path(folder), options).read(advance) for shard in run]


class _ShardReader:
    def __init__(self, shard: Shard, folder: Path, options: DatedOptions) -> None:
        self._shard, self._options = shard, options
        place = f"{shard.part.path}\0{shard.part.begin}"
        self._stem = blake2b(place.encode("utf-8", "surrogatepass"), digest_size=12).hexdigest()
        self._folder = folder
        self._forms, self._dates = _Forms(), _Dates()
        self._names: list[str] = []
        self._sizes: list[int] = []
        self._text_sizes: list[int] = []
        self._periods: list[Period] = []
        self._prints: list[bytes] = []

    def read(self, advance: Advance) -> ShardWords:
        file, done = CorpusFile(self._shard.part, self._options), 0
        words, texts = self._folder / f"{self._stem}.words", self._folder / f"{self._stem}.texts"
        with words.open("wb") as to_words, texts.open("wb") as to_texts:
            for batch in file:
                numbers, written = self._add(batch)
                to_words.write(numbers)
                to_texts.write(written)
                advance(file.bytes_read - done)
                done = file.bytes_read
        advance(file.bytes_read - done)
        if file_state(self._shard.part.path) != self._shard.state:
            raise changed(self._shard.part.path)
        return ShardWords(
            shard=self._shard,
            stem=self._stem,
            vocabulary=list(self._forms.forms),
            names=self._names,
            ends=np.cumsum(np.array(self._sizes, np.int64)),
            text_ends=np.cumsum(np.array(self._text_sizes, np.int64)),
            first=np.array([one.first for one in self._periods], np.int64),
            last=np.array([one.last for one in self._periods], np.int64),
            prints=np.frombuffer(b"".join(self._prints), np.int64),
            account=file.account,
            input=file.input if self._shard.part.is_whole else None,
        )

    def _add(self, batch: DocumentBatch) -> tuple[bytes, bytes]:
        """Take in the documents of a batch; their words as numbers, and their texts."""
        every: list[bytes] = []
        texts: list[bytes] = []
        content = batch.text.tobytes()
        begins = batch.begins.tolist()
        for name, begin, end in zip(batch.ids, begins, begins[1:], strict=False):
            dates, mark, text = content[begin:end].decode("utf-8", "replace").partition(DATE_END)
            if not mark:  # of a format without fields
                dates, text = "", dates
            text = plain(text)
            words = blanked(text).split()
            every += words
            written = text.encode()
            texts.append(written)
            self._names.append(name)
            self._sizes.append(len(words))
            self._text_sizes.append(len(written))
            self._periods.append(self._dates[dates])
            self._prints.append(blake2b(b" ".join(words), digest_size=8).digest())
        numbers = np.fromiter(map(self._forms.__getitem__, every), np.int32, len(every))
        return numbers.tobytes(), b"".join(texts)
