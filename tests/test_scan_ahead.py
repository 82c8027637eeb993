"""Reading ahead changes when batches are made, and nothing else."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from itertools import islice

import pytest

from farfield.records import FarfieldError
from farfield.scan.ahead import BATCHES, read_ahead


def test_batches_come_in_order_and_an_error_in_its_place() -> None:
    assert list(read_ahead(range(1000))) == list(range(1000))

    def broken() -> Iterator[int]:
        yield from range(5)
        raise FarfieldError("broken", where="here", remedy="Mend it.")

    met: list[int] = []
    with pytest.raises(FarfieldError, match="broken"):
        met.extend(read_ahead(broken()))
    assert met == list(range(5))


def test_whoever_stops_early_leaves_no_reader_behind() -> None:
    """The file is let go, and no more is read than a few batches."""
    made: list[int] = []
    closed = threading.Event()

    def endless() -> Iterator[int]:
        try:
            while True:
                made.append(len(made))
                yield made[-1]
        finally:
            closed.set()

    batches = read_ahead(endless())
    assert list(islice(batches, 3)) == [0, 1, 2]
    batches.close()
    assert closed.wait(5)
    assert len(made) <= 3 + BATCHES + 2
