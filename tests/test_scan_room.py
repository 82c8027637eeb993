"""Items whose index does not fit into memory are refused before it is made, with what makes it so large."""

from __future__ import annotations

import json
import resource
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from farfield import memory, standby
from farfield.cli.app import app
from farfield.kernel.spans.index import build_index
from farfield.records import FarfieldError
from farfield.scan import ScanOptions, engines, room, scan
from test_scan_exact import item_table

PREAMBLE = "The grass is green and the sky is blue as ever. " * 60


def texts(number: int, preamble: str = PREAMBLE) -> list[str]:
    return [f"{preamble}Which key has door {n}?" for n in range(number)]


def too_little(monkeypatch: pytest.MonkeyPatch, free: int | None) -> None:
    monkeypatch.setattr(room, "FITS_ALWAYS", 10_000)
    monkeypatch.setattr(room, "available_memory", lambda: free)


def test_what_does_not_fit_is_refused_with_its_size(monkeypatch: pytest.MonkeyPatch) -> None:
    held = texts(400)
    words = int(build_index(held).sizes.sum())
    too_little(monkeypatch, words * room.INDEX_BYTES * 9 // 10)
    with pytest.raises(FarfieldError) as caught:
        room.refuse_what_does_not_fit(held, "word")
    told = str(caught.value)
    counted = room._count(held, sum(map(len, held)), "word")
    assert (
        f"the 400 distinct texts of the items hold about {counted:,} words; 100 % of that are beginnings"
        in told
    )
    assert "--map question=FIELD" in told
    too_little(monkeypatch, words * room.INDEX_BYTES * 11 // 10)
    room.refuse_what_does_not_fit(held, "word")


def test_beginnings_are_no_reason_where_they_differ(monkeypatch: pytest.MonkeyPatch) -> None:
    too_little(monkeypatch, 1000)
    with pytest.raises(FarfieldError) as caught:
        room.refuse_what_does_not_fit([f"{n} {PREAMBLE}" for n in range(100, 200)], "word")
    assert "beginnings" not in str(caught.value)


@pytest.mark.parametrize("unit", ["word", "byte"])
def test_words_are_counted_by_some_of_them(unit: str, monkeypatch: pytest.MonkeyPatch) -> None:
    too_little(monkeypatch, 1)
    for text in ("plain words of English ", "天空为什么是蓝色的。", "    indented\n"):
        held = [text * 500 + str(n) for n in range(50)]
        found = int(build_index(held, unit).sizes.sum())  # type: ignore[arg-type]
        counted = room._count(held, sum(map(len, held)), unit)  # type: ignore[arg-type]
        assert counted == pytest.approx(found, rel=0.05)


def test_where_the_system_does_not_tell_nothing_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    too_little(monkeypatch, None)
    room.refuse_what_does_not_fit(texts(400), "word")
    assert room.processes_that_fit(1 << 40) > 1000


def test_no_more_processes_than_there_is_room_for(monkeypatch: pytest.MonkeyPatch) -> None:
    too_little(monkeypatch, 1 << 30)
    assert room.processes_that_fit(1_000_000) == 2
    assert room.processes_that_fit(100_000_000) == 1
    assert engines.processes_that_fit is room.processes_that_fit


MIB = 1 << 20


@pytest.mark.parametrize(
    ("sizes", "cores", "processes"),
    [
        ([], 8, 1),
        ([("a.jsonl", 511 * MIB)], 8, 1),
        ([("a.jsonl", 512 * MIB)], 8, 2),
        ([("a.jsonl", 200 * MIB)] * 10, 8, 7),
        ([("a.jsonl.zst", 171 * MIB), ("b.parquet", MIB)], 8, 2),
        ([("a.jsonl", 64 << 30)], 8, 8),
        ([("a.jsonl", 64 << 30)], 1, 1),
    ],
)
def test_as_many_processes_as_pay(
    sizes: list[tuple[str, int]], cores: int, processes: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(standby, "cores", lambda: cores)
    assert room.processes_that_pay(sizes) == processes
    assert standby.processes_for(1, 5) == 5  # as asked, whatever there is to do


@pytest.mark.parametrize(("asked", "files", "used"), [(3, 5, 3), (3, 2, 2), (1, 5, 0), (None, 5, 0)])
def test_so_many_processes_scan_as_were_asked_for(
    asked: int | None, files: int, used: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """0: this process alone, without any pool."""
    pools: list[int] = []

    def scan_here(runs: Any, begin: Any, advance: Any, workers: int, *, hold: float) -> Iterator[Any]:
        pools.append(min(workers, len(runs)))
        assert hold > 0
        for run in runs:
            reader = begin()
            reader.read(run, advance)
            yield run, reader.finish()

    monkeypatch.setattr(engines, "share_out", scan_here)
    for number in range(files):
        (tmp_path / f"{number}.txt").write_text(f"the sky is blue {number}")
    found = scan(item_table([("why is the sky blue", "so", "so")]), str(tmp_path), ScanOptions(workers=asked))
    assert found.corpus.documents == files
    assert pools == ([used] if used else [])


@pytest.mark.parametrize(
    ("one", "other", "same"), [("abc", "abd", 2), ("", "a", 0), ("ab", "ab", 2), ("b", "a", 0)]
)
def test_what_two_texts_share_at_their_beginning(one: str, other: str, same: int) -> None:
    assert room._shared(one, other) == same


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the system is asked")
def test_memory_that_is_left(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    free = memory.available_memory()
    assert free is not None
    assert 1 << 20 < free < 1 << 50
    group = tmp_path / "group"
    group.mkdir()
    monkeypatch.setattr(memory, "_GROUPS", group)
    (group / "memory.max").write_text("max\n")
    (group / "memory.current").write_text("100\n")
    assert memory._container() is None
    (group / "memory.max").write_text("5000000\n")
    (group / "memory.current").write_text("3000000\n")
    (group / "memory.stat").write_text("anon 5\ninactive_file 1000000\n")
    assert memory._container() == 3_000_000
    assert memory.available_memory() == 3_000_000


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the system is asked")
def test_the_limit_of_this_process_counts() -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    held = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
    resource.setrlimit(resource.RLIMIT_AS, (held + (1 << 30), hard))
    try:
        left = memory.available_memory()
    finally:
        resource.setrlimit(resource.RLIMIT_AS, (soft, hard))
    assert left is not None
    assert left <= 1 << 30


def test_it_is_typed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    too_little(monkeypatch, 10 << 20)
    rows = [
        {"id": n, "question": text, "target": "none", "score": n % 2} for n, text in enumerate(texts(400))
    ]
    (tmp_path / "log.jsonl").write_text("\n".join(map(json.dumps, rows)))
    (tmp_path / "c.txt").write_text("a text")
    command = [
        "scan",
        str(tmp_path / "log.jsonl"),
        "--corpus",
        str(tmp_path / "c.txt"),
        "--out",
        str(tmp_path / "o"),
    ]
    result = CliRunner().invoke(app, command)
    told = str(result.exception)
    assert result.exit_code != 0
    assert "their index takes some 0.1 GiB of memory, and 0.0 GiB are free" in told
    assert not (tmp_path / "o").exists()
