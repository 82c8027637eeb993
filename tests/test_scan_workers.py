"""Runs that are dealt out: each is read and handed over once, whoever dies, and evidence is handed over seldom."""

from __future__ import annotations

import errno
import os
import pickle
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from farfield.corpus.parts import Part
from farfield.records import FarfieldError
from farfield.scan import workers
from farfield.scan.payload import Payload, receive
from farfield.scan.plan import Run, Shard, deal_runs
from farfield.scan.workers import MOST_DEATHS, Advance, scan_in_processes, share_out
from farfield.standby import READY, Helper
from farfield.storage.identity import FileState

SIZE = 10
POISON = "20"


class Names:
    """Keeps the names of the shards it was given. Of one its process dies, as often as `deaths` says."""

    def __init__(self, folder: str, deaths: int = 0) -> None:
        self.folder, self.deaths = Path(folder), deaths
        self.names: list[str] = []

    def read(self, run: Run, advance: Advance) -> None:
        for shard in run:
            if shard.part.path == POISON and (died := len(list(self.folder.iterdir()))) < self.deaths:
                (self.folder / str(died)).touch()
                os._exit(3)
            if shard.part.path == "broken":
                raise FarfieldError("broken", where="here")
            self.names.append(shard.part.path)
            advance(shard.bytes)

    def finish(self) -> list[str]:
        return self.names


def names_of(run: Run, advance: Advance) -> list[str]:
    reader = Names("")
    reader.read(run, advance)
    return reader.finish()


def shards_named(names: Sequence[str]) -> list[Shard]:
    return [Shard(Part(name), SIZE, FileState(SIZE, "")) for name in names]


SHARDS = shards_named([str(number) for number in range(60)])
TOTAL = SIZE * len(SHARDS)


@pytest.mark.parametrize("own", [True, False])
@pytest.mark.parametrize(("hold", "most"), [(TOTAL, 2), (200, 6), (0, 60)])
def test_evidence_is_handed_over_seldom_and_whole(own: bool, hold: int, most: int, tmp_path: Path) -> None:
    told: list[int] = []
    runs = [[shard] for shard in SHARDS]
    begin = partial(Names, str(tmp_path))
    found = list(share_out(runs, begin, told.append, 2, hold=hold, own=own))
    assert sum(told) == TOTAL
    assert [[shard.part.path for shard in run] for run, _ in found] == [names for _, names in found]
    assert sorted(shard for run, _ in found for shard in run) == sorted(SHARDS)
    assert len(found) <= most


def test_what_a_dead_process_had_not_handed_over_is_read_again(tmp_path: Path) -> None:
    told: list[int] = []
    runs = deal_runs(SHARDS, 2, 50)
    begin = partial(Names, str(tmp_path), MOST_DEATHS - 1)
    found = list(share_out(runs, begin, told.append, 2, hold=TOTAL, own=False))
    assert len(list(tmp_path.iterdir())) == MOST_DEATHS - 1
    assert sorted(name for _, names in found for name in names) == sorted(one.part.path for one in SHARDS)
    assert sorted(shard for run, _ in found for shard in run) == sorted(SHARDS)
    assert sum(told) == TOTAL


def test_a_run_that_ends_every_process_is_named(tmp_path: Path) -> None:
    begin = partial(Names, str(tmp_path), 99)
    with pytest.raises(FarfieldError, match=f"died {MOST_DEATHS} times") as caught:
        list(share_out([[shard] for shard in SHARDS], begin, lambda _: None, 2, hold=TOTAL, own=False))
    assert caught.value.where == POISON
    assert "exit status 3" in caught.value.what


def test_processes_that_die_as_they_begin_are_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(workers, "Helper", lambda: Helper(["test_scan_workers:die"]))
    with pytest.raises(FarfieldError, match=f"died {MOST_DEATHS} times.* exit status 4") as caught:
        list(
            share_out([[shard] for shard in SHARDS], partial(Names, str(tmp_path)), int, 2, hold=0, own=False)
        )
    assert caught.value.where == "0"


def die() -> None:
    os._exit(4)


def change(pipe: Any) -> None:
    """Tells the sum of an array that came, and changes it."""
    table, empty, told = receive(pipe)
    pipe.send((int(table.sum()), table.flags.writeable, empty.shape, told))
    table += 1
    pipe.send(int(table.sum()))


@pytest.mark.parametrize("is_shared", [True, False])
def test_what_all_need_is_laid_down_once(is_shared: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    if not is_shared:
        monkeypatch.delattr(os, "memfd_create", raising=False)
    table = np.arange(100_000, dtype=np.int32)
    payload = Payload((table, np.zeros((0, 3)), "more"))
    helpers = [Helper(), Helper()]
    for helper in helpers:
        assert helper.pipe.recv() == READY
        helper.pipe.send_bytes(pickle.dumps(change))
        payload.send(helper.pipe)
    payload.close()
    for helper in helpers:  # what one changes, the other does not see
        assert helper.pipe.recv() == (int(table.sum()), True, (0, 3), "more")
        assert helper.pipe.recv() == int(table.sum()) + len(table)
        helper.end()
    assert table.sum() == np.arange(100_000).sum()


def test_no_room_for_shared_memory_is_no_error(monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "no room")

    monkeypatch.setattr(os, "posix_fallocate", full)
    helper = Helper()
    assert helper.pipe.recv() == READY
    helper.pipe.send_bytes(pickle.dumps(change))
    Payload((np.arange(3), np.zeros(0), 5)).send(helper.pipe)
    assert helper.pipe.recv()[0] == 3
    helper.end()


def test_an_error_of_a_reader_arrives(tmp_path: Path) -> None:
    runs = [*([shard] for shard in SHARDS[:5]), shards_named(["broken"])]
    with pytest.raises(FarfieldError, match="broken"):
        list(share_out(runs, partial(Names, str(tmp_path)), lambda _: None, 2, hold=TOTAL))


def test_a_function_is_called_with_each_run() -> None:
    runs = [SHARDS[:10], SHARDS[10:11], SHARDS[11:]]
    found = list(scan_in_processes(runs, names_of, lambda _: None, 2))
    assert sorted(len(names) for _, names in found) == [1, 10, 49]
    assert all([shard.part.path for shard in run] == names for run, names in found)
