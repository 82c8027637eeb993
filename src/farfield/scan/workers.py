"""Work on a corpus in several processes of this machine. A process that dies loses nothing but what it had not handed
over.

What is dealt out is small, so that all are busy until the end; what is handed over is the evidence of many runs, as to
lay out counts, to send them and to merge them costs as much as scanning some megabytes.

This process can be one of them, by a thread: what the work needs it has loaded and built already. Compiled code lets
others run beside it, so the thread holds nobody up.
"""

from __future__ import annotations

import multiprocessing
import pickle
import threading
import time
from abc import ABC, abstractmethod
from collections import Counter, deque
from collections.abc import Callable, Generator, Sequence
from contextlib import suppress
from functools import partial as bind
from multiprocessing.connection import Connection, wait
from typing import Any, Generic, Literal, NamedTuple, Protocol, TypeVar

from farfield.records import FarfieldError
from farfield.scan.payload import Payload, receive
from farfield.scan.plan import Run, Shard
from farfield.standby import Helper, take

MOST_DEATHS = 3  # of processes at the same run
SECONDS_UNTOLD = 0.05
"""In which a process may read on without telling how far it is: each message costs the process that listens."""

Advance = Callable[[int], None]
Found = TypeVar("Found")
Told_co = TypeVar("Told_co", covariant=True)


class Work(Protocol[Told_co]):
    """What is done with a run, telling `advance` of bytes read; it travels to the processes by pickle."""

    def __call__(self, run: Run, *, advance: Advance) -> Told_co: ...


class Reader(Protocol[Told_co]):
    """Reads runs one after the other, and keeps what it finds until that is handed over; then it is done with."""

    def read(self, run: Run, advance: Advance) -> None:
        """Read a run, telling `advance` of bytes read."""

    def finish(self) -> Told_co:
        """What all that was read says."""


class Answer(NamedTuple):
    """What comes back through a pipe: that a process is `ready` (standby.py says so), bytes that were `read`, that a
    run is `kept` with those before it, what was `found` in all of them, or what was `raised`."""

    kind: Literal["ready", "read", "kept", "found", "raised"]
    what: Any = None


def scan_in_processes(
    runs: Sequence[Run], work: Work[Found], advance: Advance, workers: int
) -> Generator[tuple[Run, Found], None, None]:
    """The runs with what `work` found in each, as they are finished.

    Raises FarfieldError where a run can't be read, or ends the process that scans it, again and again.
    """
    yield from share_out(runs, bind(_Each, work), advance, workers, hold=0, own=False)


def share_out(
    runs: Sequence[Run],
    begin: Callable[[], Reader[Found]],
    advance: Advance,
    workers: int,
    *,
    hold: float,
    own: bool = True,
) -> Generator[tuple[Run, Found], None, None]:
    """Runs are dealt to readers that each process begins (`begin` travels by pickle): the shards of all runs that one
    of them kept, with what it found in them.

    It is handed over once they have `hold` bytes, and at the end. `own`: one of the `workers` is this process. Raises
    FarfieldError where a run can't be read, or ends the process that scans it, again and again.
    """
    pool: _Pool[Found] = _Pool(begin, advance, hold)
    try:
        yield from pool.scan(runs, workers, own=own)
    finally:
        pool.stop()


class _Each(Generic[Found]):
    """A reader of one run at a time, by a function."""

    def __init__(self, work: Work[Found]) -> None:
        self._work = work

    def read(self, run: Run, advance: Advance) -> None:
        self._found = self._work(run, advance=advance)

    def finish(self) -> Found:
        return self._found


class _Pool(Generic[Found]):
    def __init__(self, begin: Callable[[], Reader[Found]], advance: Advance, hold: float) -> None:
        self._begin, self._advance, self._hold = begin, advance, hold
        self._todo: deque[Run] = deque()
        self._deaths: Counter[Shard] = Counter()
        self._workers: list[_Worker] = []
        self._payload: Payload | None = None

    def scan(
        self, runs: Sequence[Run], workers: int, *, own: bool
    ) -> Generator[tuple[Run, Found], None, None]:
        self._todo.extend(runs)
        if own:
            self._workers.append(_Thread(self._begin))
        further = min(workers, len(runs)) - len(self._workers)
        helpers = take(further)
        payload = self._payload = Payload(self._begin)
        self._workers += [_Process(payload, helper) for helper in helpers]
        self._workers += [_Process(payload, Helper()) for _ in range(further - len(helpers))]
        while self._todo or any(worker.runs for worker in self._workers):
            for worker in self._workers:
                self._give(worker)
            ready = wait([worker.pipe for worker in self._workers if worker.is_busy])
            for worker in [worker for worker in self._workers if worker.pipe in ready]:
                yield from self._listen(worker)

    def _give(self, worker: _Worker) -> None:
        """The next run to whoever waits for one, and the word to hand over what it has kept."""
        if worker.is_busy:
            return
        run = self._next_for(worker)
        if not (run or worker.runs):
            return
        held = sum(shard.bytes for one in (*worker.runs, run) for shard in one)
        worker.give(run, is_last=not run or not self._todo or held >= self._hold)

    def _next_for(self, worker: _Worker) -> Run:
        """The next run, none where there is none. What a process died at might end this one too: no thread gets it."""
        for run in self._todo:
            if worker.may_die or run[0] not in self._deaths:
                self._todo.remove(run)
                return run
        return ()

    def _listen(self, worker: _Worker) -> Generator[tuple[Run, Found], None, None]:
        answer = worker.answer()
        if answer is None:
            self._replace(worker)
        elif answer.kind == "read":
            self._advance(answer.what)
        elif answer.kind == "raised":
            raise answer.what
        elif answer.kind == "found":
            yield [shard for run in worker.hand_over() for shard in run], answer.what

    def _replace(self, worker: _Worker) -> None:
        """What a dead one had not handed over is dealt out again; another takes its place.

        One that died as it began counts as dying at the run that it would have been given.
        """
        worker.stop()
        self._advance(-worker.read)
        runs = worker.hand_over()
        if at := next((run[0] for run in [*runs[-1:], *self._todo]), None):
            self._count_death(at, worker)
        self._todo.extendleft(reversed(runs))
        self._workers[self._workers.index(worker)] = worker.again()

    def _count_death(self, at: Shard, worker: _Worker) -> None:
        self._deaths[at] += 1
        if self._deaths[at] >= MOST_DEATHS:
            raise FarfieldError(
                f"the process that scanned it died {MOST_DEATHS} times (out of memory?), the last time with"
                f" exit status {worker.exit_status}",
                where=at.part.path,
                remedy="Run again with fewer --workers: each needs memory of its own.",
            )

    def stop(self) -> None:
        for worker in self._workers:
            worker.stop()
        if self._payload:
            self._payload.close()


class _Worker(ABC):
    """Who works at the other end of a pipe: the runs it has not handed over (it may be at the last of them), and how
    many bytes of those it has read."""

    def __init__(self, pipe: Connection) -> None:
        self.pipe = pipe
        self.runs: list[Run] = []
        self.is_busy = False
        self.read = 0

    def give(self, run: Run, *, is_last: bool) -> None:
        """A run to read (an empty one: none); the last before it hands over."""
        if run:
            self.runs.append(run)
        self.is_busy = True
        with suppress(OSError):  # a dead process is found out when it is listened to
            self.pipe.send((run, is_last))

    def answer(self) -> Answer | None:
        """What it has to say; None from a dead process."""
        try:
            answer = Answer(*self.pipe.recv())
        except (EOFError, OSError):
            return None
        if answer.kind == "read":
            self.read += answer.what
        else:
            self.is_busy = False
        return answer

    def hand_over(self) -> list[Run]:
        """The runs that are no longer its own."""
        runs, self.runs, self.read = self.runs, [], 0
        return runs

    @abstractmethod
    def stop(self) -> None:
        """End the work, whatever it is at."""

    @abstractmethod
    def again(self) -> _Worker:
        """Another in place of one that died."""

    exit_status: int | None = None
    may_die = True
    """Whether nothing is lost with it but what it had not handed over."""


class _Process(_Worker):
    """A process of its own, told of the work (`payload`) once it is there."""

    def __init__(self, payload: Payload, helper: Helper) -> None:
        super().__init__(helper.pipe)
        self._payload, self._helper = payload, helper
        self.is_busy = True  # with its own start: whoever sent it something now might wait for that

    def answer(self) -> Answer | None:
        found = super().answer()
        if found and found.kind == "ready":
            with suppress(OSError):
                self.pipe.send_bytes(pickle.dumps(_serve_process))
                self._payload.send(self.pipe)
        return found

    def stop(self) -> None:
        self._helper.end()
        self.exit_status = self._helper.exit_status

    def again(self) -> _Process:
        return _Process(self._payload, Helper())


class _Thread(_Worker):
    """A thread of this process. It ends when it has read on; one that waits for its file ends with the process."""

    may_die = False

    def __init__(self, begin: Callable[[], Reader[Any]]) -> None:
        pipe, theirs = multiprocessing.Pipe()
        super().__init__(pipe)
        self._begin = begin
        threading.Thread(target=_serve, args=(theirs, begin), daemon=True).start()

    def stop(self) -> None:
        self.pipe.close()

    def again(self) -> _Thread:
        return _Thread(self._begin)


def _serve_process(pipe: Connection) -> None:
    """The work of a process: first comes what it is, then the runs."""
    _serve(pipe, receive(pipe))


def _serve(pipe: Connection, begin: Callable[[], Reader[Any]]) -> None:
    """Scan what comes through the pipe until it is closed, by whatever end of the process at its other end."""
    with pipe, suppress(EOFError, ConnectionError):
        reader: Reader[Any] | None = None
        while True:
            run, is_last = pipe.recv()
            try:
                reader = reader or begin()
                teller = _Teller(pipe)
                if run:
                    reader.read(run, teller.advance)
                teller.tell()
                answer = Answer("found", reader.finish()) if is_last else Answer("kept")
            except Exception as error:
                answer = Answer("raised", error)
            reader = None if is_last else reader
            pipe.send(answer)


class _Teller:
    """Tells through a pipe how many bytes were read, not too often."""

    def __init__(self, pipe: Connection) -> None:
        self._pipe, self._untold, self._told_at = pipe, 0, time.monotonic()

    def advance(self, size: int) -> None:
        self._untold += size
        if time.monotonic() - self._told_at >= SECONDS_UNTOLD:
            self.tell()

    def tell(self) -> None:
        if self._untold:
            self._pipe.send(Answer("read", self._untold))
        self._untold, self._told_at = 0, time.monotonic()
