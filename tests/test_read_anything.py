"""Whatever a file holds, reading it ends in items or in one FarfieldError."""

from __future__ import annotations

import json
import tempfile
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from farfield.logs import FORMATS, ReadOptions, read_items
from farfield.records import FarfieldError
from farfield.schemas import ITEM_SCHEMA

GOLDEN = Path(__file__).parent / "golden"

scalars = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.integers(min_value=10**30, max_value=10**40),
    st.floats(),
    st.text(st.characters(), max_size=12),
    st.sampled_from(["C", "I", "correct", "1", "-1", "nan", "{{a}}", "2024-05-01", "\ud800"]),
)
values = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3),
)
names = st.sampled_from(
    [
        "id",
        "model",
        "task",
        "question",
        "input",
        "target",
        "output",
        "score",
        "scores",
        "correct",
        "metadata",
        "epoch",
        "date",
        "regime",
        "chance",
        "messages",
        "role",
        "content",
        "text",
        "value",
        "doc_id",
        "doc",
        "metrics",
        "arguments",
        "resps",
        "filter",
        "acc",
        "sample_id",
        "type",
        "data",
        "spec",
        "event_id",
        "run_id",
        "completion_fns",
        "vars",
        "success",
        "testIdx",
        "promptIdx",
        "prompt",
        "provider",
        "error",
        "eval",
        "results",
        "status",
        "samples",
        "request_states",
        "instance",
        "references",
        "output_mapping",
        "choices",
    ]
)
records = st.dictionaries(names | st.text(max_size=4), values, max_size=8)


def read(name: str, data: bytes, options: ReadOptions | None = None) -> None:
    """Reads the bytes under that name; the table keeps its schema, or one FarfieldError says why there is none."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(data)
        try:
            items = read_items(str(path), options)
        except FarfieldError as error:
            assert error.what  # noqa: PT017 - either end is right
            return
        assert dict(list(items.table.schema.items())[: len(ITEM_SCHEMA)]) == ITEM_SCHEMA
        scores = items.table["score"].drop_nulls()
        assert scores.is_between(0, 1).all()
        assert not items.table.select("subject", "task", "item_id", "epoch").is_duplicated().any()
        items.table.write_parquet(Path(folder) / "items.parquet")


@settings(max_examples=150, deadline=None)
@given(lines=st.lists(records, max_size=5))
def test_any_json_lines(lines: list[dict[str, Any]]) -> None:
    read("log.jsonl", "\n".join(json.dumps(line) for line in lines).encode())


@settings(max_examples=150, deadline=None)
@given(value=values | st.lists(records, max_size=4) | records)
def test_any_json(value: Any) -> None:
    read("log.json", json.dumps(value).encode())


@settings(max_examples=100, deadline=None)
@given(
    data=st.binary(max_size=200),
    name=st.sampled_from(["a.jsonl", "a.json", "a.csv", "a.parquet", "a.eval", "a", "a.gz"]),
)
def test_any_bytes(data: bytes, name: str) -> None:
    read(name, data)


@settings(max_examples=60, deadline=None)
@given(text=st.text(max_size=200), delimiter=st.sampled_from(",;\t"))
def test_any_csv(text: str, delimiter: str) -> None:
    header = delimiter.join(("model", "question", "score", "note"))
    read("log.csv", f"{header}\n{text}".encode(errors="surrogatepass"))


@settings(max_examples=100, deadline=None)
@given(lines=st.lists(records, max_size=4), name=st.sampled_from(FORMATS))
def test_any_json_as_any_format(lines: list[dict[str, Any]], name: Any) -> None:
    for suffix, value in ((".jsonl", "\n".join(map(json.dumps, lines))), (".json", json.dumps(lines))):
        read(f"log{suffix}", value.encode(), ReadOptions(format=name))


@settings(max_examples=60, deadline=None)
@given(header=records, samples=st.lists(records | values, max_size=4))
def test_any_inspect_archive(header: dict[str, Any], samples: list[Any]) -> None:
    with tempfile.TemporaryFile() as file:
        with zipfile.ZipFile(file, "w") as archive:
            archive.writestr("header.json", json.dumps(header))
            for number, sample in enumerate(samples):
                archive.writestr(f"samples/{number}_epoch_1.json", json.dumps(sample))
        file.seek(0)
        read("log.eval", file.read())


def mutate(value: Any, choose: Callable[[], bool], other: Callable[[], Any]) -> Any:
    """The value with some of its parts exchanged for others."""
    if choose():
        return other()
    if isinstance(value, dict):
        return {key: mutate(part, choose, other) for key, part in value.items()}
    if isinstance(value, list):
        return [mutate(part, choose, other) for part in value]
    return value


@pytest.mark.parametrize(
    "file",
    [
        "inspect/capitals.json",
        "lm_eval/made__rote-1b/samples_capitals_*.jsonl",
        "helm/simple_mcqa/scenario_state.json",
        "openai_evals/sums.jsonl",
        "promptfoo/results.json",
    ],
)
@settings(max_examples=40, deadline=None)
@given(data=st.data())
def test_logs_with_other_values_in_them(file: str, data: st.DataObject) -> None:
    path = next(GOLDEN.glob(file))
    text = path.read_text()
    whole = json.loads(text) if path.suffix == ".json" else [json.loads(line) for line in text.splitlines()]
    dice = data.draw(st.randoms(use_true_random=False))
    pool = data.draw(st.lists(values, min_size=3, max_size=3))
    changed = mutate(whole, lambda: dice.random() < 0.02, lambda: dice.choice(pool))
    lines = changed if path.suffix == ".jsonl" and isinstance(changed, list) else [changed]
    read(path.name, "\n".join(map(json.dumps, lines)).encode(), None)


@settings(max_examples=40, deadline=None)
@given(data=st.data())
def test_archives_with_broken_bytes(data: st.DataObject) -> None:
    whole = bytearray((GOLDEN / "inspect" / "rubrics.eval").read_bytes())
    for _ in range(data.draw(st.integers(1, 4))):
        whole[data.draw(st.integers(0, len(whole) - 1))] = data.draw(st.integers(0, 255))
    read(
        "log.eval",
        bytes(whole[: data.draw(st.integers(0, len(whole)))] if data.draw(st.booleans()) else whole),
    )
