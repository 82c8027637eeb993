"""What a file claims never decides how much memory it takes."""

from __future__ import annotations

import bz2
import json
import struct
import zipfile
import zlib
from pathlib import Path

import pytest
import zstandard

from farfield.read import read_items
from farfield.read.formats import inspect_archive
from farfield.read.formats.inspect_archive import EvalArchive
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
