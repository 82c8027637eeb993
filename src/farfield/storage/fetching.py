"""The bytes of a remote file in order: in blocks fetched ahead, or as one stream that is opened again after a break."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from threading import Event
from typing import BinaryIO, Protocol

from farfield.options.retrying import RetryOptions
from farfield.records import FarfieldError
from farfield.storage.retrying import persist


class Fetched(Protocol):
    """What hands on the next bytes of a file, none at its end."""

    def next(self) -> bytes: ...
    def close(self) -> None: ...


class Blocks:
    """For servers that send any range of a file of known size: `fetch(begin, end)` in several threads."""

    def __init__(
        self, fetch: Callable[[int, int], bytes], size: int, where: str, options: RetryOptions
    ) -> None:
        self._fetch, self._size, self._where, self._options = fetch, size, where, options
        self._asked = 0
        self._pending: deque[Future[bytes]] = deque()
        self._pool = ThreadPoolExecutor(options.ahead, thread_name_prefix="farfield-fetch")
        self._closed = Event()

    def next(self) -> bytes:
        while self._asked < self._size and len(self._pending) < self._options.ahead:
            end = min(self._asked + self._options.block, self._size)
            self._pending.append(self._pool.submit(self._block, self._asked, end))
            self._asked = end
        return self._pending.popleft().result() if self._pending else b""

    def _block(self, begin: int, end: int) -> bytes:
        return persist(lambda: self._once(begin, end), self._where, self._options, self._closed.wait)

    def _once(self, begin: int, end: int) -> bytes:
        if self._closed.is_set():
            raise FarfieldError("was closed while it was read", where=self._where)
        data = self._fetch(begin, end)
        if len(data) != end - begin:
            raise EOFError(f"{len(data):,} of {end - begin:,} bytes came")
        return data

    def close(self) -> None:
        self._closed.set()
        self._pool.shutdown(wait=False, cancel_futures=True)


class FrontToBack:
    """For servers that send a file only as a whole: after a break it begins again and passes over what was read."""

    def __init__(
        self, begin: Callable[[], BinaryIO], size: int | None, where: str, options: RetryOptions
    ) -> None:
        self._begin, self._size, self._where, self._options = begin, size, where, options
        self._stream: BinaryIO | None = None
        self._at = 0

    def next(self) -> bytes:
        return persist(self._advance, self._where, self._options)

    def _advance(self) -> bytes:
        try:
            data = self._read()
            if not data and self._size is not None and self._at < self._size:
                raise EOFError(f"{self._at:,} of {self._size:,} bytes came")
        except BaseException:
            self.close()
            raise
        self._at += len(data)
        return data

    def _read(self) -> bytes:
        if self._stream is None:
            self._stream = self._begin()
            passed = 0
            while passed < self._at:
                data = self._stream.read(min(self._at - passed, self._options.block))
                if not data:
                    raise EOFError(f"{passed:,} bytes came, {self._at:,} before")
                passed += len(data)
        return self._stream.read(self._options.block)

    def close(self) -> None:
        if self._stream is not None:
            self._stream.close()
            self._stream = None
