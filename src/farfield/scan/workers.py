"""Work on a corpus in several processes of this machine. A process that dies loses nothing but the run it was at.

This process can be one of them, by a thread: what the work needs it has loaded and built already, while each further
process takes a second to begin. Compiled code lets others run beside it, so the thread holds nobody up.
"""

from __future__ import annotations

import multiprocessing
import pickle
import signal
import threading
from abc import ABC, abstractmethod
from collections import Counter, deque
from collections.abc import Callable, Generator, Sequence
from contextlib import suppress
from multiprocessing.connection import Connection, wait
from typing import Any, Generic, Protocol, TypeVar, cast

from farfield.records import FarfieldError
from farfield.scan.plan import Run, Shard

MOST_DEATHS = 3  # of processes at the same run

Advance = Callable[[int], None]
Found = TypeVar("Found")
Told_co = TypeVar("Told_co", covariant=True)


class Work(Protocol[Told_co]):
    """What is done with a run, telling `advance` of bytes read; it travels to the processes by pickle.

    It returns evidence: neither a number nor None.
    """

    def __call__(self, run: Run, *, advance: Advance) -> Told_co: ...


def scan_in_processes(
    runs: Sequence[Run], work: Work[Found], advance: Advance, workers: int, *, own: bool = False
) -> Generator[tuple[Run, Found], None, None]:
    """The runs with what `work` found in each, as they are finished. `own`: one of the `workers` is this process.

    Raises FarfieldError where a run can't be read, or ends the process that scans it, again and again.
    """
    pool: _Pool[Found] = _Pool(work, advance)
    try:
        yield from pool.scan(runs, workers, own=own)
    finally:
        pool.stop()


class _Pool(Generic[Found]):
    def __init__(self, work: Work[Found], advance: Advance) -> None:
        self._work, self._advance = work, advance
        self._todo: deque[Run] = deque()
        self._deaths: Counter[Shard] = Counter()
        self._workers: list[_Worker] = []

    def scan(
        self, runs: Sequence[Run], workers: int, *, own: bool
    ) -> Generator[tuple[Run, Found], None, None]:
        self._todo.extend(runs)
        if own:
            self._workers.append(_Thread(self._work))
        payload = pickle.dumps(self._work, protocol=5)
        while len(self._workers) < min(workers, len(runs)):
            self._workers.append(_Process(payload))
        while self._todo or any(worker.run for worker in self._workers):
            for worker in self._workers:
                if self._todo and not worker.run:
                    worker.give(self._todo.popleft())
            ready = wait([worker.pipe for worker in self._workers if worker.run])
            for worker in [worker for worker in self._workers if worker.pipe in ready]:
                yield from self._listen(worker)

    def _listen(self, worker: _Worker) -> Generator[tuple[Run, Found], None, None]:
        run, answer = worker.run, worker.answer()
        if answer is None:
            self._advance(-worker.read)
            self._replace(worker, run)
        elif isinstance(answer, int):
            self._advance(answer)
        elif isinstance(answer, BaseException):
            raise answer
        else:
            yield run, cast(Found, answer)

    def _replace(self, worker: _Worker, run: Run) -> None:
        worker.stop()
        self._deaths[run[0]] += 1
        if self._deaths[run[0]] >= MOST_DEATHS:
            raise FarfieldError(
                f"the process that scanned it died {MOST_DEATHS} times (out of memory?), the last time with"
                f" exit status {worker.exit_status}",
                where=run[0].part.path,
                remedy="Run again with fewer --workers: each needs memory of its own.",
            )
        self._todo.appendleft(run)
        self._workers[self._workers.index(worker)] = worker.again()

    def stop(self) -> None:
        for worker in self._workers:
            worker.stop()


class _Worker(ABC):
    """Who works at the other end of a pipe, what it is at, and how many bytes of that it has read."""

    def __init__(self, pipe: Connection) -> None:
        self.pipe = pipe
        self.run: Run = ()
        self.read = 0

    def give(self, run: Run) -> None:
        self.run, self.read = run, 0
        with suppress(OSError):  # a dead process is found out when it is listened to
            self.pipe.send(run)

    def answer(self) -> object:
        """Bytes read meanwhile, the evidence of the run, what the work raised, or None from a dead process."""
        try:
            answer: object = self.pipe.recv()
        except (EOFError, OSError):
            return None
        if isinstance(answer, int):
            self.read += answer
        else:
            self.run = ()
        return answer

    @abstractmethod
    def stop(self) -> None:
        """End the work, whatever it is at."""

    @abstractmethod
    def again(self) -> _Worker:
        """Another in place of one that died."""

    exit_status: int | None = None


class _Process(_Worker):
    """A process of its own, told of the work (`payload`: pickled) when it begins."""

    def __init__(self, payload: bytes) -> None:
        # A fresh interpreter: forking one that runs polars' threads can hang.
        context = multiprocessing.get_context("spawn")
        pipe, theirs = context.Pipe()
        super().__init__(pipe)
        self._payload = payload
        self._process = context.Process(target=_serve_process, args=(theirs,), daemon=True)
        self._process.start()
        theirs.close()
        self._is_fresh = True

    def give(self, run: Run) -> None:
        if self._is_fresh:
            with suppress(OSError):
                self.pipe.send_bytes(self._payload)
        self._is_fresh = False
        super().give(run)

    def stop(self) -> None:
        self._process.kill()
        self._process.join()
        self.exit_status = self._process.exitcode
        self.pipe.close()

    def again(self) -> _Process:
        return _Process(self._payload)


class _Thread(_Worker):
    """A thread of this process. It ends when it has read on; one that waits for its file ends with the process."""

    def __init__(self, work: Work[Any]) -> None:
        pipe, theirs = multiprocessing.Pipe()
        super().__init__(pipe)
        self._work = work
        threading.Thread(target=_serve, args=(theirs, work), daemon=True).start()

    def stop(self) -> None:
        self.pipe.close()

    def again(self) -> _Thread:
        return _Thread(self._work)


def _serve_process(pipe: Connection) -> None:
    """Work on what comes through the pipe, in a process that was started for it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # whoever started this process decides what Ctrl-C ends
    with suppress(EOFError, ConnectionError):
        work = pickle.loads(pipe.recv_bytes())
        _serve(pipe, work)


def _serve(pipe: Connection, work: Work[Any]) -> None:
    """Scan what comes through the pipe until it is closed, by whatever end of the process at its other end."""
    with pipe, suppress(EOFError, ConnectionError):
        while True:
            run = pipe.recv()
            answer: Any
            try:
                answer = work(run, advance=pipe.send)
            except Exception as error:
                answer = error
            pipe.send(answer)
