"""JSON lines as documents: whatever Python's json module makes of a line, the kernel makes of it too."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from farfield.corpus import json_documents
from farfield.corpus.parts import Part
from farfield.corpus.text_fields import Texts
from farfield.files import line_runs
from farfield.files.batches import PADDING
from farfield.options.corpus import TextFields
from farfield.records import Rejected

Documents = list[tuple[str, str]]


def naive_documents(data: bytes, field: str, first: int = 1) -> tuple[Documents, list[int]]:
    """Names and texts, and the lines left out: the definition, line by line."""
    documents, left_out = [], []
    for number, raw in enumerate(data.split(b"\n"), first):
        if not raw.strip():
            continue
        try:
            text = raw.decode("utf-8-sig" if number == 1 else "utf-8")
            record = json.loads(text, parse_float=Number, parse_constant=Number)
            found = list(leaves(record[field]))
            if not found:
                raise ValueError
        except (ValueError, RecursionError, TypeError, KeyError):
            left_out.append(number)
            continue
        name = None if field == "id" else record.get("id")
        named = isinstance(name, str | int) and not isinstance(name, bool | Number)
        documents.append((whole(str(name)) if named else f"a.jsonl:{number}", whole("\n".join(found))))
    return documents, left_out


class Number(str):
    """A number that is no integer, as it was written."""

    __slots__ = ()


def leaves(value: Any) -> Iterator[str]:
    """The texts and numbers in a value, in order."""
    if isinstance(value, bool):
        yield "true" if value else "false"
    elif isinstance(value, str | int):
        yield str(value)
    elif isinstance(value, list):
        for part in value:
            yield from leaves(part)
    elif isinstance(value, dict):
        for part in value.values():
            yield from leaves(part)


def whole(text: str) -> str:
    """Without lone surrogates; pairs of them are one character already."""
    return "".join("\ufffd" if 0xD800 <= ord(letter) < 0xE000 else letter for letter in text)


def read(data: bytes, field: str = "text", first: int = 1) -> tuple[Documents, list[int]]:
    rejected: list[Rejected] = []
    documents = []
    part = Part("folder/a.jsonl", line=first)
    texts = Texts(TextFields((field,)), chosen=True)

    def reject(record: Rejected, size: int) -> None:
        assert size >= len(record.record)
        rejected.append(record)

    for batch in json_documents.json_documents(io.BytesIO(data), part, texts, reject):
        assert not batch.text.flags.writeable
        assert bytes(batch.text[batch.begins[-1] :]) == PADDING
        assert len(batch.ids) == len(batch.begins) - 1
        texts = [
            bytes(batch.text[a:b]).decode() for a, b in zip(batch.begins, batch.begins[1:], strict=False)
        ]
        documents += zip(batch.ids, texts, strict=True)
    assert all(record.source == part.path for record in rejected)
    return documents, [record.line or 0 for record in rejected]


PIECES = [
    *("a", "b" * 62, "c" * 63, "d" * 64, "e" * 65, "é", "中", "😀", "\x7f", "\u2028", "\ufeff", " ", "/"),
    *(r"\n", r"\"", r"\\", r"\/", r"\b", r"\f", r"\r", r"\t", r"\u0041", r"\u00e9", r"\u0000", r"\u4E2d"),
    *(r"\ud83d\ude00", r"\uD83D\uDE00", r"\ud83d", r"\ude00", r"\uffff", r"\ud83d\u0041", r"\ud83d\n"),
]
BROKEN = ["\x00", "\t", "\x1f", "\r", r"\x", r"\u12", r"\u12g4", "\\", '"', r"\ud83d\uzzzz", "\ud800"]

strings = st.lists(st.sampled_from(PIECES) | st.text("xyz ß"), max_size=8).map("".join)
any_strings = st.lists(st.sampled_from(PIECES) | st.sampled_from(BROKEN), max_size=6).map("".join)
spaces = st.sampled_from(["", "", "", " ", "\t", " \r "])
GOOD_NUMBERS = [
    "0",
    "-0",
    "7",
    "-12",
    "1234567890123456789012",
    "1.5",
    "-0.0e+10",
    "1E5",
    "1e999",
    "9" * 5000,
]
BAD_NUMBERS = ["01", "1.", ".5", "-", "+1", "1e", "1e+", "0x1", "--1", "1_0"]
numbers = st.sampled_from([*GOOD_NUMBERS, *BAD_NUMBERS, "NaN", "Infinity", "-Infinity", "-NaN"])
plain = numbers | st.sampled_from(["true", "false", "null", "nul", "True", "tru", ""])


def quoted(text: str) -> str:
    return f'"{text}"'


def lists(values: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    held = st.lists(st.tuples(spaces, values, spaces).map("".join), max_size=3)
    return held.map(lambda parts: f"[{','.join(parts)}]")


def objects(members: st.SearchStrategy[tuple[str, ...]]) -> st.SearchStrategy[str]:
    written = st.lists(members.map("".join), max_size=4).map(",".join)
    return st.tuples(st.just("{"), spaces, written, spaces, st.just("}")).map("".join)


def member(names: st.SearchStrategy[str], values: st.SearchStrategy[str]) -> Any:
    return st.tuples(spaces, names.map(quoted), spaces, st.just(":"), spaces, values, spaces)


values = st.recursive(
    strings.map(quoted) | plain,
    lambda inner: lists(inner) | objects(member(strings, inner)),
    max_leaves=8,
)
names = st.sampled_from(
    ["text", "text", "text", "id", "id", "meta", "Text", "tex", "texts", r"t\u0065xt", "", "ï"]
)
records = objects(member(names, strings.map(quoted) | values | any_strings.map(quoted)))
good = objects(st.tuples(st.just('"text":'), strings.map(quoted))) | st.fixed_dictionaries(
    {"text": st.text()}, optional={"id": st.text() | st.integers() | st.none() | st.booleans() | st.floats()}
).map(json.dumps)
lines = (
    good
    | records
    | values
    | st.sampled_from(["", " ", "\r", "\x0b", "\x0c \r", "\ufeff", "[" * 70 + "]" * 70])
)


@st.composite
def files(draw: st.DrawFn) -> bytes:
    """Lines, good and broken; sometimes a byte of the whole is another one, missing or one too many."""
    data = "\n".join(draw(st.lists(lines, max_size=6))).encode("utf-8", "surrogatepass")
    data = (
        draw(st.sampled_from([b"", b"", b"\xef\xbb\xbf"]))
        + data
        + draw(st.sampled_from([b"", b"\n", b"\r\n"]))
    )
    if draw(st.integers(0, 2)) == 0:
        at = draw(st.integers(0, len(data)))
        strange = draw(
            st.sampled_from([b"", b'"', b"\\", b"{", b"]", b",", b"\xff", b"\xc3", b"\xe2\x82", b"\n", b"\0"])
        )
        data = data[:at] + strange + data[at + draw(st.integers(0, 1)) :]
    return data


@pytest.fixture(autouse=True, scope="module")
def small_rooms() -> Iterator[None]:
    """Batches so small that lines and documents cross their boundaries."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(line_runs, "BATCH_BYTES", 50)
        patch.setattr(line_runs, "ROOM", 2 * 50 + len(PADDING))
        patch.setattr(json_documents, "MOST_DOCUMENTS", 2)
        yield


@given(files(), st.sampled_from(["text", "text", "id", "meta", "ï", ""]), st.sampled_from([1, 1000]))
@settings(max_examples=1500, deadline=None)
@example(b'{"text":"a"}\n{"text":"a","text":"b"}', "text", 1)
@example(b'{"text":"\xed\xa0\x80"}\n{"text":"\xf4\x90\x80\x80"}\n{"text":"\xc0\x80"}', "text", 1)
@example(b'{"text":"a","x":"\xff"}\n{"text":"a","\xff":1}\n{"text":"a"\xff}', "text", 1)
@example(b'{"text":"' + b"x" * 500 + b'"}\n{"text":"b"}\n{"text":"c"', "text", 1)
@example(b'{"x":{"a":' + b"[" * 64 + b"]" * 65 + b',"text":"t"}', "text", 1)
@example(b'{"x":' + b'{"a":[' * 40 + b"]}" * 40 + b',"text":"t"}', "text", 1)
def test_equal_to_the_json_module(data: bytes, field: str, first: int) -> None:
    assert read(data, field, first) == naive_documents(data, field, first)


@given(
    st.binary(max_size=200)
    | st.lists(st.sampled_from(list(b'{}[]",:\\ntx01e-.u \r\n\xc3\xa9')), max_size=40).map(bytes)
)
@settings(max_examples=400, deadline=None)
def test_any_bytes(data: bytes) -> None:
    wrapped = b'{"text":"' + data + b'"}\n{"x":' + data + b',"text":"t"}'
    assert read(wrapped) == naive_documents(wrapped, "text")
    assert read(data) == naive_documents(data, "text")


def test_every_code_point_survives_every_spelling() -> None:
    text = "".join(map(chr, [*range(0x20), *range(0x20, 0xD800, 7), *range(0xE000, 0x110000, 97)]))
    for spelled in (json.dumps(text), json.dumps(text, ensure_ascii=False)):
        assert read(f'{{"text":{spelled}}}'.encode()) == ([("a.jsonl:1", text)], [])


def test_every_piece_at_every_border_of_a_block() -> None:
    lines = [f'{{"text":"{"x" * before}{piece}{"y" * 70}"}}' for piece in PIECES for before in range(130)]
    data = "\n".join(lines).encode()
    assert read(data) == naive_documents(data, "text")


def test_lone_surrogates_become_replacement_characters() -> None:
    data = rb'{"text":"\ud83d\ud83d\ude00\ude00x\ud83d"}'
    assert read(data) == ([("a.jsonl:1", "\ufffd😀\ufffdx\ufffd")], [])


def test_names_of_documents() -> None:
    held = [
        '"a\\n"',
        '""',
        "17",
        "-17",
        "-0",
        "12345678901234567890",
        "1.0",
        "1e2",
        "true",
        "null",
        "[1]",
        '{"id":2}',
    ]
    data = "\n".join(f'{{"id":{name},"text":"t"}}' for name in held).encode()
    found = [name for name, _ in read(data)[0]]
    assert found[:6] == ["a\n", "", "17", "-17", "0", "12345678901234567890"]
    assert found[6:] == [f"a.jsonl:{line}" for line in range(7, 13)]
    assert read(b'{"id":"the text"}', "id") == ([("a.jsonl:1", "the text")], [])


def test_ordinary_lines_do_not_wait_for_the_json_module(monkeypatch: pytest.MonkeyPatch) -> None:
    text = whole(json.loads(f'"{"".join(PIECES)}"'))
    other = [{"a": [], "b": {"c": 0}}, None, True, False, -1.5e-3, float("nan"), float("-inf"), [[[]]]]
    names = ["ï", "", 7, None, 1.5, [0]]
    records = [{"meta": other, "id": name, "text": text} for name in names]
    data = "\n".join(
        json.dumps(record, ensure_ascii=bool(n % 2)) + " \r\n" for n, record in enumerate(records)
    )
    monkeypatch.setattr(json_documents.json, "loads", None)
    documents, left_out = read(data.encode())
    assert documents == [(name, text) for name in ("ï", "", "7", "a.jsonl:7", "a.jsonl:9", "a.jsonl:11")]
    assert not left_out


def test_reasons_name_what_is_wrong() -> None:
    held = [
        b"{",
        b'{"text":"\xff"}',
        b"[1]",
        b'{"body":1,"id":2}',
        b'{"text":null}',
        b"[" * 100_000,
        b'{"text":"t"}',
    ]
    rejected: list[Rejected] = []
    for _ in json_documents.json_documents(
        io.BytesIO(b"\n".join(held)),
        Part("a.jsonl"),
        Texts(TextFields(("text",)), chosen=True),
        lambda record, _: rejected.append(record),
    ):
        pass
    assert [(record.line, record.reason) for record in rejected] == [
        (1, "not valid JSON: Expecting property name enclosed in double quotes at column 2"),
        (2, "invalid UTF-8 at byte 9"),
        (3, "expected an object with a field 'text', found list"),
        (4, "no field 'text'; it has 'body', 'id'"),
        (5, "field 'text' holds NoneType, expected text"),
        (6, "nested too deeply"),
    ]
    assert rejected[5].record == "[" * 200
