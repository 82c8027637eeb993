"""Files of a corpus, whole and in parts: any cut at the beginning of a line or row group gives the same documents."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import zstandard
from hypothesis import given, settings
from hypothesis import strategies as st

from farfield.corpus import frames
from farfield.corpus.account import add_up
from farfield.corpus.documents import CorpusFile, no_document, read_documents
from farfield.corpus.frames import survey_frames
from farfield.corpus.parts import Part
from farfield.files.batches import PADDING
from farfield.options.corpus import CorpusOptions
from farfield.records import FarfieldError, InputFile

LINES = [
    *(b'{"text":"one"}', b'{"id":"x","text":"two\\nlines"}', b'{"id":3,"text":"\xc3\xa9"}', b'{"text":""}'),
    *(b"", b"\r", b"{broken", b'{"text":1}', b'{"text":"\xff"}', b"\xef\xbb\xbf" + b'{"text":"marked"}'),
]
Found = tuple[list[tuple[str, str]], list[tuple[int | None, str]]]


def read(*parts: Part | str) -> Found:
    documents, rejected = [], []
    for part in parts:
        file = CorpusFile(part, CorpusOptions())
        before = len(documents)
        for batch in file:
            assert bytes(batch.text[batch.begins[-1] :]) == PADDING
            for number, name in enumerate(batch.ids):
                begin, end = batch.begins[number : number + 2]
                documents.append((name, bytes(batch.text[begin:end]).decode()))
        assert file.documents_found == (len(documents) > before)
        rejected += [(record.line, record.reason) for record in file.rejected]
    return documents, rejected


def pieces(path: str, cuts: list[int], lines: list[int]) -> list[Part]:
    form: Any = "rows" if path.endswith(".parquet") else "lines"
    return [
        Part(path, begin, end, line, form)
        for begin, end, line in zip([0, *cuts], [*cuts, None], [1, *lines], strict=True)
    ]


@given(st.lists(st.sampled_from(LINES), max_size=12), st.booleans(), st.data())
@settings(max_examples=150, deadline=None)
def test_any_cut_of_lines(
    tmp_path_factory: pytest.TempPathFactory, lines: list[bytes], ended: bool, data: st.DataObject
) -> None:
    lines = [b'{"text":"first"}', *lines]
    path = tmp_path_factory.getbasetemp() / "cut.jsonl"
    path.write_bytes(b"\n".join(lines) + b"\n" * ended)
    places = data.draw(st.sets(st.integers(1, len(lines) - 1)) if len(lines) > 1 else st.just(set()))
    cuts = [sum(len(line) + 1 for line in lines[:place]) for place in sorted(places)]
    whole = read(str(path))
    assert read(*pieces(str(path), cuts, [place + 1 for place in sorted(places)])) == whole


TABLE = (0x184D2A5E).to_bytes(4, "little") + (1 << 12).to_bytes(4, "little") + bytes(1 << 12)
"""As the seekable format has it at the end of a file: a frame to be skipped, here larger than all others."""
PACKERS = [
    zstandard.ZstdCompressor(write_checksum=checksum, write_content_size=sized)
    for checksum in (False, True)
    for sized in (False, True)
]


def pack(pieces: list[bytes]) -> bytes:
    return b"".join(PACKERS[number % 4].compress(piece) for number, piece in enumerate(pieces)) + TABLE


@given(st.lists(st.sampled_from(LINES), max_size=12), st.booleans(), st.data())
@settings(max_examples=60, deadline=None)
def test_frames_are_cut_at_lines_wherever_they_begin(
    tmp_path_factory: pytest.TempPathFactory, lines: list[bytes], ended: bool, data: st.DataObject
) -> None:
    """Within a line, between lines, in none, and with nothing in them."""
    text = b"\n".join([b'{"text":"first"}', *lines]) + b"\n" * ended
    cuts = sorted(data.draw(st.lists(st.integers(0, len(text)), min_size=1, max_size=6)))
    path = str(tmp_path_factory.getbasetemp() / "frames.jsonl.zst")
    packed = pack([text[begin:end] for begin, end in zip([0, *cuts], [*cuts, len(text)], strict=True)])
    Path(path).write_bytes(packed)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(frames, "RANGE_BYTES", 1)
        survey = survey_frames(path, 2)
    assert survey is not None
    whole, parts = CorpusFile(path, CorpusOptions()), [part for part, _ in survey.parts]
    assert read(*parts) == read(path)
    assert sum(size for _, size in survey.parts) == len(packed)
    files = [CorpusFile(part, CorpusOptions()) for part in parts]
    assert sum(len(batch.ids) for file in files for batch in file) == sum(len(batch.ids) for batch in whole)
    assert sum(file.bytes_read for file in files) == len(packed)
    assert add_up(one for file in files for one in file.account.read_as) == whole.account.read_as
    assert survey.input == whole.input


HALVES = [b'{"text":"one ', b'two"}\n{"text":"three"}\n']


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (pack(HALVES), None),
        (pack(HALVES)[:-1], "truncated"),
        (pack([HALVES[0], HALVES[1]])[: -len(TABLE) - 1], "truncated"),
        (pack(HALVES) + b"behind", "not valid zstd"),
        (pack(HALVES).replace(zstandard.FRAME_HEADER, zstandard.FRAME_HEADER[::-1], 2), "not valid zstd"),
    ],
)  # fmt: skip
def test_what_is_not_whole_frames_is_read_in_one_piece(
    content: bytes, message: str | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(frames, "RANGE_BYTES", 1)
    path = tmp_path / "a.jsonl.zst"
    path.write_bytes(content)
    survey = survey_frames(str(path), 2)
    if message is None:
        assert survey is not None
        assert len(survey.parts) == 2
        return
    assert survey is None
    with pytest.raises(FarfieldError, match=message):
        read(str(path))


def test_frames_that_are_damaged_or_no_lines_are_not_shared(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(frames, "RANGE_BYTES", 1)
    path = tmp_path / "a.jsonl.zst"
    summed = zstandard.ZstdCompressor(write_checksum=True).compress(HALVES[1])
    path.write_bytes(PACKERS[0].compress(HALVES[0]) + summed[:-1] + bytes([summed[-1] ^ 1]) + TABLE)
    with pytest.raises(FarfieldError, match="not valid zstd") as caught:
        survey_frames(str(path), 2)
    with pytest.raises(FarfieldError) as serial:
        read(str(path))
    assert str(caught.value) == str(serial.value)
    for texts in ([b"[1, ", b"2]"], [b"a plain ", b"text"], [b'[{"text": "a"}, ', b'{"text": "b"}]']):
        path.write_bytes(pack(texts))
        assert survey_frames(str(path), 2) is None
    path.write_bytes(PACKERS[0].compress(HALVES[0] + HALVES[1] * 99) + PACKERS[0].compress(HALVES[1]))
    assert survey_frames(str(path), 2) is None  # nearly all of it is one frame


@pytest.mark.parametrize("groups", [1, 3, 100])
def test_any_cut_of_row_groups(tmp_path: Path, groups: int) -> None:
    rows = [f"document {number} " + "é" * (number % 5) for number in range(100)]
    path = str(tmp_path / "a.parquet")
    table = pl.DataFrame({"text": [*rows, None], "id": [None, *range(99), 7]})
    table.write_parquet(path, row_group_size=-(-101 // groups))
    whole = read(path)
    assert whole[0][:2] == [("a.parquet:1", rows[0]), ("0", rows[1])]
    assert whole[0][-1] == ("7", "")
    sizes = [group["num_rows"] for group in parquet_groups(path)]
    for cut in range(1, len(sizes), 1 + len(sizes) // 12):  # a dozen of them
        assert read(*pieces(path, [cut], [1 + sum(sizes[:cut])])) == whole


def parquet_groups(path: str) -> list[dict[str, int]]:
    with pq.ParquetFile(path) as file:
        return [file.metadata.row_group(number).to_dict() for number in range(file.num_row_groups)]


def test_what_a_file_was_is_told_of_whole_ones_alone(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(b'{"text":"one"}\n{"text":"two"}\n')
    whole, piece = (
        CorpusFile(str(path), CorpusOptions()),
        CorpusFile(Part(str(path), 15, None, 2), CorpusOptions()),
    )
    assert [len(list(file)) for file in (whole, piece)] == [1, 1]
    assert whole.input == InputFile(str(path), 30, hashlib.sha256(path.read_bytes()).hexdigest())
    assert piece.input == InputFile(str(path))
    assert (whole.bytes_read, piece.bytes_read) == (30, 15)


def test_broken_records_alone_are_refused_when_all_were_read(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(b'\n{"body":"one"}\n{"body":"two"}\n')
    with pytest.raises(
        FarfieldError, match="no record has a text in field 'text': no field 'text'"
    ) as caught:
        read(str(path))
    assert caught.value.where == f"{path}, line 2"
    part = CorpusFile(Part(str(path), 1, 16, 2), CorpusOptions())
    assert not [name for batch in part for name in batch.ids]
    assert not part.documents_found
    assert str(no_document(part.rejected, part.options)) == str(caught.value)


@pytest.mark.parametrize(
    "kind",
    [pa.string(), pa.large_string(), pa.binary(), pa.large_binary(), pa.dictionary(pa.int32(), pa.string())],
)
def test_parquet_texts_by_any_type(tmp_path: Path, kind: pa.DataType) -> None:
    texts = ["one", None, "", "zwei é 😀", "one"]
    name = pa.array(["a", None, "ï", "d", "e"], pa.string()).cast(kind) if kind != pa.large_binary() else None
    columns = {"text": pa.array(texts, pa.string()).cast(kind)} | ({"id": name} if name is not None else {})
    pq.write_table(pa.table(columns), tmp_path / "a.parquet")
    names = (
        [f"a.parquet:{row}" for row in range(1, 6)] if name is None else ["a", "a.parquet:2", "ï", "d", "e"]
    )
    assert read(str(tmp_path / "a.parquet")) == (list(zip(names, [t or "" for t in texts], strict=True)), [])


def test_parquet_rows_that_are_not_utf8(tmp_path: Path) -> None:
    texts = [b"one", b"tw\xff", b"\xc3", b"\xa9", None, b"three"]
    pq.write_table(pa.table({"text": pa.array(texts, pa.binary()).view(pa.string())}), tmp_path / "a.parquet")
    documents, rejected = read(str(tmp_path / "a.parquet"))
    assert documents == [("a.parquet:1", "one"), ("a.parquet:5", ""), ("a.parquet:6", "three")]
    assert rejected == [(row, f"invalid UTF-8 at byte {at}") for row, at in ((2, 2), (3, 0), (4, 0))]


def test_parquet_of_numbers_and_lists(tmp_path: Path) -> None:
    pl.DataFrame({"text": [1, None], "id": [1.5, 2.5]}).write_parquet(tmp_path / "a.parquet")
    assert read(str(tmp_path / "a.parquet"))[0] == [("a.parquet:1", "1"), ("a.parquet:2", "")]


@pytest.mark.parametrize("place", ["end", "middle"])
def test_parquet_that_is_damaged(tmp_path: Path, place: str) -> None:
    path = tmp_path / "a.parquet"
    pl.DataFrame({"text": ["x" * number for number in range(2000)]}).write_parquet(path)
    data = bytearray(path.read_bytes())
    damaged = data[: len(data) // 2] if place == "end" else data[:4] + b"\xff" * 200 + data[204:]
    path.write_bytes(damaged)
    with pytest.raises(FarfieldError, match="not a readable Parquet file"):
        read(str(path))


def test_parquet_without_the_column(tmp_path: Path) -> None:
    pl.DataFrame({"body": ["x"]}).write_parquet(tmp_path / "a.parquet")
    with pytest.raises(FarfieldError, match="no column 'text'; it has body"):
        read(str(tmp_path / "a.parquet"))


@pytest.mark.parametrize(
    ("data", "found"),
    [
        (b"", ([""], [])),
        (b"\xef\xbb\xbfplain \xe4\xb8\xad\ntext\r\n", (["plain 中\ntext\r\n"], [])),
        (b"one\ntwo \xe2\x82", ([], [(2, "invalid UTF-8 at byte 8")])),
        (b"one\x00", ([], [(None, "not text (it holds NUL bytes)")])),
        (b"x" * 9000 + b"\x00", (["x" * 9000 + "\x00"], [])),
    ],
)
def test_plain_text(tmp_path: Path, data: bytes, found: tuple[list[str], list[tuple[int, str]]]) -> None:
    path = tmp_path / "notes.txt"
    path.write_bytes(data)
    texts, rejected = found
    assert read(str(path)) == ([(str(path), text) for text in texts], rejected)


def test_documents_one_by_one(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_bytes(b'{"text":"\\u00e9","id":"x"}')
    (tmp_path / "b.txt").write_text("plain")
    assert [(d.document_id, d.text) for d in read_documents(str(tmp_path))] == [
        ("x", "é"),
        (str(tmp_path / "b.txt"), "plain"),
    ]
