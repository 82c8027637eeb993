"""Planted copies: real items put into documents of a real corpus, word for word, edited, in parts.

Each planted item has one kind and stands in so many documents; all other items are unplanted, and whoever flags
one is wrong. A planted document is a document of the corpus with the copy between two of its lines.
"""

from __future__ import annotations

import random
import re
import shutil
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import msgspec
import polars as pl
import zstandard

from farfield.logs import ReadOptions, read_items

DATA = Path(__file__).parents[2] / "shared" / "data"
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


def real_items() -> pl.DataFrame:
    """GSM8K's test questions, with their worked solutions as targets, and BIG-Bench Hard's: [item_id, task, ...]."""
    gsm8k = read_items(
        str(DATA / "gsm8k" / "outcomes.jsonl.zst"),
        ReadOptions(map={"target": "solution", "score": "correct"}),
    ).table
    bbh = read_items(str(DATA / "bbh_codex" / "items.jsonl.gz"), ReadOptions(map={"subject": "mode"})).table
    first = [table.filter(pl.col("subject") == table["subject"][0]) for table in (gsm8k, bbh)]
    shared = [name for name in first[0].columns if name in first[1].columns]
    items = pl.concat([table.select(shared) for table in first], how="vertical_relaxed")
    items = items.with_columns(output=pl.lit(None, pl.String)).drop_nulls(["question", "target"])
    return items.filter(can_be_told_apart(items))


def can_be_told_apart(items: pl.DataFrame) -> pl.Series:
    """Items whose question has eight different words or more, not all of them another's in the same order.

    Of a formula or of nested brackets little is left once only words are looked at.
    """
    spelt = [words(question.casefold()) for question in items["question"]]
    joined = pl.Series([" ".join(one) for one in spelt])
    return pl.Series([len(set(one)) >= 8 for one in spelt]) & joined.is_unique()


def plan_detectors(each: int) -> list[tuple[str, int, int]]:
    """Kind, copies and number of the items to plant: `each` items of every kind, once; and a tenth of that many
    verbatim 10 and 100 times."""
    once = [(kind, 1, each) for kind in KINDS]
    return once + [("verbatim", copies, each // 10) for copies in COPIES[1:]]


def plan_rulers(each: int) -> list[tuple[str, int, int]]:
    """The same, with `each` items of every kind in 1, 10 and 100 copies."""
    return [(kind, copies, each) for kind in KINDS for copies in COPIES]


def choose_plants(
    items: pl.DataFrame, plan: Sequence[tuple[str, int, int]], rng: random.Random
) -> list[Plant]:
    """Items for every kind of the plan: no item twice, no two with the same question, the choosy kinds first."""
    questions, targets = items["question"].to_list(), items["target"].to_list()
    rows = rng.sample(range(len(items)), len(items))
    able: dict[str, Callable[[int], bool]] = {
        "answer": lambda row: len(words(targets[row])) >= SHORTEST_ANSWER,
        "shuffled": lambda row: len(sentences(questions[row])) >= 3,
    }
    plants, used = [], set()
    seen = set()
    for kind, copies, count in sorted(plan, key=lambda one: one[0] not in able):
        fit = [row for row in rows if row not in used and able.get(kind, lambda _: True)(row)]
        fit = [row for row in fit if questions[row] not in seen][:count]
        used.update(fit)
        seen.update(questions[row] for row in fit)
        plants += [Plant(row, kind, copies) for row in fit]
    return plants


def plant_copies(
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


def draw_hosts(path: Path, count: int, rng: random.Random, longest: int = LONGEST_HOST) -> list[str]:
    """Some documents of the corpus, drawn at random, cut to `longest` characters."""
    hosts: list[str] = []
    for number, text in enumerate(read_texts(path)):
        if len(hosts) < count:
            hosts.append(text[:longest])
        elif (at := rng.randrange(number + 1)) < count:
            hosts[at] = text[:longest]
    return hosts


def write_corpus(path: Path, texts: Sequence[str], name: str, before: Path | None = None) -> None:
    """The texts as a .jsonl.zst corpus, behind all of `before`, another such corpus."""
    with path.open("wb") as file, zstandard.open(file, "wb", zstandard.ZstdCompressor(3)) as out:
        if before:
            with zstandard.open(before, "rb") as stream:
                shutil.copyfileobj(stream, out, 1 << 22)
        for number, text in enumerate(texts):
            out.write(msgspec.json.encode({"id": f"{name}/{number}", "text": text}) + b"\n")
