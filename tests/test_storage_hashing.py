"""Whatever way a file is read, its hash and its size are those of all its bytes."""

from __future__ import annotations

import hashlib
from pathlib import Path
from random import Random

import pytest

from farfield.records import FarfieldError
from farfield.storage.hashing import HashingReader
from farfield.storage.opening import LocalFile

CONTENT = Random(1).randbytes(50_000)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    file = tmp_path / "file"
    file.write_bytes(CONTENT)
    return file


@pytest.mark.parametrize("seed", range(4))
def test_every_way_of_reading_hashes_all(seed: int, path: Path) -> None:
    rng = Random(seed)
    told = bytearray()
    with HashingReader(LocalFile(str(path))) as reader:
        while len(told) < 40_000:
            size = rng.randrange(1, 5_000)
            if rng.random() < 0.5:
                told += reader.read(size)
            else:
                room = bytearray(size)
                told += room[: reader.readinto(memoryview(room))]
            assert reader.size == len(told)
        if seed % 2:
            told += reader.read()
        found = reader.finish(str(path))
    assert told == CONTENT[: len(told)]
    assert (found.bytes, found.sha256) == (len(CONTENT), hashlib.sha256(CONTENT).hexdigest())


def test_a_file_that_grew_while_it_was_read_is_told(path: Path) -> None:
    with HashingReader(LocalFile(str(path))) as reader:
        reader.read()
        with path.open("ab") as file:
            file.write(b"more")
        with pytest.raises(FarfieldError, match="changed"):
            reader.finish(str(path))
