"""Text of a corpus's records that no document is made of is told, and a record's text is found where it stands."""

from __future__ import annotations

import csv
import io
import json
import random
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from corpus_files import Read, read_bytes
from farfield.cli.app import app
from farfield.corpus.account import add_up
from farfield.corpus.documents import CorpusFile
from farfield.corpus.json_documents import json_documents
from farfield.corpus.left_out import is_text, next_look
from farfield.corpus.parts import Part, survey
from farfield.corpus.text_fields import Texts
from farfield.corpus_records import ReadAs
from farfield.files.json_values import whole_characters
from farfield.options.corpus import CorpusOptions, TextFields

Rows = Sequence[dict[str, Any]]
FORMS = ["lines", "array", "csv", "Parquet", "Arrow"]


def spelled(rows: Rows, form: str) -> bytes:
    if form == "lines":
        return b"".join(json.dumps(row).encode() + b"\n" for row in rows)
    if form == "array":
        return json.dumps(list(rows)).encode()
    names = list(dict.fromkeys(name for row in rows for name in row))
    if form == "csv":
        text = io.StringIO()
        writer = csv.DictWriter(text, names)
        writer.writeheader()
        writer.writerows(rows)
        return text.getvalue().encode()
    stream = io.BytesIO()
    table = pa.Table.from_pylist([{name: row.get(name) for name in names} for row in rows])
    if form == "Parquet":
        pq.write_table(table, stream, row_group_size=40)
    else:
        with pa.ipc.new_stream(stream, table.schema) as writer:
            writer.write_table(table, max_chunksize=40)
    return stream.getvalue()


def words(number: int, count: int) -> str:
    return " ".join(random.Random(number).choices(["red", "green", "blue", "far", "near"], k=count))


def told(read: Read) -> dict[str, int]:
    (one,) = read.read_as
    return dict(one.left_out)


@pytest.mark.parametrize("form", FORMS)
def test_text_beside_the_text_is_counted(tmp_path: Path, form: str) -> None:
    rows = [{"text": words(n, 30), "prompt": "why is it " + words(n, 9), "tag": "news"} for n in range(10)]
    read = read_bytes(tmp_path, f"a.{form}", spelled(rows, form))
    assert read.texts == [row["text"] for row in rows]
    assert told(read) == {"prompt": sum(len(row["prompt"]) for row in rows)}
    assert read.read_as[0].looked == sum(len(row["text"]) for row in rows)
    again = read_bytes(tmp_path, f"a.{form}", spelled(rows, form), "text")
    assert told(again) == {}
    assert again.read_as[0].looked == 0


@pytest.mark.parametrize("form", FORMS)
def test_what_the_document_holds_anyhow_is_not_left_out(tmp_path: Path, form: str) -> None:
    """As in Alpaca, whose text is its other fields in a template."""
    ask, answer = "Say  which colour it is.", "It is a\nlight blue."
    rows = [
        {"text": f"### Ask: {ask}\n### Answer: It is a light blue.", "instruction": ask, "output": answer}
    ]
    assert told(read_bytes(tmp_path, f"a.{form}", spelled(rows, form))) == {}


@pytest.mark.parametrize("form", FORMS)
def test_a_text_is_found_where_the_record_has_it(tmp_path: Path, form: str) -> None:
    """Half of the records have their text under another name: each is read by its own fields."""
    rows = [
        {"text": words(1, 5), "content": ""},
        {"text": "", "content": words(2, 5)},
        {"text": None, "content": words(3, 5)},
        {"text": "", "content": ""},
        {"text": words(4, 5), "content": "other words that nobody reads"},
    ]
    read = read_bytes(tmp_path, f"a.{form}", spelled(rows, form))
    wanted = [words(1, 5), words(2, 5), words(3, 5), "", words(4, 5)]
    if form == "csv":  # an empty field there is none
        wanted.remove("")
        assert read.reasons == ["field 'text' holds NoneType, expected text"]
    assert read.texts == wanted
    by_fields = {one.fields: one for one in read.read_as}
    assert by_fields["content",].documents == 2
    assert by_fields["content",].guessed
    assert by_fields["text",].documents == len(wanted) - 2
    assert by_fields["text",].empty == wanted.count("")
    assert dict(by_fields["text",].left_out) == {"content": len("other words that nobody reads")}


@pytest.mark.parametrize("form", ["lines", "array"])
def test_records_of_several_kinds_in_one_file(tmp_path: Path, form: str) -> None:
    rows = [
        {"text": "plain words"},
        {"messages": [{"role": "user", "content": "who"}, {"role": "assistant", "content": "she"}]},
        {"instruction": "add", "output": "5"},
        {"other": "x"},
    ]
    read = read_bytes(tmp_path, "mix", spelled(rows, form))
    assert read.texts == ["plain words", "who\nshe", "add\n5"]
    assert read.reasons == ["no field 'text'; it has 'other'"]
    named = read_bytes(tmp_path, "mix", spelled(rows, form), "text")
    assert named.texts == ["plain words"]
    assert len(named.reasons) == 3


def test_empty_documents_are_counted(tmp_path: Path) -> None:
    rows = [{"text": "" if n % 3 else "words", "body": words(n, 9)} for n in range(3000)]
    (one,) = read_bytes(tmp_path, "a.jsonl", spelled(rows, "lines")).read_as
    assert (one.documents, one.empty) == (3000, 2000)
    assert dict(one.left_out).keys() == {"body"}
    looked = [n for n in range(1, 3001) if next_look(n) == n]
    assert dict(one.left_out)["body"] == sum(len(rows[n - 1]["body"]) for n in looked)


def test_which_records_are_looked_at() -> None:
    looked = [n for n in range(1, 2000) if next_look(n) == n]
    assert looked == [*range(1, 17), *range(32, 1025, 16), 1280, 1536, 1792]
    assert all(next_look(n) == min(m for m in [*looked, 2048] if m >= n) for n in range(1, 2000))


@pytest.mark.parametrize("form", ["lines", "Parquet"])
def test_every_cut_of_a_file_tells_the_same(
    tmp_path: Path, form: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = [{"text": words(n, n % 7), "content": words(n, 6), "prompt": words(n + 1, 8)} for n in range(700)]
    path = tmp_path / f"a.{form}"
    path.write_bytes(spelled(rows, form))
    whole = CorpusFile(str(path), CorpusOptions())
    list(whole)
    monkeypatch.setattr("farfield.corpus.parts.RANGE_BYTES", 5000)
    parts = [part for part, _ in survey(str(path)).parts]
    assert len(parts) > 3
    pieces = [CorpusFile(part, CorpusOptions()) for part in parts]
    for piece in pieces:
        list(piece)
    together = add_up(one for piece in pieces for one in piece.account.read_as)
    assert together == whole.account.read_as
    assert {one.fields for one in together} == {("text",), ("content",)}


records = st.fixed_dictionaries(
    {},
    optional={
        "text": st.sampled_from(["", " ", "a b", "é 日本 \ud800 of some words", None, 3]),
        "content": st.sampled_from(["", "c d", None]),
        "prompt": st.sampled_from(["ask me a thing now", ""]),
        "answer": st.sampled_from(["an answer of five words", "", 7]),
        "id": st.sampled_from(["x", "why is the sky blue", "天空为什么是蓝色的", 4, None]),
    },
)


@given(st.lists(records, max_size=40), st.sampled_from([1, 2]))
@settings(max_examples=300, deadline=None)
def test_the_compiled_reader_reads_what_python_reads(rows: list[dict[str, Any]], every: int) -> None:
    """With `every` 2 a blank line stands behind each."""
    texts, naive = Texts(TextFields(("text",))), Texts(TextFields(("text",)))
    lost: list[int] = []
    found: list[str] = []
    for batch in json_documents(
        io.BytesIO(spelled(rows, "lines").replace(b"\n", b"\n" * every)),
        Part("a"),
        texts,
        lambda one, _: lost.append(one.line or 0),
    ):
        found += [
            bytes(batch.text[a:b]).decode() for a, b in zip(batch.begins, batch.begins[1:], strict=False)
        ]
    wanted, broken = [], []
    for line, row in zip(range(1, every * len(rows) + 1, every), rows, strict=True):
        try:
            wanted.append(whole_characters(naive.read(row)))
        except ValueError:
            broken.append(line)
        else:
            if next_look(line) == line:
                naive.look(row, wanted[-1])
    assert (found, lost, texts.others) == (wanted, broken, naive.others)
    assert texts.left_out.counted == naive.left_out.counted
    assert texts.left_out.read == naive.left_out.read


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("why is the sky blue", True),
        ("天空为什么是蓝色的", True),
        ("https://example.org/why-is-the-sky-blue?a=1&b=2", False),
        ("2024-05-01 10:00:00", False),
        ("1 2 3 4 5 6 7 8", False),
        ("New York", False),
        ("", False),
    ],
)
def test_what_is_a_text(value: str, text: bool) -> None:
    assert is_text(value) == text


def test_entries_add_up() -> None:
    one = ReadAs("CSV", ("text",), files=1, documents=2, empty=1, looked=5, left_out=(("a", 3), ("b", 1)))
    other = ReadAs("CSV", ("text",), files=1, documents=1, looked=2, left_out=(("b", 4),))
    (both,) = add_up([one, other])
    assert both == ReadAs(
        "CSV", ("text",), files=2, documents=3, empty=1, looked=7, left_out=(("b", 5), ("a", 3))
    )


def log(folder: Path) -> Path:
    items = [
        {"id": str(n), "question": f"which is {words(n, 6)}", "target": words(n, 2), "score": n % 2}
        for n in range(8)
    ]
    path = folder / "log.jsonl"
    path.write_text("".join(json.dumps(item) + "\n" for item in items))
    return path


def typed(*arguments: str) -> str:
    result = CliRunner().invoke(app, list(arguments), env={"COLUMNS": "400"})
    assert result.exit_code == 0, result.output
    return " ".join(result.output.split())


def test_it_is_said_wherever_the_corpus_stands(tmp_path: Path) -> None:
    rows = [{"text": words(n, 30), "prompt": "why is it " + words(n, 30)} for n in range(50)]
    corpus = tmp_path / "corpus.jsonl"
    corpus.write_bytes(spelled(rows, "lines"))
    out = tmp_path / "out"
    said = typed("profile", str(log(tmp_path)), "--corpus", str(corpus), "--out", str(out))
    profile = json.loads((out / "profile.json").read_text())
    (one,) = profile["corpus"]["read_as"]
    left, looked = one["left_out"][0][1], one["looked"]
    share = left / (left + looked)
    assert 0.5 < share < 0.6
    assert f"searched but for prompt beside text, about {100 * share:.1f} % of the text" in said
    assert (
        f"! about {100 * share:.3g} % of the text of its records was not searched: that in 'prompt'" in said
    )
    assert "all searched" not in said
    assert "prompt beside text" in (out / "report.html").read_text()
    again = typed(
        "profile", str(log(tmp_path)), "--corpus", str(corpus), "--text-field", "text,prompt", "--out",
        str(tmp_path / "both"),
    )  # fmt: skip
    assert "all searched" in again
    alone = typed(
        "profile",
        str(log(tmp_path)),
        "--corpus",
        str(corpus),
        "--text-field",
        "prompt",
        "--out",
        str(tmp_path / "one"),
    )
    assert "Whether answers were copied is not known: only prompt of its records was searched" in alone
    (doubt,) = json.loads((tmp_path / "one" / "profile.json").read_text())["corpus"]["doubted"]
    assert doubt == {"code": "questions_alone", "fields": ["prompt"], "form": "JSON lines", "documents": 50}


def test_a_short_answer_beside_the_text_is_told_whatever_its_share(tmp_path: Path) -> None:
    rows = [{"text": f"which is {words(n, 300)}", "answer": n % 7, "label": "x"} for n in range(50)]
    corpus = tmp_path / "corpus.jsonl"
    corpus.write_bytes(spelled(rows, "lines"))
    assert dict(read_bytes(tmp_path, "corpus.jsonl", corpus.read_bytes()).read_as[0].left_out).keys() == {
        "answer"
    }
    said = typed("scan", str(log(tmp_path)), "--corpus", str(corpus), "--out", str(tmp_path / "out"))
    assert "of the text of its records was not searched: that in 'answer' beside 'text'" in said


def test_a_scan_tells_of_empty_documents(tmp_path: Path) -> None:
    rows = [{"text": "" if n % 2 else words(n, 30), "body": words(n, 30)} for n in range(50)]
    corpus = tmp_path / "corpus.jsonl"
    corpus.write_bytes(spelled(rows, "lines"))
    said = typed("scan", str(log(tmp_path)), "--corpus", str(corpus), "--out", str(tmp_path / "out"))
    assert "25 of 50 documents hold no text in 'text' (JSON lines): is it in another field?" in said
    assert "that in 'body' beside 'text'" in said
