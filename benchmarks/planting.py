"""Planted copies: real items put into documents of a real corpus, word for word, edited, in parts.

Each planted item has one kind and stands in so many documents; all other items are unplanted, and whoever flags
one is wrong. A planted document is a document of the corpus with the copy between two of its lines.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import msgspec
import polars as pl
import zstandard

KINDS = ("verbatim", "format", "edit10", "edit30", "question", "answer", "shuffled", "split")
COPIES = (1, 10, 100)
SHORTEST_ANSWER = 6  # words; a shorter answer alone is no trace of anything
LONGEST_HOST = 20_000  # characters


@dataclass(frozen=True)
class Plant:
    """Item `row` of the table, planted `copies` times as `kind`."""

    row: int
    kind: str
    copies: int


def can_be_told_apart(items: pl.DataFrame) -> pl.Series:
    """Items whose question has eight different words or more, not all of them another's in the same order.

    Of a formula or of nested brackets little is left once only words are looked at.
    """
    spelt = [words(question.casefold()) for question in items["question"]]
    joined = pl.Series([" ".join(one) for one in spelt])
    return pl.Series([len(set(one)) >= 8 for one in spelt]) & joined.is_unique()


def choose_plants(items: pl.DataFrame, each: int, rng: random.Random) -> list[Plant]:
    """`each` items of every kind, once; and as many verbatim ones 10 and 100 times, a tenth of them each."""
    questions, targets = items["question"].to_list(), items["target"].to_list()
    rows = rng.sample(range(len(items)), len(items))
    able: dict[str, Callable[[int], bool]] = {
        "answer": lambda row: len(words(targets[row])) >= SHORTEST_ANSWER,
        "shuffled": lambda row: len(sentences(questions[row])) >= 3,
    }
    plants, used = [], set()
    seen = set()
    wanted = [("answer", 1, each), ("shuffled", 1, each)]
    wanted += [(kind, 1, each) for kind in KINDS if kind not in able]
    wanted += [("verbatim", copies, each // 10) for copies in COPIES[1:]]
    for kind, copies, count in wanted:
        fit = [row for row in rows if row not in used and able.get(kind, lambda _: True)(row)]
        fit = [row for row in fit if questions[row] not in seen][:count]
        used.update(fit)
        seen.update(questions[row] for row in fit)
        plants += [Plant(row, kind, copies) for row in fit]
    return plants


def plant(
    items: pl.DataFrame, plants: Sequence[Plant], hosts: Sequence[str], rng: random.Random
) -> list[str]:
    """The planted documents."""
    others = words(" ".join(hosts[:200]))
    documents = []
    for one in plants:
        item = items.row(one.row, named=True)
        for _ in range(one.copies):
            for copy in make_copies(one.kind, item["question"], item["target"], others, rng):
                lines = rng.choice(hosts).splitlines()
                at = rng.randrange(len(lines) + 1)
                documents.append("\n".join([*lines[:at], copy, *lines[at:]]))
    return documents


def make_copies(
    kind: str, question: str, target: str, others: Sequence[str], rng: random.Random
) -> list[str]:
    """The texts planted for one item: one, or two that stand in different documents."""
    answer = f"Answer: {target}"
    if kind == "format":
        return [reformat(f"{question}\n{answer}", rng)]
    if kind in ("edit10", "edit30"):
        return [f"{edit(question, int(kind[4:]) / 100, others, rng)}\n{answer}"]
    if kind == "question":
        return [question]
    if kind == "answer":
        return [answer]
    if kind == "shuffled":
        parts = sentences(question)
        return [" ".join(rng.sample(parts, len(parts))) + f"\n{answer}"]
    if kind == "split":
        middle = len(question) // 2
        middle = question.find(" ", middle) if " " in question[middle:] else middle
        return [question[:middle], f"{question[middle:]}\n{answer}"]
    return [f"{question}\n{answer}"]


def reformat(text: str, rng: random.Random) -> str:
    """Other case, punctuation and spacing; the same words."""
    text = rng.choice([str.upper, str.lower, str.title])(text)
    text = re.sub(r"[^\w\s]", lambda _: rng.choice(["", " ", "; ", " -- "]) or " ", text)
    return re.sub(r"\s+", lambda _: rng.choice([" ", "  ", "\n", "\t"]), text)


def edit(text: str, share: float, others: Sequence[str], rng: random.Random) -> str:
    """That share of the words changed: two thirds replaced by words of the corpus, the rest left out or added to."""
    parts = re.split(r"(\w+)", text)
    places = range(1, len(parts), 2)
    for place in rng.sample(places, round(share * len(places))):
        change = rng.random()
        if change < 2 / 3:
            parts[place] = rng.choice(others)
        elif change < 5 / 6:
            parts[place] = ""
        else:
            parts[place] += f" {rng.choice(others)}"
    return "".join(parts)


def words(text: str) -> list[str]:
    return re.findall(r"\w+", text)


def sentences(text: str) -> list[str]:
    return [part for part in re.split(r"(?<=[.!?])\s+|\n+", text) if part.strip()]


def read_texts(path: Path) -> Iterator[str]:
    """The texts of a .jsonl.zst corpus."""
    decoder = msgspec.json.Decoder(dict)
    with path.open("rb") as file, zstandard.ZstdDecompressor().stream_reader(file) as stream:
        rest = b""
        while block := stream.read(1 << 22):
            *lines, rest = (rest + block).split(b"\n")
            for line in lines:
                yield decoder.decode(line)["text"]


def draw_hosts(path: Path, count: int, rng: random.Random) -> list[str]:
    """Some documents of the corpus, drawn at random, cut to LONGEST_HOST."""
    hosts: list[str] = []
    for number, text in enumerate(read_texts(path)):
        if len(hosts) < count:
            hosts.append(text[:LONGEST_HOST])
        elif (at := rng.randrange(number + 1)) < count:
            hosts[at] = text[:LONGEST_HOST]
    return hosts


def write_corpus(path: Path, texts: Sequence[str], name: str) -> None:
    lines = (
        msgspec.json.encode({"id": f"{name}/{number}", "text": text}) for number, text in enumerate(texts)
    )
    path.write_bytes(zstandard.compress(b"\n".join(lines) + b"\n", 3))
