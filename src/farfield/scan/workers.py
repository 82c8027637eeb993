"""Work on a corpus in several processes of this machine. A process that dies loses nothing but the run it was at."""

from __future__ import annotations

import multiprocessing
import pickle
import signal
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
    runs: Sequence[Run], work: Work[Found], advance: Advance, workers: int
) -> Generator[tuple[Run, Found], None, None]:
    """The runs with what `work` found in each, as they are finished.

    Raises FarfieldError where a run can't be read, or ends the process that scans it, again and again.
    """
    pool: _Pool[Found] = _Pool(pickle.dumps(work, protocol=5), advance)
    try:
        yield from pool.scan(runs, workers)
    finally:
        pool.stop()


class _Pool(Generic[Found]):
    def __init__(self, payload: bytes, advance: Advance) -> None:
        self._payload, self._advance = payload, advance
        self._todo: deque[Run] = deque()
        self._deaths: Counter[Shard] = Counter()
        self._workers: list[_Worker] = []

    def scan(self, runs: Sequence[Run], workers: int) -> Generator[tuple[Run, Found], None, None]:
        self._todo.extend(runs)
        self._workers = [_Worker() for _ in range(min(workers, len(runs)))]
        while self._todo or any(worker.run for worker in self._workers):
            for worker in self._workers:
                if self._todo and not worker.run:
                    worker.give(self._todo.popleft(), self._payload)
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
                f" exit status {worker.process.exitcode}",
                where=run[0].part.path,
                remedy="Run again with fewer --workers: each needs memory of its own.",
            )
        self._todo.appendleft(run)
        self._workers[self._workers.index(worker)] = _Worker()

    def stop(self) -> None:
        for worker in self._workers:
            worker.stop()


class _Worker:
    """A process, what it is at, and how many bytes of that it has read."""

    def __init__(self) -> None:
        # A fresh interpreter: forking one that runs polars' threads can hang.
        context = multiprocessing.get_context("spawn")
        self.pipe, theirs = context.Pipe()
        self.process = context.Process(target=_serve, args=(theirs,), daemon=True)
        self.process.start()
        theirs.close()
        self.run: Run = ()
        self.read = 0
        self._is_fresh = True

    def give(self, run: Run, payload: bytes) -> None:
        self.run, self.read = run, 0
        with suppress(OSError):  # a dead process is found out when it is listened to
            if self._is_fresh:
                self.pipe.send_bytes(payload)
            self.pipe.send(run)
        self._is_fresh = False

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

    def stop(self) -> None:
        """End the process, whatever it is at."""
        self.process.kill()
        self.process.join()
        self.pipe.close()


def _serve(pipe: Connection) -> None:
    """Scan what comes through the pipe until it is closed, by whatever end of the process at its other end."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # whoever started this process decides what Ctrl-C ends
    with suppress(EOFError, ConnectionError):
        work = pickle.loads(pipe.recv_bytes())
        while True:
            run = pipe.recv()
            answer: Any
            try:
                answer = work(run, advance=pipe.send)
            except Exception as error:
                answer = error
            pipe.send(answer)
