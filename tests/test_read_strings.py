"""JSON strings copied block by block: both ways against the definition, byte by byte."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from farfield.files.json_strings import copy_escape_by_escape, copy_together
from farfield.kernel.machine.vectors import WIDTH

MEANT = dict(zip(b'"\\/bfnrt', b'"\\/\b\f\n\r\t', strict=True))
PIECES = ["a", "n", "u", "é", "x" * 29, "y" * 61, "/", *(f"\\{letter}" for letter in '"\\/bfnrt')]
SPECIAL = ['"', "\\u0041", "\\x", "\n", "\x00", "\\\n", '\\\\"']

COPIES = pytest.mark.parametrize("copy", [copy_together, copy_escape_by_escape])
strings = st.lists(st.sampled_from(PIECES) | st.sampled_from(SPECIAL), max_size=40).map("".join)


def naive(data: bytes) -> tuple[int, bytes]:
    """How many bytes make up plain ones and escapes of two, and what these mean."""
    at, out = 0, bytearray()
    while at < len(data):
        if data[at] < 0x20 or data[at] == ord('"'):
            break
        if data[at] != ord("\\"):
            out.append(data[at])
            at += 1
        elif at + 1 < len(data) and data[at + 1] in MEANT:
            out.append(MEANT[data[at + 1]])
            at += 2
        else:
            break
    return at, bytes(out)


@COPIES
@given(strings, st.integers(0, 3))
@settings(max_examples=300, deadline=None)
@example("x" * 63 + "\\n", 0)
@example("x" * 62 + '\\"', 0)
@example('\\"' * 40, 1)
@example("\\\\" * 40, 0)
@example("x" * 63 + '"', 0)
@example("\\n" * 31 + "\\u0041", 0)
def test_a_block_of_a_string(copy, text: str, put: int) -> None:
    data = text.encode()
    padded = np.frombuffer(data + b'"\n' + b"\\" * 2 * WIDTH, np.uint8)
    out = np.full(len(padded) + WIDTH, 7, np.uint8)
    read, written, stopped = copy(padded, 0, out, put)
    whole, _ = naive(bytes(padded))
    assert read <= whole
    assert naive(data[:read]) == (read, out[put : put + written].tobytes())
    if stopped:
        assert read == whole or (copy is copy_together and padded[read : read + 2].tobytes() == b"\\\\")
    else:
        assert read in (WIDTH - 1, WIDTH, WIDTH + 1)
    assert (out[:put] == 7).all()
    assert (out[put + read + WIDTH :] == 7).all()


@COPIES
def test_a_whole_block_is_read_at_once(copy) -> None:
    data = np.frombuffer(b"a" * 30 + b"\\n" + b"b" * 31 + b'\\"' + b"c" * 100, np.uint8)
    out = np.zeros(300, np.uint8)
    read, written, stopped = copy(data, 0, out, 0)
    assert (read - written, stopped) == (1 + (read > WIDTH), False)
    assert out[:62].tobytes() == b"a" * 30 + b"\n" + b"b" * 31
