"""What a file claims never decides how much memory it takes."""

from __future__ import annotations

import bz2
import json
import os
import struct
import subprocess
import sys
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import zstandard

from farfield.corpus import arrow_documents
from farfield.corpus.documents import read_documents
from farfield.files import inspect_archive, parquet_rows
from farfield.files.inspect_archive import EvalArchive
from farfield.logs import read_items
from farfield.records import FarfieldError


def archive(path: Path, method: int, packed: bytes, claimed: int, whole: bytes = b"") -> Path:
    """A log of Inspect with 20 samples and one more whose member claims what it likes."""
    header = {"version": 2, "status": "success", "eval": {"task": "t", "model": "m"}, "results": {}}
    name = "samples/x_epoch_1.json"
    with zipfile.ZipFile(path, "w") as out:
        out.writestr("header.json", json.dumps(header))
        for number in range(20):
            sample = {"id": f"s{number}", "epoch": 1, "input": f"what is {number}", "target": "3"}
            sample |= {
                "output": {"choices": [{"message": {"content": "3"}}]},
                "scores": {"a": {"value": "C"}},
            }
            out.writestr(f"samples/s{number}_epoch_1.json", json.dumps(sample))
        out.writestr(zipfile.ZipInfo(name), packed)
    data = bytearray(path.read_bytes())
    for signature, at_method, at_crc, at_size, at_name in (
        (b"PK\3\4", 8, 14, 22, 30),
        (b"PK\1\2", 10, 16, 24, 46),
    ):
        at = data.find(signature)
        while at >= 0:
            if data[at + at_name : at + at_name + len(name)] == name.encode():
                struct.pack_into("<H", data, at + at_method, method)
                struct.pack_into("<I", data, at + at_crc, zlib.crc32(whole[:claimed]))
                struct.pack_into("<I", data, at + at_size, claimed)
            at = data.find(signature, at + 4)
    path.write_bytes(data)
    return path


ZEROS = bytes(20 << 20)


def deflated(data: bytes) -> bytes:
    packer = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    return packer.compress(data) + packer.flush()


@pytest.mark.parametrize("claimed", [10, 1 << 31])
@pytest.mark.parametrize(
    ("method", "packed"),
    [
        (12, bz2.compress(ZEROS)),
        (8, deflated(ZEROS)),
        (93, zstandard.compress(ZEROS)),
        (14, b"lzma"),
        (0, b"0" * 99),
    ],
)
def test_a_member_that_is_not_what_it_claims_is_left_out(
    method: int, packed: bytes, claimed: int, tmp_path: Path
) -> None:
    found = read_items(str(archive(tmp_path / "log.eval", method, packed, claimed, ZEROS)))
    assert len(found.table) == 20
    assert len(found.rejected) == 1
    assert "x_epoch_1" in found.rejected[0].reason


@pytest.mark.parametrize(("method", "packed"), [(8, deflated(ZEROS)), (93, zstandard.compress(ZEROS))])
def test_no_more_is_unpacked_than_is_claimed(
    method: int, packed: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = archive(tmp_path / "log.eval", method, packed, 1000, ZEROS)
    with path.open("rb") as stream:
        opened = EvalArchive(stream, str(path))
        info = opened._zip.NameToInfo["samples/x_epoch_1.json"]
        assert len(opened._unpack(info)) == 1001
        monkeypatch.setattr(inspect_archive, "LARGEST_MEMBER", 100)
        with pytest.raises(ValueError, match="a sample may have"):
            opened.read(info.filename)


def test_an_archive_of_a_hundred_thousand_members_is_listed(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "log.eval", "w") as out:
        for number in range(100_000):
            out.writestr(f"x/{number}", b"")
    with pytest.raises(FarfieldError):
        read_items(str(tmp_path / "log.eval"))


def in_a_process(script: str, *arguments: str) -> tuple[str, float]:
    """What a script says, and the most MiB that it took.

    Linux only. `getrusage` would count what this process held when it started the other.
    """
    told = "print(int(open('/proc/self/status').read().split('VmHWM:')[1].split()[0]) // 1024)"
    command = [sys.executable, "-c", f"import sys\n{script}\n{told}", *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    *lines, most = done.stdout.splitlines()
    return "\n".join(lines), float(most)


READ_CORPUS = """
from farfield.corpus.documents import CorpusFile
from farfield.options.corpus import CorpusOptions
from farfield.records import FarfieldError
count = size = 0
try:
    for batch in CorpusFile(sys.argv[1], CorpusOptions()):
        count, size = count + len(batch.ids), size + int(batch.begins[-1])
except FarfieldError as error:
    print(error.what)
print(count, size)
"""
READ_LOG = """
from farfield.logs import read_items
from farfield.records import FarfieldError
try:
    print(len(read_items(sys.argv[1]).table))
except FarfieldError as error:
    print(error.what)
"""
MOST_MIB = 1024 + 512
"""The bound of docs/reliability.md: 1 GiB for what is unpacked at once, beside the program and its libraries."""


def dictionary_bomb(path: Path, rows: int) -> Path:
    """One text of 1 MB, and its number for each row: some hundred bytes that stand for gigabytes."""
    column = pa.DictionaryArray.from_arrays(pa.array([0] * rows, pa.int32()), pa.array(["a" * (1 << 20)]))
    numbers = pa.array(range(rows))
    pq.write_table(pa.table({"text": column, "question": column, "score": numbers}), path, store_schema=False)
    return path


@pytest.mark.skipif(sys.platform != "linux", reason="only there a process is told how much it has")
def test_a_dictionary_of_parquet_is_unpacked_piece_by_piece(tmp_path: Path) -> None:
    bomb = dictionary_bomb(tmp_path / "c.parquet", 4096)
    assert bomb.stat().st_size < 1 << 20
    told, most = in_a_process(READ_CORPUS, str(bomb))
    assert told == f"4096 {4096 << 20}"
    assert most < MOST_MIB


@pytest.mark.skipif(sys.platform != "linux", reason="only there a process is told how much it has")
def test_a_log_of_parquet_has_a_largest_size(tmp_path: Path) -> None:
    told, most = in_a_process(READ_LOG, str(dictionary_bomb(tmp_path / "log.parquet", 4096)))
    assert told == "holds more than 1,024 MB once it is unpacked"
    assert most < 2 * MOST_MIB


@pytest.mark.skipif(sys.platform != "linux", reason="only there a process is told how much it has")
def test_values_of_a_fixed_width_take_no_more(tmp_path: Path) -> None:
    """Each row takes 16 MB though it is null, and 64 GiB were asked for at once."""
    schema = pa.schema([pa.field("text", pa.binary(1 << 24))])
    with pq.ParquetWriter(tmp_path / "c.parquet", schema) as writer:
        for _ in range(200):
            writer.write_batch(pa.record_batch([pa.nulls(1, pa.binary(1 << 24))], schema=schema))
    told, most = in_a_process(READ_CORPUS, str(tmp_path / "c.parquet"))
    assert told.endswith("200 0") or "takes more than" in told
    assert most < MOST_MIB


def test_rows_are_the_same_however_few_are_read_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    texts = [f"text {number}" if number % 7 else None for number in range(1000)]
    pq.write_table(pa.table({"text": texts}), tmp_path / "c.parquet", row_group_size=300)
    refused = iter([True, False, False, True] + [False] * 10_000)

    @contextmanager
    def limited(_: int) -> Iterator[None]:
        if next(refused):
            raise MemoryError
        yield

    monkeypatch.setattr(parquet_rows, "memory_limit", limited)
    table = pq.ParquetFile(tmp_path / "c.parquet")
    read = [
        text
        for group in range(table.num_row_groups)
        for batch in parquet_rows.parquet_batches(table, "c", ["text"], group, 100)
        for text in batch.column(0).to_pylist()
    ]
    assert read == texts


def ipc(path: Path, texts: list[str], compression: str | None) -> Path:
    options = pa.ipc.IpcWriteOptions(compression=compression)
    table = pa.table({"text": texts})
    with pa.OSFile(str(path), "wb") as sink, pa.ipc.new_file(sink, table.schema, options=options) as writer:
        writer.write_table(table)
    return path


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the system is asked for the bound")
def test_a_record_batch_of_arrow_is_unpacked_within_a_bound(tmp_path: Path) -> None:
    """In a process of its own: one that has run many tests holds as much free memory, which no system is asked for."""
    code = "import pathlib, sys, test_read_bombs; test_read_bombs.within_bounds(pathlib.Path(sys.argv[1]))"
    path = os.pathsep.join([str(Path(__file__).parent), *sys.path])
    command = [sys.executable, "-c", code, str(tmp_path)]
    done = subprocess.run(
        command, env=os.environ | {"PYTHONPATH": path}, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


def within_bounds(folder: Path) -> None:
    arrow_documents.MOST_BYTES = 64 << 20
    pa.set_memory_pool(pa.system_memory_pool())  # the usual one keeps what writing took
    for compression in ("lz4", "zstd"):
        within_the_bound(compression, folder)


def within_the_bound(compression: str, tmp_path: Path) -> None:
    bomb = ipc(tmp_path / "bomb.arrow", ["a " * (64 << 20)], compression)
    assert bomb.stat().st_size < 2 << 20
    with pytest.raises(
        FarfieldError, match=r"record batch with row 1 takes more than 64 MB once it is unpacked"
    ):
        list(read_documents(str(bomb)))
    honest = ipc(tmp_path / "honest.arrow", ["a " * 1000] * 1000, compression)
    assert len(list(read_documents(str(honest)))) == 1000
    large = ipc(tmp_path / "large.arrow", ["a " * (40 << 20)], None)  # in the file as it is
    assert [len(document.text) for document in read_documents(str(large))] == [80 << 20]
