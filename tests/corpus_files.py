"""Reading one file of a corpus in a test: its documents, what was left out, and what it was taken for."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from farfield.corpus.documents import CorpusFile
from farfield.corpus_records import ReadAs
from farfield.options.corpus import CorpusOptions


class Read(NamedTuple):
    texts: list[str]
    names: list[str]
    reasons: list[str]
    read_as: list[ReadAs]
    lost: int
    textless: int


def read_file(path: Path | str, *fields: str) -> Read:
    file = CorpusFile(str(path), CorpusOptions(fields or None))
    texts: list[str] = []
    names: list[str] = []
    for batch in file:
        names += batch.ids
        for begin, end in zip(batch.begins, batch.begins[1:], strict=False):
            texts.append(bytes(batch.text[begin:end]).decode())
    account = file.account
    reasons = [record.reason for record in account.rejected]
    return Read(texts, names, reasons, account.read_as, account.rejected_bytes, account.textless)


def read_bytes(folder: Path, name: str, data: bytes, *fields: str) -> Read:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return read_file(path, *fields)
