"""What reading a corpus leaves beside the documents: what was left out, and what each file was taken for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from farfield.corpus.left_out import in_order
from farfield.corpus.text_fields import Texts
from farfield.corpus_records import ReadAs
from farfield.files.batches import DocumentBatch
from farfield.files.unreadable import Unreadable
from farfield.records import RECORD_CUT, Rejected

MOST_REJECTED = 100_000  # records of a scan that are kept, about 30 MB; the others are counted


@dataclass
class Size:
    """Of what was read: bytes are those of its text, `empty` documents have none."""

    documents: int = 0
    bytes: int = 0
    empty: int = 0

    def add(self, batch: DocumentBatch) -> None:
        self.documents += len(batch.ids)
        self.bytes += int(batch.begins[-1])
        self.empty += len(batch.ids) - int(np.count_nonzero(np.diff(batch.begins)))


@dataclass
class Account:
    """Of one file, or one part of it, and of all that an archive holds.

    `rejected`: the first MOST_REJECTED of `rejected_count`; they are about `rejected_bytes`, without the `textless`
    files among them. `read_bytes`: of what was read, records of JSON as they are written. `unsized`: whether the whole
    file was refused, so that its own size is to be added.
    """

    rejected: list[Rejected] = field(default_factory=list)
    rejected_count: int = 0
    rejected_bytes: int = 0
    read_bytes: int = 0
    textless: int = 0
    unsized: bool = False
    read_as: list[ReadAs] = field(default_factory=list)

    def reject(self, record: Rejected, size: int) -> None:
        """Leave out a record of `size` bytes."""
        self.rejected_count += 1
        self.rejected_bytes += size
        if len(self.rejected) < MOST_REJECTED:
            self.rejected.append(replace(record, record=record.record[:RECORD_CUT]))

    def refuse(self, path: str, found: Unreadable, size: int | None) -> None:
        """Leave out a whole file of `size` bytes, or of all bytes of the file that is read."""
        reason = f"{found.what}: it holds no text" if not found.text else found.what
        self.reject(Rejected(path, None, reason), 0)
        if not found.text:
            self.textless += 1
        elif found.bytes is not None or size is not None:
            self.rejected_bytes += found.bytes if found.bytes is not None else size or 0
        else:
            self.unsized = True

    def took(
        self, form: str, size: Size, texts: Texts | None = None, *, files: int = 1, lost: int = 0
    ) -> None:
        """A file of that size was read as `form`; beside it `lost` bytes were rejected."""
        raw = texts.raw_bytes if texts else 0
        self.read_bytes += max(size.bytes, raw - lost)
        one = ReadAs(form, files=files, documents=size.documents, empty=size.empty)
        if texts is None:
            self.read_as = add_up([*self.read_as, one])
            return
        fields = texts.fields
        one = replace(
            one,
            fields=fields.names,
            template=fields.template,
            guessed=fields.guessed,
            documents=size.documents - texts.others.total(),
            held=() if fields.single else tuple(texts.held),
            looked=texts.left_out.read,
            left_out=texts.left_out.counted,
        )
        others = [
            ReadAs(form, other.names, other.template, True, documents=documents)
            for other, documents in texts.others.items()
        ]
        self.read_as = add_up([*self.read_as, one, *others])


def add_up(parts: Iterable[ReadAs]) -> list[ReadAs]:
    """One entry for each form and fields, in a fixed order."""
    sums: dict[ReadAs, ReadAs] = {}
    for part in parts:
        kind = ReadAs(part.form, part.fields, part.template, part.guessed)
        before = sums.get(kind)
        if before is None:
            sums[kind] = part
            continue
        sums[kind] = replace(
            kind,
            files=before.files + part.files,
            documents=before.documents + part.documents,
            held=_added(before.held, part.held),
            empty=before.empty + part.empty,
            looked=before.looked + part.looked,
            left_out=in_order(Counter(dict(before.left_out)) + Counter(dict(part.left_out))),
        )
    return sorted(sums.values(), key=lambda one: (one.form, one.fields, one.template or "", one.guessed))


def _added(one: Sequence[int], other: Sequence[int]) -> tuple[int, ...]:
    return tuple(map(sum, zip(one, other, strict=True))) if one and other else tuple(one or other)
