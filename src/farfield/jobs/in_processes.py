"""One function over many values in several processes, the results in the order of the values."""

from __future__ import annotations

import multiprocessing
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from typing import Any, TypeVar

from farfield.records import FarfieldError

AHEAD = 4
"""Values that wait for each process: enough that none is idle, few enough that memory goes by the largest of them."""

Value = TypeVar("Value")
Found = TypeVar("Found")

_work: Callable[[Any], Any] | None = None


def map_in_order(work: Callable[[Value], Found], values: Iterable[Value], workers: int) -> Iterator[Found]:
    """`work` of each value. It and the values travel by pickle where there are several processes.

    Raises FarfieldError where a process dies, as for want of memory.
    """
    if workers < 2:
        yield from map(work, values)
        return
    context = multiprocessing.get_context("spawn")  # forking a process that runs threads can hang
    waiting: deque[Future[Found]] = deque()
    with ProcessPoolExecutor(workers, context, _begin, (work,)) as pool:
        try:
            for value in values:
                waiting.append(pool.submit(_do, value))
                if len(waiting) >= AHEAD * workers:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
        except BrokenProcessPool as error:
            raise FarfieldError(
                "a process of the audit died (out of memory?)", remedy="Run it again with fewer --workers."
            ) from error
        finally:
            pool.shutdown(wait=False, cancel_futures=True)


def _begin(work: Callable[[Any], Any]) -> None:
    import signal

    global _work  # noqa: PLW0603 - one function a process, so that what it holds travels once
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # whoever started this process decides what Ctrl-C ends
    _work = work


def _do(value: Any) -> Any:
    if _work is None:
        raise RuntimeError("a process that was not begun")
    return _work(value)
