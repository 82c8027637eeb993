"""The tables of passages against a naive twin that ranks lists, text by text."""

from __future__ import annotations

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from farfield.options.scanning import ScanOptions
from farfield.records import FIELDS
from farfield.scan.copy_passages import rank_together
from farfield.scan.tables import FoundPassage, TextPassages, list_passages, most_passages, passage_table
from farfield.schemas import ITEM_SCHEMA

TEXTS = ["a", "b", "c"]
KINDS = st.lists(st.tuples(st.sampled_from("dh"), st.sampled_from("st"), st.integers(1, 4)), max_size=6)


def found(kind: str, tellings: list[tuple[str, str, int]]) -> list[FoundPassage]:
    """The longest first; `item_start` tells which it is."""
    return [
        FoundPassage(document, source, 0, 1, kind, "", "", words, 1, at, at + 1, kind, 0.5)
        for at, (document, source, words) in enumerate(sorted(tellings, key=lambda telling: -telling[2]))
    ]


def numbered(passages: list[list[FoundPassage]]) -> pl.DataFrame:
    numbers = pl.Series("number", [at for at, of_text in enumerate(passages) for _ in of_text], pl.Int64)
    return pl.DataFrame([numbers]).hstack(passage_table([one for of_text in passages for one in of_text]))


def naive_rank(spans: list[FoundPassage], near: list[FoundPassage], most: int) -> list[FoundPassage]:
    whole = {(span.document, span.source): span.words for span in reversed(spans)}
    new = [one for one in near if one.words > whole.get((one.document, one.source), 0)]
    return sorted([*spans, *new], key=lambda one: -one.words)[:most]


@settings(deadline=None)
@given(*[st.lists(KINDS, min_size=3, max_size=3)] * 2, st.integers(0, 7))
def test_near_duplicates_stand_among_spans(
    spans: list[list[tuple[str, str, int]]], near: list[list[tuple[str, str, int]]], passages: int
) -> None:
    options = ScanOptions(passages=passages)
    spans_of = [found("span", of_text)[:passages] for of_text in spans]
    near_of = [found("near", of_text) for of_text in near]
    ranked = rank_together(numbered(spans_of), numbered(near_of), len(TEXTS))
    texts = {"question": "b", "target": "a", "output": "c"}
    row = dict.fromkeys(ITEM_SCHEMA) | texts | {"item_id": "1", "task": "t", "subject": "s", "epoch": 1}
    listed = list_passages(pl.DataFrame([row], ITEM_SCHEMA), options, TEXTS, ranked)
    expected = []
    for field in FIELDS:
        at, most = TEXTS.index(texts[field]), most_passages(field, options)
        # Of each field as many spans are looked at as passages are shown.
        expected += [(field, *one) for one in naive_rank(spans_of[at][:most], near_of[at], most)]
    told = listed.select("field", *passage_table([]).columns)
    assert told.rows() == expected
    assert listed["rank"].to_list() == list(range(1, len(expected) + 1))


def test_without_passages_there_is_an_empty_table() -> None:
    nothing = TextPassages(pl.Series([0, 0]).to_numpy(), passage_table([]))
    row = dict.fromkeys(ITEM_SCHEMA) | {"item_id": "1", "task": "t", "question": "a"}
    assert list_passages(pl.DataFrame([row], ITEM_SCHEMA), ScanOptions(), ["a"], nothing).is_empty()
