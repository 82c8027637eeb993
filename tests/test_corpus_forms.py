"""What a file of a corpus is, is told by its content: the same documents come out under any name."""

from __future__ import annotations

import bz2
import gzip
import io
import json
import lzma
import pickle
import tarfile
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import zstandard

from corpus_files import read_bytes, read_file
from farfield.corpus.folders import without_descriptions
from farfield.records import FarfieldError

ROWS = [{"id": number, "text": f"line one of {number}\nand two, é 中"} for number in range(5)]
TEXTS = [row["text"] for row in ROWS]
LINES = b"".join(json.dumps(row).encode() + b"\n" for row in ROWS)
PRETTY = "\n".join(json.dumps(row, indent=2) for row in ROWS).encode()


def table() -> pa.Table:
    return pa.table({"id": [row["id"] for row in ROWS], "text": TEXTS})


def parquet() -> bytes:
    stream = io.BytesIO()
    pq.write_table(table(), stream)
    return stream.getvalue()


def arrow(*, file: bool) -> bytes:
    stream = io.BytesIO()
    make = pa.ipc.new_file if file else pa.ipc.new_stream
    with make(stream, table().schema) as writer:
        for batch in table().to_batches(max_chunksize=2):
            writer.write_batch(batch)
    return stream.getvalue()


def zipped(files: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", method) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return stream.getvalue()


def tarred(files: dict[str, bytes], mode: str = "w") -> bytes:
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode=mode) as archive:  # type: ignore[call-overload]
        for name, data in files.items():
            header = tarfile.TarInfo(name)
            header.size = len(data)
            archive.addfile(header, io.BytesIO(data))
    return stream.getvalue()


FORMS: dict[str, bytes] = {
    "lines": LINES,
    "lines of Windows, with a byte order mark": b"\xef\xbb\xbf" + LINES.replace(b"\n", b"\r\n"),
    "lines with a broken one first": b'{"text": "cut\n' + LINES,
    "lines in UTF-16": LINES.decode().encode("utf-16"),
    "lines in UTF-32": LINES.decode().encode("utf-32"),
    "an array": json.dumps(ROWS).encode(),
    "an array, by lines": b"[\n" + b",\n".join(LINES.splitlines()) + b"\n]\n",
    "an array, pretty": json.dumps(ROWS, indent=1).encode(),
    "an object with one array": json.dumps({"version": {"number": [1, {"x": "y"}]}, "data": ROWS}).encode(),
    "an object with two arrays": json.dumps(
        {"train": ROWS[:2], "about": "x", "test": ROWS[2:]}, indent=1
    ).encode(),
    "an object of objects": json.dumps({f"key {row['id']}": row for row in ROWS}).encode(),
    "values, pretty": PRETTY,
    "Parquet": parquet(),
    "an Arrow stream": arrow(file=False),
    "an Arrow file": arrow(file=True),
    "gzip": gzip.compress(LINES),
    "gzip, a member a line": b"".join(map(gzip.compress, LINES.splitlines(keepends=True))),
    "zstd": zstandard.compress(LINES),
    "bzip2": bz2.compress(LINES[:200]) + bz2.compress(LINES[200:]),
    "xz": lzma.compress(LINES[:200]) + bytes(8) + lzma.compress(LINES[200:]),
    "gzip in gzip": gzip.compress(gzip.compress(LINES)),
    "zip": zipped({"a/one.jsonl": LINES, "__MACOSX/._one.jsonl": b"\0\1"}),
    "zip, stored": zipped({"part-00000": LINES}, zipfile.ZIP_STORED),
    "zip by bzip2": zipped({"a.json": json.dumps(ROWS).encode()}, zipfile.ZIP_BZIP2),
    "zip of Parquet": zipped({"a.parquet": parquet(), "README.md": b"about", "LICENSE": b"mine"}),
    "zip of compressed lines": zipped({"a.jsonl.gz": gzip.compress(LINES)}),
    "zip in gzip": gzip.compress(zipped({"a.jsonl": LINES})),
    "an Arrow file in zstd": zstandard.compress(arrow(file=True)),
    "zip in zip": zipped({"inner.zip": zipped({"a.jsonl": LINES})}),
    "tar": tarred({"a/one.jsonl": LINES, "a/dataset_info.json": b"{}", "a/.hidden": b"x"}),
    "tar by gzip": tarred({"a" * 150 + "/one.jsonl": LINES}, "w:gz"),
    "tar by zstd": zstandard.compress(tarred({"one.parquet": parquet()})),
    "tar by xz": tarred({"a.arrow": arrow(file=False)}, "w:xz"),
    "tar in zip": zipped({"a.tar.gz": tarred({"one.jsonl": LINES}, "w:gz")}),
}


NAMES = ["part-00000", "data.json", "data.txt", "data.json.gz", "DATA.JL", "corpus.bin"]
OF_OTHERS = [
    "data.parquet",
    "data.arrow",
    "data.zip",
    "data.tar",
    "data.csv",
    "data.warc",
    "data.md",
    "data.pq.gz",
]
"""Names that say another thing than what is in the file."""


@pytest.mark.parametrize("name", [*NAMES, *OF_OTHERS])
@pytest.mark.parametrize("form", FORMS)
def test_the_same_documents_under_any_name(tmp_path: Path, form: str, name: str) -> None:
    read = read_bytes(tmp_path, name, FORMS[form])
    assert read.texts == TEXTS
    assert read.names == [str(row["id"]) for row in ROWS]
    assert [part.documents for part in read.read_as] == [5]
    assert [part.guessed for part in read.read_as] == [False]
    assert read.reasons == (
        ["not valid JSON: Unterminated string starting at column 10"] if "broken" in form else []
    )


@pytest.mark.parametrize("suffix", [".parquet", ".arrow", ".zip", ".tar"])
def test_a_page_of_an_error_in_place_of_a_file_of_data_is_no_document(tmp_path: Path, suffix: str) -> None:
    read = read_bytes(tmp_path, f"a{suffix}", b"<!DOCTYPE html><title>404 Not Found</title>")
    assert read.texts == []
    assert read.reasons == [f"named {suffix}, but text without records, as a page that tells of an error"]
    assert read.lost > 0


@pytest.mark.parametrize("suffix", [".parquet", ".arrow", ".zip", ".tar"])
def test_a_damaged_file_of_data_is_told_by_its_name(tmp_path: Path, suffix: str) -> None:
    kind = {".parquet": "Parquet", ".arrow": "Arrow", ".zip": "zip", ".tar": "tar"}[suffix]
    with pytest.raises(FarfieldError, match=f"(?i)not a readable {kind}|no {kind}|{kind}"):
        read_bytes(tmp_path, f"a{suffix}", b"\x07\0\1garbage" * 100)


@pytest.mark.parametrize("form", ["an array", "values, pretty", "an object with one array", "lines"])
def test_records_larger_than_any_look(tmp_path: Path, form: str) -> None:
    rows = [{"id": number, "text": f'{number} "[{{ ' + "wörd \\ " * 40_000} for number in range(3)]
    spelled = {
        "an array": json.dumps(rows),
        "values, pretty": "\n".join(json.dumps(row, indent=2) for row in rows),
        "an object with one array": json.dumps({"data": rows}, ensure_ascii=False),
        "lines": "\n".join(map(json.dumps, rows)),
    }[form]
    assert read_bytes(tmp_path, "a.json", spelled.encode()).texts == [row["text"] for row in rows]


def test_records_without_names_are_named_by_file_and_number(tmp_path: Path) -> None:
    read = read_bytes(tmp_path, "a.json", b'[{"text":"one"},\n{"text":"two"}]')
    assert read.names == ["a.json:1", "a.json:2"]
    inner = read_bytes(tmp_path, "c.zip", zipped({"d/b.json": b'[{"text":"one"}]', "t.txt": b"plain"}))
    assert inner.names == ["b.json:1", str(tmp_path / "c.zip/t.txt")]
    assert inner.texts == ["one", "plain"]


def test_an_array_of_texts_is_a_document_each(tmp_path: Path) -> None:
    assert read_bytes(tmp_path, "a.json", b'["one", "t\\nwo", 3]')[:3:2] == (
        ["one", "t\nwo"],
        ["expected an object with a field 'text', found int"],
    )


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("settings.json", '{"compilerOptions": {"strict": true}, "files": ["a", "b"]}'),
        ("notebook.ipynb", '{"cells": [{"cell_type": "markdown", "source": ["# one"]}], "metadata": {}}'),
        ("setup.cfg", "[metadata]\nname = x\n"),
        ("notes.txt", "[1] Smith 2020 says so.\n[2] Jones."),
        ("notes.md", "[a link](http://x) and {braces}"),
        ("code.py", '{"a": 1}\nprint([{"text": "x"}])\n'),
        ("page.html", "<p>one <b>two</b></p>"),
        ("words.txt", "BZh is no bzip2 and ORC no table, MZ no program"),
        ("list.txt", "text, question, answer\nare three words"),
    ],
)
def test_text_is_what_has_no_other_form(tmp_path: Path, name: str, text: str) -> None:
    read = read_bytes(tmp_path, name, text.encode())
    assert read.texts == [text]
    assert read.read_as[0].form == "plain text"


@pytest.mark.parametrize("indent", [None, 1])
def test_the_escapes_of_json_without_records_are_what_they_stand_for(
    tmp_path: Path, indent: int | None
) -> None:
    said = 'Pâté crème 中文 \U0001f600\nand "more"'
    raw = json.dumps({"url": "x", "body": said, "broken": "\ud800 \0"}, indent=indent)
    assert raw.isascii()
    read = read_bytes(tmp_path, "a.json", raw.encode())
    assert said in read.texts[0]
    assert not read.reasons
    code = '{"a": "\\u00e9"} = print("no JSON")'
    assert read_bytes(tmp_path, "a.py", code.encode()).texts == [code]


def test_lines_cut_short_and_an_array_cut_short(tmp_path: Path) -> None:
    cut = json.dumps(ROWS).encode()[:-30]
    read = read_bytes(tmp_path, "a.json", cut)
    assert read.texts == TEXTS[:4]
    assert len(read.reasons) == 2
    assert read.reasons[1] == "the JSON ends too early (truncated file)"


def test_a_line_break_in_a_string_spoils_its_own_record_alone(tmp_path: Path) -> None:
    read = read_bytes(tmp_path, "a.json", b'[{"text":"a"},{"text":"b\nc"},{"text":"d"}]')
    assert read.texts == ["a", "d"]
    assert len(read.reasons) == 1


CSV = 'id,text,label\na,"one, ""two""\nthree",x\nb,four,y\n,"five ",\n'


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.csv", CSV.encode()),
        ("a.csv", b"\xef\xbb\xbf" + CSV.replace(",", ";").replace("one;", "one,").encode()),
        ("a.tsv", CSV.replace(",", "\t").replace("one\t", "one,").encode()),
        ("a.txt", CSV.replace(",", "\t").replace("one\t", "one,").encode("utf-16")),
        ("a.csv.gz", gzip.compress(CSV.encode())),
    ],
)
def test_csv_and_tsv(tmp_path: Path, name: str, data: bytes) -> None:
    read = read_bytes(tmp_path, name, data)
    assert read.texts == ['one, "two"\nthree', "four", "five "]
    assert read.names[:2] == ["a", "b"]
    assert read.names[2].endswith(":5")
    assert read.read_as[0].form == "CSV"


def test_csv_records_of_other_lengths_and_a_column_that_is_not_there(tmp_path: Path) -> None:
    read = read_bytes(tmp_path, "a.csv", b"id,text\n1,one\n2\n3,three,more\n4,f\xfcnf\n")
    assert read.texts == ["one"]
    assert read.reasons[:2] == ["1 fields, but the header names 2", "3 fields, but the header names 2"]
    assert read.reasons[2].startswith("invalid UTF-8; perhaps Latin-1")
    lacking = read_bytes(tmp_path, "b.csv", b"id,body\n1,one\n")
    assert (lacking.texts, lacking.lost) == ([], 14)
    assert lacking.reasons[0].startswith("CSV with no column 'text'; it has 'id', 'body'")
    assert read_file(tmp_path / "b.csv", "body").texts == ["one"]


LFS = b"version https://git-lfs.github.com/spec/v1\noid sha256:" + b"a" * 64 + b"\nsize 123456789\n"


@pytest.mark.parametrize(
    ("name", "data", "reason"),
    [
        *((f"train{end}", LFS, "a Git LFS pointer") for end in (".txt", ".parquet", ".jsonl", ".jsonl.zst", ".gz", "")),
        ("a.7z", b"7z\xbc\xaf\x27\x1c" + bytes(50), "an archive (7z)"),
        ("a.rar", b"Rar!\x1a\x07\x00" + bytes(50), "an archive (RAR)"),
        ("a.pdf", b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj", "a PDF"),
        ("a.txt.lz4", b"\x04\x22\x4d\x18" + bytes(50), "compressed by lz4"),
        ("a.pkl", pickle.dumps({"text": "x"}, protocol=4), "a pickle"),
        ("a.db", b"SQLite format 3\0" + bytes(50), "a database (SQLite)"),
        ("a.xlsx", zipped({"[Content_Types].xml": b"", "xl/workbook.xml": b""}), "an Excel workbook"),
        ("a.docx", zipped({"[Content_Types].xml": b"", "word/document.xml": b""}), "a Word document"),
        ("a.eval", zipped({"header.json": b"{}", "samples/1.json": b"{}"}), "an evaluation log of Inspect"),
        ("a.txt", "words without a mark".encode("utf-16-le"), "UTF-16 (little endian) without a byte order mark"),
        ("a.txt", "words without a mark".encode("utf-16-be"), "UTF-16 (big endian) without a byte order mark"),
        ("a.txt", b"\xff\xfea\0b\0\x00\xd8c\0", "not valid UTF-16"),
        ("a.txt", "caf\xe9 au lait".encode("latin-1"), "invalid UTF-8 at byte 3; perhaps Latin-1 or Windows-1252"),
        ("a.txt", ("слово " * 20).encode("cp1251"), "invalid UTF-8 at byte 0; perhaps an older encoding"),
        ("a.txt", "déjà ".encode() * 9 + b"\xff", "invalid UTF-8 at byte 63"),
        ("a.json", json.dumps({"text": ["one", "two"]}).encode(), "JSON by columns"),
        ("a.json", json.dumps({"text": {"0": "one", "1": "two"}}).encode(), "JSON by columns"),
        ("a.idx", b"MMIDIDX\0\0" + bytes(50), "an index of tokens"),
        ("a.npy", b"\x93NUMPY\x01\x00" + bytes(50), "an array of NumPy"),
    ],
)  # fmt: skip
def test_what_is_not_understood_is_refused_with_its_reason(
    tmp_path: Path, name: str, data: bytes, reason: str
) -> None:
    read = read_bytes(tmp_path, name, data)
    assert (read.texts, read.textless) == ([], 0)
    assert read.reasons[0].startswith(reason)
    assert read.lost == (
        123456789 if data is LFS else len(data) - 2 * data.startswith(b"\xff\xfe") or len(data)
    ) or (read.lost == len(data))


@pytest.mark.parametrize(
    ("name", "data", "reason"),
    [
        ("a.png", b"\x89PNG\r\n\x1a\n" + bytes(50), "an image (PNG): it holds no text"),
        ("a.jpg", b"\xff\xd8\xff\xe0" + bytes(50), "an image (JPEG): it holds no text"),
        (
            "model.safetensors",
            b"\x40\0\0\0\0\0\0\0" + b'{"a": 1}' + bytes(50),
            "weights of a model (safetensors): it holds no text",
        ),
        (
            "pytorch_model.bin",
            zipped({"archive/data.pkl": b"x"}),
            "weights of a model (PyTorch): it holds no text",
        ),
        ("a.gguf", b"GGUF\3\0\0\0" + bytes(50), "weights of a model (GGUF): it holds no text"),
    ],
)
def test_files_without_text_are_left_out_and_lose_nothing(
    tmp_path: Path, name: str, data: bytes, reason: str
) -> None:
    read = read_bytes(tmp_path, name, data)
    assert (read.texts, read.reasons, read.textless, read.lost) == ([], [reason], 1, 0)


def test_members_that_cannot_be_read_are_told_one_by_one(tmp_path: Path) -> None:
    archive = zipped(
        {"a.txt": b"one", "b.png": b"\x89PNG\r\n\x1a\n" + bytes(9), "c.txt": LFS, "d/e.txt": b"f\xfcnf"}
    )
    read = read_bytes(tmp_path, "c.zip", archive)
    assert (read.texts, read.textless) == (["one"], 1)
    assert [reason.split(",")[0].split(";")[0] for reason in read.reasons] == [
        "an image (PNG): it holds no text",
        "a Git LFS pointer",
        "invalid UTF-8 at byte 1",
    ]
    assert read.lost == 123456789 + 4


def encrypted() -> bytes:
    data = bytearray(zipped({"a.txt": b"one"}, zipfile.ZIP_STORED))
    data[6] |= 1
    data[data.index(b"PK\1\2") + 8] |= 1
    return bytes(data)


def of_another_method() -> bytes:
    data = bytearray(zipped({"a.txt": b"one"}, zipfile.ZIP_STORED))
    data[8:10] = (98).to_bytes(2, "little")
    at = data.index(b"PK\1\2")
    data[at + 10 : at + 12] = (98).to_bytes(2, "little")
    return bytes(data)


@pytest.mark.parametrize(
    ("make", "reason"),
    [(encrypted, "encrypted"), (of_another_method, "compressed in a way that is not read")],
)
def test_zip_members_that_zip_alone_cannot_open(
    tmp_path: Path, make: Callable[[], bytes], reason: str
) -> None:
    read = read_bytes(tmp_path, "a.zip", make())
    assert read.texts == []
    assert read.reasons[0].startswith(reason)


def long_header() -> bytes:
    header = tarfile.TarInfo("x")
    header.type, header.size = tarfile.GNUTYPE_LONGNAME, 1 << 40
    return header.tobuf(tarfile.GNU_FORMAT) + bytes(1024)


@pytest.mark.parametrize(
    ("name", "data", "match"),
    [
        ("a.tar", long_header(), "a header of 1,099,511,627,776 bytes"),
        ("a.tar", tarred({"a.txt": bytes(2000)})[:900], "tar archive|damaged archive"),
        ("a.zip", zipped({"a.txt": b"one"})[:-30], "not a readable zip archive"),
        ("a.arrow", arrow(file=False)[:200], "not a readable Arrow file"),
        (
            "a.arrow",
            b"\xff\xff\xff\xff\xff\xff\xff\x7f" + bytes(100),
            "a record batch is larger than 2,047 MiB",
        ),
        ("a.jsonl.xz", lzma.compress(LINES)[:-40], "the xz stream ends too early"),
        ("a.jsonl.bz2", bz2.compress(LINES)[:-10], "the bzip2 stream ends too early"),
        ("a.jsonl.bz2", b"BZh9" + bytes(50), "not valid bzip2"),
        ("a.jsonl.gz", b"no gzip", "not valid gzip"),
    ],
)
def test_damage_is_an_error(tmp_path: Path, name: str, data: bytes, match: str) -> None:
    with pytest.raises(FarfieldError, match=match):
        read_bytes(tmp_path, name, data)


def test_an_archive_in_an_archive_has_an_end(tmp_path: Path) -> None:
    data = zipped({"a.txt": b"one"})
    for _ in range(6):
        data = zipped({"inner.zip": data})
    assert read_bytes(tmp_path, "a.zip", data).reasons == [
        "an archive in an archive, and so on too often; unpack it"
    ]


@pytest.mark.parametrize(
    "kind",
    [pa.string(), pa.large_string(), pa.binary(), pa.dictionary(pa.int32(), pa.string()), pa.string_view()],
)
@pytest.mark.parametrize("form", ["stream", "file"])
def test_arrow_texts_by_any_type(tmp_path: Path, kind: Any, form: str) -> None:
    texts = ["one", None, "", "zwei é 😀", "one"]
    column = pa.array(texts, pa.string()).cast(kind)
    rows = pa.record_batch({"label": pa.array(range(5)), "text": column})
    stream = io.BytesIO()
    with (pa.ipc.new_stream if form == "stream" else pa.ipc.new_file)(stream, rows.schema) as writer:
        writer.write_batch(rows)
        writer.write_batch(rows.slice(3))
    read = read_bytes(tmp_path, "data-00000-of-00001.arrow", stream.getvalue())
    assert read.texts == [text or "" for text in [*texts, *texts[3:]]]
    assert read.names == [f"data-00000-of-00001.arrow:{row}" for row in range(1, 8)]


FOLDERS = {
    "save_to_disk": (
        ["d/data-00000-of-00001.arrow", "d/dataset_info.json", "d/state.json"],
        ["d/data-00000-of-00001.arrow"],
    ),
    "a snapshot": (
        [
            "s/README.md",
            "s/LICENSE",
            "s/data/train.parquet",
            "s/dataset_infos.json",
            "s/load.py",
            "s/notes.md",
        ],
        ["s/data/train.parquet", "s/load.py"],
    ),
    "json and a card": (["train.json", "README.md"], ["train.json"]),
    "lines and a manifest": (["a.jsonl", "manifest.json", "SHA256SUMS"], ["a.jsonl"]),
    "a tree of sources": (
        ["README.md", "LICENSE", "a.py", "b.py", "tests/rows.jsonl", "docs/state.json", "package.json"],
        ["README.md", "LICENSE", "a.py", "b.py", "tests/rows.jsonl", "docs/state.json", "package.json"],
    ),
    "pages": (["one.md", "two.md", "README.md"], ["one.md", "two.md", "README.md"]),
    "many pages and a table": (
        ["a.md", "b.md", "c.md", "d.md", "t.csv"],
        ["a.md", "b.md", "c.md", "d.md", "t.csv"],
    ),
}


@pytest.mark.parametrize("name", FOLDERS)
def test_what_describes_data_is_no_document_beside_it(name: str) -> None:
    files, kept = FOLDERS[name]
    assert without_descriptions(files) == kept
