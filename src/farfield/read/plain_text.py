"""Plain text → one document."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, BinaryIO

import numpy as np

from farfield.read.batches import BATCH_BYTES, LARGEST_DOCUMENT, PADDING, DocumentBatch, too_large
from farfield.read.corpus_encodings import BYTE_ORDER_MARK, guess_legacy
from farfield.read.json_documents import Reject
from farfield.read.utf8 import find_invalid
from farfield.records import Rejected, without_secrets

BINARY_LOOK = 8192  # bytes: a zero among the first ones tells that a file is no text
AROUND = 2048  # bytes before what is no UTF-8, by which its encoding is guessed


def whole_text(
    stream: BinaryIO, path: str, reject: Reject, took: Callable[[int], None]
) -> Iterator[DocumentBatch]:
    """The one document of a file, `took` being told its size; none where it is no text in UTF-8.

    Raises FarfieldError where it is larger than LARGEST_DOCUMENT.
    """
    data = bytearray()
    while piece := stream.read(BATCH_BYTES):
        data += piece
        if len(data) > LARGEST_DOCUMENT:
            raise too_large(path)
    if data.startswith(BYTE_ORDER_MARK):
        del data[: len(BYTE_ORDER_MARK)]
    size = len(data)
    data += PADDING
    text: Any = np.frombuffer(data, np.uint8)
    if b"\0" in data[: min(size, BINARY_LOOK)]:
        reject(Rejected(path, None, "not text (it holds NUL bytes)"), size)
    elif (broken := find_invalid(text, 0, size)) < size:
        line = data.count(b"\n", 0, broken) + 1
        sample = bytes(data[max(0, broken - AROUND) : min(size, broken + AROUND)])
        reject(Rejected(path, line, f"invalid UTF-8 at byte {broken}{guess_legacy(sample)}"), size)
    else:
        text.flags.writeable = False
        took(size)
        yield DocumentBatch([without_secrets(path)], text, np.array([0, size], np.int64))
