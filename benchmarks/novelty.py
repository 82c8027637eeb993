"""How long ideas take against dated prior work, and how much memory.

    python benchmarks/novelty.py DATA [--documents 100000] [--ideas 500] [--kind counting|null]

DATA: the folder with `corpus.jsonl.zst` and `ai_scientist_ideas.jsonl.zst`. Its papers are made into as many documents
as are asked for: those beyond its own are put together of the sentences of two papers of a year, so that words and
dates stay what they are; each is filled up to 1,300 bytes. `counting`: ideas that declare their concepts, so that these
are read, counted and told; `null`: the same ideas as texts, with extraction, passages, the null of recall, distance and
topics. CPU seconds of this one process, and its largest memory.
"""

from __future__ import annotations

import argparse
import json
import random
import resource
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import zstandard

from farfield import NoveltyOptions, novelty

BYTES = 1300
"""Of a document as a line, at least."""


def rows_of(path: Path) -> list[dict[str, Any]]:
    """The records of a compressed table."""
    content = zstandard.ZstdDecompressor().stream_reader(path.open("rb")).read().decode()
    return [json.loads(line) for line in content.split("\n") if line]


def documents(papers: list[dict[str, Any]], count: int) -> Iterator[dict[str, Any]]:
    """The papers, then mixtures of two of a year."""
    draw, years = random.Random(0), defaultdict[str, list[dict[str, Any]]](list)
    for paper in papers:
        years[paper["date"]].append(paper)
    for at in range(count):
        one = dict(papers[at % len(papers)])
        other = draw.choice(years[one["date"]])
        if at >= len(papers):
            one["id"] = f"{one['id']}:{at}"
            sentences = one["abstract"].split(". ")[::2] + other["abstract"].split(". ")[1::2]
            one["abstract"] = ". ".join(sentences)
        size = max(len(one["abstract"]), BYTES - 250)
        while len(one["abstract"]) < size:
            one["abstract"] += ". " + draw.choice(years[one["date"]])["abstract"]
        one["abstract"] = one["abstract"][:size]
        yield one


def write_rows(path: Path, rows: Iterator[dict[str, Any]] | list[dict[str, Any]]) -> None:
    """As JSON lines."""
    with path.open("w") as file:
        for row in rows:
            file.write(json.dumps(row, ensure_ascii=False) + "\n")


def ideas(data: Path, papers: list[dict[str, Any]], count: int, kind: str) -> list[dict[str, Any]]:
    """Ideas of 2024: the AI Scientist's, and papers; with twelve concepts each, where they are declared."""
    texts = [one["text"] for one in rows_of(data / "ai_scientist_ideas.jsonl.zst")]
    texts += [one["abstract"] for one in papers if one["date"] == "2024" and len(one["abstract"]) > 600]
    if kind == "null":
        return [{"id": f"i{at}", "date": "2024", "text": text} for at, text in enumerate(texts[:count])]
    words = [[word for word in text.split() if len(word) > 6 and word.isalpha()] for text in texts]
    return [
        {"id": f"i{at}", "date": "2024", "concepts": list(dict.fromkeys(one))[:12]}
        for at, one in enumerate(words[:count])
    ]


def main() -> None:
    """Write the documents and ideas, judge them, and tell what it took."""
    parser = argparse.ArgumentParser()
    parser.add_argument("data", type=Path)
    parser.add_argument("--documents", type=int, default=100_000)
    parser.add_argument("--ideas", type=int, default=500)
    parser.add_argument("--kind", choices=("counting", "null"), default="null")
    given = parser.parse_args()
    papers = rows_of(given.data / "corpus.jsonl.zst")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_rows(folder / "papers.jsonl", documents(papers, given.documents))
        write_rows(folder / "ideas.jsonl", ideas(given.data, papers, given.ideas, given.kind))
        del papers
        size = (folder / "papers.jsonl").stat().st_size
        began, stages = time.process_time(), list[tuple[str, float]]()

        def note(stage: str, done: int, _total: int) -> None:
            if not done and (not stages or stages[-1][0] != stage):
                stages.append((stage, time.process_time() - began))

        novelty(
            str(folder / "ideas.jsonl"),
            str(folder / "papers.jsonl"),
            folder / "out",
            NoveltyOptions(workers=1),
            note,
        )
        took = time.process_time() - began
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{given.kind}: {given.documents:,} documents, {size / 1e6:.0f} MB, {given.ideas} ideas")
    print(f"{took:.1f} CPU s, {memory:.0f} MB; from " + ", ".join(f"{name} {at:.1f}" for name, at in stages))


if __name__ == "__main__":
    main()
