"""Plain text → one document."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from typing import Any, BinaryIO

import numpy as np

from farfield.corpus.json_documents import Reject
from farfield.corpus.json_forms import begins_like_json
from farfield.files.batches import BATCH_BYTES, LARGEST_DOCUMENT, PADDING, DocumentBatch, too_large
from farfield.files.encodings import BYTE_ORDER_MARK, guess_legacy
from farfield.files.json_values import decode_json, whole_characters
from farfield.kernel.bytes.utf8 import find_invalid
from farfield.records import Rejected, without_secrets

BINARY_LOOK = 8192  # bytes: a zero among the first ones tells that a file is no text
LONGEST_JSON = 64 << 20  # bytes; a longer one stays as it is written
ESCAPES = re.compile(r"(?:\\(?:u[0-9a-fA-F]{4}|[\"\\/bfnrt]))+")
AROUND = 2048  # bytes before what is no UTF-8, by which its encoding is guessed


def whole_text(
    stream: BinaryIO, path: str, reject: Reject, took: Callable[[int], None]
) -> Iterator[DocumentBatch]:
    """The one document of a file, `took` being told its size; none where it is no text in UTF-8.

    JSON without records, as a notebook, is one by what its strings say: `\\u00e9` is a letter and `\\n` ends a line.
    Raises FarfieldError where it is larger than LARGEST_DOCUMENT.
    """
    data = bytearray()
    while piece := stream.read(BATCH_BYTES):
        data += piece
        if len(data) > LARGEST_DOCUMENT:
            raise too_large(path)
    if data.startswith(BYTE_ORDER_MARK):
        del data[: len(BYTE_ORDER_MARK)]
    if begins_like_json(bytes(data[:BINARY_LOOK])):
        data = _without_escapes(data)
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


def _without_escapes(data: bytearray) -> bytearray:
    """JSON with the characters that its escapes stand for; anything else as it is."""
    if b"\\" not in data or len(data) > LONGEST_JSON:
        return data
    try:
        decode_json(bytes(data))
    except ValueError:
        return data
    text = ESCAPES.sub(lambda found: json.loads(f'"{found.group()}"'), data.decode())
    return bytearray(whole_characters(text).replace("\0", "\ufffd").encode())
