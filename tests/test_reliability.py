"""The odd cases: a clear message and nothing half-written, whatever the disk, the names and the texts are.

The large twins of these (a document of 1 GB, a line of 200 MB, ...) are in benchmarks/reliability.py.
"""

from __future__ import annotations

import errno
import gzip
import io
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from html.parser import HTMLParser
from pathlib import Path

import numpy as np
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import farfield
from farfield import cli
from farfield.corpus import account, plain_text
from farfield.corpus.documents import CorpusFile
from farfield.corpus_notices import RejectedCut
from farfield.files import batches, json_sequences, line_runs, whole_files
from farfield.jobs import measuring
from farfield.kernel import machine as compiled_room
from farfield.logs import intake, read_items
from farfield.options.corpus import CorpusOptions
from farfield.records import FarfieldError
from farfield.scan import partial, scan, shard
from farfield.storage import find_files, open_hashed, write_table, write_text, write_whole
from test_scan_exact import item_table

GOOD = {"id": 1, "model": "m", "question": "one two three four", "target": "five", "score": 1}


@contextmanager
def mounted(folder: Path, options: str) -> Iterator[None]:
    """A file system of its own on a folder; skips where this user may not mount one."""
    command = ["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(folder)]
    if subprocess.run(command, capture_output=True, check=False).returncode:
        pytest.skip("mounting a small file system needs the rights of root")
    try:
        yield
    finally:
        subprocess.run(["umount", str(folder)], check=True)


@pytest.fixture
def job(tmp_path: Path) -> tuple[str, str]:
    """A log and a corpus."""
    log, corpus = tmp_path / "log.jsonl", tmp_path / "corpus.jsonl"
    log.write_text("".join(json.dumps({**GOOD, "id": n, "score": n % 2}) + "\n" for n in range(20)))
    corpus.write_text('{"text": "one two three"}\n' * 5)
    return str(log), str(corpus)


def left_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_full_disk(job, tmp_path) -> None:
    out = tmp_path / "out"
    out.mkdir()
    with mounted(out, "size=64k"):
        (out / "filler").write_bytes(b"x" * 60_000)
        with pytest.raises(FarfieldError, match="cannot be written") as caught:
            farfield.profile(*job, out=out)
        assert caught.value.remedy
        assert all((out / name).stat().st_size for name in left_in(out))
        assert not [name for name in left_in(out) if name.startswith(".") and name != ".shards"]
        with pytest.raises(FarfieldError, match="No space left"):
            write_text(out / "text", "x" * 100_000)
        noise = pl.DataFrame({"a": np.random.default_rng(1).random(50_000)})
        with pytest.raises(FarfieldError, match="cannot be written"):
            write_table(out / "table", noise)
        assert {"text", "table"}.isdisjoint(left_in(out))


def test_no_room_at_the_last_moment_leaves_the_old_file(tmp_path, monkeypatch) -> None:
    path = tmp_path / "result.json"
    write_text(path, "old")

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(FarfieldError, match="No space left"):
        write_text(path, "new")
    assert path.read_text() == "old"
    assert left_in(tmp_path) == ["result.json"]


def test_an_interrupted_write_leaves_the_old_file(tmp_path) -> None:
    path = tmp_path / "result.json"
    write_text(path, "old")

    def stop() -> None:
        with write_whole(path) as temporary:
            temporary.write_text("half")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        stop()
    assert path.read_text() == "old"
    assert left_in(tmp_path) == ["result.json"]


def test_a_read_only_folder(job, tmp_path) -> None:
    out = tmp_path / "out"
    out.mkdir()
    with mounted(out, "ro"), pytest.raises(FarfieldError, match="Read-only file system") as caught:
        farfield.profile(*job, out=out)
    assert "--out" in (caught.value.remedy or "")


def typed(job: tuple[str, str], out: Path, *more: str) -> subprocess.CompletedProcess[str]:
    """The command as it is typed."""
    log, corpus = job
    command = [
        sys.executable,
        "-m",
        "farfield",
        "profile",
        log,
        "--corpus",
        corpus,
        "--out",
        str(out),
        *more,
    ]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def content(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}


@pytest.mark.slow
def test_an_earlier_run_outlives_a_full_disk_and_a_read_only_folder(job, tmp_path) -> None:
    out = tmp_path / "out"
    out.mkdir()
    with mounted(out, "size=1m"):
        assert typed(job, out).returncode == 0
        (out / "filler").touch()
        with suppress(OSError), (out / "filler").open("wb", buffering=0) as filler:
            while filler.write(b"x" * 4096):
                pass
        before = content(out)
        full = typed(job, out, "--seed", "7")
        assert (full.returncode, full.stdout) == (2, "")
        assert "No space left" in full.stderr
        assert "--out" in full.stderr
        assert content(out) == before
        assert left_in(out) == sorted(before)
        subprocess.run(["mount", "-o", "remount,ro", str(out)], check=True)
        shut = typed(job, out, "--seed", "7")
        assert (shut.returncode, shut.stdout) == (2, "")
        assert "Read-only file system" in shut.stderr
        assert content(out) == before
        assert "Traceback" not in full.stderr + shut.stderr


def test_what_cannot_be_written_is_told_before_the_work(job, tmp_path) -> None:
    out = tmp_path / "out"
    out.mkdir()
    stages: list[str] = []
    with mounted(out, "ro"), pytest.raises(FarfieldError, match="Read-only file system"):
        farfield.profile(*job, out=out, progress=lambda stage, *_: stages.append(stage))
    assert stages == []


def test_two_runs_do_not_write_into_one_folder(job, tmp_path) -> None:
    out = tmp_path / "out"

    def another(stage: str, *_: int) -> None:
        if stage == "measuring":
            with pytest.raises(FarfieldError, match="another run is writing here") as caught:
                farfield.profile(*job, out=out)
            assert "--out" in str(caught.value.remedy)
            told.append(stage)

    told: list[str] = []
    farfield.profile(*job, out=out, progress=another)
    assert told == ["measuring"]
    assert ".unfinished" not in left_in(out)
    farfield.profile(*job, out=out)


def test_a_run_that_fails_late_leaves_the_earlier_one_and_no_folder_of_its_own(job, tmp_path) -> None:
    out = tmp_path / "out"

    def stop(stage: str, *_: int) -> None:
        if stage == "writing the report":
            raise OSError(errno.ENOSPC, "No space left on device")

    with pytest.raises(OSError, match="No space"):
        farfield.profile(*job, out=out, progress=stop)
    assert not out.exists()
    farfield.profile(*job, out=out)
    before = content(out)
    with pytest.raises(OSError, match="No space"):
        farfield.profile(*job, out=out, progress=stop)
    assert content(out) == before


@pytest.mark.parametrize(
    ("error", "told"),
    [(OSError(errno.ENOSPC, "No space left on device"), "TMPDIR"), (MemoryError(), "--workers")],
)
def test_what_the_machine_lacks_is_one_message(error, told, job, tmp_path, monkeypatch, capsys) -> None:
    def fail(*_: object) -> None:
        raise error

    monkeypatch.setattr(measuring, "fit_profile", fail)
    monkeypatch.setattr(
        sys, "argv", ["farfield", "profile", job[0], "--corpus", job[1], "--out", str(tmp_path / "o")]
    )
    with pytest.raises(SystemExit) as left:
        cli.main()
    assert left.value.code == 2
    err = capsys.readouterr().err
    assert told in err
    assert "Traceback" not in err
    assert not (tmp_path / "o").exists()


def test_compiled_code_that_cannot_be_kept_or_is_damaged_costs_no_run(tmp_path, monkeypatch) -> None:
    folder = tmp_path / "cache"
    folder.mkdir()
    monkeypatch.setattr(compiled_room, "cache_folder", lambda: str(folder))

    def fresh() -> int:
        return compiled_room.compiled(naive_sum)(np.arange(5))

    with mounted(folder, "size=8k"):
        assert fresh() == 10
    assert fresh() == 10
    kept = sorted(folder.rglob("*.nb?"))
    assert {path.suffix for path in kept} == {".nbc", ".nbi"}
    for path in kept:
        path.write_bytes(b"")
        assert fresh() == 10
    for path in kept:
        path.write_bytes(os.urandom(300))
    assert fresh() == 10
    (code,) = (path for path in kept if path.suffix == ".nbc")
    for share in (4, 2):  # LLVM would end the process at it
        damaged = bytearray(code.read_bytes())
        begin = len(damaged) // share
        damaged[begin : begin + 200] = bytes(200)
        code.write_bytes(damaged)
        assert fresh() == 10
    assert fresh() == 10


def naive_sum(values: np.ndarray) -> int:
    total = 0
    for value in values:
        total += value
    return total


@pytest.mark.parametrize("files", [1, 3])
def test_many_broken_records_are_counted_and_the_first_kept(files, tmp_path, monkeypatch) -> None:
    for module in (account, shard, partial):
        monkeypatch.setattr(module, "MOST_REJECTED", 5)
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    more = '{"text": "three four five"}\n' * 20  # else most of the corpus were lost, and the run refused
    for number in range(files):
        (corpus / f"{number}.jsonl").write_text('{"text": "one two"}\n' + "{broken\n" * (12 // files) + more)
    (tmp_path / "log.jsonl").write_text("".join(json.dumps({**GOOD, "id": n}) + "\n" for n in range(3)))
    run = farfield.profile(str(tmp_path / "log.jsonl"), str(corpus), out=tmp_path / "out")
    assert run.record.rejected.corpus == run.record.corpus.rejected == 12
    kept = [json.loads(line) for line in (tmp_path / "out" / "rejected.jsonl").read_text().splitlines()]
    places = [(Path(record["source"]).name, record["line"]) for record in kept]
    assert places == [(f"{n}.jsonl", line) for n in range(files) for line in range(2, 2 + 12 // files)][:5]
    assert run.record.notices == [RejectedCut(12, kept=5)]
    assert any("rejected.jsonl holds the first 5" in warning for warning in run.record.warnings)


def test_damaged_parquet_ends_no_process(tmp_path) -> None:
    """A schema that its columns contradict: Arrow aborts the process that asks for one of these."""
    whole = io.BytesIO()
    pq.write_table(pa.table({"text": ["one two", None], "id": ["a", "b"]}), whole)
    name = b"%\x02\x18\x04text"  # the column may be null
    assert whole.getvalue().count(name) == 1
    (tmp_path / "c.parquet").write_bytes(whole.getvalue().replace(name, b"%\x2c\x18\x04text"))
    code = (
        "import sys; from farfield.corpus import parts\n"
        "from farfield.corpus.documents import CorpusFile\n"
        "from farfield.options.corpus import CorpusOptions\n"
        "parts.survey(sys.argv[1]); list(CorpusFile(sys.argv[1], CorpusOptions()))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path / "c.parquet")], capture_output=True, text=True, check=False
    )
    assert done.returncode == 1, done.stderr
    assert "not a readable Parquet file" in done.stderr


def test_no_temporary_folder_at_all(tmp_path, monkeypatch) -> None:
    pl.DataFrame({"text": ["one"]}).write_parquet(tmp_path / "c.parquet")
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "nowhere"))
    with pytest.raises(FarfieldError, match="temporary folder") as caught:
        list(CorpusFile(str(tmp_path / "c.parquet"), CorpusOptions()))
    assert "TMPDIR" in str(caught.value.remedy)


def test_a_file_in_the_way_of_the_folder(job, tmp_path) -> None:
    (tmp_path / "out").write_text("mine")
    with pytest.raises(FarfieldError, match="out"):
        farfield.profile(*job, out=tmp_path / "out")
    assert (tmp_path / "out").read_text() == "mine"


def test_a_full_temporary_folder(tmp_path, monkeypatch) -> None:
    small = tmp_path / "small"
    small.mkdir()
    rows = {"text": [os.urandom(400).hex() for _ in range(400)]}
    packed = tmp_path / "c.parquet.gz"
    pl.DataFrame(rows).write_parquet(tmp_path / "c.parquet")
    packed.write_bytes(gzip.compress((tmp_path / "c.parquet").read_bytes()))
    with mounted(small, "size=64k"):
        monkeypatch.setattr(tempfile, "tempdir", str(small))
        monkeypatch.setattr(intake, "IN_MEMORY", 1)
        with pytest.raises(FarfieldError, match="temporary folder") as caught:
            list(CorpusFile(str(packed), CorpusOptions()))
        with pytest.raises(FarfieldError, match="temporary folder"):
            read_items(str(packed))
    assert "TMPDIR" in caught.value.remedy


@pytest.mark.parametrize("change", ["grow", "shrink", "touch"])
def test_a_file_that_changes_while_it_is_read(change, tmp_path) -> None:
    path = tmp_path / "c.txt"
    path.write_bytes(b"word " * 1_000_000)
    with open_hashed(str(path)) as (stream, hashing):
        stream.read(100)
        if change == "grow":
            with path.open("ab") as more:
                more.write(b"more")
        elif change == "shrink":
            os.truncate(path, 1_000_000)
        else:
            os.utime(path, ns=(1, 1))
        with pytest.raises(FarfieldError, match="changed while it was read") as caught:
            hashing.finish(str(path))
    assert caught.value.where == str(path)


def test_links_pipes_and_names_in_a_folder(tmp_path) -> None:
    (tmp_path / "real.txt").write_text("one")
    (tmp_path / "loop").symlink_to(tmp_path)
    (tmp_path / "other.txt").symlink_to("real.txt")
    os.mkfifo(tmp_path / "pipe")
    assert [Path(path).name for path in find_files(str(tmp_path))] == ["other.txt", "real.txt"]
    (tmp_path / "self").symlink_to("self")
    with pytest.raises(FarfieldError, match="symbolic link"):
        list(CorpusFile(str(tmp_path / "self"), CorpusOptions()))
    with pytest.raises(FarfieldError, match="no such file"):
        find_files("a\0b")
    broken = tmp_path / os.fsdecode(b"sub") / os.fsdecode(b"caf\xe9.txt")
    broken.parent.mkdir()
    broken.write_text("x")
    with pytest.raises(FarfieldError, match="not valid UTF-8") as caught:
        find_files(str(broken.parent))
    str(caught.value).encode()


def test_a_folder_that_cannot_be_listed(tmp_path, monkeypatch) -> None:
    (tmp_path / "a.txt").write_text("one")
    (tmp_path / "shut").mkdir()
    real = os.scandir

    def refuse(path: str) -> object:
        if str(path).endswith("shut"):
            raise PermissionError(errno.EACCES, "Permission denied", str(path))
        return real(path)

    monkeypatch.setattr(os, "scandir", refuse)
    with pytest.raises(FarfieldError, match="cannot be listed: Permission denied"):
        find_files(str(tmp_path))


class Elements(HTMLParser):
    """The scripts of a page, and what of EVIL became an element of it."""

    def __init__(self) -> None:
        super().__init__()
        self.scripts, self.harm = 0, []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.scripts += tag == "script"
        if ("src", "x") in attrs or any(name.startswith("on") for name, _ in attrs):
            self.harm.append(tag)

    def handle_data(self, data: str) -> None:
        if data.startswith("alert("):
            self.harm.append(data)


EVIL = '"><img src=x onerror=alert(1)>; touch pwned; $(touch pwned) `touch pwned`\n\x1b[2J\u202e.jsonl'


def test_names_and_texts_reach_no_shell_no_terminal_and_no_page(tmp_path) -> None:
    """A corpus, a log, a model and passages called by what would harm a shell, a terminal or a page."""
    text = (
        "</script><script>alert(1)</script> one two three four <img src=x onerror=alert(2)> \x1b[2J ../../etc"
    )
    (tmp_path / "in").mkdir()
    (tmp_path / "logs").mkdir()
    rows = [
        {**GOOD, "id": f"{n}{EVIL}", "model": EVIL, "task": EVIL, "question": text, "score": n % 2}
        for n in range(9)
    ]
    (tmp_path / "logs" / EVIL).write_text("".join(json.dumps(row) + "\n" for row in rows))
    (tmp_path / "in" / EVIL).write_text(json.dumps({"id": EVIL, "text": text}) + "\n{broken\x1b[2J\n")
    command = [sys.executable, "-m", "farfield", "profile", "logs", "--corpus", "in", "--out", "out"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "\x1b[2J" not in done.stdout + done.stderr
    assert left_in(tmp_path) == ["in", "logs", "out"]
    for page in (tmp_path / "out").glob("*.html"):
        elements = Elements()
        elements.feed(page.read_text())
        assert elements.scripts
        assert not elements.harm
    assert not list(tmp_path.rglob("pwned"))


@pytest.mark.parametrize("count", [1, 5000])
def test_empty_documents_and_a_corpus_of_one_word(count, tmp_path) -> None:
    table = item_table([("one two", "one", "x")])
    (tmp_path / "c.jsonl").write_text('{"text": ""}\n' * count)
    with pytest.raises(FarfieldError, match="holds no words"):
        scan(table, str(tmp_path / "c.jsonl"))
    (tmp_path / "one.txt").write_text("One")
    found = scan(table, str(tmp_path))
    assert (found.corpus.documents, found.corpus.words) == (count + 1, 1)
    assert found.items["question_pieces"][0] == 2


def test_items_of_which_none_has_a_target(tmp_path) -> None:
    (tmp_path / "c.txt").write_text("one two")
    assert scan(item_table([("one two", "", "")]), str(tmp_path / "c.txt")).items["question_pieces"][0] == 1


def test_a_long_line_and_a_long_document_are_read_whole(tmp_path) -> None:
    long = " ".join(
        f"w{n}" for n in range(700_000)
    )  # 4.8 MB: several batches, and the room grows and shrinks
    (tmp_path / "c.jsonl").write_text(f'{{"text": "a b"}}\n{json.dumps({"text": long})}\n{{"text": "c"}}\n')
    (tmp_path / "d.txt").write_text(long)
    table = item_table([("w699998 w699999 c", "w5", "x"), (" ".join(long.split()[5000:5400]), "w3", "x")])
    found = scan(table, str(tmp_path))
    assert found.corpus.words == 1_400_003
    assert list(found.items["question_match"]) == [2, 400]


def test_a_document_beyond_the_bound_is_refused(tmp_path, monkeypatch) -> None:
    for module in (batches, plain_text, line_runs):
        monkeypatch.setattr(module, "LARGEST_DOCUMENT", 3 << 20)
    for name in ("c.txt.gz", "c.jsonl.gz"):
        (tmp_path / name).write_bytes(gzip.compress(b" " * (6 << 20)))
        with pytest.raises(FarfieldError, match="larger than 3 MiB") as caught:
            list(CorpusFile(str(tmp_path / name), CorpusOptions()))
        assert caught.value.where == str(tmp_path / name)


def test_a_small_log_that_holds_too_much(tmp_path, monkeypatch) -> None:
    monkeypatch.setattr(whole_files, "LARGEST_WHOLE", 1 << 20)
    bomb = tmp_path / "log.json.gz"
    bomb.write_bytes(gzip.compress(b"[" + b" " * (8 << 20) + b"]"))
    with pytest.raises(FarfieldError, match="more than 1 MiB"):
        read_items(str(bomb))
    monkeypatch.setattr(json_sequences, "LONGEST_LINE", 1 << 20)
    lines = tmp_path / "log.jsonl.gz"
    good = json.dumps(GOOD).encode()
    lines.write_bytes(
        gzip.compress(good + b"\n" + b" " * (5 << 20) + b"\n" + good.replace(b'"id": 1', b'"id": 2'))
    )
    items = read_items(str(lines))
    assert items.table.height == 2
    assert [(record.line, record.reason) for record in items.rejected] == [(2, "longer than 1 MiB")]


def test_odd_values_in_a_corpus(tmp_path) -> None:
    lines = [
        '{"text": "a", "n": ' + "9" * 5000 + "}",
        '{"text": "b", "n": ' + "[" * 100_000 + "]" * 100_000 + "}",
        '{"text": "c", "n": NaN, "m": -Infinity}',
        '{"text": "d\\u0000e \\ud800 f", "id": "\\ud800"}',
        '{"text": "g", "text": "h", "id": {"a": 1}}',
        "[" * 100_000,
    ]
    (tmp_path / "c.jsonl").write_text("\n".join(lines))
    file = CorpusFile(str(tmp_path / "c.jsonl"), CorpusOptions())
    texts = [bytes(b.text[x:y]).decode() for b in file for x, y in zip(b.begins, b.begins[1:], strict=False)]
    assert texts[-3:] == ["c", "d\0e \ufffd f", "h"]
    assert file.rejected[-1].line == 6
    assert len(texts) + len(file.rejected) == 6


def test_odd_values_in_a_log(tmp_path) -> None:
    rows = [
        {**GOOD, "id": 10**30, "big": 10**400},
        {**GOOD, "id": 10**30 + 1, "big": float("nan"), "score": float("nan")},
        {**GOOD, "id": "\0\ud800", "question": "\x1b]0;x\x07"},
        GOOD,
        {**GOOD, "score": 0},
    ]
    text = "".join(json.dumps(row) + "\n" for row in rows) + '{"id": 5, "deep": ' + "[" * 100_000 + "\n"
    (tmp_path / "log.jsonl").write_text(text)
    items = read_items(str(tmp_path / "log.jsonl"))
    items.table.write_parquet(tmp_path / "items.parquet")
    assert str(10**30) in items.table["item_id"].to_list()
    assert items.table["score"].drop_nulls().is_between(0, 1).all()
    assert items.rejected[-1].line == 6
    assert (
        any("repeat" in warning or "epoch" in warning for warning in items.warnings) or items.table.height < 5
    )


def test_very_many_columns(tmp_path) -> None:
    row = GOOD | {f"column {n}": n for n in range(20_000)}
    (tmp_path / "log.jsonl").write_text(json.dumps(row))
    assert read_items(str(tmp_path / "log.jsonl")).table.width < 300
