"""The corpus in numbers: read once, by any number of processes, then gone through again and again as arrays.

What is kept in memory goes by distinct words, and is some 75 bytes a document: its dates, its name, its size and
where it lies; the words of the documents and their texts lie in files of a scratch folder. Documents are in the order
of files and of places in them, words in that of the alphabet: nothing depends on who read what first.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import closing
from functools import partial as bind
from pathlib import Path

import numpy as np

from farfield.arrays import Codes, Rows
from farfield.corpus.dated_fields import DatedOptions
from farfield.corpus.documents import find_corpus_files
from farfield.ideas.chunks import Chunk, Numbers
from farfield.ideas.held_words import HeldWords
from farfield.ideas.names import Names
from farfield.ideas.periods import Period
from farfield.ideas.shard_words import ShardWords, read_shards
from farfield.records import FarfieldError, InputFile, Rejected
from farfield.scan.doubts import MOST_LOST, reasons
from farfield.scan.engines import Progress, meter
from farfield.scan.plan import make_plan, make_runs
from farfield.scan.workers import scan_in_processes
from farfield.text.nouns import number_of

CHUNK_WORDS = 1 << 21
WORD_BYTES = 4  # of a word's number, as it is laid down
RUNS_PER_WORKER = 4


class _Laid:
    """What is kept of a shard: where its words and texts lie, and the numbers of its own words among all."""

    def __init__(self, shard: ShardWords, numbers: Numbers) -> None:
        self.stem, self.ends, self.text_ends, self.numbers = shard.stem, shard.ends, shard.text_ends, numbers


class PriorWork:
    """All documents of a corpus. `words`: the vocabulary, sorted; of each document `names`, `first` and `last` day (0
    without a date), `sizes` in words, and `prints`, alike for the same words."""

    def __init__(self, shards: Sequence[ShardWords], folder: Path) -> None:
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
        self.repeated = int(len(self.prints) - len(np.unique(self.prints)))
        self._shards = [
            _Laid(one, np.array([self.numbers[word] for word in one.vocabulary], np.int32)) for one in ordered
        ]
        self._starts = np.cumsum([0, *(len(one.ends) for one in ordered)])
        accounts = [one.account for one in ordered]
        self.rejected: list[Rejected] = [record for one in accounts for record in one.rejected]
        self.rejected_count = sum(one.rejected_count for one in accounts)
        self.lost = sum(one.rejected_bytes for one in accounts)
        self.bytes_read = sum(one.read_bytes for one in accounts)
        self.inputs: list[InputFile] = [one.input for one in ordered if one.input]
        self.fields = Counter(
            name for one in accounts for read in one.read_as for name in read.fields if read.documents
        )

    @property
    def documents(self) -> int:
        return len(self.names)

    @property
    def dated(self) -> Rows:
        """Which documents have a date."""
        return self.first > 0

    def before(self, period: Period) -> Rows:
        """Which documents are wholly before it."""
        return self.dated & (self.last < period.first)

    def chunks(self) -> Iterator[Chunk]:
        """All documents, in order."""
        for shard, start in zip(self._shards, self._starts.tolist(), strict=False):
            if not len(shard.ends) or not shard.ends[-1]:
                continue
            path = self.folder / f"{shard.stem}.words"
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
        with (self.folder / f"{shard.stem}.texts").open("rb") as file:
            file.seek(begin)
            return file.read(end - begin).decode("utf-8", "replace")


def _joined(parts: Sequence[Codes]) -> Codes:
    return np.concatenate([np.zeros(0, np.int64), *parts])


def read_prior_work(
    sources: Sequence[str],
    folder: Path,
    options: DatedOptions,
    workers: int = 1,
    progress: Progress | None = None,
) -> PriorWork:
    """Read a dated corpus; its words and texts are left in `folder` and needed as long as what is returned.

    `progress` is told the bytes read so far and the bytes there are. Raises FarfieldError for files that can't be read,
    for a corpus most of which is lost, which holds no word, or none of whose documents has a date.
    """
    plan = make_plan(find_corpus_files(sources)[0], {}, options)
    advance = meter(plan.bytes, progress)
    work = bind(read_shards, folder=str(folder), options=options)
    found: list[ShardWords] = []
    workers = min(workers, len(plan.shards))
    if workers > 1:
        runs = make_runs(plan.shards, plan.bytes / (workers * RUNS_PER_WORKER))
        with closing(scan_in_processes(runs, work, advance, workers)) as results:
            for _, shards in results:
                found += shards
    else:
        found = work(plan.shards, advance=advance)
    prior = PriorWork(found, folder)
    _refuse(prior, ", ".join(sources), options)
    return prior


def _refuse(prior: PriorWork, where: str, options: DatedOptions) -> None:
    why = f": {reasons(prior.rejected)}" if prior.rejected else ""
    if prior.lost > MOST_LOST * (prior.lost + prior.bytes_read):
        raise FarfieldError(
            f"most of the prior work could not be read{why}",
            where=where,
            remedy="Mend it, or name the rest alone.",
        )
    if not prior.words:
        raise FarfieldError(
            f"the prior work holds no word in {number_of(prior.documents, 'document')}{why}",
            where=where,
            remedy="Check the path and --text-field.",
        )
    if not prior.dated.any():
        asked = (
            f"in field {options.date_field!r}"
            if options.date_field
            else "in a field named date, year or the like"
        )
        one = prior.documents == 1
        none = "the one document does not have" if one else f"none of {prior.documents:,} documents has"
        raise FarfieldError(
            f"{none} a date {asked}, so what came before an idea cannot be told",
            where=where,
            remedy="Name the field that holds the date with --date-field.",
        )
