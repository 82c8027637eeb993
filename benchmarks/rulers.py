"""What each ruler cannot see: GSM8K's questions planted in every kind and in 1, 10 and 100 copies.

    python benchmarks/corpus.py FOLDER
    python benchmarks/rulers.py FOLDER [--each 15] [--semantic 5]

A cell is the share of planted items that the ruler puts nearer than all but 5 % of the items that were not planted.
The corpus: documents of FOLDER/corpus.jsonl.zst, and the planted ones. Counts of the verbatim copies are compared
with brute force. Prints the table of docs/scan.md and appends it to benchmarks/results.md.
"""

from __future__ import annotations

import argparse
import random
import subprocess
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import polars as pl

from farfield.measure.rulers import find_ruler
from farfield.options.measuring import MeasureOptions
from farfield.records import Evidence
from farfield.scan import scan
from farfield.scan.semantic import rank_by_meaning
from farfield.storage import hash_text
from farfield.text.words import split_words
from planting import (
    COPIES,
    KINDS,
    Plant,
    choose_plants,
    draw_hosts,
    plan_rulers,
    plant_copies,
    read_texts,
    real_items,
    write_corpus,
)
from scan import RESULTS

SEED = 11
BACKGROUND = 4000  # documents without a plant
LONGEST_HOST = 2000  # characters of a planted document, without the plant
FALSE_ALARMS = 0.05
RULERS = ("pieces", "bits", "match", "coverage", "containment", "exposure")


@dataclass(frozen=True)
class World:
    """`plants`: of the rows of `items`; all other rows were not planted."""

    items: pl.DataFrame
    plants: list[Plant]
    corpus: Path


def build_world(folder: Path, each: int) -> World:
    rng = random.Random(SEED)
    items = real_items().filter(pl.col("task") == "outcomes")
    plants = choose_plants(items, plan_rulers(each), rng)
    source = folder / "corpus.jsonl.zst"
    background = draw_hosts(source, BACKGROUND, rng)
    hosts = [host[:LONGEST_HOST] for host in draw_hosts(source, BACKGROUND, rng)]
    corpus = folder / "rulers.jsonl.zst"
    write_corpus(corpus, background + plant_copies(items, plants, hosts, rng), "rulers")
    return World(items, plants, corpus)


def see(distances: pl.Series, plants: Sequence[Plant]) -> dict[tuple[str, int], float]:
    """For each kind and number of copies the share of items nearer than all but 5 % of the unplanted ones."""
    far = distances.cast(pl.Float64).fill_null(float("inf"))
    planted = {one.row for one in plants}
    unplanted = sorted(value for row, value in enumerate(far) if row not in planted)
    bound = unplanted[int(FALSE_ALARMS * len(unplanted))]
    cells = defaultdict(list)
    for one in plants:
        cells[one.kind, one.copies].append(far[one.row] < bound)
    return {cell: sum(seen) / len(seen) for cell, seen in cells.items()}


def measure_all(evidence: Evidence, world: World, semantic: int) -> dict[str, dict[tuple[str, int], float]]:
    items = evidence.items
    rows = {name: see(find_ruler(name).measure(items, MeasureOptions()), world.plants) for name in RULERS}
    if semantic:
        rows["semantic"] = see_meaning(evidence, world, semantic)
    target = MeasureOptions(field="target")
    for name in ("pieces", "containment"):
        distances = find_ruler(name).measure(items, target)
        rows[f"{name} of the target"] = see(distances, world.plants)
    columns = {"near duplicates": "question_copies", "question and answer near": "near_documents"}
    for name, column in columns.items():
        rows[name] = see(-(items[column].fill_null(0)), world.plants)
    rows["recall"] = see(-(items["recall_documents"].fill_null(0)), world.plants)
    return rows


def see_meaning(evidence: Evidence, world: World, each: int) -> dict[tuple[str, int], float]:
    """Of `each` items of a cell and as many unplanted ones as all of those: a model on one core is slow."""
    chosen: list[Plant] = []
    for kind in KINDS:
        for copies in COPIES:
            chosen += [one for one in world.plants if (one.kind, one.copies) == (kind, copies)][:each]
    planted = {one.row for one in world.plants}
    free = [row for row in range(world.items.height) if row not in planted][: len(chosen)]
    rows = [one.row for one in chosen] + free
    items = evidence.items[rows]
    passages = evidence.passages.filter(
        pl.col("item_id").is_in(items["item_id"].implode()) & (pl.col("rank") <= 4)
    )
    ranked = rank_by_meaning(replace(evidence, items=items, passages=passages), "question")
    renumbered = [replace(one, row=at) for at, one in enumerate(chosen)]
    return see(find_ruler("semantic").measure(ranked.items, MeasureOptions()), renumbered)


@dataclass(frozen=True)
class Compared:
    """`counts`: spans whose count was compared, `equal` of them right; `recalls` likewise."""

    counts: int
    equal: int
    recalls: int
    recalls_equal: int


def compare_with_brute_force(evidence: Evidence, world: World) -> Compared:
    """Every longest span of the verbatim items that is no end of the one before it: its count, and its length."""
    documents = [split_words(text, "word") for text in read_texts(world.corpus)]
    # Two spaces between words, so that neighbours share none and every occurrence is found.
    everything = "\n".join(f" {'  '.join(document)} " for document in documents)
    lists = {row["text_hash"]: row for row in evidence.texts.iter_rows(named=True)}
    outcomes, recalled = [], []
    for one in world.plants:
        if one.kind != "verbatim":
            continue
        item = evidence.items.row(one.row, named=True)
        for text in (item["question"], item["target"]):
            row = lists[hash_text(text)]
            outcomes += compare_spans(split_words(text, "word"), row["lengths"], row["counts"], everything)
        recalled.append(item["recall_documents"] == count_recalls(item, everything))
    return Compared(len(outcomes), sum(outcomes), len(recalled), sum(recalled))


def compare_spans(
    words: Sequence[str], lengths: Sequence[int], counts: Sequence[int], everything: str
) -> Iterator[bool]:
    for at, (length, count) in enumerate(zip(lengths, counts, strict=True)):
        if length < 2 or (at and lengths[at - 1] == length + 1):
            continue
        found = occurrences(words[at : at + length], everything)
        longer = at + length < len(words) and occurrences(words[at : at + length + 1], everything)
        yield found == count and not longer


def occurrences(span: Sequence[str], everything: str) -> int:
    pattern, count = f" {'  '.join(span)} ", 0
    place = everything.find(pattern)
    while place >= 0:
        count += 1
        place = everything.find(pattern, place + 1)
    return count


def count_recalls(item: dict[str, str], everything: str) -> int:
    """Documents that hold the whole question and, outside its first occurrence, the whole target."""
    question, target = (
        f" {'  '.join(split_words(item[field], 'word'))} " for field in ("question", "target")
    )
    count, place = 0, everything.find(question)
    while place >= 0:
        begin, end = everything.rfind("\n", 0, place) + 1, everything.find("\n", place)
        document = everything[begin : end if end >= 0 else None]
        at = place - begin
        count += target in document[:at] or target in document[at + len(question) :]
        place = everything.find(question, end) if end >= 0 else -1
    return count


def describe(rows: dict[str, dict[tuple[str, int], float]]) -> list[str]:
    def cell(seen: Callable[[int], float]) -> str:
        shares = [round(100 * seen(copies)) for copies in COPIES]
        return str(shares[0]) if len(set(shares)) == 1 else " · ".join(map(str, shares))

    lines = ["| | " + " | ".join(KINDS) + " |", "|" + "---|" * (len(KINDS) + 1)]
    for name, seen in rows.items():
        cells = [cell(lambda copies, kind=kind, seen=seen: seen[kind, copies]) for kind in KINDS]
        lines.append(f"| {name} | " + " | ".join(cells) + " |")
    return lines


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("folder", type=Path)
    arguments.add_argument("--each", type=int, default=15, help="items of each kind and number of copies")
    arguments.add_argument(
        "--semantic", type=int, default=5, help="of these, by the embedding model; 0: none"
    )
    chosen = arguments.parse_args()
    world = build_world(chosen.folder, chosen.each)
    evidence = scan(world.items, str(world.corpus))
    compared = compare_with_brute_force(evidence, world)
    commit = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True, check=True
    )
    lines = [
        f"\n## What each ruler cannot see, {datetime.now(UTC):%Y-%m-%d}, commit {commit.stdout.strip()}", "",
        f"`python benchmarks/rulers.py FOLDER --each {chosen.each} --semantic {chosen.semantic}`: "
        f"{len(world.plants)} of {world.items.height:,} questions of GSM8K planted, "
        f"{evidence.corpus.documents:,} documents, {evidence.corpus.bytes / 1e6:.0f} MB of text. Per cent of planted "
        "items nearer than all but 5 % of the unplanted ones; one figure, or those for 1 · 10 · 100 copies. "
        f"Against brute force: {compared.equal:,} of {compared.counts:,} counts of longest spans and "
        f"{compared.recalls_equal} of {compared.recalls} counts of recalled documents are equal.", "",
        *describe(measure_all(evidence, world, chosen.semantic)),
    ]  # fmt: skip
    print("\n".join(lines))
    with RESULTS.open("a") as file:
        file.write("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
