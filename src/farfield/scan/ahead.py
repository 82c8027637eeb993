"""Reading ahead: the next batch of documents is made while this one is scanned."""

from __future__ import annotations

import queue
import threading
from collections.abc import Generator, Iterable
from contextlib import suppress
from typing import Generic, TypeVar

BATCHES = 2  # made and not yet asked for: a batch takes about as long to read as to scan

Batch = TypeVar("Batch")


def read_ahead(batches: Iterable[Batch]) -> Generator[Batch, None, None]:
    """Hand on batches in their order, made in a thread of their own.

    Unpacking, parsing and scanning are compiled code that lets other threads run, so a file takes the time of the
    slower of reading and scanning, not of both. An error in reading is raised where its batch would have come.
    """
    reader = _Reader(batches)
    try:
        while (batch := reader.made.get()) is not None:
            yield batch
        if reader.error:
            raise reader.error
    finally:
        reader.stop()


class _Reader(Generic[Batch]):
    """`made`: batches as they come, and None behind the last or in place of what raised `error`."""

    def __init__(self, batches: Iterable[Batch]) -> None:
        self.made: queue.Queue[Batch | None] = queue.Queue(BATCHES)
        self.error: BaseException | None = None
        self._batches, self._is_over = batches, False
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self) -> None:
        try:
            for batch in self._batches:
                self.made.put(batch)
                if self._is_over:
                    return
        except BaseException as error:
            self.error = error
        self.made.put(None)

    def stop(self) -> None:
        """Read no further than the batch that is being made. It isn't waited for: a pipe may never give it."""
        self._is_over = True
        with suppress(queue.Empty):
            while True:
                self.made.get_nowait()
