"""Texts in other encodings than UTF-8: decoded where a byte order mark says which (spreadsheets write one), named where
it can be guessed."""

from __future__ import annotations

import codecs
import io
from typing import Any, BinaryIO, cast

from farfield.records import FarfieldError

BYTE_ORDER_MARK = codecs.BOM_UTF8
MARKED = {
    codecs.BOM_UTF32_LE: "utf-32",  # before UTF-16, whose mark is its beginning
    codecs.BOM_UTF32_BE: "utf-32",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}
UNMARKED = {(False, True) * 2: "utf-16-le", (True, False) * 2: "utf-16-be"}
"""UTF-16 of ASCII by which of the first four bytes are zero."""
READ_BYTES = 1 << 16
MOST_LETTERS = 4096  # bytes that tell whether a file is text
SAMPLE = 4096  # bytes that a guess looks at
ALTERNATE = (
    0.3  # of the bytes of UTF-16 in the scripts of Europe, about a half are zero; of binary data fewer
)


class BrokenEncoding(FarfieldError):
    """A text that is not in the encoding that its byte order mark tells."""


def marked_encoding(head: bytes) -> str | None:
    """The encoding by a byte order mark other than that of UTF-8."""
    return next((name for mark, name in MARKED.items() if head.startswith(mark)), None)


def as_utf8(stream: BinaryIO) -> BinaryIO:
    """A stream as UTF-8: recoded where a byte order mark says that it is none yet, else as it is, buffered.

    Without a mark, every second byte of the first four being zero says the same of UTF-16. What is broken becomes
    U+FFFD.
    """
    buffered: Any = (
        stream if hasattr(stream, "peek") else io.BufferedReader(cast(io.RawIOBase, stream), READ_BYTES)
    )
    head = buffered.peek(4)[:4]
    zeros = tuple(byte == 0 for byte in head)
    encoding = marked_encoding(head) or UNMARKED.get(zeros)
    if encoding is None:
        return cast(BinaryIO, buffered)
    return cast(BinaryIO, io.BufferedReader(Transcoded(buffered, encoding), READ_BYTES))


class Transcoded(io.RawIOBase):
    """A stream of another encoding as UTF-8.

    Where it isn't of that encoding: raises BrokenEncoding that names `path`, or writes U+FFFD where no path is given.
    """

    def __init__(self, stream: BinaryIO, encoding: str, path: str | None = None) -> None:
        self._stream, self._path, self._name = stream, path, encoding.upper()
        self._decoder = codecs.getincrementaldecoder(encoding)("replace" if path is None else "strict")
        self._ready, self._ended = memoryview(b""), False

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        while not self._ready and not self._ended:
            data = self._stream.read(READ_BYTES)
            self._ended = not data
            try:
                text = self._decoder.decode(data, final=self._ended)
            except UnicodeDecodeError as error:
                raise BrokenEncoding(f"not valid {self._name}: {error.reason}", where=self._path) from error
            self._ready = memoryview(text.encode("utf-8", "replace"))
        size = min(len(buffer), len(self._ready))
        buffer[:size] = self._ready[:size]
        self._ready = self._ready[size:]
        return size


def is_letters(head: bytes) -> bool:
    """Whether the beginning of a file, which is not empty, is text in UTF-8."""
    text = head[:MOST_LETTERS]
    try:
        text.decode()
    except UnicodeDecodeError as error:
        if error.start < len(text) - 3 or error.reason != "unexpected end of data":
            return False
    return bool(head) and not any(byte < 9 or 13 < byte < 27 for byte in text)


def unmarked_encoding(head: bytes) -> str | None:
    """UTF-16 without a byte order mark, by where its zeros stand; None for what isn't."""
    sample = head[: SAMPLE & ~1]
    if len(sample) < 4:
        return None
    for first, name in ((1, "UTF-16 (little endian)"), (0, "UTF-16 (big endian)")):
        zeros, others = sample[first::2], sample[1 - first :: 2]
        if zeros.count(0) > 2 * ALTERNATE * len(zeros) and not others.count(0):
            return name
    return None


def guess_legacy(data: bytes) -> str:
    """What to say of text that is no UTF-8: perhaps an older encoding, or nothing."""
    around = data[:SAMPLE]
    try:
        around.decode()
    except UnicodeDecodeError as error:
        if error.reason == "unexpected end of data":  # cut in the middle of a letter
            return ""
    if any(not letter.isascii() for letter in around.decode("utf-8", "ignore")):
        return ""  # mostly UTF-8, damaged at places
    high = sum(byte >= 0x80 for byte in around)
    if high * 3 > len(around):
        return "; perhaps an older encoding, as GB 18030, Shift-JIS or Windows-1251: convert it to UTF-8"
    return "; perhaps Latin-1 or Windows-1252: convert it to UTF-8"
