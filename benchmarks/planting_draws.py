"""Planted copies over several draws, in lists of siblings, and twice in one document: what near duplicates find.

    python benchmarks/corpus.py FOLDER
    python benchmarks/planting_draws.py FOLDER [--other FOLDER2] [--draws 10] [--side reported] [--no-results]

Items are GSM8K's and BIG-Bench Hard's. They are cut in two: those of the first half of peers.py and half of the
others, on which a rule may be chosen, and those of its held-out half and the other half of the others (`--side`).
Each draw takes 1,500 of one side and plants `--each` of every kind; every second draw has its documents from FOLDER2.
F1 is over all items of a draw; its interval is that of 2,000 samples of items (bootstrap, 95 %).

Lists hold twenty items of one task, each edited, and no other text: half of a task's items stand in lists. In the third
part an item stands twice in a document, edited each time, so many words apart. Appends to benchmarks/results.md.
"""

from __future__ import annotations

import argparse
import random
import re
import tempfile
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import polars as pl

from cutoffs import Truth, split_halves
from farfield.scan import ScanOptions, scan
from planting import (
    KINDS,
    SHORTEST_ANSWER,
    Plant,
    choose_plants,
    draw_hosts,
    make_copies,
    plan_detectors,
    plant_copies,
    real_items,
    words,
    write_corpus,
)
from scan import RESULTS, head_commit

ITEMS = 1500
BACKGROUND = 1500  # unplanted documents of the part
SEED = 7  # of peers.py
FIRST_DRAW = 201
LISTED = 20
TWICE = 200
SAMPLES = 2000


@dataclass(frozen=True)
class Draw:
    """`planted`: documents with copies in them; `background`: others; `part`: all in some order."""

    items: pl.DataFrame
    plants: Sequence[Plant]
    planted: Sequence[str]
    background: Sequence[str]
    part: Sequence[str]
    truth: Truth


def draw(items: pl.DataFrame, corpus: Path, seed: int, each: int) -> Draw:
    """Items, which of them are planted, and the documents: the same for the same seed."""
    rng = random.Random(seed)
    items = items.sample(min(ITEMS, items.height), seed=seed, shuffle=True)
    plants = choose_plants(items, plan_detectors(each), rng)
    hosts = draw_hosts(corpus, 2 * BACKGROUND, rng)
    planted = plant_copies(items, plants, hosts[BACKGROUND:], rng)
    part = planted + hosts[:BACKGROUND]
    rng.shuffle(part)
    return Draw(items, plants, planted, hosts[:BACKGROUND], part, split_halves(items.height, plants, rng))


def side_of_items(side: str, corpus: Path, each: int) -> pl.DataFrame:
    """The items of one side, with the number of each among all."""
    items = real_items().with_row_index("row")
    first = draw(items, corpus, SEED, each)
    halves = first.items.select("row").with_columns(tuned=pl.Series(first.truth.tuning))
    rest = [row for row in range(items.height) if row not in set(halves["row"])]
    random.Random(1).shuffle(rest)
    held_out = {*halves.filter(~pl.col("tuned"))["row"], *rest[: len(rest) // 2]}
    return items.filter(pl.col("row").is_in(list(held_out)) == (side == "reported"))


def item_columns(items: pl.DataFrame) -> pl.DataFrame:
    empty = {name: pl.lit(None, pl.String) for name in ("subject", "output")}
    table = items.select("question", "target", item_id=pl.int_range(pl.len()).cast(pl.String))
    return table.with_columns(task=pl.lit("items"), epoch=pl.lit(None, pl.Int64), **empty)


def find(items: pl.DataFrame, documents: Sequence[str]) -> pl.DataFrame:
    with tempfile.TemporaryDirectory() as name:
        write_corpus(Path(name) / "part.jsonl.zst", documents, "part")
        return scan(item_columns(items), name, ScanOptions()).items


def flag(items: pl.DataFrame, documents: Sequence[str]) -> list[bool]:
    """Items whose question, or whose target if it is long enough, has a near duplicate."""
    found = find(items, documents)
    long = pl.Series([len(re.findall(r"\w+", target)) >= SHORTEST_ANSWER for target in items["target"]])
    asked, answered = (found[f"{field}_copies"].fill_null(0) > 0 for field in ("question", "target"))
    return (asked | (answered & long)).to_list()


def f1_of(planted: np.ndarray, flagged: np.ndarray) -> float:
    return float(2 * (planted & flagged).sum() / (planted.sum() + flagged.sum()))


def describe_draw(name: str, flagged: Sequence[bool], kinds: Sequence[str | None]) -> tuple[float, str]:
    """F1, and a row of the table: recall of each kind, unplanted found, planted missed, F1 and its interval."""
    planted, found = np.array([kind is not None for kind in kinds]), np.array(flagged)
    rng = np.random.default_rng(SEED)
    samples = rng.integers(0, len(planted), (SAMPLES, len(planted)))
    low, high = np.quantile([f1_of(planted[rows], found[rows]) for rows in samples], [0.025, 0.975])
    of_kind = [found[[one == kind for one in kinds]].mean() for kind in KINDS]
    f1 = f1_of(planted, found)
    cells = [f"{value:.2f}".lstrip("0").replace("1.00", "1") for value in of_kind]
    counts = [str((found & ~planted).sum()), str((planted & ~found).sum())]
    return f1, f"| {' | '.join([name, *cells, *counts, f'{f1:.3f} ({low:.3f} to {high:.3f})'])} |"


def describe_draws(items: pl.DataFrame, corpora: Sequence[Path], draws: int, each: int) -> Iterator[str]:
    yield "| draw | " + " | ".join(KINDS) + " | unplanted found | planted missed | F1 |"
    yield "|" + "---|" * (len(KINDS) + 4)
    first = draw(real_items(), corpora[0], SEED, each)
    flagged = flag(first.items, first.part)
    for half, tuned in (("first half of peers.py", True), ("held-out half", False)):
        rows = [row for row, one in enumerate(first.truth.tuning) if one == tuned]
        yield describe_draw(half, [flagged[row] for row in rows], [first.truth.kind[row] for row in rows])[1]
    all_f1 = []
    for number in range(draws):
        drawn = draw(items, corpora[number % len(corpora)], FIRST_DRAW + number, each)
        f1, row = describe_draw(str(FIRST_DRAW + number), flag(drawn.items, drawn.part), drawn.truth.kind)
        all_f1.append(f1)
        yield row
    spread = np.std(all_f1, ddof=1) if draws > 1 else float("nan")
    yield f"\nMean F1 of {draws} draws {np.mean(all_f1):.4f}, standard deviation {spread:.4f}."


def list_siblings(drawn: Draw, kind: str) -> tuple[list[str], set[str]]:
    """Documents that list LISTED items of a task, each a copy of that kind, and their questions."""
    rng = random.Random(SEED)
    others = words(" ".join(drawn.background[:200]))
    tasks = defaultdict(list)
    for row in drawn.items.iter_rows(named=True):
        tasks[row["task"]].append(row)
    documents, listed = [], set()
    for task in sorted(tasks):
        chosen = rng.sample(tasks[task], len(tasks[task]))[: min(LISTED, len(tasks[task]) // 2)]
        copies = [make_copies(kind, row["question"], "x", others, rng)[0] for row in chosen]
        documents.append("\n".join(copies))
        listed |= {row["question"] for row in chosen}
    return documents, listed


def describe_found(items: pl.DataFrame, documents: Sequence[str], planted: set[str]) -> str:
    """Cells: items that the documents hold, the share of them found, how many others are found."""
    found = set(find(items, documents).filter(pl.col("question_copies") > 0)["question"])
    return f"{len(planted)} | {len(found & planted) / len(planted):.2f} | {len(found - planted)} |"


def describe_lists(drawn: Draw) -> Iterator[str]:
    yield "| lists of siblings | items listed | found | others found |"
    yield "|---|---|---|---|"
    for kind in ("format", "edit10", "edit30", "shuffled"):
        documents, listed = list_siblings(drawn, kind)
        yield f"| {kind} | {describe_found(drawn.items, documents, listed)}"


def stand_twice(drawn: Draw, kind: str, apart: int) -> tuple[list[str], set[str]]:
    """Documents that hold an item twice, so many words apart, each time edited, and the questions."""
    rng = random.Random(SEED)
    others = words(" ".join(drawn.background[:200]))
    documents, questions = [], set()
    for row in drawn.items.head(TWICE).iter_rows(named=True):
        one, two = (make_copies(kind, row["question"], row["target"], others, rng)[0] for _ in range(2))
        host = rng.choice(drawn.background).split()
        at = rng.randrange(max(1, len(host) - apart))
        before, between, behind = host[:at], host[at : at + apart], host[at + apart :]
        documents.append(" ".join([*before, one, *between, two, *behind]))
        questions.add(row["question"])
    return documents, questions


def describe_twice(drawn: Draw) -> Iterator[str]:
    yield "| twice in one document | words between | items | found | others found |"
    yield "|---|---|---|---|---|"
    for kind in ("question", "edit10", "edit30", "shuffled"):
        for apart in (0, 30, 400):
            documents, questions = stand_twice(drawn, kind, apart)
            yield f"| {kind} | {apart} | {describe_found(drawn.items, documents, questions)}"


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("folder", type=Path)
    arguments.add_argument("--other", type=Path, help="a folder with another corpus, for every second draw")
    arguments.add_argument("--draws", type=int, default=10)
    arguments.add_argument("--each", type=int, default=60, help="items of each kind")
    arguments.add_argument("--side", choices=("chosen", "reported"), default="reported")
    arguments.add_argument("--no-results", action="store_true", help="print only")
    chosen = arguments.parse_args()
    corpora = [folder / "corpus.jsonl.zst" for folder in (chosen.folder, chosen.other) if folder]
    items = side_of_items(chosen.side, corpora[0], chosen.each)
    drawn = draw(items, corpora[0], FIRST_DRAW, chosen.each)
    lines = [
        f"\n## Planted copies in {chosen.draws} draws, {datetime.now(UTC):%Y-%m-%d}, commit {head_commit()}", "",
        f"`python benchmarks/planting_draws.py FOLDER --draws {chosen.draws} --each {chosen.each} "
        f"--side {chosen.side}`: {items.height:,} items of that side.", "",
    ]  # fmt: skip
    for part in (
        describe_draws(items, corpora, chosen.draws, chosen.each),
        describe_lists(drawn),
        describe_twice(drawn),
    ):
        for line in part:
            print(line, flush=True)
            lines.append(line)
        lines.append("")
    if not chosen.no_results:
        with RESULTS.open("a") as file:
            file.write("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
