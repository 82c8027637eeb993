"""Files that say by their first bytes that they are UTF-16 or UTF-32, as UTF-8: spreadsheets write them."""

from __future__ import annotations

import codecs
import io
from typing import Any, BinaryIO, cast

READ = 1 << 18  # bytes
MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
"""Byte order marks, the longer before those that they begin with."""


def as_utf8(stream: BinaryIO) -> BinaryIO:
    """A stream as UTF-8: recoded where a byte order mark says that it is none yet, else as it is, buffered.

    Without a mark, every second byte of the first four being zero says the same of UTF-16.
    """
    buffered: Any = stream if hasattr(stream, "peek") else io.BufferedReader(cast(io.RawIOBase, stream), READ)
    head = buffered.peek(4)[:4]
    encoding = next((name for mark, name in MARKS if head.startswith(mark)), None)
    if encoding is None and len(head) == 4:
        encoding = {(False, True) * 2: "utf-16-le", (True, False) * 2: "utf-16-be"}.get(
            tuple(b == 0 for b in head)
        )
    if encoding is None:
        return cast(BinaryIO, buffered)
    return cast(BinaryIO, io.BufferedReader(_Recoded(buffered, encoding), READ))


class _Recoded(io.RawIOBase):
    """Reads text of another encoding and hands it on as UTF-8; what is broken in it becomes U+FFFD."""

    def __init__(self, stream: BinaryIO, encoding: str) -> None:
        self._stream = stream
        self._decoder = codecs.getincrementaldecoder(encoding)(errors="replace")
        self._ready = b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        while not self._ready:
            data = self._stream.read(READ)
            self._ready = self._decoder.decode(data, final=not data).encode(errors="replace")
            if not data:
                break
        size = min(len(buffer), len(self._ready))
        buffer[:size], self._ready = self._ready[:size], self._ready[size:]
        return size
