"""A shard of a dated corpus → its words as numbers, its texts and its dates, in files of a scratch folder.

Several processes read shards; each numbers words for itself. `prior_work.py` brings the numbers together.
"""

from __future__ import annotations

from array import array
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path

import numpy as np

from farfield.arrays import Codes
from farfield.corpus.account import Account
from farfield.corpus.dated_fields import BETWEEN_DATES, DatedOptions
from farfield.corpus.documents import CorpusFile
from farfield.files.batches import DocumentBatch, make_batch
from farfield.ideas.forms import Forms, look_for_texts
from farfield.ideas.markup import plain
from farfield.ideas.periods import Period, read_period
from farfield.ideas.word_forms import blanked
from farfield.kernel.forms.numbering import PLAIN
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

    `names`: of all documents end to end, of each up to `name_ends`. `ends`: of each document in these words;
    `text_ends`: in these bytes. `first`, `last`: its period as yyyymmdd, 0
    where it has no date. `prints`: 64 bits of its words, alike for documents of the same words.
    """

    shard: Shard
    stem: str
    vocabulary: list[str]
    names: bytes
    name_ends: Codes
    ends: Codes
    text_ends: Codes
    first: Codes
    last: Codes
    prints: Codes
    account: Account
    input: InputFile | None

    def files(self, folder: Path) -> tuple[Path, Path]:
        """Where its words stand, and its texts."""
        return files_of(self.stem, folder)


def files_of(stem: str, folder: Path) -> tuple[Path, Path]:
    """Where the words of a shard stand, and its texts."""
    return folder / f"{stem}.words", folder / f"{stem}.texts"


class _Dates(dict[bytes, Period]):
    """What stands before a text → the first of the dates in it that can be read."""

    def __missing__(self, given: bytes) -> Period:
        read = (read_period(one) for one in given.decode("utf-8", "replace").split(BETWEEN_DATES))
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
        self._forms, self._dates = Forms(), _Dates()
        self._names, self._prints = bytearray(), bytearray()
        self._name_sizes, self._sizes, self._text_sizes, self._first, self._last = (
            array("q") for _ in range(5)
        )

    def read(self, advance: Advance) -> ShardWords:
        file, done = CorpusFile(self._shard.part, self._options), 0
        words, texts = files_of(self._stem, self._folder)
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
            vocabulary=self._forms.vocabulary(),
            names=bytes(self._names),
            name_ends=_ends(self._name_sizes),
            ends=_ends(self._sizes),
            text_ends=_ends(self._text_sizes),
            first=np.array(self._first, np.int64),
            last=np.array(self._last, np.int64),
            prints=np.frombuffer(bytes(self._prints), np.int64),
            account=file.account,
            input=file.input if self._shard.part.is_whole else None,
        )

    def _add(self, batch: DocumentBatch) -> tuple[bytes, bytes]:
        """Take in the documents of a batch; their words as numbers, and their texts."""
        texts, looked = list[bytes](), list[bytes]()
        content, begins = batch.text.tobytes(), batch.begins.tolist()
        places, kinds = look_for_texts(batch)
        for place, kind, begin, end in zip(places, kinds, begins, begins[1:], strict=False):
            # a format without fields has no mark
            period = self._dates[content[begin:place]] if place >= 0 else UNDATED
            self._first.append(period.first)
            self._last.append(period.last)
            text = found = content[place + 1 if place >= 0 else begin : end]
            if kind != PLAIN:
                written = plain(text.decode("utf-8", "replace"))
                text, found = written.encode(), blanked(written)
            texts.append(text)
            looked.append(found)
        names = [name.encode("utf-8", "surrogatepass") for name in batch.ids]
        self._names += b"".join(names)
        self._name_sizes.extend(map(len, names))
        self._text_sizes.extend(map(len, texts))
        _, joined, ends = make_batch(batch.ids, looked)
        numbered = self._forms.number(joined, ends)
        self._sizes.extend(numbered.sizes.tolist())
        self._prints += b"".join(numbered.prints())
        return numbered.numbers.tobytes(), b"".join(texts)


def _ends(sizes: array[int]) -> Codes:
    """Where each ends of what is laid end to end."""
    return np.cumsum(np.array(sizes, np.int64))
