"""Documents laid end to end, as the scan takes them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from farfield.records import FarfieldError, without_secrets
from farfield.storage import content_suffix

LARGEST_DOCUMENT = (1 << 31) - (1 << 20)  # bytes; the scan counts them in 32 bits
BATCH_BYTES = 1 << 20
PADDING = bytes(64)  # so that the scan can load 64 bytes from anywhere in a text


class DocumentBatch(NamedTuple):
    """`text` is UTF-8, not to be written to; document i is text[begins[i]:begins[i + 1]]; PADDING follows."""

    ids: list[str]
    text: NDArray[np.uint8]
    begins: NDArray[np.int64]


def make_batch(ids: list[str], texts: Sequence[bytes]) -> DocumentBatch:
    """Lay texts in UTF-8 end to end."""
    begins = np.zeros(len(texts) + 1, np.int64)
    np.cumsum(np.fromiter(map(len, texts), np.int64, len(texts)), out=begins[1:])
    return DocumentBatch(ids, np.frombuffer(b"".join((*texts, PADDING)), np.uint8), begins)


def file_name(path: str) -> str:
    """What documents without a name of their own are called by, with their line or row."""
    return without_secrets(path).rsplit("/", 1)[-1]


def file_stem(path: str) -> str:
    """The file's name without its suffixes."""
    name = file_name(path)
    suffix = content_suffix(path)
    at = name.lower().rfind(suffix) if suffix else -1
    return name[:at] if at > 0 else name


def too_large(path: str) -> FarfieldError:
    """The error for a document or line beyond LARGEST_DOCUMENT bytes."""
    return FarfieldError(
        f"a document or line is larger than {LARGEST_DOCUMENT >> 20:,} MiB",
        where=path,
        remedy="Split it into several.",
    )
