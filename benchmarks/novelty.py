"""What `farfield novelty` takes, on a corpus of the size that is asked for, made of real abstracts.

    python benchmarks/novelty.py DATA [--documents 100000 ...] [--ideas 500] [--kind counting|null]

DATA: the folder with `corpus.jsonl.zst` and `ai_scientist_ideas.jsonl.zst`. Its papers are made into as many documents
as are asked for: fewer than its own are taken evenly from all of them; those beyond its own are put together of the
sentences of two papers of a year, so that words and dates stay what they are; each is filled up to 1,300 bytes.
`counting`: ideas that declare their concepts, so that these are read, counted and told; `null`: the same ideas as
texts, with extraction, passages, the null of recall, distance and topics. CPU seconds of the one process that judges,
and its largest memory: a process of its own for each size, as making the documents takes memory too.
"""

from __future__ import annotations

import argparse
import json
import random
import subprocess
import sys
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
    if count < len(papers):
        papers = [papers[at * len(papers) // count] for at in range(count)]
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


def judge(folder: Path) -> None:
    """Judge the ideas of a folder, and tell what it took."""
    began, stages = time.process_time(), list[tuple[str, float]]()

    def note(stage: str, done: int, _total: int) -> None:
        if not done and (not stages or stages[-1][0] != stage):
            stages.append((stage, time.process_time() - began))

    given = (str(folder / "ideas.jsonl"), str(folder / "papers.jsonl"), folder / "out")
    novelty(*given, NoveltyOptions(workers=1), note)
    took = time.process_time() - began
    status = Path("/proc/self/status").read_text().split("\n")
    (memory,) = (int(line.split()[1]) / 1024 for line in status if line.startswith("VmHWM:"))
    print(
        f"{took:.1f} CPU s, {memory:.0f} MB; from " + ", ".join(f"{name} {at:.1f}" for name, at in stages),
        flush=True,
    )


def main() -> None:
    """Write the documents and ideas of each size, and have them judged by a process of its own."""
    if sys.argv[1] == "--judge":
        judge(Path(sys.argv[2]))
        return
    parser = argparse.ArgumentParser()
    parser.add_argument("data", type=Path)
    parser.add_argument("--documents", type=int, nargs="+", default=[100_000])
    parser.add_argument("--ideas", type=int, default=500)
    parser.add_argument("--kind", choices=("counting", "null"), default="null")
    given = parser.parse_args()
    papers = rows_of(given.data / "corpus.jsonl.zst")
    for count in given.documents:
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            write_rows(folder / "papers.jsonl", documents(papers, count))
            write_rows(folder / "ideas.jsonl", ideas(given.data, papers, given.ideas, given.kind))
            size = (folder / "papers.jsonl").stat().st_size
            told = f"{given.kind}: {count:,} documents, {size / 1e6:.0f} MB, {given.ideas} ideas"
            print(told, flush=True)
            subprocess.run([sys.executable, __file__, "--judge", name], check=True)


if __name__ == "__main__":
    main()
