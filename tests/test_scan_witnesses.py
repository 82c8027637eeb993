"""Counting witnesses: as if every document had been searched whole, in one process, by Python's engine alone."""

from __future__ import annotations

import json
import random
import re
import time
from collections import Counter
from pathlib import Path
from re._parser import parse  # type: ignore[import-not-found]

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from family_fixture import Notes, write_corpus
from farfield.families import Axis, Exercise, Family, Witness, family_names, get_family
from farfield.records import Support
from farfield.scan import ScanOptions, count_witnesses, support_rows
from farfield.scan.witnesses.counting import Sightings
from farfield.scan.witnesses.relaxed import may_match, relax
from farfield.scan.witnesses.text_windows import SPAN, WINDOW

PIECES = [
    "[3 red]",
    "[12 blue]",
    "colour: red",
    "colour: green",
    "a[1 red]",
    " ",
    "words ",
    "é",
    "日本語 ",
    "\n",
    "[3 red][4 red]",
]


def naive_counts(family: Family, texts: list[str]) -> tuple[dict, int]:
    counts, documents, showing = Counter(), Counter(), 0
    for text in texts:
        seen = set()
        for witness in family.witnesses:
            for match in witness.pattern.finditer(text):
                point = witness.read(match)
                if point:
                    key = tuple(point.get(axis.name) for axis in family.axes)
                    counts[key] += 1
                    seen.add(key)
        documents.update(seen)
        showing += bool(seen)
    return {key: (counts[key], documents[key]) for key in counts}, showing


def as_dict(support: Support) -> dict:
    return {tuple(row[:-2]): tuple(row[-2:]) for row in support.points.iter_rows()}


def count(path: Path, family: Family | None = None, **options) -> Support:
    family = family or Notes()
    return count_witnesses([family], str(path), ScanOptions(**options))[family.name]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(st.sampled_from(PIECES), max_size=12).map("".join), min_size=1, max_size=8))
def test_counts_equal_a_search_of_every_document(tmp_path_factory, texts: list[str]) -> None:
    path = write_corpus(tmp_path_factory.mktemp("c") / "corpus.jsonl", texts)
    found = count(path)
    assert (as_dict(found), found.documents) == naive_counts(Notes(), texts)


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10**6))
def test_long_documents_lose_nothing_and_count_nothing_twice(tmp_path_factory, seed: int) -> None:
    """Witnesses are strewn over the boundaries of windows and seams, between characters of one to four bytes."""
    rng = random.Random(seed)
    filler = rng.choice(["x ", "é", "日", "𝔘"])
    text, at = [], 0
    for border in sorted(rng.choices([k * WINDOW + d for k in range(1, 5) for d in (-SPAN, 0, SPAN)], k=9)):
        goal = max(0, border - rng.randrange(14) - at)
        text.append(filler * (goal // len(filler.encode())))
        text.append(rng.choice(["[3 red]", "colour: blue", "[7 green][7 green]"]))
        at = sum(len(piece.encode()) for piece in text)
    texts = ["".join(text) + filler * rng.choice([0, SPAN]), "[1 red]"]
    path = write_corpus(tmp_path_factory.mktemp("c") / "corpus.jsonl", texts)
    assert as_dict(count(path)) == naive_counts(Notes(), texts)[0]


def test_processes_files_and_samples(tmp_path: Path) -> None:
    rng = random.Random(1)
    texts = ["".join(rng.choices(PIECES, k=5)) for _ in range(3000)]
    for part in range(6):
        write_corpus(tmp_path / f"{part}.jsonl", texts[part * 500 : part * 500 + 500])
    whole = count(tmp_path)
    assert (as_dict(whole), whole.documents) == naive_counts(Notes(), texts)
    for fraction in (0.5, 0.05):
        sample = count(tmp_path, sample=fraction)
        assert sample.searched_fraction == fraction
        assert abs(sample.documents / whole.documents - fraction) < 0.05
        assert all(seen <= as_dict(whole)[key] for key, seen in as_dict(sample).items())
    assert count(tmp_path, sample=fraction, workers=2).points.equals(sample.points)


def test_a_sample_is_that_of_the_scan(tmp_path: Path) -> None:
    from farfield.scan import scan

    texts = [f"[{n} red] item{n}" for n in range(400)]
    path = write_corpus(tmp_path / "corpus.jsonl", texts)
    items = pl.DataFrame({"item_id": ["a"], "task": ["t"], "subject": ["s"], "epoch": [1], "question": ["item"],
                          "target": ["x"], "output": [""]})  # fmt: skip
    options = ScanOptions(sample=0.3)
    assert count(path, sample=0.3).documents == scan(items, str(path), options).corpus.documents


def test_merging_is_commutative() -> None:
    def made(*points: tuple) -> Sightings:
        found = Sightings(documents=len(points))
        for key, number in points:
            found.add(key, number, 1)
        return found

    parts = [made(((1, "red"), 2), ((None, "red"), 1)), made(((1, "red"), 3)), made()]
    one, other = Sightings(), Sightings()
    for part in parts:
        one.merge(part)
    for part in reversed(parts):
        other.merge(part)
    assert one == other
    assert one.points == {(1, "red"): (5, 2), (None, "red"): (1, 1)}


class Silent(Family):
    name, title, answer, witnesses = "silent", "", "word", ()
    axes = (Axis("depth", "ordered", (1, 2), 1, ""),)

    def draw(self, point, rng) -> Exercise:
        raise NotImplementedError


class Broken(Notes):
    name = "broken"
    witnesses = (
        Witness(re.compile(r"\[(\w{1,30}) red\]"), lambda match: {"number": int(match[1])}, "[1 red]"),
        Witness(re.compile(r"size (\d)"), lambda _: {"size": 1}, "size 1"),
    )


def test_what_cannot_be_counted_is_said(tmp_path: Path) -> None:
    path = write_corpus(tmp_path / "corpus.jsonl", ["[3 red] [x red] size 4", "[99999999999999999999 red]"])
    found = count_witnesses([Silent(), Broken()], str(path))
    assert found["silent"].unknown == "no_witness"
    assert as_dict(found["broken"]) == {(3, None): (1, 1)}
    assert found["broken"].unread == 3
    index = count_witnesses([Notes()], "infinigram:v4_rpj_llama_s4")["notes"]
    assert (index.unknown, index.points.height) == ("no_text", 0)


def test_a_corpus_of_broken_records_is_an_error_and_others_are_read(tmp_path: Path) -> None:
    path = tmp_path / "corpus.jsonl"
    path.write_text('{"text": "[3 red]"}\nnot json\n{"text": 7}\n{"text": "colour: blue"}\n')
    assert as_dict(count(path)) == {(3, "red"): (1, 1), (None, "blue"): (1, 1)}


def test_a_support_is_one_table(tmp_path: Path) -> None:
    path = write_corpus(tmp_path / "corpus.jsonl", ["[3 red] colour: blue [3 red]"])
    rows = support_rows({"notes": count(path)}).sort("count").rows()
    assert [(name, json.loads(point), *rest) for name, point, *rest in rows] == [
        ("notes", {"number": None, "colour": "blue"}, 1, 1),
        ("notes", {"number": 3, "colour": "red"}, 2, 1),
    ]


PATTERNS = [
    r"(?<!\w)[0-9A-F]{1,24}(?!\w|[.,]\d)", r"\bbase[- ]?(\d{1,2}|nine)\b", r"[\[({]{0,2}a(?=b(?:c|\)))",
    r"^x$|[^\]&a]y",
    r"(?:a|b){2,9}\Z", r"[]a]{1,3}", r"\\\[x", r"é{1,12}\s?",
]  # fmt: skip


@settings(max_examples=200, deadline=None)
@given(st.sampled_from(PATTERNS), st.text("abcxy]&[(){}\\ 0F1é,.\n", max_size=14))
def test_a_relaxed_pattern_rules_out_no_match(pattern: str, text: str) -> None:
    compiled = re.compile(pattern, re.IGNORECASE if "base" in pattern else 0)
    relaxed = relax(compiled)
    assert relaxed is not None
    if compiled.search(text):
        assert may_match(pl.Series([text]), relaxed).all()


def test_what_the_other_engine_does_not_know_is_not_relaxed() -> None:
    assert relax(re.compile(r"(a)\1")) is None
    assert relax(re.compile("a b", re.VERBOSE)) is None
    assert may_match(pl.Series(["x", "y"]), None).all()


WITNESSES = [
    pytest.param(get_family(name), witness, id=f"{name}-{at}")
    for name in family_names()
    for at, witness in enumerate(get_family(name).witnesses)
]


@pytest.mark.parametrize(("family", "witness"), WITNESSES)
def test_every_witness_is_fit_for_untrusted_text(family: Family, witness: Witness, tmp_path: Path) -> None:
    """Bounded, relaxable, found by its example, and quick on texts made to nearly match."""
    assert parse(witness.pattern.pattern, witness.pattern.flags).getwidth()[1] <= SPAN
    relaxed = relax(witness.pattern)
    assert relaxed is not None
    assert may_match(pl.Series([witness.example]), relaxed).all()
    cut = witness.example[: max(1, len(witness.example) * 2 // 3)]
    texts = [
        cut * (30_000 // len(cut)) + witness.example for cut in (cut, witness.example[:4], "a, ", "1", "(")
    ]
    path = write_corpus(tmp_path / "corpus.jsonl", texts)
    started = time.process_time()
    found = count(path, family)
    assert time.process_time() - started < 10
    assert found.points.height
