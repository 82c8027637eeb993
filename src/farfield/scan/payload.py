"""What every process needs, laid down once in memory that all of them share, where the system has such.

The arrays of the items' index are most of it: they travel neither through pipes nor into each process's own memory.
"""

from __future__ import annotations

import mmap
import os
import pickle
from collections.abc import Sequence
from contextlib import suppress
from multiprocessing import reduction
from multiprocessing.connection import Connection
from typing import Any, NamedTuple

ALIGNED = 64
"""Bytes: compiled code loads so many at once."""


class _Place(NamedTuple):
    """Where in the shared memory the value stands: its pickle first, then its arrays' bytes; and how large all is."""

    size: int
    spans: Sequence[tuple[int, int]]


class Payload:
    """A value to be handed to processes. What they change of it, nobody else sees."""

    def __init__(self, value: object) -> None:
        self._shared: int | None = None
        self._bytes = b""
        if hasattr(os, "memfd_create"):
            with suppress(OSError):  # forbidden, or no room: by the pipe, then
                self._lay_down(value)
        if self._shared is None:
            self._bytes = pickle.dumps(value, protocol=5)

    def _lay_down(self, value: object) -> None:
        buffers: list[pickle.PickleBuffer] = []
        parts = [memoryview(pickle.dumps(value, protocol=5, buffer_callback=buffers.append))]
        parts += [buffer.raw() for buffer in buffers]
        spans, at = [], 0
        for part in parts:
            spans.append((at, at + part.nbytes))
            at = -(-(at + part.nbytes) // ALIGNED) * ALIGNED
        shared = os.memfd_create("farfield")
        try:
            os.posix_fallocate(shared, 0, at)  # an error where there is no room, rather than a signal later
            for part, (begin, _) in zip(parts, spans, strict=True):
                _write_at(shared, part, begin)
        except OSError:
            os.close(shared)
            raise
        self._shared, self._place = shared, _Place(at, spans)

    def send(self, pipe: Connection) -> None:
        """Hand it over; OSError where nobody is at the other end."""
        pipe.send(None if self._shared is None else self._place)
        if self._shared is None:
            pipe.send_bytes(self._bytes)
        else:
            reduction.send_handle(pipe, self._shared, None)

    def close(self) -> None:
        """Let go of it: who has it keeps it."""
        if self._shared is not None:
            os.close(self._shared)
        self._shared, self._bytes = None, b""


def receive(pipe: Connection) -> Any:
    """The value that a Payload sent."""
    place = pipe.recv()
    if place is None:
        return pickle.loads(pipe.recv_bytes())
    shared = reduction.recv_handle(pipe)
    with memoryview(mmap.mmap(shared, place.size, access=mmap.ACCESS_COPY)) as whole:
        os.close(shared)
        first, *rest = (whole[begin:end] for begin, end in place.spans)
        return pickle.loads(first, buffers=rest)


def _write_at(file: int, part: memoryview, at: int) -> None:
    while part.nbytes:
        written = os.pwrite(file, part, at)
        part, at = part[written:], at + written
