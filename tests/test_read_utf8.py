"""Well-formed UTF-8: what Python decodes, wherever it stands to the boundaries of the blocks."""

from __future__ import annotations

import numpy as np
from hypothesis import example, given, settings
from hypothesis import strategies as st

from farfield.files.batches import PADDING
from farfield.kernel.bytes.utf8 import find_invalid

LEADS = [0x41, 0xC1, 0xC2, 0xDF, 0xE0, 0xE1, 0xED, 0xEE, 0xF0, 0xF1, 0xF4, 0xF5, 0xFF]
EDGES = [0x7F, 0x80, 0x8F, 0x90, 0x9F, 0xA0, 0xBF, 0xC0]

sequences = st.tuples(st.sampled_from(LEADS), st.lists(st.sampled_from(EDGES), max_size=4)).map(
    lambda pair: bytes([pair[0], *pair[1]])
)
characters = st.sampled_from("aé߿ࠀ中퟿\ue000\uffff𐀀😀\U0010ffff").map(str.encode)
texts = st.lists(characters | sequences.filter(lambda data: data[0] > 0x80), max_size=30).map(b"".join)


def first_invalid(data: bytes) -> int:
    try:
        data.decode()
    except UnicodeDecodeError as error:
        return error.start
    return len(data)


def found(data: bytes, begin: int = 0) -> int:
    padded = np.frombuffer(b"\xbf" * begin + data + PADDING, np.uint8)
    return int(find_invalid(padded, begin, begin + len(data))) - begin


def test_all_short_sequences_at_every_border() -> None:
    """Each pair of bytes that can tell, and what may follow, from 66 bytes before a border to behind it."""
    for lead in LEADS:
        for second in EDGES:
            for rest in (b"", b"\x80", b"\x80\x80", b"\x80\x80\x80", b"\xbf\x41", b"\xc3\xa9"):
                data = bytes([lead, second]) + rest
                for before in (0, *range(57, 66)):
                    text = b"x" * before + data + b"y" * 64
                    assert found(text) == first_invalid(text), (before, data)


@given(st.integers(0, 130), texts, st.integers(0, 130), texts)
@settings(max_examples=500, deadline=None)
@example(61, "中".encode() * 40, 0, b"")
def test_equal_to_decoding(before: int, text: bytes, between: int, more: bytes) -> None:
    data = b"x" * before + text + b"y" * between + more
    assert found(data) == first_invalid(data)
    assert found(data, begin=3) == first_invalid(data)
