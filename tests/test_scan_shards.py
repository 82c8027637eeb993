"""Serial and multi-process scans, and any cut of the corpus into files, give the same evidence."""

from __future__ import annotations

import gzip
import json
import random
from pathlib import Path

import numpy as np
import polars as pl
import pytest
import zstandard
from polars.testing import assert_frame_equal

from farfield.corpus import frames
from farfield.corpus.parts import Part
from farfield.options.corpus import CorpusOptions
from farfield.records import Evidence, FarfieldError
from farfield.scan import ScanOptions, engines, plan, scan
from farfield.scan.plan import Shard, deal_runs, make_plan, make_runs
from farfield.storage.identity import FileState
from test_scan_exact import item_table

VOCABULARY = [f"w{number}" for number in range(6)]  # so few that every shard holds the same spans


@pytest.fixture(scope="module")
def documents() -> list[dict[str, str]]:
    rng = random.Random(5)
    texts = [" ".join(rng.choices(VOCABULARY, k=rng.randrange(60))) for _ in range(400)]
    texts[::7] = [f"Ω {text} – é" for text in texts[::7]]
    return [{"id": f"d{number}", "text": text} for number, text in enumerate(texts)]


@pytest.fixture(scope="module")
def table(documents: list[dict[str, str]]) -> pl.DataFrame:
    rng = random.Random(6)
    rows = []
    for _ in range(40):
        words = rng.choice(documents)["text"].split()[:25]
        rows.append((" ".join(words), rng.choice(VOCABULARY), " ".join(rng.choices(VOCABULARY, k=9))))
    return item_table(rows)


def write_shards(folder: Path, documents: list[dict[str, str]], shards: int) -> None:
    for number in range(shards):
        lines = [json.dumps(document) for document in documents[number::shards]]
        (folder / f"part-{number:02}.jsonl").write_text("\n".join(lines))


def assert_same(one: Evidence, other: Evidence, *, sources: bool = True) -> None:
    assert_frame_equal(one.items, other.items)
    assert_frame_equal(one.texts, other.texts)
    drop = [] if sources else ["source"]
    assert_frame_equal(one.passages.drop(drop), other.passages.drop(drop))
    assert (one.corpus.words, one.corpus.documents) == (other.corpus.words, other.corpus.documents)


def test_processes_and_reading_ahead_equal_serial(table, documents, tmp_path, monkeypatch) -> None:
    write_shards(tmp_path, documents[:200], 7)
    lines = "".join(json.dumps({"text": one["text"]}) + "\n" for one in documents[200:]).encode()
    packed = (zstandard.compress(lines[begin : begin + 1000]) for begin in range(0, len(lines), 1000))
    (tmp_path / "frames.jsonl.zst").write_bytes(b"".join(packed))
    monkeypatch.setattr(frames, "SPLIT_ABOVE", 0)
    monkeypatch.setattr(frames, "RANGE_BYTES", 5000)
    monkeypatch.setattr(plan, "LARGEST_SHARE", 0)
    files = sorted(map(str, tmp_path.iterdir()))
    assert [len(make_plan(files, {}, None, processes).shards) for processes in (1, 2)] == [8, 11]
    serial = scan(table, str(tmp_path))
    shared = scan(table, str(tmp_path), ScanOptions(workers=2))
    assert_same(serial, shared)
    assert (serial.inputs, serial.corpus) == (shared.inputs, shared.corpus)
    monkeypatch.setattr(engines, "cores", lambda: 2)  # one scans, as so little text needs, one reads
    assert_same(serial, scan(table, str(tmp_path), ScanOptions(workers=None)))


def test_a_mistake_in_a_worker_arrives_whole(table, documents, tmp_path) -> None:
    write_shards(tmp_path, documents, 4)
    broken = tmp_path / "part-09.jsonl.zst"
    broken.write_bytes(zstandard.compress(b'{"text": "w1"}\n' * 50)[:-4])
    with pytest.raises(FarfieldError) as caught:
        scan(table, str(tmp_path), ScanOptions(workers=2))
    assert caught.value.where == str(broken)
    assert "truncated" in caught.value.what
    assert caught.value.remedy


def test_any_cut_into_files_gives_the_same(table, documents, tmp_path) -> None:
    results = []
    for name, shards in (("one", 1), ("five", 5)):
        folder = tmp_path / name
        folder.mkdir()
        mixed = random.Random(shards).sample(documents, len(documents))
        write_shards(folder, mixed, shards)
        results.append(scan(table, str(folder)))
    assert_same(*results, sources=False)


def test_every_format_gives_the_same(table, documents, tmp_path) -> None:
    lines = "\n".join(json.dumps(document) for document in documents).encode()
    (tmp_path / "c.jsonl").write_bytes(lines)
    (tmp_path / "c.jsonl.gz").write_bytes(gzip.compress(lines))
    (tmp_path / "c.jsonl.zst").write_bytes(zstandard.compress(lines))
    frame = pl.DataFrame(documents)
    frame.write_parquet(tmp_path / "c.parquet", row_group_size=50)
    (tmp_path / "c.parquet.zst").write_bytes(zstandard.compress((tmp_path / "c.parquet").read_bytes()))
    plain = scan(table, str(tmp_path / "c.jsonl"))
    for name in ("c.jsonl.gz", "c.jsonl.zst", "c.parquet", "c.parquet.zst"):
        assert_same(plain, scan(table, str(tmp_path / name)), sources=False)


def test_a_source_tree_and_a_memory_address(table, documents, tmp_path) -> None:
    import fsspec

    tree = tmp_path / "tree"
    for number, document in enumerate(documents):
        path = tree / f"sub{number % 3}" / f"{document['id']}.txt"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(document["text"])
    (tree / "loop").symlink_to(tree)
    (tree / "image.bin").write_bytes(b"\0\1\2")
    local = scan(table, str(tree))
    assert local.corpus.documents == len(documents)
    assert [record.source for record in local.rejected] == [str(tree / "image.bin")]
    fsspec.filesystem("memory").put(str(tree / "sub0"), "/corpus", recursive=True)
    remote = scan(table, "memory://corpus/*.txt")
    assert remote.corpus.documents == len(documents[::3])
    assert remote.inputs[0].path.startswith("memory://")


def test_the_log_grows_and_the_arena_is_squeezed(tmp_path, monkeypatch) -> None:
    """Many different walks that end inside edges, and many replaced passages, with little room for either."""
    from farfield.kernel import state
    from farfield.kernel.spans import windows

    rng = random.Random(9)
    words = [f"{number:x}" for number in range(40)]
    question = " ".join(rng.choices(words, k=3000))
    pieces = question.split()
    texts = []
    for _ in range(3000):
        at, size = rng.randrange(2990), rng.randrange(3, 40)
        texts.append(" ".join(pieces[at : at + size]))
    documents = [{"id": str(number), "text": text} for number, text in enumerate(texts)]
    write_shards(tmp_path, documents, 4)
    table = item_table([(question, "f", "x")])
    roomy = scan(table, str(tmp_path))
    monkeypatch.setattr(windows, "FULL_FROM", 256)
    monkeypatch.setattr(state, "FIRST_LOG", 64)
    assert_same(roomy, scan(table, str(tmp_path)))


def test_the_text_may_stand_in_a_field_named_id(table, tmp_path) -> None:
    (tmp_path / "c.jsonl").write_text('{"id": "w1 w2"}\n{"id": "w3"}\n')
    found = scan(table, str(tmp_path), ScanOptions(corpus=CorpusOptions("id")))
    assert (found.corpus.documents, found.corpus.words) == (2, 3)


def test_runs_keep_every_shard_in_order() -> None:
    rng = np.random.default_rng(3)
    shards = [Shard(Part(str(number)), int(rng.integers(0, 5000)), FileState(0, "")) for number in range(23)]
    total = sum(shard.bytes for shard in shards)
    for wanted in (1, 2, 6, 23, 100):
        runs = make_runs(shards, total / wanted)
        assert [shard for run in runs for shard in run] == shards
        assert all(runs)
        assert len(runs) <= wanted
        longest = max(sum(shard.bytes for shard in run) for run in runs)
        assert longest <= total / wanted + 2 * 5000


MIB = 1 << 20


@pytest.mark.parametrize(
    "sizes",
    [
        [1] * 1000,  # files of a server that tells no size
        [30 * MIB] * 100,
        [1000, 2000],
        [*range(1, 5000, 7)],
        [MIB // 2] * 2000 + [700 * MIB, 90 * MIB],
    ],
)
@pytest.mark.parametrize("workers", [2, 16])
def test_runs_are_dealt_so_that_all_end_together(sizes: list[int], workers: int) -> None:
    """By however many, at whatever speed: at the end none waits longer than for one shard, or a small part of all."""
    shards = [Shard(Part(str(number)), size, FileState(0, "")) for number, size in enumerate(sizes)]
    runs = deal_runs(shards, workers, 256 * MIB)
    assert sorted(shard for run in runs for shard in run) == sorted(shards)
    assert all(len(run) == 1 or sum(shard.bytes for shard in run) <= 256 * MIB for run in runs)
    rng = np.random.default_rng(0)
    speed = rng.uniform(1, 2, workers)
    ends = np.zeros(workers)
    for run in runs:
        ends[ends.argmin()] += sum(shard.bytes for shard in run) / speed[ends.argmin()]
    wait = max(*sizes, sum(sizes) / workers / plan.DEALS)
    assert ends.max() - ends.min() <= wait


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("a.jsonl", b'{"body": "x"}\n{"body": "y"}', "line 1: no record has a text in field 'text'"),
        ("a.jsonl.zst", zstandard.compress(b'{"text": "x"}\n' * 999)[:-9], "truncated"),
        ("a.jsonl.gz", gzip.compress(b'{"text": "x"}\n' * 999, mtime=0)[:-9], "truncated"),
        ("a.parquet", b"PAR1 no", "not a readable Parquet file"),
        ("a.txt", b"", "holds no words"),
        ("a.txt", b" ... ", "holds no words"),
    ],
)
def test_bad_corpora_are_named(name, content, message, table, tmp_path) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(FarfieldError, match=message) as caught:
        scan(table, str(tmp_path / name))
    assert name in str(caught.value)


def test_broken_records_are_kept_and_counted(table, tmp_path) -> None:
    lines = [
        b'{"text": "w1 w2", "id": 7}',
        b"{broken",
        b'{"text": null}',
        b"",
        b'{"text": "\xff"}',
        b'{"text": "\\ud800 w3"}',
    ]
    (tmp_path / "c.jsonl").write_bytes(b"\n".join(lines))
    found = scan(table, str(tmp_path / "c.jsonl"))
    assert found.corpus.documents == 2
    assert found.corpus.words == 3
    assert [(record.line, record.reason[:15]) for record in found.rejected] == [
        (2, "not valid JSON:"),
        (3, "field 'text' ho"),
        (5, "invalid UTF-8 a"),
    ]
