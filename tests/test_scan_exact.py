"""The scan against brute force: every length, count, piece and bit equal, in every script."""

from __future__ import annotations

import json
import random
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from farfield.records import FIELDS
from farfield.scan import ScanOptions, scan
from farfield.schemas import ITEM_SCHEMA
from farfield.storage import hash_text
from naive import NaiveCorpus, naive_words

WORDS = ["a", "b", "A", "c", "ß", "SS", "İ", "naïve", "日本", "unbelievably", "Unbelievablyx", "ﬁ", "_1", "é"]
WORDS += [
    "e\u0301",
    "E\u0301",
    "日",
    "日b",
    "ก็",
    "คำ",
    "हिन्दी",
    "한",
    "\u1112\u1161\u11ab",
    "ab\u00adc",
    "aـb",
    "\u0958",
]
MARKS = [" ", " ", " ", ", ", "\n", "-", "…", "\u0301", "🙂", "\u2028", "", "\u200b", "\u00ad\n", "\u0323"]


@st.composite
def texts(draw: st.DrawFn, most: int = 9) -> str:
    parts = draw(st.lists(st.tuples(st.sampled_from(WORDS), st.sampled_from(MARKS)), max_size=most))
    return "".join(word + mark for word, mark in parts)


def item_table(rows: list[tuple[str, str, str]]) -> pl.DataFrame:
    columns = dict.fromkeys(ITEM_SCHEMA)
    records = [
        {**columns, "item_id": str(at), "subject": "s", "task": "t", "epoch": 1, "score": 1.0}
        | dict(zip(FIELDS, row, strict=True))
        for at, row in enumerate(rows)
    ]
    return pl.DataFrame(records, schema=ITEM_SCHEMA)


def write_corpus(folder: Path, shards: list[list[str]]) -> list[str]:
    paths = []
    for number, documents in enumerate(shards):
        path = folder / f"{number}.jsonl"
        lines = (json.dumps({"id": f"{number}-{at}", "text": text}) for at, text in enumerate(documents))
        path.write_text("".join(line + "\n" for line in lines))
        paths.append(str(path))
    return paths


def assert_equal_to_brute_force(
    rows: list[tuple[str, str, str]], documents: list[str], folder: Path, unit: str = "word"
) -> None:
    table = item_table(rows)
    longest = max((len(naive_words(text, unit)) for row in rows for text in row), default=0)
    naive = NaiveCorpus(documents, longest, unit)
    found = scan(table, write_corpus(folder, [documents[::2], documents[1::2]]), ScanOptions(unit=unit))
    assert found.corpus.words == naive.total
    assert found.corpus.documents == len(documents)
    by_hash = {row["text_hash"]: row for row in found.texts.iter_rows(named=True)}
    for row in found.items.iter_rows(named=True):
        for field in FIELDS:
            text = row[field]
            words = naive_words(text, unit)
            evidence = by_hash[hash_text(text)]
            assert evidence["lengths"] == naive.lengths(text)
            assert evidence["counts"] == naive.span_counts(text)
            assert evidence["surprisal"] == pytest.approx(naive.surprisal(text), rel=1e-5)
            assert row[f"{field}_words"] == len(words)
            if words:
                assert row[f"{field}_pieces"] == naive.pieces(text)
                assert row[f"{field}_match"] == max(naive.lengths(text))
                assert row[f"{field}_bits"] == pytest.approx(np.mean(naive.surprisal(text)), rel=1e-5)
                assert row[f"{field}_unigram"] == pytest.approx(np.mean(naive.unigram(text)))
                assert row[f"{field}_coverage_8"] == pytest.approx(naive.coverage(text, 8))
                assert row[f"{field}_coverage_13"] == pytest.approx(naive.coverage(text, 13))
        asked, wanted = naive_words(row["question"], unit), naive_words(row["target"], unit)
        if asked and wanted:
            assert row["recall_documents"] == naive.recall(row["question"], row["target"])
        else:
            assert row["recall_documents"] is None
    assert_passages_stand_there(found, documents, unit)


def assert_passages_stand_there(found, documents, unit) -> None:
    held = {f"{shard}-{at}": text for shard in (0, 1) for at, text in enumerate(documents[shard::2])}
    items = {row["item_id"]: row for row in found.items.iter_rows(named=True)}
    assert found.passages.select("item_id", "rank").is_unique().all()
    for row in found.passages.iter_rows(named=True):
        document = held[row["document"]]
        assert document[row["start"] : row["end"]] == row["text"]
        assert (row["before"] + row["text"] + row["after"]) in document
        if unit == "word" and row["kind"] == "span":
            span = items[row["item_id"]][row["field"]][row["item_start"] : row["item_end"]]
            assert naive_words(row["text"]) == naive_words(span)
            assert row["words"] == len(naive_words(span))


relaxed = settings(
    deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=150
)


@relaxed
@given(
    rows=st.lists(st.tuples(texts(14), texts(3), texts(9)), min_size=1, max_size=4),
    documents=st.lists(texts(20), max_size=6),
    copies=st.integers(0, 3),
)
def test_equal_to_brute_force(rows, documents, copies, tmp_path) -> None:
    documents = [*documents, "x", *(f"so {q} {t}" for q, t, _ in rows[:copies])]
    assert_equal_to_brute_force(rows, documents, tmp_path)


@relaxed
@given(
    rows=st.lists(
        st.tuples(st.text(max_size=12), st.text(max_size=4), st.text(max_size=8)), min_size=1, max_size=3
    ),
    documents=st.lists(st.text(max_size=40), max_size=4),
)
def test_equal_to_brute_force_on_any_text(rows, documents, tmp_path) -> None:
    clean = [tuple(text.encode("utf-8", "replace").decode() for text in row) for row in rows]
    documents = [text.encode("utf-8", "replace").decode() for text in documents]
    assert_equal_to_brute_force(clean, [*documents, "x", *(q + t for q, t, _ in clean)], tmp_path)


@relaxed
@given(
    rows=st.lists(st.tuples(texts(5), texts(2), texts(4)), min_size=1, max_size=3),
    documents=st.lists(texts(8), max_size=4),
)
def test_equal_to_brute_force_in_bytes(rows, documents, tmp_path) -> None:
    documents = [*documents, "x", *(f"so {q} {t}" for q, t, _ in rows)]
    assert_equal_to_brute_force(rows, documents, tmp_path, "byte")


@pytest.mark.parametrize("seed", range(12))
def test_long_spans_that_branch_are_exact(seed, tmp_path) -> None:
    """Longer than the walk's short cut, parting from each other at every depth, in items and documents alike."""
    rng = random.Random(seed)
    stem = rng.choices("abc", k=45)

    def variant() -> str:
        begin, cut = rng.randrange(0, 15), rng.randrange(20, 45)
        return " ".join([*stem[begin:cut], *rng.choices("abc", k=rng.randrange(12))])

    rows = [(variant(), variant(), variant()) for _ in range(4)]
    assert_equal_to_brute_force(rows, [f"{variant()} {variant()}" for _ in range(8)], tmp_path)


@pytest.mark.parametrize("letter", ["x", "é", "日"])
def test_words_that_share_their_key_are_told_apart(letter, tmp_path) -> None:
    """Long words are found by their length, first and last bytes, and proved by all of them."""
    one, other = (f"abcdefgh{letter}{middle}{letter}ijklmnop" for middle in ("first", "other"))
    rows = [(f"{one} a {other}", one, other)]
    assert_equal_to_brute_force(rows, [f"{other} a", f"{other} {other}", "a"], tmp_path)
    assert_equal_to_brute_force(
        rows, [f"{one.upper()} a", f"abcdefgh{letter}third{letter}ijklmnop"], tmp_path
    )


def test_long_repeats_are_exact(tmp_path) -> None:
    """Runs far longer than the walk's short cut, of one word and of several."""
    one, two = "a " * 60, "a b " * 40
    rows = [(one, "b", two), (two + "c", "a", one + "b a"), ("b " + one, "c", "a")]
    assert_equal_to_brute_force(rows, [one * 2 + "b", two + one, "c " + two + "c", "a"], tmp_path)
