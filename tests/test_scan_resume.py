"""A scan that was killed goes on from its finished shards, and the result is the same to the byte."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import threading
import time
from contextlib import suppress
from dataclasses import fields, replace
from functools import reduce
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from farfield.corpus import parts
from farfield.corpus.parts import Part, survey
from farfield.jobs.profile import ProfileOptions, profile
from farfield.kernel.recall import build_recall
from farfield.kernel.spans.index import build_index
from farfield.kernel.spans.windows import with_windows
from farfield.measure import MeasureOptions
from farfield.records import FarfieldError
from farfield.scan import ScanOptions, checkpoints, engines, scan, workers
from farfield.scan.partial import Partial, merge
from farfield.scan.partial_file import read_partial, read_shards, write_partial
from farfield.scan.plan import make_plan
from farfield.scan.shard import ShardScan, scan_run
from farfield.storage.identity import FileState

WORDS = [f"w{number}" for number in range(9)]
FILES = 24

CHILD = """
import sys, time
from farfield.corpus import parts
from farfield.scan import engines
from farfield.jobs import profile as job
from farfield.scan import ScanOptions

if __name__ == "__main__":
    engines.RUN_BYTES, engines.BYTES_PER_NODE = 1, 0
    parts.SPLIT_ABOVE, parts.RANGE_BYTES = 20_000, 8_000
    folder, out, workers = sys.argv[1:]
    slow = job.write_table
    def write_slowly(path, table):
        slow(path, table)
        time.sleep(0.05)
    job.write_table = write_slowly
    options = job.ProfileOptions(scan=ScanOptions(workers=int(workers)))
    job.profile(folder + "/items.jsonl", folder + "/corpus", out, options)
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Items and a corpus whose documents share ids, so that ties between passages are many."""
    folder = tmp_path_factory.mktemp("resume")
    rng = random.Random(8)
    (folder / "corpus").mkdir()
    texts = []
    for number in range(FILES):
        texts = [" ".join(rng.choices(WORDS, k=rng.randrange(1, 40))) for _ in range(60)]
        lines = [record(text, n) for n, text in enumerate(texts)]
        (folder / "corpus" / f"{number:02}.jsonl").write_text("\n".join(lines) + "\n{broken\n")
    large = [record(" ".join(rng.choices(WORDS, k=30)), n) for n in range(600)]
    (folder / "corpus" / "large.jsonl").write_text("\n".join(large))
    frame = pl.DataFrame({"text": [" ".join(rng.choices(WORDS, k=30)) for _ in range(900)]})
    frame.write_parquet(folder / "corpus" / "large.parquet", row_group_size=150, compression="uncompressed")
    items = [
        {"id": n, "question": text[:60], "target": text[-5:], "score": n % 2} for n, text in enumerate(texts)
    ]
    (folder / "items.jsonl").write_text("\n".join(map(json.dumps, items)))
    return folder


def record(text: str, number: int) -> str:
    return json.dumps({"text": text, "id": "same"} if number % 3 == 0 else {"text": text})


@pytest.fixture(autouse=True)
def _small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Checkpoints after every shard, and small pieces."""
    monkeypatch.setattr(engines, "RUN_BYTES", 1)
    monkeypatch.setattr(engines, "BYTES_PER_NODE", 0)
    monkeypatch.setattr(parts, "SPLIT_ABOVE", 20_000)
    monkeypatch.setattr(parts, "RANGE_BYTES", 8_000)


def results(out: Path) -> dict[str, bytes]:
    names = [*sorted(path.name for path in out.glob("*.parquet")), "profile.json", "rejected.jsonl"]
    return {name: (out / name).read_bytes() for name in names}


def shards_on_disk(out: Path) -> list[Path]:
    return sorted(out.glob(".shards/*/*.shards"))


@pytest.fixture(scope="module")
def undisturbed(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """In one process, without checkpoints or pieces."""
    out = tmp_path_factory.mktemp("undisturbed")
    profile(str(folder / "items.jsonl"), str(folder / "corpus"), out)
    return results(out)


def start(folder: Path, out: Path, workers: int) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-c", CHILD, str(folder), str(out), str(workers)], stderr=subprocess.DEVNULL
    )


def again(folder: Path, out: Path, **scan_options: Any) -> dict[str, Any] | None:
    """The same command once more, to its end; what it says of reuse."""
    measure = MeasureOptions(unit=scan_options.get("unit", "word"))
    options = ProfileOptions(scan=ScanOptions(**scan_options), measure=measure)
    finished = profile(str(folder / "items.jsonl"), str(folder / "corpus"), out, options)
    assert not (out / ".shards").exists()
    resumed = json.loads((out / "run.json").read_text())["resumed"]
    assert resumed == finished.record.resumed
    return resumed


@pytest.mark.slow
def test_killed_at_any_moment_the_same_command_goes_on(
    folder: Path, undisturbed: dict[str, bytes], tmp_path: Path
) -> None:
    rng = random.Random(time.time_ns())
    reused = 0
    for workers_asked in (1, 2):
        child = start(folder, tmp_path, workers_asked)
        wanted = len(shards_on_disk(tmp_path)) + rng.randrange(1, 4)  # two processes have six runs
        wait_until(lambda wanted=wanted: len(shards_on_disk(tmp_path)) >= wanted, child)
        time.sleep(rng.random() * 0.02)
        kill(child)
        assert len(shards_on_disk(tmp_path)) >= max(reused, 1)
        reused = len(shards_on_disk(tmp_path))
    child = start(folder, tmp_path, 1)
    wait_until((tmp_path / ".unfinished" / "items.parquet").exists, child)
    kill(child)
    resumed = again(folder, tmp_path)
    assert resumed is not None
    assert resumed["reused"] == resumed["shards"]
    assert resumed["bytes_reused"] == resumed["bytes"] > 0
    assert results(tmp_path) == undisturbed


def wait_until(reached: Any, child: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 40
    while not reached():
        assert child.poll() is None, "it ended before it could be killed"
        assert time.monotonic() < deadline
        time.sleep(0.002)


def kill(child: subprocess.Popen[bytes]) -> None:
    child.kill()
    child.wait()


TYPED = """
import signal
from farfield.cli import main
from farfield.corpus import parts
from farfield.scan import engines

if __name__ == "__main__":
    engines.RUN_BYTES, engines.BYTES_PER_NODE = 1, 0
    parts.SPLIT_ABOVE, parts.RANGE_BYTES = 20_000, 8_000
    signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell's background work ignores it
    main()
"""


def children_of(parent: int) -> list[int]:
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            if int(stat.read_text().rpartition(")")[2].split()[1]) == parent:
                found.append(int(stat.parent.name))
    return found


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="processes are found in /proc")
@pytest.mark.parametrize(("stop", "status"), [(signal.SIGTERM, 143), (signal.SIGINT, 130)])
def test_stopped_while_processes_scan_none_is_left_and_the_same_command_goes_on(
    stop: signal.Signals, status: int, folder: Path, undisturbed: dict[str, bytes], tmp_path: Path
) -> None:
    """One of the two processes waits for a pipe that nobody writes to: it is ended in the middle of its work."""
    os.mkfifo(tmp_path / "0.jsonl")
    out = tmp_path / "out"
    asked = [
        str(folder / "items.jsonl"),
        "--corpus",
        str(folder / "corpus"),
        "--corpus",
        str(tmp_path / "0.jsonl"),
    ]
    command = [sys.executable, "-c", TYPED, "profile", *asked, "--out", str(out), "--workers", "2"]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE) as running:
        wait_until(lambda: len(shards_on_disk(out)) >= 3, running)
        processes = children_of(running.pid)
        running.send_signal(stop)
        _, told = running.communicate(timeout=60)
    assert running.returncode == status
    assert b"stopped" in told
    assert b"the same command goes on from there" in told
    assert b"Traceback" not in told
    assert len(processes) >= 2
    deadline = time.monotonic() + 20  # the tracker of Python's shared resources ends when its pipe does
    while any(Path(f"/proc/{pid}").exists() for pid in processes):
        assert time.monotonic() < deadline, "a process was left"
        time.sleep(0.05)
    assert not (out / "run.json").exists()
    resumed = again(folder, out, workers=2)
    assert resumed is not None
    assert 3 <= resumed["reused"] <= resumed["shards"]
    assert results(out) == undisturbed


class Stop:
    """A progress callback that acts once so many bytes have been read."""

    def __init__(self, after: int, act: Any, *, once: bool = True) -> None:
        self.after, self.act, self.once, self.acted = after, act, once, 0

    def __call__(self, stage: str, done: int, total: int) -> None:
        if stage == "scanning" and total and done > self.after and not (self.once and self.acted):
            self.acted += 1
            self.act()


def interrupt() -> None:
    raise KeyboardInterrupt


def stop_midway(folder: Path, out: Path, after: int = 60_000, **scan_options: Any) -> KeyboardInterrupt:
    options = ProfileOptions(scan=ScanOptions(**scan_options))
    with pytest.raises(KeyboardInterrupt) as caught:
        profile(str(folder / "items.jsonl"), str(folder / "corpus"), out, options, Stop(after, interrupt))
    assert not (out / "items.parquet").exists()
    return caught.value


def test_interrupted_it_says_what_is_kept(
    folder: Path, undisturbed: dict[str, bytes], tmp_path: Path
) -> None:
    stopped = stop_midway(folder, tmp_path)
    resumed = again(folder, tmp_path)
    assert resumed is not None
    assert 0 < resumed["reused"] < resumed["shards"]
    assert 0 < resumed["bytes_reused"] < resumed["bytes"]
    assert stopped.__notes__ == [
        f"{resumed['reused']} shards of the corpus are finished; the same command goes on from there."
    ]
    assert results(tmp_path) == undisturbed
    assert again(folder, tmp_path) is None


def test_damaged_checkpoints_are_scanned_again(
    folder: Path, undisturbed: dict[str, bytes], tmp_path: Path
) -> None:
    stop_midway(folder, tmp_path)
    files = shards_on_disk(tmp_path)
    intact = len(files) - 4
    assert intact > 0
    files[0].write_bytes(files[0].read_bytes()[:-50])
    files[1].write_bytes(b"")
    files[2].write_bytes(os.urandom(5000))
    flipped = bytearray(files[3].read_bytes())
    flipped[len(flipped) // 2] ^= 0x10
    files[3].write_bytes(flipped)
    next(tmp_path.glob(".shards/*")).joinpath("surveyed.json").write_text('{"a": 3')
    resumed = again(folder, tmp_path)
    assert resumed is not None
    assert resumed["reused"] == intact
    assert results(tmp_path) == undisturbed


def test_shards_of_changed_files_are_not_reused(folder: Path, tmp_path: Path) -> None:
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    for path in (folder / "corpus").iterdir():
        (corpus / path.name).write_bytes(path.read_bytes())
    (tmp_path / "items.jsonl").write_bytes((folder / "items.jsonl").read_bytes())
    stop_midway(tmp_path, tmp_path / "out")
    before = len(shards_on_disk(tmp_path / "out"))
    first = corpus / "00.jsonl"
    first.write_text(first.read_text().replace("w1", "w2"))
    (corpus / "new.jsonl").write_text('{"text": "w1 w2 w3"}\n')
    resumed = again(tmp_path, tmp_path / "out")
    assert resumed is not None
    assert resumed["reused"] == before - 1
    assert again(tmp_path, tmp_path / "fresh") is None
    assert results(tmp_path / "out") == results(tmp_path / "fresh")


def test_another_scan_takes_nothing_over(folder: Path, tmp_path: Path) -> None:
    stop_midway(folder, tmp_path)
    assert again(folder, tmp_path, unit="byte") is None


def test_many_checkpoints_become_one(
    folder: Path, undisturbed: dict[str, bytes], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(checkpoints, "MOST_FILES", 3)
    stop_midway(folder, tmp_path, 100_000)
    assert len(shards_on_disk(tmp_path)) <= 3
    held = sum(len(read_shards(path)) for path in shards_on_disk(tmp_path))
    assert held > 6
    resumed = again(folder, tmp_path)
    assert resumed is not None
    assert resumed["reused"] == held
    assert results(tmp_path) == undisturbed


@pytest.mark.slow
def test_a_killed_process_costs_its_run_alone(
    folder: Path, undisturbed: dict[str, bytes], tmp_path: Path
) -> None:
    stop = Stop(50_000, kill_a_worker)
    options = ProfileOptions(scan=ScanOptions(workers=2))
    profile(str(folder / "items.jsonl"), str(folder / "corpus"), tmp_path, options, stop)
    assert stop.acted == 1
    assert results(tmp_path) == undisturbed


@pytest.mark.slow
def test_a_run_that_kills_every_process_is_named_and_the_others_kept(
    folder: Path, undisturbed: dict[str, bytes], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workers, "MOST_DEATHS", 2)
    options = ProfileOptions(scan=ScanOptions(workers=2))
    total = sum(path.stat().st_size for path in (folder / "corpus").iterdir())
    over = threading.Event()
    stop = Stop(
        int(0.6 * total), lambda: threading.Thread(target=kill_until, args=(over,), daemon=True).start()
    )
    try:
        with pytest.raises(FarfieldError, match="died 2 times") as caught:
            profile(str(folder / "items.jsonl"), str(folder / "corpus"), tmp_path, options, stop)
    finally:
        over.set()
    assert str(folder / "corpus") in str(caught.value.where)
    assert "--workers" in str(caught.value.remedy)
    resumed = again(folder, tmp_path)
    assert resumed is not None
    assert resumed["reused"] > 0
    assert results(tmp_path) == undisturbed


def kill_a_worker() -> None:
    import multiprocessing

    os.kill(min(child.pid or 0 for child in multiprocessing.active_children()), signal.SIGKILL)


def kill_until(over: threading.Event) -> None:
    """Every process of the scan, and all that take their places, before one is ready."""
    import multiprocessing

    while not over.wait(0.01):
        for child in multiprocessing.active_children():
            with suppress(ProcessLookupError):
                os.kill(child.pid or 0, signal.SIGKILL)


@pytest.fixture(scope="module")
def search(folder: Path) -> tuple[Any, Any, ScanOptions]:
    rows = [json.loads(line) for line in (folder / "items.jsonl").read_text().splitlines()]
    texts = sorted({row[name] for row in rows for name in ("question", "target")})
    index = build_index(texts)
    pairs = [(texts.index(row["question"]), texts.index(row["target"])) for row in rows]
    pairs = sorted({pair for pair in pairs if index.sizes[pair[0]] and index.sizes[pair[1]]})
    recall = build_recall(index, pairs, np.ones(len(texts), np.bool_), "word", 0.5)
    return index, recall, ScanOptions()


def cut_anywhere(path: Path, cuts: set[int]) -> list[Part]:
    """Parts of a file of JSON lines that begin at given lines."""
    lines = path.read_bytes().splitlines(keepends=True)
    starts = [0, *sorted(cut for cut in cuts if 0 < cut < len(lines))]
    offsets = np.r_[0, np.cumsum([len(line) for line in lines])].tolist()
    ends = [offsets[start] for start in starts[1:]] + [None]
    return [Part(str(path), offsets[start], end, start + 1) for start, end in zip(starts, ends, strict=True)]


def evidence_of(parts_of_it: list[Part], search: tuple[Any, Any, ScanOptions]) -> Partial:
    shard = ShardScan(*search)
    for part in parts_of_it:
        shard.add(part, lambda _: None)
    return shard.finish()


def assert_equal(one: Partial, other: Partial) -> None:
    """The same evidence; where in the text of all passages each lies, is nobody's business."""
    assert_frame_equal(*(with_windows(each.passages, each.passage_text) for each in (one, other)))
    for field in fields(Partial):
        if field.name in ("passages", "passage_text"):
            continue
        left, right = getattr(one, field.name), getattr(other, field.name)
        if isinstance(left, np.ndarray):
            assert left.dtype == right.dtype, field.name
            np.testing.assert_array_equal(left, right, field.name)
        elif isinstance(left, pl.DataFrame):
            assert_frame_equal(left, right)
        else:
            assert (list(left) if isinstance(left, list | tuple) else left) == (
                list(right) if isinstance(right, list | tuple) else right
            ), field.name


def merged_in_any_tree(pieces: list[Partial], data: st.DataObject) -> Partial:
    pieces = list(data.draw(st.permutations(pieces)))
    while len(pieces) > 1:
        begin = data.draw(st.integers(0, len(pieces) - 2))
        end = data.draw(st.integers(begin + 1, len(pieces)))
        pieces[begin:end] = [merge(pieces[begin:end])]
    return merge(pieces)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_any_parts_and_any_tree_give_the_same(
    data: st.DataObject, folder: Path, search: tuple[Any, Any, ScanOptions]
) -> None:
    files = [folder / "corpus" / name for name in ("00.jsonl", "large.jsonl")]
    cuts = st.sets(st.integers(1, 620), max_size=6)
    cut = [part for path in files for part in cut_anywhere(path, data.draw(cuts))]
    groups = data.draw(st.lists(st.integers(0, 3), min_size=len(cut), max_size=len(cut)))
    runs = [
        [part for part, group in zip(cut, groups, strict=True) if group == g] for g in sorted(set(groups))
    ]
    found = merged_in_any_tree([evidence_of(run, search) for run in runs], data)
    whole = merge([evidence_of([Part(str(path)) for path in files], search)])
    # what only a scan of the whole file, or of its pieces, can tell
    assert_equal(*(replace(one, inputs=(), found_in=()) for one in (found, whole)))


def test_the_survey_cuts_where_lines_begin(folder: Path) -> None:
    path = folder / "corpus" / "large.jsonl"
    found = survey(str(path))
    content = path.read_bytes()
    assert len(found.parts) > 3
    pieces = [content[part.begin : part.end] for part, _ in found.parts]
    assert b"".join(pieces) == content
    assert [size for _, size in found.parts] == [len(piece) for piece in pieces]
    assert [part.line for part, _ in found.parts] == [
        1 + content[: part.begin].count(b"\n") for part, _ in found.parts
    ]
    assert all(piece.endswith(b"\n") for piece in pieces[:-1])
    assert all(8_000 <= len(piece) < 9_000 for piece in pieces[:-1])
    assert found.parts[-1][0].end is None


@pytest.mark.parametrize("content", [b"x" * 50_000, b"x" * 9_000 + b"\n", b"\n" * 30_000, b"a\n" * 16_000])
def test_surveys_of_odd_files(content: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parts, "READ_SIZE", 1000)
    path = tmp_path / "odd.jsonl"
    path.write_bytes(content)
    found = [part for part, _ in survey(str(path)).parts]
    ends = [len(content) if part.end is None else part.end for part in found]
    assert [part.begin for part in found] == [0, *ends[:-1]]
    assert ends[-1] == len(content)
    assert [part.line for part in found] == [1 + content[: part.begin].count(b"\n") for part in found]
    assert all(content[part.begin - 1 : part.begin] in (b"", b"\n") for part in found)
    assert found[-1].end is None


def test_parquet_is_cut_by_row_groups(folder: Path) -> None:
    found = [part for part, _ in survey(str(folder / "corpus" / "large.parquet")).parts]
    assert len(found) > 1
    assert found[0].begin == 0
    assert [part.begin for part in found[1:]] == [part.end for part in found[:-1]]
    assert [part.line for part in found] == [1 + 150 * part.begin for part in found]


def test_a_file_in_ranges_without_a_document_is_told(tmp_path: Path) -> None:
    (tmp_path / "c.jsonl").write_text('{"body": "w1 w2 w3"}\n' * 2000)
    table = pl.DataFrame({"question": ["w1 w2"], "target": ["w3"], "output": [None]})
    with pytest.raises(FarfieldError, match="no record has a text in field 'text'") as caught:
        scan(table, str(tmp_path / "c.jsonl"))
    assert caught.value.where == f"{tmp_path / 'c.jsonl'}, line 1"


def test_a_file_that_changes_under_the_scan_is_told(
    folder: Path, search: tuple[Any, Any, ScanOptions]
) -> None:
    path = str(folder / "corpus" / "03.jsonl")
    planned = make_plan([path], {}).shards[0]
    assert scan_run([planned], *search, lambda _: None).documents == 60
    with pytest.raises(FarfieldError, match="changed while it was read"):
        scan_run([replace(planned, state=FileState(1, "earlier"))], *search, lambda _: None)


def test_evidence_comes_whole_out_of_its_file(
    folder: Path, search: tuple[Any, Any, ScanOptions], tmp_path: Path
) -> None:
    plan = make_plan([str(path) for path in sorted((folder / "corpus").iterdir())], {})
    partial = reduce(
        lambda a, b: merge([a, b]), [evidence_of([shard.part], search) for shard in plan.shards[:4]]
    )
    assert partial.rejected
    write_partial(tmp_path / "a", plan.shards, partial)
    assert read_shards(tmp_path / "a") == plan.shards
    assert_equal(read_partial(tmp_path / "a"), partial)


def test_a_pickle_in_place_of_a_checkpoint_is_not_opened(
    folder: Path, tmp_path: Path, search: tuple[Any, Any, ScanOptions]
) -> None:
    import io
    import zipfile

    import zstandard

    shard = make_plan([str(folder / "corpus" / "00.jsonl")], {}).shards[0]
    write_partial(tmp_path / "a", [shard], evidence_of([shard.part], search))
    stream = io.BytesIO()
    np.save(stream, np.array([{}], dtype=object), allow_pickle=True)
    with zipfile.ZipFile(tmp_path / "a") as good, zipfile.ZipFile(tmp_path / "b", "w") as forged:
        for name in good.namelist():
            content = zstandard.compress(stream.getvalue()) if name == "words.npy" else good.read(name)
            forged.writestr(name, content)
    with pytest.raises(ValueError, match="allow_pickle"):
        read_partial(tmp_path / "b")
