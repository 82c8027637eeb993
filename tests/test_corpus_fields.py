"""Which fields of a record make up its document: named, or told by their names; in order, one document each."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from corpus_files import Read, read_bytes
from farfield.corpus.text_fields import guess_fields, text_of
from farfield.corpus_records import ReadAs
from farfield.options.corpus import asked_fields
from farfield.records import FarfieldError

ASKED = [
    (["body"], ("body",), None),
    (["question,answer"], ("question", "answer"), None),
    (["question", "answer"], ("question", "answer"), None),
    (["Q: {question}\nA: {answer}"], ("question", "answer"), "Q: {question}\nA: {answer}"),
    (["meta.text"], ("meta.text",), None),
]


@pytest.mark.parametrize(("given", "names", "template"), ASKED)
def test_what_was_named(given: list[str], names: tuple[str, ...], template: str | None) -> None:
    fields = asked_fields(given)
    assert fields is not None
    assert (fields.names, fields.template, fields.guessed) == (names, template, False)


def test_a_template_without_a_name_is_an_error() -> None:
    with pytest.raises(FarfieldError, match="names no field"):
        asked_fields("Q: {}")


GUESSES: list[tuple[str, tuple[str, ...]]] = [
    ("text question answer", ("text",)),
    ("instruction input output", ("instruction", "input", "output")),
    ("output instruction", ("instruction", "output")),
    ("system instruction context response category", ("system", "instruction", "context", "response")),
    ("prompt completion", ("prompt", "completion")),
    ("id question answer", ("question", "answer")),
    ("Question Answer", ("Question", "Answer")),
    ("question choices answer subject", ("question", "choices", "answer")),
    ("problem solution answer level", ("problem", "solution", "answer")),
    ("inputs targets", ("inputs", "targets")),
    ("input output", ("input", "output")),
    ("messages prompt", ("messages",)),
    ("id conversations system", ("system", "conversations")),
    ("prompt chosen rejected", ("prompt", "chosen", "rejected")),
    ("chosen rejected", ("chosen", "rejected")),
    ("content path", ("content",)),
    ("raw_content", ("raw_content",)),
    ("Text url", ("Text",)),
]


@pytest.mark.parametrize(("keys", "names"), GUESSES)
def test_names_that_tell(keys: str, names: tuple[str, ...]) -> None:
    found = guess_fields(keys.split())
    assert found is not None
    assert found.names == names
    assert found.guessed == (names != ("text",))


@pytest.mark.parametrize("keys", ["body title", "question", "answer", "label score", "output", ""])
def test_names_that_tell_nothing(keys: str) -> None:
    assert guess_fields(keys.split()) is None


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("as it is", "as it is"),
        ("", ""),
        (42, "42"),
        (True, "true"),
        (None, None),
        ([], None),
        (["one", None, "two"], "one\ntwo"),
        ({"text": ["Paris"], "answer_start": [3]}, "Paris\n3"),
        ({"role": "user", "content": "hi"}, "hi"),
        ([{"from": "human", "value": "hi"}, {"from": "gpt", "value": "yes"}], "hi\nyes"),
        (
            [
                {
                    "role": "user",
                    "content": [
                        {"type": "text", "text": "what"},
                        {"type": "image_url", "image_url": {"url": "data:x"}},
                    ],
                }
            ],
            "what",
        ),
        ({"role": "assistant", "content": None, "reasoning_content": "think"}, "think"),
    ],
)
def test_values_as_text(value: Any, text: str | None) -> None:
    assert text_of(value) == text


ALPACA = [
    {"instruction": "Add 2 and 3.", "input": "", "output": "5"},
    {"instruction": "Translate.", "input": "chat", "output": "cat"},
]
ALPACA_TEXTS = ["Add 2 and 3.\n5", "Translate.\nchat\ncat"]
CHAT = [
    {
        "messages": [
            {"role": "system", "content": "Be brief."},
            {"role": "user", "content": "Who\nwrote it?"},
            {"role": "assistant", "content": "Ann."},
        ]
    },
    {"messages": [{"role": "user", "content": "Hi"}]},
]
CHAT_TEXTS = ["Be brief.\nWho\nwrote it?\nAnn.", "Hi"]


def spelled(rows: list[dict[str, Any]], form: str) -> bytes:
    if form == "lines":
        return b"".join(json.dumps(row).encode() + b"\n" for row in rows)
    if form == "array":
        return json.dumps(rows, indent=1).encode()
    stream = io.BytesIO()
    table = pa.Table.from_pylist(rows)
    if form == "Parquet":
        pq.write_table(table, stream, row_group_size=1)
    else:
        with pa.ipc.new_stream(stream, table.schema) as writer:
            writer.write_table(table)
    return stream.getvalue()


@pytest.mark.parametrize("form", ["lines", "array", "Parquet", "Arrow"])
@pytest.mark.parametrize(
    ("rows", "texts", "names", "held"),
    [
        (ALPACA, ALPACA_TEXTS, ("instruction", "input", "output"), (2, 1, 2)),
        (CHAT, CHAT_TEXTS, ("messages",), (2,)),
    ],
)
def test_fine_tuning_data_in_any_form(
    tmp_path: Path,
    form: str,
    rows: list[dict[str, Any]],
    texts: list[str],
    names: tuple[str, ...],
    held: tuple[int, ...],
) -> None:
    read = read_bytes(tmp_path, "train", spelled(rows, form))
    assert read.texts == texts
    label = {"lines": "JSON lines", "array": "JSON"}.get(form, form)
    looked = sum(map(len, texts))
    assert read.read_as == [ReadAs(label, names, None, True, 1, 2, held, looked=looked)]
    again = read_bytes(tmp_path, "train", spelled(rows, form), *names)
    assert again.texts == texts
    assert not again.read_as[0].guessed


@pytest.mark.parametrize("form", ["lines", "array", "Parquet", "Arrow"])
def test_a_template(tmp_path: Path, form: str) -> None:
    read = read_bytes(tmp_path, "train", spelled(ALPACA, form), "Q: {instruction} {input}\nA: {output}")
    assert read.texts == ["Q: Add 2 and 3. \nA: 5", "Q: Translate. chat\nA: cat"]


@pytest.mark.parametrize("form", ["lines", "Parquet"])
def test_a_path_into_a_record(tmp_path: Path, form: str) -> None:
    rows = [{"meta": {"body": "one", "n": 1}, "id": "a"}, {"meta": {"body": "two", "n": 2}, "id": "b"}]
    read = read_bytes(tmp_path, "train", spelled(rows, form), "meta.body")
    assert (read.texts, read.names) == (["one", "two"], ["a", "b"])


@pytest.mark.parametrize("form", ["lines", "Parquet", "Arrow"])
def test_lists_of_texts_are_joined_by_line_breaks(tmp_path: Path, form: str) -> None:
    rows = [{"text": ["one\nwhen", "two"]}, {"text": ["three"]}]
    assert read_bytes(tmp_path, "train", spelled(rows, form)).texts == ["one\nwhen\ntwo", "three"]


def test_conversations_written_into_a_column_of_text(tmp_path: Path) -> None:
    rows = [{"messages": json.dumps(CHAT[0]["messages"])}, {"messages": repr(CHAT[1]["messages"])}]
    assert read_bytes(tmp_path, "train", spelled(rows, "lines")).texts == CHAT_TEXTS
    assert read_bytes(tmp_path, "train", spelled(rows, "Parquet")).texts == CHAT_TEXTS
    broken = read_bytes(tmp_path, "train", spelled([*rows, {"messages": "[{'role': x()}]"}], "lines"))
    assert broken.texts == CHAT_TEXTS
    assert broken.reasons == ["holds a list that is neither JSON nor Python's notation"]


def test_records_without_any_of_the_fields_are_left_out(tmp_path: Path) -> None:
    rows = [*ALPACA, {"other": "x"}, {"instruction": None, "output": []}]
    read = read_bytes(tmp_path, "train.jsonl", spelled(rows, "lines"))
    assert read.texts == ALPACA_TEXTS
    assert read.reasons == [
        "no fields 'instruction', 'input', 'output'; it has 'other'",
        "no fields 'instruction', 'input', 'output'; it has 'instruction', 'output'",
    ]


@pytest.mark.parametrize("form", ["lines", "Parquet"])
def test_fields_that_do_not_tell_are_asked_for(tmp_path: Path, form: str) -> None:
    name = "a.jsonl" if form == "lines" else "a.parquet"
    with pytest.raises(FarfieldError, match=r"(field|column) 'text'") as caught:
        read_bytes(tmp_path, name, spelled([{"body": "x", "title": "y"}], form))
    assert "--text-field" in str(caught.value)


def test_a_column_that_was_named_and_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(FarfieldError, match="no column 'outptu'; it has instruction, input, output"):
        read_bytes(tmp_path, "a.parquet", spelled(ALPACA, "Parquet"), "instruction,outptu")


def parts(read: Read) -> list[str]:
    return [one.form for one in read.read_as]


def test_each_file_of_an_archive_tells_its_own_fields(tmp_path: Path) -> None:
    import zipfile

    with zipfile.ZipFile(tmp_path / "c.zip", "w") as archive:
        archive.writestr("a.jsonl", spelled(ALPACA, "lines"))
        archive.writestr("b.parquet", spelled(CHAT, "Parquet"))
        archive.writestr("c.csv", "question,answer\nwhy,so\n")
        archive.writestr("d.txt", "prose")
    read = read_bytes(tmp_path, "c.zip", (tmp_path / "c.zip").read_bytes())
    assert read.texts == [*ALPACA_TEXTS, *CHAT_TEXTS, "why\nso", "prose"]
    assert parts(read) == ["CSV", "JSON lines", "Parquet", "plain text"]
