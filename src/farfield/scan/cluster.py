"""Work on a corpus on a Ray cluster: shards as tasks, evidence merged there as a tree. Ray repeats what a dead node
held."""

from __future__ import annotations

import os
import socket
import tempfile
from collections import deque
from collections.abc import Callable, Generator, Mapping, Sequence
from contextlib import suppress
from functools import lru_cache
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np

from farfield.extras import missing
from farfield.records import FarfieldError
from farfield.scan.checkpoints import scanning_code
from farfield.scan.partial import Partial, merge
from farfield.scan.plan import Run
from farfield.scan.workers import Advance

PATIENCE = 5.0  # seconds until an address that doesn't answer counts as unreachable
RETRIES = 5  # of a task whose process or machine died
WAITING = 2  # tasks for each core that are handed to the cluster ahead
CURRENT = Path(tempfile.gettempdir()) / "ray" / "ray_current_cluster"  # where `ray start` leaves its address


class Cluster:
    """A connection to a Ray cluster, and in its object store what is needed to work on runs, as the items' index.
    Evidence is a reference into that store.

    Raises FarfieldError where Ray is missing or the cluster can't be reached.
    """

    def __init__(self, address: str, work: Callable[..., Any], held: Mapping[str, Any]) -> None:
        """`work`: a function of a module, which is done with each run there; `held`: its arguments, but for `run` and
        `advance`."""
        self._ray = _import_ray()
        self._ours = not self._ray.is_initialized()
        if self._ours:
            self._connect(address)
        self._module = work.__module__
        self._search = self._ray.put((work, dict(held)))
        self._scan = self._ray.remote(max_retries=RETRIES, num_returns=2)(_scan_there)
        self._merge = self._ray.remote(max_retries=RETRIES)(_merge_there)

    def __enter__(self) -> Cluster:
        return self

    def __exit__(self, *_: object) -> None:
        if self._ours:
            self._ray.shutdown()

    def _connect(self, address: str) -> None:
        _probe(address)
        try:
            self._ray.init(address, log_to_driver=False, logging_level="error")
        except (Exception, SystemExit) as error:
            raise _unreachable(address, str(error).split("\n", 1)[0]) from error

    @property
    def width(self) -> int:
        """Cores of the cluster, as many as there are now."""
        return max(1, int(self._ray.cluster_resources().get("CPU", 1)))

    def scan(self, runs: Sequence[Run], advance: Advance) -> Generator[tuple[Run, Any], None, None]:
        """The runs with their evidence, as they are finished."""
        todo = deque(runs)
        at_work: dict[Any, tuple[Run, Any]] = {}
        try:
            while todo or at_work:
                for _ in range(min(len(todo), WAITING * self.width - len(at_work))):
                    run = todo.popleft()
                    mistake, partial = self._scan.remote(
                        [self._search], run, self._module, _code_of(self._module), str(Path.cwd())
                    )
                    at_work[mistake] = run, partial
                for mistake in self._ray.wait(list(at_work))[0]:
                    run, partial = at_work.pop(mistake)
                    if error := self.fetch(mistake):
                        raise error
                    advance(sum(shard.bytes for shard in run))
                    yield run, partial
        finally:
            for mistake in at_work:
                self._ray.cancel(mistake, force=True)

    def put(self, partial: Partial) -> Any:
        """Evidence into the object store."""
        return self._ray.put(partial)

    def merge(self, partials: Sequence[Any]) -> Any:
        """Merge evidence where it lies."""
        return self._merge.remote(*partials)

    def fetch(self, partial: Any) -> Any:
        """What a reference stands for. Raises FarfieldError where the cluster has lost it for good."""
        try:
            return self._ray.get(partial)
        except self._ray.exceptions.RayError as error:
            raise FarfieldError(
                f"a task failed on the cluster: {str(error).strip().splitlines()[-1]}",
                where="ray",
                remedy="Each machine needs farfield, the corpus's files by the same names, and memory for the items.",
            ) from error


def _scan_there(
    search: Sequence[Any], run: Run, module: str, code: str, folder: str
) -> tuple[FarfieldError, None] | tuple[None, Any]:
    """A task: what was wrong, or the evidence of a run. `search`: a list, so that Ray hands on the reference in it.

    `module`: where the work stands, `code`: its state where the task was given; `folder`: where the command was typed,
    for paths that begin there.
    """
    if code != _code_of(module):
        return FarfieldError(
            "another version of farfield",
            where=socket.gethostname(),
            remedy="Install the same version, and the same Python, on all machines of the cluster.",
        ), None
    with suppress(OSError):  # without it a path from there is told as missing
        os.chdir(folder)
    try:
        work, held = _search_behind(search[0])
        return None, work(run, **held, advance=lambda _: None)
    except FarfieldError as error:
        return error, None


def _code_of(module: str) -> str:
    """The state of the code that does the work; empty where that is not there."""
    try:
        import_module(module)
    except ImportError:
        return ""
    return scanning_code(__name__, module)


@lru_cache(maxsize=1)
def _search_behind(reference: Any) -> Any:
    """Once for each process. Copied: arrays of the object store are read-only, another type to compiled code."""
    return _copied(_import_ray().get(reference))


def _copied(value: Any) -> Any:
    if isinstance(value, np.ndarray):
        return value.copy()
    if isinstance(value, dict):
        return {name: _copied(one) for name, one in value.items()}
    if isinstance(value, tuple):
        return type(value)(*map(_copied, value)) if hasattr(value, "_fields") else tuple(map(_copied, value))
    return value


def _merge_there(*partials: Partial) -> Partial:
    return merge(partials)


def _import_ray() -> Any:
    os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")
    try:
        import ray
    except ImportError as error:
        raise missing("ray", "--ray needs the package ray, on every machine of the cluster") from error
    return ray


def _probe(address: str) -> None:
    """Ray itself knocks for two minutes at a door that nobody opens."""
    if address == "auto":
        address = os.environ.get("RAY_ADDRESS") or (CURRENT.read_text().strip() if CURRENT.exists() else "")
        if not address or address == "auto":
            return
    host, _, port = address.removeprefix("ray://").rpartition(":")
    if not (host and port.isdecimal()):
        raise FarfieldError(
            f"{address!r} is not the address of a cluster",
            where="--ray",
            remedy="Give host:port, or auto for the cluster that runs on this machine.",
        )
    try:
        socket.create_connection((host, int(port)), PATIENCE).close()
    except (OSError, OverflowError) as error:
        raise _unreachable(address, str(error)) from error


def _unreachable(address: str, why: str) -> FarfieldError:
    return FarfieldError(
        f"no Ray cluster can be reached: {why}",
        where=f"--ray {address}",
        remedy="Start one with `ray start --head`, or check the address.",
    )
