"""Processes that are started before there is work: how many, and that none is left, whatever happens."""

from __future__ import annotations

import json
import os
import pickle
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from farfield import standby
from farfield.cli.app import app
from farfield.records import FarfieldError
from farfield.scan import ScanOptions, scan
from farfield.standby import Helper, further_processes, standing_by, take
from farfield.storage import COMPRESSIONS
from test_scan_exact import item_table

MIB = 1 << 20
EIGHT = 8  # cores


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[Helper]:
    """The processes that are started."""
    found: list[Helper] = []
    begin = Helper.__init__

    def noted(helper: Helper, loads: Any = ()) -> None:
        found.append(helper)
        begin(helper, loads)

    monkeypatch.setattr(Helper, "__init__", noted)
    return found


def write_sparse(folder: Path, sizes: dict[str, int]) -> None:
    for name, size in sizes.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("wb") as file:
            file.truncate(size)


@pytest.mark.parametrize(
    ("sizes", "asked", "further"),
    [
        ({"a.jsonl.zst": 10 * MIB}, None, 0),
        ({f"{n}.jsonl.zst": 20 * MIB for n in range(20)}, None, 3),
        ({f"{n}.jsonl.zst": 20 * MIB for n in range(90)}, None, 7),
        ({f"{n}.jsonl.zst": 20 * MIB for n in range(90)}, 1, 0),
        ({f"{n}.jsonl.zst": 20 * MIB for n in range(90)}, 12, 11),
        ({f"deep/er/{n}.jsonl": 300 * MIB for n in range(2)}, None, 1),
        ({"a.jsonl": 2048 * MIB}, None, 7),  # is cut into pieces
        ({"a.jsonl.gz": 2048 * MIB}, None, 0),  # is not
        ({"a.txt": 5, "b.txt": 5}, None, 0),
        ({"a.txt": 5, "b.txt": 5}, 3, 1),
        ({".hidden.jsonl": 2048 * MIB}, None, 0),
    ],
)
def test_a_glance_tells_how_many_are_worth_it(
    sizes: dict[str, int],
    asked: int | None,
    further: int,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(standby, "cores", lambda: EIGHT)
    monkeypatch.setattr(standby, "available_memory", lambda: None)
    write_sparse(tmp_path, sizes)
    assert further_processes([str(tmp_path)], asked) == further
    assert further_processes([f"{tmp_path}/**/*"], asked) == further
    assert further_processes(sorted(map(str, tmp_path.rglob("*.*"))), asked) >= further
    monkeypatch.setattr(standby, "available_memory", lambda: 5 * standby.HELPER_BYTES)
    assert further_processes([str(tmp_path)], asked) == min(further, 1)
    monkeypatch.setattr(standby, "cores", lambda: 1)
    assert asked or further_processes([str(tmp_path)], asked) == 0


def test_what_cannot_be_glanced_at_starts_none(tmp_path: Path) -> None:
    for source in ("s3://bucket/a.jsonl", "infinigram:pile", "a\0b", str(tmp_path / "missing"), "x" * 5000):
        assert further_processes([source], 8) == 0
    assert further_processes([], 8) == 0


def test_every_compression_counts_as_packed() -> None:
    assert set(COMPRESSIONS) < set(standby.PACKED)


def answer(pipe: Any) -> None:
    pipe.send(("here", os.getpid(), "farfield.scan.shard" in sys.modules))


def is_gone(helper: Helper) -> bool:
    return not helper.is_alive and helper.exit_status is not None


def test_they_work_once_they_are_taken(started: list[Helper]) -> None:
    with standing_by(2, standby.SCANS):
        with standing_by(1, standby.SCANS):  # those that stand by already will do
            assert len(started) == 2
        assert all(helper.is_alive for helper in started)
        (taken,) = take(1)
        assert [is_gone(helper) for helper in started] == [helper is not taken for helper in started]
        assert taken.pipe.recv() == standby.READY
        taken.pipe.send_bytes(pickle.dumps(answer))
        assert taken.pipe.recv() == ("here", taken._process.pid, True)
        assert take(1) == []
    assert not is_gone(taken)
    taken.end()
    assert all(map(is_gone, started))


def test_one_that_died_is_not_taken(started: list[Helper]) -> None:
    with standing_by(2, ()):
        os.kill(started[0]._process.pid or 0, signal.SIGKILL)
        started[0]._process.join()
        assert take(2) == [started[1]]
    started[1].end()


def test_what_cannot_be_loaded_the_work_will_tell() -> None:
    with standing_by(1, ["farfield.nothing:load"]):
        (taken,) = take(1)
        assert taken.pipe.recv() == standby.READY
        taken.pipe.send_bytes(pickle.dumps(answer))
        assert taken.pipe.recv()[0] == "here"
    taken.end()


def test_an_error_leaves_none(started: list[Helper]) -> None:
    with pytest.raises(FarfieldError), standing_by(2, ()):
        raise FarfieldError("broken")
    assert len(started) == 2
    assert all(map(is_gone, started))


def test_no_room_for_another_is_no_error(monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise BlockingIOError("no more processes")

    monkeypatch.setattr(Helper, "__init__", full)
    with standing_by(2, ()):
        assert take(2) == []


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    folder = tmp_path / "corpus"
    folder.mkdir()
    for number in range(4):
        (folder / f"{number}.txt").write_text(f"the sky is blue, said {number}")
    return folder


@pytest.fixture
def log(tmp_path: Path) -> Path:
    path = tmp_path / "log.jsonl"
    path.write_text(json.dumps({"question": "why is the sky blue", "target": "so", "score": 1}))
    return path


def typed(log: Path, corpus: Path, *more: str) -> list[str]:
    return ["scan", str(log), "--corpus", str(corpus), "--out", str(corpus.parent / "out"), "--quiet", *more]


def test_a_command_starts_them_once_and_leaves_none(started: list[Helper], log: Path, corpus: Path) -> None:
    assert CliRunner().invoke(app, typed(log, corpus, "--workers", "3")).exit_code == 0
    assert len(started) == 2
    assert all(map(is_gone, started))


@pytest.mark.parametrize(
    "more", [(), ("--workers", "1"), ("--workers", "3", "--dry-run"), ("--ray", "auto", "--workers", "3")]
)
def test_a_command_starts_none_where_one_process_will_do(
    more: tuple[str, ...], started: list[Helper], log: Path, corpus: Path
) -> None:
    CliRunner().invoke(app, typed(log, corpus, *more))
    assert started == []


@pytest.mark.parametrize("what", ["log", "corpus"])
def test_a_mistake_leaves_none(what: str, started: list[Helper], log: Path, corpus: Path) -> None:
    if what == "log":
        log.write_text("nothing of the kind")
    else:
        for path in corpus.iterdir():
            path.write_text(" ... ")
    result = CliRunner().invoke(app, typed(log, corpus, "--workers", "3"))
    assert isinstance(result.exception, FarfieldError)
    assert len(started) == 2
    assert all(map(is_gone, started))


def test_a_scan_from_python_starts_them_too(started: list[Helper], corpus: Path) -> None:
    table = item_table([("why is the sky blue", "so", "so")])
    found = scan(table, str(corpus), ScanOptions(workers=2))
    assert found.corpus.documents == 4
    assert len(started) == 1
    assert all(map(is_gone, started))


LOADED = """
import sys
from farfield.kernel.machine.kept import code_is_there
from farfield.scan import loading
from farfield.scan.shard import scan_run
from farfield.scan.plan import make_plan

def met():
    kernels = {id(one): one for name, module in sys.modules.items() if name.startswith("farfield.")
               for one in vars(module).values() if hasattr(one, "py_func")}
    return sum(len(one.signatures) for one in kernels.values())

made = []
class Noted(loading.ShardScan):
    def __init__(self, *given):
        made.append(given)
        super().__init__(*given)

loading.ShardScan = Noted
assert code_is_there()
loading.load()
before = met()
scan_run(make_plan(sys.argv[1:], {}).shards, *made[0], lambda size: None)
print(before, met())
"""


def test_what_is_loaded_early_is_all_that_a_scan_calls(log: Path, corpus: Path) -> None:
    assert CliRunner().invoke(app, typed(log, corpus)).exit_code == 0  # compiled, and kept
    lines = corpus / "lines.jsonl"
    lines.write_text('{"text": "the sky is blue"}\n{"text": "caf\\u00e9 \u65e5\u672c one two three four"}\n')
    found = subprocess.run([sys.executable, "-c", LOADED, str(lines)], capture_output=True, check=True)
    before, after = map(int, found.stdout.split())
    assert before == after > 5


TYPED = """
import signal
from farfield.cli import main

if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell's background work ignores it
    main()
"""


def processes_below(parent: int) -> list[int]:
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[1]) == parent:
            found.append(int(stat.parent.name))
    return found


def wait_for(reached: Any) -> Iterator[None]:
    deadline = time.monotonic() + 40
    while not reached():
        assert time.monotonic() < deadline
        time.sleep(0.002)
    yield


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="processes are found in /proc")
def test_stopped_at_once_says_so_in_a_line(log: Path, corpus: Path) -> None:
    """Ctrl-C reaches all processes of a terminal; here it comes while all of them load."""
    command = [sys.executable, "-c", TYPED, *typed(log, corpus, "--workers", "3")]
    with subprocess.Popen(command, stderr=subprocess.PIPE, start_new_session=True) as running:
        for _ in wait_for(lambda: len(processes_below(running.pid)) >= 3):  # two, and Python's tracker
            left = processes_below(running.pid)
        os.killpg(running.pid, signal.SIGINT)
        _, told = running.communicate(timeout=60)
    assert running.returncode == 130
    assert told == b"farfield: stopped\n"
    for _ in wait_for(lambda: not any(Path(f"/proc/{pid}").exists() for pid in left)):
        pass
