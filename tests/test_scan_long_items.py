"""What one item costs grows with its length alone, whatever it repeats: memory, and time."""

from __future__ import annotations

import random
import time
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from farfield.corpus.parts import Part
from farfield.kernel.copies.containment import find_roles
from farfield.kernel.recall import build_recall
from farfield.kernel.spans.index import ROOT, build_index, climb
from farfield.kernel.spans.occurrences import count_occurrences
from farfield.options.scanning import ScanOptions as Options
from farfield.records import Evidence, FarfieldError
from farfield.scan import ScanOptions, scan
from farfield.scan.shard import ShardScan
from farfield.schemas import ITEM_SCHEMA


def fibonacci(words: int) -> str:
    """The most repetitive text that never repeats itself: each of its spans returns soon, longer and longer."""
    one, other = "b", "a"
    while len(other) < words:
        one, other = other, other + one
    return " ".join(other[:words])


def needle(words: int, seed: int) -> str:
    """A needle in a haystack of one sentence."""
    filler = "The grass is green. The sky is blue. The sun is yellow. Here we go. There and back again. "
    place = random.Random(seed).randrange(words // 18)
    return filler * place + f"The magic number of key{seed} is {seed}77. " + filler * (words // 18 - place)


def table(questions: list[str], target: str = "blue sky") -> pl.DataFrame:
    rows = [
        dict.fromkeys(ITEM_SCHEMA)
        | {"item_id": str(number), "subject": "s", "task": "t", "epoch": 1, "score": 1.0}
        | {"question": question, "target": target, "output": ""}
        for number, question in enumerate(questions)
    ]
    return pl.DataFrame(rows, schema=ITEM_SCHEMA)


def kept_bytes(questions: list[str], corpus: Path) -> int:
    """Bytes of passages that a scan keeps while the corpus streams by."""
    items = table(questions)
    texts = sorted({*questions, "blue sky", ""})
    index = build_index(texts)
    pairs = [(texts.index(question), texts.index("blue sky")) for question in questions]
    recall = build_recall(index, pairs, find_roles(items, texts), "word", 0.5)
    shard = ShardScan(index, recall, Options())
    shard.add(Part(str(corpus)), lambda _: None)
    return len(shard.finish().passage_text)


def test_passages_of_a_long_item_share_what_they_have_in_common(tmp_path: Path) -> None:
    """Each suffix of a text that stands whole in a document has a passage: together they are one text, not n."""
    corpus = tmp_path / "c.txt"
    for words in (500, 4000):
        texts = {
            "fibonacci": fibonacci(words),
            "needle": needle(words, 1),
            "prose": " ".join(f"w{number}" for number in range(words)),
        }
        for name, text in texts.items():
            corpus.write_text(f"{text} blue sky")
            assert kept_bytes([text], corpus) <= 2 * len(text) + 1000, (name, words)


def timed(questions: list[str], corpus: Path) -> tuple[float, Evidence]:
    began = time.process_time()
    found = scan(table(questions), str(corpus), ScanOptions(workers=1))
    return time.process_time() - began, found


def test_time_grows_with_the_length_of_an_item(tmp_path: Path) -> None:
    """One word again and again was quadratic: 20,000 words took minutes, 200,000 would have taken hours."""
    corpus = tmp_path / "c.txt"
    texts = {"one word": "a " * 200_000, "fibonacci": fibonacci(100_000), "needle": needle(100_000, 2)}
    timed(["a b"], _written(corpus, "a b"))  # whatever is to be compiled
    for name, text in texts.items():
        taken, found = timed([text, "a b"], _written(corpus, text + " blue sky"))
        assert taken < 30, name
        row = found.items.row(0, named=True)
        assert (row["question_match"], row["question_pieces"], row["recall_documents"]) == (
            row["question_words"], 1, 1,
        )  # fmt: skip
        assert found.passages.filter(item_id="0", field="question")["words"].max() == row["question_words"]


def _written(path: Path, text: str) -> Path:
    path.write_text(text)
    return path


SMALL = st.lists(st.integers(0, 1), max_size=200)


@settings(deadline=None)
@given(SMALL, SMALL, st.integers(1, 5))
def test_occurrences_are_counted_as_trying_every_place_does(
    sought: list[int], text: list[int], times: int
) -> None:
    sought = sought or [1]
    for wanted in (sought, sought[:2] * 20 or [0]):
        here = np.array(text + wanted * times + text, np.int32)
        words = np.array([7, *wanted, 7], np.int32)
        places = range(len(here) - len(wanted) + 1)
        expected = sum(here[at : at + len(wanted)].tolist() == wanted for at in places)
        room = np.empty(len(wanted), np.int32)
        assert count_occurrences(words, 1, len(wanted), here, 0, len(here), 1 << 30, room) == expected
        assert count_occurrences(words, 1, len(wanted), here, 0, len(here), 1, room) == min(expected, 1)


@settings(deadline=None, max_examples=50)
@given(st.lists(st.sampled_from(["a", "b", "a a a a", "a b a b"]), min_size=1, max_size=40))
def test_the_way_up_the_tree_is_the_one_that_single_steps_take(parts: list[str]) -> None:
    tree = build_index([" ".join(parts), " ".join(parts[::2] * 3)]).tree
    for node in range(1, len(tree.parent)):
        for length in (1, 2, 3, int(tree.depth[node])):
            if length > tree.depth[node]:
                continue
            step = node
            while tree.depth[tree.parent[step]] >= length:
                step = int(tree.parent[step])
            assert climb(node, length, tree.parent, tree.depth, tree.jump) == step
        if tree.depth[node] == 1:
            assert tree.link[node] == ROOT
            continue
        span = tree.words[tree.position[node] + 1 : tree.position[node] + tree.depth[node]]
        link = int(tree.link[node])
        at = int(tree.position[link])
        assert tree.words[at : at + len(span)].tolist() == span.tolist()
        assert tree.depth[tree.parent[link]] < len(span) <= tree.depth[link]


def test_more_words_than_can_be_numbered_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("farfield.kernel.spans.index.MOST_WORDS", 5)
    with pytest.raises(FarfieldError, match="the items hold 7 words; the index has room for 5"):
        build_index(["a b c", "d e"])
