"""Compressed streams: whole ones give what was compressed, and no cut goes unnoticed."""

from __future__ import annotations

import io
import os
from collections.abc import Callable
from random import Random

import pytest
import zstandard
from hypothesis import given, settings
from hypothesis import strategies as st

from farfield.records import FarfieldError
from farfield.storage.compression import LAST, LAST_FRAME, decompress


def read_zstd(data: bytes) -> bytes:
    return decompress(io.BytesIO(data), "corpus.jsonl.zst").read()


def raw_frame(content: bytes) -> bytes:
    """A frame whose one block is the content as it is: whatever follows a cut could be taken for the rest of it."""
    header = zstandard.FRAME_HEADER + bytes([0, 0x58])  # no size and no checksum, a window of 2 MiB
    return header + (len(content) << 3 | 1).to_bytes(3, "little") + content


LETTERS = b"the words of a corpus, again and again, and of another one. "
NOISE = Random(0).randbytes(700)
STREAMS: dict[str, bytes] = {
    "empty content": zstandard.compress(b""),
    "one letter": zstandard.compress(b"x"),
    "text": zstandard.compress(20 * LETTERS),
    "one byte, often": zstandard.compress(bytes(5000)),
    "noise": zstandard.compress(NOISE),
    "with a checksum": zstandard.ZstdCompressor(write_checksum=True).compress(20 * LETTERS),
    "without a size": zstandard.ZstdCompressor(write_content_size=False).compress(20 * LETTERS),
    "as it is": raw_frame(NOISE),
    "two frames": zstandard.compress(20 * LETTERS) + zstandard.compress(NOISE),
    "a frame to be skipped": (0x184D2A53).to_bytes(4, "little") + (300).to_bytes(4, "little") + NOISE[:300],
}


@pytest.mark.parametrize("name", STREAMS)
def test_every_cut_is_noticed(name: str) -> None:
    whole = STREAMS[name]
    ends = {0, len(whole)} | ({len(zstandard.compress(20 * LETTERS))} if name == "two frames" else set())
    for cut in range(len(whole) + 1):
        if cut in ends:
            read_zstd(whole[:cut])
        else:
            with pytest.raises(FarfieldError, match="truncated"):
                read_zstd(whole[:cut])


@pytest.mark.parametrize("room", [len(LAST) + 1, 1 << 10, 1 << 20])
@settings(deadline=None, max_examples=60)
@given(contents=st.lists(st.binary(max_size=3000) | st.just(LAST) | st.just(LAST_FRAME), max_size=6))
def test_frames_one_after_the_other_give_all_that_was_compressed(room: int, contents: list[bytes]) -> None:
    stream = decompress(io.BytesIO(b"".join(map(zstandard.compress, contents))), "corpus.jsonl.zst")
    found = bytearray()
    while piece := stream.read(room):
        found += piece
    assert found == b"".join(contents)


def test_a_large_window_can_be_read() -> None:
    size = 1 << 20
    content = os.urandom(size) * 3
    parameters = zstandard.ZstdCompressionParameters.from_level(3, window_log=28, enable_ldm=True)
    assert read_zstd(zstandard.ZstdCompressor(compression_params=parameters).compress(content)) == content


@pytest.mark.parametrize(
    "spoil",
    [
        lambda data: b"not zstd at all" + data,
        lambda data: data[:40] + b"\xff" * 9 + data[49:],
    ],
)
def test_what_is_damaged_is_told_from_what_is_cut(spoil: Callable[[bytes], bytes]) -> None:
    data = zstandard.compress(NOISE + 20 * LETTERS) + bytes(1 << 16)
    with pytest.raises(FarfieldError, match="not valid zstd"):
        read_zstd(spoil(data))
