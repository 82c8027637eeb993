"""Other scripts, templates and repetitions beside English: CPU seconds for each MB of text, all stages.

    python benchmarks/corpus.py FOLDER
    python benchmarks/scripts.py FOLDER/corpus.jsonl.zst [--megabytes 32] [--rounds 5]

English is the beginning of that corpus, real text. The others are made here, always the same: words of a lexicon whose
lengths, letters and frequencies are about those of the script, and lines of templates. Each is scanned with the real
English items, and with 2,000 items of its own kind, of which the corpus holds one in ten word for word. What is done
once, as the items' index, doesn't count. Appends to benchmarks/results.md.
"""

from __future__ import annotations

import argparse
import itertools
import json
import random
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial as bind
from pathlib import Path

import numpy as np
import polars as pl

from farfield.corpus.parts import Part
from farfield.kernel.spans.index import build_index
from farfield.scan import ScanOptions
from farfield.scan.shard import ShardScan
from farfield.scan.tables import distinct_texts
from made_text import SCRIPTS, SEED, sentences
from planting import read_texts
from scan import RESULTS, build_recall_for, cpu_seconds, head_commit, real_items

DOCUMENT = 4_000  # characters, about
ITEMS = 2_000
HELD = 10  # one item in so many stands in the corpus


LEVELS, PARTS = ("INFO", "INFO", "INFO", "WARN", "ERROR"), ("gateway", "billing", "search", "mail", "cache")


def log_lines(seed: int) -> Iterator[str]:
    rng = random.Random(seed)
    moment = 1_764_500_000
    while True:
        moment += rng.randrange(3)
        yield (
            f"{datetime.fromtimestamp(moment, UTC):%Y-%m-%d %H:%M:%S} {rng.choice(LEVELS)} {rng.choice(PARTS)}: "
            f"the request {rng.getrandbits(48):012x} of user {rng.randrange(10**5)} was served by {rng.randrange(64)} "
            f"in {rng.randrange(900)} ms with status {rng.choice((200, 200, 200, 404, 500))} and "
            f"{rng.randrange(10**6)} bytes were sent to the client\n"
        )


def one_line(_: int) -> Iterator[str]:
    return itertools.repeat(
        "All work and no play makes Jack a dull boy, and the sun was shining on the sea.\n"
    )


def documents(pieces: Iterator[str], size: int, length: int = DOCUMENT) -> Iterator[str]:
    """Texts of at least `length` characters, `size` bytes in all."""
    while size > 0:
        parts, held = [], 0
        while held < length:
            parts.append(next(pieces))
            held += len(parts[-1])
        text = "".join(parts)
        size -= len(text.encode())
        yield text


def item_table(questions: list[str]) -> pl.DataFrame:
    columns = {"item_id": [f"q{number}" for number in range(len(questions))], "question": questions}
    empty = {name: pl.lit(None, pl.String) for name in ("subject", "output")}
    return pl.DataFrame(columns).with_columns(
        target=pl.lit("none"), task=pl.lit("items"), epoch=pl.lit(None, pl.Int64), **empty
    )


def own_items(held: list[str], others: Iterator[str]) -> pl.DataFrame:
    """Passages of 200 to 260 characters: one in HELD of the corpus, the others of another draw."""
    rng = random.Random(SEED)
    questions = []
    for number in range(ITEMS):
        text = rng.choice(held) if number % HELD == 0 else next(others)
        begin = rng.randrange(max(1, len(text) - 260))
        questions.append(text[begin : begin + rng.randint(200, 260)])
    return item_table(questions)


def write_texts(path: Path, texts: list[str]) -> None:
    path.write_text("".join(json.dumps({"text": text}, ensure_ascii=False) + "\n" for text in texts))


@dataclass(frozen=True)
class Kind:
    name: str
    corpus: Path
    items: pl.DataFrame
    megabytes: float


def make_kinds(corpus: Path, folder: Path, size: int, only: list[str]) -> Iterator[Kind]:
    texts = read_texts(corpus)
    real, others = (list(itertools.takewhile(_budget(part), texts)) for part in (size, size // 4))
    yield _kind("English", real, itertools.cycle(others), folder)
    makers = {name: bind(sentences, script) for name, script in SCRIPTS.items()}
    for name, make in (makers | {"templates": log_lines, "one line": one_line}).items():
        if only == [""] or name in only:
            yield _kind(name, list(documents(make(1), size)), documents(make(2), 10**9, 300), folder)


def _budget(size: int) -> Callable[[str], bool]:
    left = size

    def is_within(text: str) -> bool:
        nonlocal left
        left -= len(text.encode())
        return left > 0

    return is_within


def _kind(name: str, texts: list[str], others: Iterator[str], folder: Path) -> Kind:
    path = folder / f"{name}.jsonl"
    write_texts(path, texts)
    return Kind(name, path, own_items(texts, others), sum(len(text.encode()) for text in texts) / 1e6)


def seconds_per_megabyte(kind: Kind, items: pl.DataFrame, rounds: int) -> float:
    """The median of the rounds: reading, splitting and walking, with all that is done for each document."""
    texts = distinct_texts(items)
    index = build_index(texts)
    recall = build_recall_for(items, texts, index)
    part = Part(str(kind.corpus))
    seconds = [
        cpu_seconds(lambda: ShardScan(index, recall, ScanOptions()).add(part, lambda _: None))
        for _ in range(rounds + 1)
    ]
    return float(np.median(seconds[1:])) / kind.megabytes  # the first compiles, and warms the cache of files


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("corpus", type=Path)
    arguments.add_argument("--megabytes", type=int, default=32)
    arguments.add_argument("--rounds", type=int, default=5)
    arguments.add_argument("--only", default="")
    arguments.add_argument("--no-results", action="store_true", help="print only")
    chosen = arguments.parse_args()
    english_items = real_items().sample(4283, seed=0)
    rows: list[tuple[str, float, float]] = []
    with tempfile.TemporaryDirectory() as folder:
        for kind in make_kinds(chosen.corpus, Path(folder), chosen.megabytes * 10**6, chosen.only.split(",")):
            times = [
                seconds_per_megabyte(kind, items, chosen.rounds) for items in (english_items, kind.items)
            ]
            rows.append((kind.name, times[0], times[1]))
            print(kind.name, [round(1e3 * one, 2) for one in times], flush=True)
            kind.corpus.unlink()
    lines = describe(rows, chosen.megabytes, chosen.rounds)
    print("\n".join(lines))
    if not chosen.no_results:
        with RESULTS.open("a") as file:
            file.write("\n".join(lines) + "\n")


def describe(rows: list[tuple[str, float, float]], megabytes: int, rounds: int) -> list[str]:
    base = rows[0]
    return [
        f"\n## Scripts, templates and repetitions, {datetime.now(UTC):%Y-%m-%d}, commit {head_commit()}",
        "",
        f"`python benchmarks/scripts.py corpus.jsonl.zst --megabytes {megabytes} --rounds {rounds}`: CPU milliseconds "
        "for each MB of text, all stages but what is done once, medians; in brackets the ratio to English.",
        "",
        "| text | with 4,283 real English items | with 2,000 items of its own kind |",
        "|---|---|---|",
        *(
            f"| {name} | {1e3 * one:.2f} ({one / base[1]:.2f}) | {1e3 * own:.2f} ({own / base[2]:.2f}) |"
            for name, one, own in rows
        ),
    ]


if __name__ == "__main__":
    main()
