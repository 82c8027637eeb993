"""The frames of a zstd file, each of which can be unpacked by itself: where they begin, and what stands in some.

They are found by the headers of their blocks (RFC 8878), and nothing is unpacked for it. A table of frames at the end
of a file (the seekable format) isn't asked: it is one more frame to be skipped, and what it claims could be wrong.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, cast

from farfield.storage.byte_ranges import ByteRange
from farfield.storage.compression import decompress
from farfield.storage.opening import LocalFile

MAGIC = b"\x28\xb5\x2f\xfd"
SKIPPABLE = range(0x184D2A50, 0x184D2A60)
LONGEST_HEADER = 14
SIZE_BYTES = (0, 2, 4, 8)
"""Of the content's size in a header, by two bits of it."""
LARGEST_WINDOW = 128 << 20
"""Bytes: what `zstd -d` takes unasked. Frames that need more would take it in every process at once."""
RUN, RESERVED = 1, 3
"""Kinds of blocks: one byte that is repeated; none that there is."""
SKIPPED_AT_ONCE = 1 << 20


def frame_begins(path: str) -> list[int] | None:
    """Where each frame of a file of this machine begins, in bytes; those that are to be skipped, too.

    None where the first takes more than half of the file, so that little can be shared; and where it is not whole
    frames from beginning to end, or one of them asks for a dictionary or much memory: reading it tells.
    """
    with Path(path).open("rb", buffering=0) as file:
        size = file.seek(0, io.SEEK_END)
        begins, at = [0], _frame_end(file, 0, size // 2)
        while at is not None and at < size:
            begins.append(at)
            at = _frame_end(file, at, size)
    return begins if at is not None else None


def _frame_end(file: io.FileIO, at: int, end: int) -> int | None:
    """Where the frame that begins at a place ends; None where it doesn't, up to `end`."""
    head = _read(file, at, LONGEST_HEADER)
    if len(head) >= 8 and int.from_bytes(head[:4], "little") in SKIPPABLE:
        behind = at + 8 + int.from_bytes(head[4:8], "little")
        return behind if behind <= end else None
    first = _first_block(head)
    if first is None:
        return None
    at += first
    while at + 3 <= end:
        block = int.from_bytes(_read(file, at, 3), "little")
        kind = (block >> 1) & 3
        if kind == RESERVED:
            return None
        at += 3 + (1 if kind == RUN else block >> 3)
        if block & 1:
            at += 4 * bool(head[4] & 4)  # a checksum
            return at if at <= end else None
    return None


def _read(file: io.FileIO, at: int, size: int) -> bytes:
    file.seek(at)
    return file.read(size) or b""


def _first_block(head: bytes) -> int | None:
    """Bytes of a frame's header; None where it is none, or asks for what isn't given to each process."""
    if len(head) < LONGEST_HEADER - 8 or not head.startswith(MAGIC) or head[4] & 0b1011:
        return None
    is_single = bool(head[4] & 0x20)
    size_bytes = SIZE_BYTES[head[4] >> 6] or int(is_single)
    content, window = (
        int.from_bytes(head[5 : 5 + size_bytes], "little"),
        (8 + (head[5] & 7)) << (7 + (head[5] >> 3)),
    )
    asked = content if is_single else window
    return 5 + (not is_single) + size_bytes if asked <= LARGEST_WINDOW else None


class FrameRange(io.RawIOBase):
    """What the frames of a file hold from one of them on: `size` bytes (None: all to the end) behind the first `skip`.

    `packed` tells the bytes of the file that were read.
    """

    def __init__(self, packed: ByteRange, path: str, skip: int, size: int | None) -> None:
        self.packed, self._left = packed, size
        self._content = decompress(cast(BinaryIO, packed), path)
        while skip and (data := self._content.read(min(skip, SKIPPED_AT_ONCE))):
            skip -= len(data)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        room = memoryview(buffer)
        size = int(self._content.readinto(room if self._left is None else room[: self._left]))  # type: ignore[attr-defined]
        if self._left is not None:
            self._left -= size
        return size


@contextmanager
def open_frames(
    path: str, begin: int, end: int | None = None, skip: int = 0, size: int | None = None
) -> Iterator[FrameRange]:
    """What stands in the frames [begin, end) of a file of this machine, as `FrameRange` tells.

    Raises FarfieldError where it can't be read.
    """
    file = LocalFile(path, begin)
    try:
        yield FrameRange(ByteRange(file, begin, end), path, skip, size)
    finally:
        file.close()
