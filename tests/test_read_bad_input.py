"""Bad input: one clear error that names the file, the line and the remedy; or a record left out and counted."""

from __future__ import annotations

import gzip
import json
import shutil
from pathlib import Path

import pytest
import zstandard

from farfield.logs import read_items
from farfield.records import FarfieldError

GOLDEN = Path(__file__).parent / "golden"
GOOD = b'{"id": 1, "model": "m", "question": "Q", "score": 1}\n'


def write(folder: Path, name: str, data: bytes) -> str:
    path = folder / name
    path.write_bytes(data)
    return str(path)


def refused(source: str, text: str) -> FarfieldError:
    with pytest.raises(FarfieldError, match=text) as caught:
        read_items(source)
    assert caught.value.where is not None
    assert source in caught.value.where
    return caught.value


def test_missing_file(tmp_path: Path) -> None:
    assert refused(str(tmp_path / "no.jsonl"), "no such file or folder").remedy
    assert refused(str(tmp_path / "*.eval"), "no such file or folder").remedy


@pytest.mark.parametrize("name", ["a.jsonl", "a.csv"])
@pytest.mark.parametrize("data", [b"", b"\n\n"])
def test_empty_log(tmp_path: Path, name: str, data: bytes) -> None:
    refused(write(tmp_path, name, data), "holds no records")


def test_empty_files_of_other_kinds(tmp_path: Path) -> None:
    refused(write(tmp_path, "a.json", b"[]"), "holds no records")
    refused(write(tmp_path, "b.json", b""), "is not an evaluation log")
    refused(write(tmp_path, "a.eval", b""), "not a zip archive")
    refused(write(tmp_path, "a.parquet", b""), "not a readable Parquet file")


def test_log_without_scores(tmp_path: Path) -> None:
    path = write(tmp_path, "a.jsonl", b'{"question": "Q", "marks": {"total": 1}}\n')
    error = refused(path, "no score in any record")
    assert error.remedy is not None
    assert "--map score=COL" in error.remedy
    assert "It has question, marks, marks.total." in error.remedy


def test_broken_lines_are_rejected_and_the_others_read(tmp_path: Path) -> None:
    lines = [
        GOOD,
        b'{"id": 2, "question": "Q", "sc\n',
        b'{"id": 3, "question": "\xff", "score": 1}\n',
        b"[1, 2]\n",
        b"\n",
        b'"a text"\n',
        b"[" * 100_000 + b"\n",
        b'{"id": 4, "score": 1e999, "question": ' + b"9" * 5000 + b"}\n",
        b'{"id": 5, "model": "m", "question": "R", "score": 0}',
    ]
    path = write(tmp_path, "a.jsonl", b"".join(lines))
    items = read_items(path)
    assert items.table["item_id"].to_list() == ["1", "5"]
    assert {r.source for r in items.rejected} == {path}
    reasons = {r.line: r.reason for r in items.rejected}
    assert list(reasons) == [2, 3, 4, 6, 7, 8]
    assert reasons[2].startswith("not valid JSON: ")
    assert reasons[3] == "invalid UTF-8 at byte 23"
    assert reasons[4] == "expected an object, found list"
    assert reasons[6] == "expected an object, found str"
    assert reasons[7] == "nested too deeply"


def test_only_broken_lines(tmp_path: Path) -> None:
    path = write(tmp_path, "a.jsonl", b'\n{"id": 1\n{"id": 2\n')
    error = refused(path, "no usable record: not valid JSON")
    assert error.where == f"{path}, line 2"


def test_json_that_python_reads_and_the_standard_does_not(tmp_path: Path) -> None:
    lines = [
        b'{"id": 1, "question": "a", "score": 1, "level": NaN, "huge": 1' + b"0" * 40 + b"}\n",
        b'{"id": 2, "question": "lone \\ud800 surrogate", "score": 0, "\\udfff": "x", "level": -Infinity}\n',
        b'{"id": 3, "question": "\\ud83d\\ude00", "score": NaN, "level": 2}\n',
    ]
    table = read_items(write(tmp_path, "a.jsonl", b"".join(lines))).table
    assert table["question"].to_list() == ["a", "lone � surrogate", "😀"]
    assert table["score"].to_list() == [1.0, 0.0, None]
    assert table["level"].to_list() == [None, None, 2]
    assert table["huge"].to_list() == ["1" + "0" * 40, None, None]
    assert table["�"].to_list() == [None, "x", None]


def test_broken_json_names_its_line(tmp_path: Path) -> None:
    data = json.dumps([{"question": "Q", "score": 1}], indent=1).encode()[:-3]
    refused(write(tmp_path, "a.json", data), "not valid JSON: .* at line 5, column 2")


def test_csv_rows_that_do_not_fit(tmp_path: Path) -> None:
    data = b'question,score\nQ,1\nR\nS,1,2\n"T\nT",1\n\xffU,1\nV,0\n'
    items = read_items(write(tmp_path, "a.csv", data))
    assert items.table["question"].to_list() == ["Q", "T\nT", "V"]
    assert [(r.line, r.reason) for r in items.rejected] == [
        (3, "1 field, but the header names 2"),
        (4, "3 fields, but the header names 2"),
        (7, "invalid UTF-8"),
    ]


def test_csv_names_that_repeat(tmp_path: Path) -> None:
    row = read_items(write(tmp_path, "a.csv", b"question,score,x,x\nQ,1,2,3\n")).table.row(0, named=True)
    assert (row["x"], row["x_2"]) == (2, 3)


@pytest.mark.parametrize("suffix", [".zst", ".gz"])
def test_truncated_compression(tmp_path: Path, suffix: str) -> None:
    data = b"".join(GOOD.replace(b"1", str(n).encode(), 1) for n in range(50_000))
    packed = zstandard.compress(data) if suffix == ".zst" else gzip.compress(data)
    refused(write(tmp_path, f"a.jsonl{suffix}", packed[: len(packed) // 2]), "ends too early")


def test_zip_that_is_none(tmp_path: Path) -> None:
    assert refused(write(tmp_path, "a.eval", b"not a zip"), "not a zip archive").remedy
    whole = (GOLDEN / "inspect" / "rubrics.eval").read_bytes()
    refused(write(tmp_path, "b.eval", whole[:-100]), "not a zip archive")


def test_zip_that_is_no_log(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "a.txt").write_text("x")
    path = shutil.make_archive(str(tmp_path / "a"), "zip", folder)
    refused(path, "holds neither header.json nor _journal/start.json")


def test_file_that_is_no_log(tmp_path: Path) -> None:
    error = refused(write(tmp_path, "README.md", b"# Read me"), "is not an evaluation log of a known format")
    assert error.remedy is not None
    assert "lm_eval" in error.remedy
    refused(write(tmp_path, "settings.json", b'{"a": 1}'), "holds no list of records")
    refused(write(tmp_path, "a.parquet", b"PAR1"), "not a readable Parquet file")


def test_lm_eval_results_alone(tmp_path: Path) -> None:
    path = shutil.copy(next(GOLDEN.glob("lm_eval/*/results_*.json")), tmp_path)
    refused(str(path), "holds the results of whole tasks, and no samples")


def test_folder_passes_over_what_is_no_log(tmp_path: Path) -> None:
    write(tmp_path, "README.md", b"# Read me")
    write(tmp_path, "a.jsonl", GOOD)
    write(tmp_path, "plot.png", b"\x89PNG")
    write(tmp_path, "settings.json", b'{"a": 1}')
    write(tmp_path, "broken.eval", b"PK")
    write(tmp_path, "corpus.jsonl", b'{"id": 1, "text": "T"}\n{"broken')
    items = read_items(str(tmp_path))
    assert len(items.table) == 1
    assert not items.rejected  # a file passed over is told of as one
    assert len(items.inputs) == 1
    assert [Path(w.split(": ")[0]).name for w in items.warnings] == [
        "broken.eval",
        "corpus.jsonl",
        "settings.json",
    ]
    assert all("passed over" in warning for warning in items.warnings)


def test_folder_without_any_log(tmp_path: Path) -> None:
    write(tmp_path, "README.md", b"# Read me")
    assert refused(str(tmp_path), "no evaluation log among its files").remedy
    write(tmp_path, "corpus.jsonl", b'{"id": 1, "text": "T"}\n')
    refused(str(tmp_path), "no score in any record")


def test_nothing_named() -> None:
    with pytest.raises(FarfieldError, match="no evaluation log"):
        read_items([])


def test_broken_results_file_is_told_of(tmp_path: Path) -> None:
    shutil.copytree(GOLDEN / "lm_eval" / "made__rote-1b", tmp_path / "made__rote-1b")
    results = next(tmp_path.glob("*/results_*"))
    results.write_text("{")
    items = read_items(str(tmp_path))
    assert set(items.table["subject"]) == {"made/rote-1b"}  # of the folder's name
    assert any("results_" in warning and "cannot be read" in warning for warning in items.warnings)
