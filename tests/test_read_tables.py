"""Tables of any kind: columns found by name or told by --map, ids, epochs, scores, metadata."""

from __future__ import annotations

import datetime
import gzip
import hashlib
import json
import time
from pathlib import Path
from typing import Any

import polars as pl
import pytest
import zstandard

from farfield.logs import FORMATS, ReadOptions, read_items
from farfield.logs.formats.helm import METRICS
from farfield.logs.formats.table import COLUMN_NAMES
from farfield.logs.score_parts import PREFERRED_METRICS
from farfield.records import FarfieldError, Items
from farfield.schemas import ITEM_SCHEMA
from farfield.storage import hash_text


def table_file(folder: Path, *records: dict[str, Any], name: str = "log.jsonl") -> str:
    path = folder / name
    path.write_text("".join(json.dumps(record) + "\n" for record in records))
    return str(path)


def one(folder: Path, **record: Any) -> dict[str, Any]:
    return read_items(table_file(folder, record)).table.row(0, named=True)


def warned(items: Items, text: str) -> bool:
    return any(text in warning for warning in items.warnings)


RECORDS = [
    {
        "id": n,
        "model": "m",
        "task": "t",
        "question": f"Q{n}?",
        "answer": "a",
        "output": "o",
        "score": n % 2,
        "level": n,
    }
    for n in range(3)
]


# The same records in every kind of file


def test_every_kind_of_file_reads_the_same(tmp_path: Path) -> None:
    frame = pl.DataFrame(RECORDS)
    frame.write_parquet(tmp_path / "a.parquet")
    frame.write_csv(tmp_path / "b.csv")
    frame.write_csv(tmp_path / "c.csv", separator=";")
    frame.write_csv(tmp_path / "d.tsv", separator="\t")
    (tmp_path / "e.json").write_text(json.dumps(RECORDS))
    (tmp_path / "f.json").write_text(json.dumps({"run": 1, "results": RECORDS}))
    (tmp_path / "g.json").write_text("".join(json.dumps(record) + "\n" for record in RECORDS))
    lines = Path(table_file(tmp_path, *RECORDS, name="h.jsonl")).read_bytes()
    (tmp_path / "i.jsonl.gz").write_bytes(gzip.compress(lines))
    (tmp_path / "j.jsonl.zst").write_bytes(zstandard.compress(lines))
    (tmp_path / "k.jsonl").write_bytes(b"\xef\xbb\xbf" + lines.replace(b"\n", b"\r\n\r\n"))
    (tmp_path / "l.csv.gz").write_bytes(gzip.compress((tmp_path / "b.csv").read_bytes()))
    (tmp_path / "m.csv").write_bytes(
        b"\xef\xbb\xbf" + (tmp_path / "b.csv").read_bytes().replace(b"\n", b"\r\n")
    )
    expected = read_items(str(tmp_path / "h.jsonl")).table
    assert dict(expected.schema) == {**ITEM_SCHEMA, "level": pl.Int64}
    assert expected["score"].to_list() == [0.0, 1.0, 0.0]
    assert expected["target"].to_list() == ["a"] * 3
    for path in sorted(tmp_path.iterdir()):
        items = read_items(str(path))
        assert items.table.equals(expected), path.name
        data = path.read_bytes()
        assert [(f.bytes, f.sha256) for f in items.inputs] == [(len(data), hashlib.sha256(data).hexdigest())]


def test_csv_with_quotes_line_breaks_and_long_fields(tmp_path: Path) -> None:
    long = "word " * 60_000
    (tmp_path / "a.csv").write_text(f'question,output,score\n"a ""b"",\nc","{long}",1\nd,e,0\n')
    table = read_items(str(tmp_path / "a.csv")).table
    assert table["question"].to_list() == ['a "b",\nc', "d"]
    assert table["output"][0] == long


def test_csv_leaves_texts_and_ids_as_they_are(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(
        "id,question,target,score,steps,share,flag,code\n007,1e5,1.50,TRUE,3,0.5,true,01\n008,2,2,FALSE,,1,False,2\n"
    )
    table = read_items(str(tmp_path / "a.csv")).table
    assert table["item_id"].to_list() == ["007", "008"]
    assert table["question"].to_list() == ["1e5", "2"]
    assert table["target"].to_list() == ["1.50", "2"]
    assert table["score"].to_list() == [1.0, 0.0]
    assert table["steps"].to_list() == [3, None]
    assert table["share"].to_list() == [0.5, 1.0]
    assert table["flag"].to_list() == [True, False]
    assert table["code"].to_list() == ["01", "2"]


# Columns by name


def test_the_documentation_lists_the_names_that_are_known() -> None:
    document = (Path(__file__).parents[1] / "docs" / "formats.md").read_text()
    for field, names in COLUMN_NAMES.items():
        if len(names) > 1:
            assert f"| `{field}` | {', '.join(names)}" in document
    for name in (*PREFERRED_METRICS, *FORMATS, *(name for name in METRICS if "prefix" not in name)):
        assert f"`{name}`" in document, name


@pytest.mark.parametrize(
    ("column", "field"),
    [
        ("Question", "question"),
        ("input", "question"),
        ("prompt", "question"),
        ("query", "question"),
        ("expected", "target"),
        ("ideal", "target"),
        ("reference", "target"),
        ("completion", "output"),
        ("response", "output"),
        ("prediction", "output"),
        ("Model Name", "subject"),
        ("subject", "subject"),
        ("sample_id", "item_id"),
        ("task_id", "item_id"),
        ("benchmark", "task"),
    ],
)
def test_names_that_fill_a_field(tmp_path: Path, column: str, field: str) -> None:
    assert one(tmp_path, **{column: "found", "score": 1})[field] == "found"


@pytest.mark.parametrize(
    "column", ["score", "correct", "is_correct", "passed", "scores", "accuracy", "success"]
)
def test_names_that_hold_the_score(tmp_path: Path, column: str) -> None:
    assert one(tmp_path, question="Q", **{column: True})["score"] == 1.0


def test_a_column_named_correct_may_hold_the_right_answer(tmp_path: Path) -> None:
    row = one(tmp_path, question="Q", correct="Paris", passed=True)
    assert (row["score"], row["correct"]) == (1.0, "Paris")


def test_answer_is_the_output_where_the_target_has_its_own_column(tmp_path: Path) -> None:
    row = one(tmp_path, question="Q", target="t", answer="a", score=1)
    assert (row["target"], row["output"]) == ("t", "a")


def test_subject_is_a_topic_where_there_is_a_model(tmp_path: Path) -> None:
    row = one(tmp_path, question="Q", subject="anatomy", model="m", score=1)
    assert (row["subject"], row["meta_subject"]) == ("m", "anatomy")


def test_task_and_subject_without_columns(tmp_path: Path) -> None:
    items = read_items(table_file(tmp_path, {"question": "Q", "score": 1}, name="sums.v2.jsonl"))
    assert items.table["task"].to_list() == ["sums.v2"]
    assert items.table["subject"].to_list() == ["unknown"]
    assert warned(items, "records that name no model: 1. Name its column with --map subject=COL.")


def test_braintrust_records(tmp_path: Path) -> None:
    row = one(
        tmp_path,
        id="r1",
        input={"question": "Q?"},
        expected={"text": "T"},
        output=[{"role": "assistant", "content": [{"type": "text", "text": "O"}]}],
        scores={"brevity": 0.2, "accuracy": 0.75},
        metadata={"model": "m", "level": 2, "tags": ["x"]},
    )
    assert (row["question"], row["target"], row["output"], row["score"]) == ("Q?", "T", "O", 0.75)
    assert (row["level"], row["model"]) == (2, "m")


def test_map_goes_before_names_and_into_nested_records(tmp_path: Path) -> None:
    record = {
        "question": "Q",
        "raw": {"q": "inner", "choices": [{"text": "first"}]},
        "a.b": "dotted",
        "score": 0,
    }
    path = table_file(tmp_path, {**record, "scores": {"accuracy": 1}})
    options = {
        "question": "raw.q",
        "target": "raw.choices.0.text",
        "output": "a.b",
        "score": "scores.accuracy",
    }
    row = read_items(path, ReadOptions(map=options)).table.row(0, named=True)
    assert [row[field] for field in options] == ["inner", "first", "dotted", 1.0]
    assert row["meta_question"] == "Q"


def test_map_of_every_field(tmp_path: Path) -> None:
    fields = {name: f"c_{name}" for name in ITEM_SCHEMA}
    values = {
        "item_id": "i", "subject": "s", "task": "t", "question": "q", "target": "a", "output": "o", "score": 0.5,
        "epoch": 4, "regime": "recall", "date": "2024-02", "chance": 0.25,
    }  # fmt: skip
    path = table_file(tmp_path, {f"c_{name}": value for name, value in values.items()})
    assert read_items(path, ReadOptions(map=fields)).table.row(0, named=True) == values


def test_mapped_column_that_is_not_there(tmp_path: Path) -> None:
    path = table_file(tmp_path, *RECORDS)
    with pytest.raises(FarfieldError) as caught:
        read_items(path, ReadOptions(map={"score": "scroe"}))
    assert caught.value.where == path
    assert "no column 'scroe' for score" in caught.value.what
    assert caught.value.remedy is not None
    assert "Did you mean score?" in caught.value.remedy
    assert "It has id, model, task, question, answer, output, score, level." in caught.value.remedy


def test_mapped_column_that_some_records_lack(tmp_path: Path) -> None:
    path = table_file(
        tmp_path, {"question": "Q", "score": 0, "s": 1, "m": "x"}, {"question": "R", "score": 1}
    )
    items = read_items(path, ReadOptions(map={"score": "s"}))
    assert items.table["score"].to_list() == [1.0, None]
    items = read_items(path, ReadOptions(map={"subject": "m"}))
    assert items.table["question"].to_list() == ["Q"]
    assert [(r.line, r.reason) for r in items.rejected] == [
        (2, "nothing in column 'm', which names the subject")
    ]


def test_map_of_what_is_no_field() -> None:
    with pytest.raises(FarfieldError, match="an item has no field 'qestion'"):
        ReadOptions(map={"qestion": "q"})
    with pytest.raises(FarfieldError, match="not a format"):
        ReadOptions(format="xml")  # type: ignore[arg-type]


# Identity


def test_ids_without_a_column_are_of_the_content(tmp_path: Path) -> None:
    records = [{"model": m, "question": q, "score": 1} for m in "ab" for q in ("Q1", "Q2")]
    first = read_items(table_file(tmp_path, *records)).table
    assert first.filter(subject="a")["item_id"].to_list() == first.filter(subject="b")["item_id"].to_list()
    assert first["item_id"][0] == hash_text("Q1")
    other = read_items(table_file(tmp_path, *records[::-1], name="other.jsonl")).table
    assert set(other["item_id"]) == set(first["item_id"])


def test_the_same_question_with_another_target_is_another_item(tmp_path: Path) -> None:
    records = [{"question": "Q", "target": t, "score": 1} for t in ("x", "y")]
    assert read_items(table_file(tmp_path, *records)).table["item_id"].n_unique() == 2


def test_repeated_questions_without_ids_are_epochs(tmp_path: Path) -> None:
    items = read_items(table_file(tmp_path, *[{"question": "Q", "score": s} for s in (1, 0, 1)]))
    assert items.table["epoch"].to_list() == [1, 2, 3]
    assert items.table["item_id"].n_unique() == 1
    assert warned(items, "read as its further epochs: 2")


def test_records_without_id_and_question_are_numbered(tmp_path: Path) -> None:
    items = read_items(table_file(tmp_path, {"model": "m", "score": 1}, {"model": "m", "score": 0}))
    assert items.table["item_id"].to_list() == ["row-1", "row-2"]
    assert warned(items, "numbered by their row: 2. Name the item's column with --map item_id=COL.")


def test_duplicates_keep_the_first_and_what_differs_is_a_further_epoch(tmp_path: Path) -> None:
    records = [
        {"id": 1, "model": "m", "question": "Q", "score": s, "epoch": e}
        for s, e in ((1, 1), (0, 1), (0, 2), (0, 2))
    ]
    items = read_items(table_file(tmp_path, *records))
    assert items.table["score"].to_list() == [1.0, 0.0, 0.0]
    assert items.table["epoch"].to_list() == [1, 3, 2]
    assert warned(items, "records that are the same as an earlier one, left out: 1")
    assert warned(items, "read as its further epochs: 1")


def test_a_file_named_twice_is_read_once(tmp_path: Path) -> None:
    path = table_file(tmp_path, *RECORDS)
    items = read_items([path, path, str(tmp_path)])
    assert len(items.table) == 3
    assert len(items.inputs) == 1
    assert not items.warnings


# Values


@pytest.mark.parametrize(
    ("value", "score"),
    [
        (True, 1), (False, 0), (0.25, 0.25), (1, 1), ("0.5", 0.5),
        ("correct", 1), ("Incorrect", 0), ("PASS", 1), ("fail", 0), (" true ", 1), ("False", 0), ("yes", 1), ("no", 0),
    ],
)  # fmt: skip
def test_scores(tmp_path: Path, value: Any, score: float) -> None:
    assert one(tmp_path, question="Q", score=value)["score"] == score


@pytest.mark.parametrize("value", [None, "", float("nan"), "nan"])
def test_no_score_is_kept_and_counted(tmp_path: Path, value: Any) -> None:
    items = read_items(table_file(tmp_path, {"question": "Q", "score": 1}, {"question": "R", "score": value}))
    assert items.table["score"].to_list() == [1.0, None]
    assert warned(items, "items without a score, kept and counted apart: 1")


def test_a_word_that_is_no_score_stops_the_reading_and_is_named(tmp_path: Path) -> None:
    path = table_file(tmp_path, {"question": "Q", "score": 1}, {"question": "R", "score": "maybe"})
    with pytest.raises(FarfieldError, match=r"score holds what is no score: maybe \(1\)") as caught:
        read_items(path)
    assert "--score-word maybe=SCORE" in str(caught.value)
    items = read_items(path, ReadOptions(score_words={"maybe": 0.5}))
    assert items.table["score"].to_list() == [1.0, 0.5]


def scored(folder: Path, *scores: float) -> str:
    return table_file(folder, *[{"id": n, "question": f"Q{n}", "score": s} for n, s in enumerate(scores)])


def test_stray_scores_outside_the_range_are_rejected(tmp_path: Path) -> None:
    items = read_items(scored(tmp_path, *[0, 1] * 20, 17))
    assert len(items.table) == 40
    assert [(r.line, r.reason) for r in items.rejected] == [(41, "score 17 lies outside 0 to 1")]
    assert warned(items, "records with a score outside 0 to 1, left out: 1")


def test_a_negative_mark_is_no_scale(tmp_path: Path) -> None:
    items = read_items(scored(tmp_path, 0, 1, 1, 0, -1, -1, -1))
    assert items.table["score"].to_list() == [0, 1, 1, 0]
    assert len(items.rejected) == 3


@pytest.mark.parametrize("scores", [(0, 100, 0, 50), (1, 5, 3, 2), (0, 0, 0, 0, 0, 0, 100), (-2, 2, 1, 0)])
def test_scores_on_another_scale_are_not_used_and_not_rescaled(
    tmp_path: Path, scores: tuple[float, ...]
) -> None:
    with pytest.raises(FarfieldError, match="no usable score") as caught:
        read_items(scored(tmp_path, *scores))
    assert caught.value.remedy is not None
    assert f"go from {min(scores):g} to {max(scores):g}, not from 0 to 1" in caught.value.remedy
    fine = table_file(tmp_path, {"question": "Q", "score": 1}, name="fine.jsonl")
    both = read_items([scored(tmp_path, *scores), fine])
    assert both.table.filter(task="log")["score"].to_list() == [None] * len(scores)
    assert both.table.filter(task="fine")["score"].to_list() == [1.0]
    assert warned(both, "the scores of log go from")


def test_chat_messages_are_asked_by_their_last_user(tmp_path: Path) -> None:
    messages = [
        {"role": "system", "content": "S"},
        {"role": "user", "content": "first"},
        {"role": "assistant", "content": "A"},
        {
            "role": "user",
            "content": [{"type": "text", "text": "last"}, {"type": "image", "image": "x"}, "more"],
        },
        {"role": "assistant", "content": "B"},
    ]
    assert one(tmp_path, messages=messages, score=1)["question"] == "last\nmore"
    assert one(tmp_path, messages=messages[:1], score=1)["question"] == "S"


def test_texts_of_other_kinds(tmp_path: Path) -> None:
    row = one(tmp_path, question=12, target=["first", "second"], output=3.0, id=4.0, score=1)
    assert (row["question"], row["target"], row["output"], row["item_id"]) == ("12", "first", "3", "4")


@pytest.mark.parametrize(
    ("column", "value", "kept"),
    [
        ("regime", "Extrapolation", "extrapolation"),
        ("date", "2024", "2024"),
        ("date", "2024-05-01T10:00:00Z", "2024-05-01T10:00:00Z"),
        ("date", 2024, "2024"),
        ("chance", "0.25", 0.25),
    ],
)
def test_declared_fields(tmp_path: Path, column: str, value: Any, kept: Any) -> None:
    assert one(tmp_path, question="Q", score=1, **{column: value})[column] == kept
    assert one(tmp_path, question="Q", score=1, metadata={column: value})[column] == kept


@pytest.mark.parametrize(("column", "value"), [("regime", "tropical"), ("date", "in May"), ("chance", 7)])
def test_declared_fields_that_are_none_stay_metadata(tmp_path: Path, column: str, value: Any) -> None:
    items = read_items(table_file(tmp_path, {"question": "Q", "score": 1, column: value}))
    row = items.table.row(0, named=True)
    assert (row[column], row[f"meta_{column}"]) == (None, value)
    assert warned(items, f"records whose {column} is none that is known, kept as meta_{column}: 1")


def test_a_column_named_epoch_that_numbers_nothing_stays_metadata(tmp_path: Path) -> None:
    items = read_items(table_file(tmp_path, *RECORDS, {**RECORDS[0], "epoch": "first"}))
    assert not items.rejected
    assert items.table["meta_epoch"].to_list() == [None, None, None, "first"]
    assert items.table.filter(item_id="0")["epoch"].to_list() == [1, 2]
    path = table_file(tmp_path, *RECORDS, {**RECORDS[0], "run": "first"})
    mapped = read_items(path, ReadOptions(map={"epoch": "run"}))
    assert [r.reason for r in mapped.rejected] == ["epoch 'first' is not a whole number"]


# Metadata


def test_metadata_is_scalar_and_named_apart(tmp_path: Path) -> None:
    row = one(
        tmp_path,
        question="Q",
        score=1,
        number=1.5,
        flag=True,
        text="x" * 200,
        long="x" * 201,
        many=[1],
        nested={"a": 1},
        nothing=None,
        infinite=float("inf"),
        question_words=3,
        ruler_pieces=2,
        output_x="o",
        recall_documents=1,
        near_documents_high=2.5,
        **{"": "unnamed"},
    )
    extra = {name: value for name, value in row.items() if name not in ITEM_SCHEMA}
    assert extra == {
        "number": 1.5,
        "flag": True,
        "text": "x" * 200,
        "meta_question_words": 3,
        "meta_ruler_pieces": 2,
        "output_x": "o",
        "meta_recall_documents": 1,
        "meta_near_documents_high": 2.5,
        "meta_": "unnamed",
    }


def test_types_that_differ_between_files(tmp_path: Path) -> None:
    def records(level: Any, share: Any, flag: Any) -> dict[str, Any]:
        return {"question": f"{level}", "score": 1, "level": level, "share": share, "flag": flag}

    first = table_file(tmp_path, records(1, 1, True), name="a.jsonl")
    second = table_file(tmp_path, records("two", 0.5, 3), {"question": "Z", "score": 1}, name="b.jsonl")
    table = read_items([first, second]).table
    assert table["level"].to_list() == ["1", "two", None]
    assert table["share"].to_list() == [1.0, 0.5, None]
    assert table["flag"].to_list() == [1, 3, None]


def test_endless_columns_are_cut(tmp_path: Path) -> None:
    records = [{"question": f"Q{n}", "score": 1, f"c{n}": n, "kept": n} for n in range(400)]
    items = read_items(table_file(tmp_path, *records))
    assert items.table.width == len(ITEM_SCHEMA) + 256
    assert "kept" in items.table.columns
    assert warned(items, "of 401 columns the 256 that most items have are kept")


def test_parquet_values_of_other_kinds(tmp_path: Path) -> None:
    frame = pl.DataFrame(
        {
            "question": ["Q"],
            "score": [1],
            "date": [datetime.date(2024, 5, 1)],
            "when": [datetime.datetime(2024, 5, 1, 12)],
            "kind": pl.Series(["a"], dtype=pl.Categorical),
            "price": pl.Series(["1.5"]).cast(pl.Decimal(10, 2)),
            "raw": [b"x"],
        }
    )
    frame.write_parquet(tmp_path / "a.parquet")
    row = read_items(str(tmp_path / "a.parquet")).table.row(0, named=True)
    assert (row["date"], row["when"], row["kind"], row["price"]) == (
        "2024-05-01",
        "2024-05-01T12:00:00",
        "a",
        1.5,
    )
    assert "raw" not in row


# Real outcomes


def test_gsm8k(shared_data: Path) -> None:
    items = read_items(str(shared_data / "gsm8k" / "outcomes.jsonl.zst"))
    means = dict(items.table.group_by("subject").agg(pl.col("score").mean().round(3)).iter_rows())
    assert means == {
        "6b_finetuning": 0.217,
        "6b_verification": 0.390,
        "175b_finetuning": 0.347,
        "175b_verification": 0.563,
    }
    assert items.table["item_id"].n_unique() == 1319
    assert items.table.schema["steps"] == pl.Int64
    assert not items.warnings
    assert not items.rejected


def test_gsm8k_folder_holds_a_corpus_too(shared_data: Path) -> None:
    items = read_items(str(shared_data / "gsm8k"))
    assert len(items.table) == 5276
    assert warned(items, "train.jsonl.zst: passed over: no score in any record")
    assert len(items.inputs) == 1


def test_embers(shared_data: Path) -> None:
    items = read_items(str(shared_data / "embers" / "items.jsonl.gz"), ReadOptions(map={"task": "stimulus"}))
    assert len(items.table) == 90_700
    assert items.table["subject"].n_unique() == 5
    assert items.table.schema["target_logprob_gpt2"] == pl.Float64
    per_subject = items.table.filter(task="rot13enc_highprob", epoch=1).group_by("item_id").len()
    assert set(per_subject["len"]) == {5}  # the same question has the same id for every subject


def test_bbh_epochs_are_its_two_modes(shared_data: Path) -> None:
    items = read_items(str(shared_data / "bbh_codex" / "items.jsonl.gz"))
    assert len(items.table) == 13_022
    assert items.table["task"].n_unique() == 27
    assert set(items.table["output"]) != set(items.table["answer"])


def test_weirdml_has_no_question(shared_data: Path) -> None:
    mapping = {"subject": "model_key", "task": "source", "item_id": "task", "epoch": "run_id"}
    items = read_items(str(shared_data / "weirdml_horizons" / "runs.jsonl"), ReadOptions(map=mapping))
    assert len(items.table) == 7_484
    assert items.table["subject"].n_unique() == 87
    assert items.table["item_id"].n_unique() == 17
    assert set(items.table["question"]) == {""}
    assert not items.warnings


def test_fifty_megabytes_take_seconds(tmp_path: Path) -> None:
    text = "word " * 180
    lines = [
        json.dumps({"id": n, "model": "m", "question": text, "output": f"o{n}", "score": n % 2, "level": n})
        for n in range(50_000)
    ]
    path = tmp_path / "big.jsonl"
    path.write_text("\n".join(lines))
    assert path.stat().st_size > 45e6
    start = time.process_time()
    assert len(read_items(str(path)).table) == 50_000
    assert time.process_time() - start < 8  # about one on an idle core
