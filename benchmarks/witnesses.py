"""How fast witnesses are counted: megabytes of text for each second of CPU, by number of families, in one process.

    python benchmarks/witnesses.py CORPUS

and the worst of the texts that are made to nearly match. Prints rows for results.md.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from statistics import median

import msgspec

from farfield.corpus.documents import read_documents
from farfield.families import Family, family_names, get_family
from farfield.scan import count_witnesses

RUNS = 3
NEARLY = 1_000_000  # characters


def main(corpus: str) -> None:
    families = [get_family(name) for name in family_names()]
    size = sum(len(document.text.encode()) for document in read_documents(corpus)) / 1e6
    count_witnesses(families[:1], corpus)  # compiles the readers
    print(f"{size:.0f} MB of text\n\n| families | MB a CPU second | occurrences |\n|---|---|---|")
    for number in (1, 2, 5, len(families)):
        seconds, seen = measure(families[:number], corpus)
        print(f"| {number} | {size / seconds:.0f} | {seen:,} |")
    print("\n| witness | CPU seconds for a megabyte that nearly matches |\n|---|---|")
    told = [(family, at) for family in families for at in range(len(family.witnesses))]
    slow = sorted(((nearly(family, at), f"{family.name} {at}") for family, at in told), reverse=True)
    for seconds, name in slow[:5]:
        print(f"| {name} | {seconds:.2f} |")


def measure(families: Sequence[Family], corpus: str) -> tuple[float, int]:
    spent, seen = [], 0
    for _ in range(RUNS):
        started = time.process_time()
        supports = count_witnesses(families, corpus)
        spent.append(time.process_time() - started)
        seen = sum(int(support.points["count"].sum()) for support in supports.values())
    return median(spent), seen


def nearly(family: Family, at: int) -> float:
    """The longest of texts that repeat a beginning of the witness's example, with the whole example behind them."""
    example = family.witnesses[at].example
    cuts = [example[: max(1, len(example) * part // 6)] for part in (1, 3, 4, 5)] + ["a, ", "1"]
    return max(timed(family, cut * (NEARLY // len(cut)) + example) for cut in cuts)


def timed(family: Family, text: str) -> float:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "corpus.jsonl"
        path.write_bytes(msgspec.json.encode({"text": text}) + b"\n")
        started = time.process_time()
        count_witnesses([family], str(path))
        return time.process_time() - started


if __name__ == "__main__":
    main(sys.argv[1])
