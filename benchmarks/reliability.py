"""The large odd cases, each in a process of its own: how long, how much memory, how it ended.

python benchmarks/reliability.py [CASE...]
"""

from __future__ import annotations

import json
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

MIB = 1 << 20
SENTENCE = b"The quick brown fox of number seven jumps over a lazy dog, and on it goes. "


def document_of_1_gb(folder: Path) -> None:
    with (folder / "c.txt").open("wb") as file:
        for _ in range(1000 * 1000 * 1000 // len(SENTENCE)):
            file.write(SENTENCE)


def line_of_200_mb(folder: Path) -> None:
    with (folder / "c.jsonl").open("wb") as file:
        file.write(
            b'{"text": "' + SENTENCE * (200 * 1000 * 1000 // len(SENTENCE)) + b'"}\n{"text": "one more"}\n'
        )


def ten_million_empty_documents(folder: Path) -> None:
    with (folder / "c.jsonl").open("wb") as file:
        for _ in range(1000):
            file.write(b'{"text": ""}\n' * 10_000)
        file.write(b'{"text": "lazy dog"}\n')


def one_word(folder: Path) -> None:
    (folder / "c.txt").write_text("fox")


def one_word_100_mb(folder: Path) -> None:
    (folder / "c.txt").write_bytes(b"fox " * 25_000_000)


def one_letter_words_100_mb(folder: Path) -> None:
    (folder / "c.txt").write_bytes(b"a " * 50_000_000)


def counted_in_bytes_100_mb(folder: Path) -> None:
    (folder / "c.txt").write_bytes(SENTENCE * (100 * 1000 * 1000 // len(SENTENCE)))


def two_million_broken_records(folder: Path) -> None:
    with (folder / "c.jsonl").open("wb") as file:
        for _ in range(200):
            file.write(b'{"body": "the text stands in another field"}\n' * 10_000)
        file.write(b'{"text": "lazy dog"}\n')


def a_small_corpus(folder: Path) -> None:
    (folder / "c.txt").write_bytes(SENTENCE * 1000)


ITEMS = ".items.json"
"""Questions and targets of a case that has items of its own: a hidden file, so none of the corpus."""


def write_case(folder: Path, items: list[tuple[str, str]], documents: Iterable[str]) -> None:
    (folder / ITEMS).write_text(json.dumps(items))
    with (folder / "c.jsonl").open("w") as file:
        for text in documents:
            file.write(json.dumps({"text": text}) + "\n")


def fibonacci(words: int) -> str:
    one, other = "b", "a"
    while len(other) < words:
        one, other = other, other + one
    return " ".join(other[:words])


def haystack(words: int, number: int) -> str:
    filler = "The grass is green. The sky is blue. The sun is yellow. Here we go. There and back again. "
    before = (number * 7919) % (words // 18)
    return (
        filler * before + f"The magic number of key{number} is {number}. " + filler * (words // 18 - before)
    )


def one_word_again_and_again(folder: Path) -> None:
    text = "a " * 1_000_000
    write_case(folder, [(text, "b"), ("a b", "a")], [text])


def fibonacci_words(folder: Path) -> None:
    text = fibonacci(100_000)
    write_case(folder, [(text, "a b a"), ("a b", "a")], [text])


def ten_haystacks(folder: Path) -> None:
    items = [(haystack(128_000, number), str(number)) for number in range(10)]
    write_case(folder, items, [question for question, _ in items[:3]] + [haystack(128_000, 99)] * 10)


def long_prose(folder: Path) -> None:
    """Ten items of 100,000 words as frequent as in prose, and 20,000 documents of the same language."""
    drawn = random.Random(0)
    words = [f"w{number}" for number in range(50_000)]
    weights = [1 / (number + 1) for number in range(50_000)]

    def prose(size: int) -> str:
        return " ".join(drawn.choices(words, weights, k=size))

    items = [(prose(100_000), str(number)) for number in range(10)]
    write_case(folder, items, [prose(300) for _ in range(20_000)] + [items[0][0]])


def items_of_one_template(folder: Path) -> None:
    """1,000 items that share 3,000 words, every tenth in the corpus."""
    template = " ".join(f"w{number}" for number in range(3000))
    items = [(f"{template} end{number}", f"answer{number}") for number in range(1000)]
    write_case(folder, items, [f"{question} {target}" for question, target in items[::10]])


CASES: dict[str, Callable[[Path], None]] = {
    case.__name__: case
    for case in (
        a_small_corpus, one_word, one_word_100_mb, one_letter_words_100_mb, counted_in_bytes_100_mb,
        ten_million_empty_documents, two_million_broken_records, line_of_200_mb, document_of_1_gb,
        one_word_again_and_again, fibonacci_words, ten_haystacks, long_prose, items_of_one_template,
    )
}  # fmt: skip


def main() -> None:
    if sys.argv[1:2] == ["--scan"]:
        scan_alone(Path(sys.argv[2]), sys.argv[3])
        return
    for name in sys.argv[1:] or CASES:
        with tempfile.TemporaryDirectory() as folder:
            CASES[name](Path(folder))
            size = sum(path.stat().st_size for path in Path(folder).iterdir())
            unit = "byte" if CASES[name] is counted_in_bytes_100_mb else "word"
            command = [sys.executable, __file__, "--scan", folder, unit]
            done = subprocess.run(command, capture_output=True, text=True, check=False)
            told = done.stdout.strip() or done.stderr.strip().splitlines()[-1]
            print(f"{name} | {size / 1e6:,.1f} MB | {told}", flush=True)


def scan_alone(folder: Path, unit: Any) -> None:
    import polars as pl

    from farfield.scan import ScanOptions, scan
    from farfield.schemas import ITEM_SCHEMA

    items = [("what does the quick brown fox jump over", "a lazy dog")]
    if (folder / ITEMS).exists():
        items = json.loads((folder / ITEMS).read_text())
    rows = [
        dict.fromkeys(ITEM_SCHEMA)
        | {"item_id": str(number), "subject": "s", "task": "t", "epoch": 1, "score": 1.0, "output": ""}
        | {"question": question, "target": target}
        for number, (question, target) in enumerate(items)
    ]
    table = pl.DataFrame(rows, schema=ITEM_SCHEMA)
    began, worked = time.perf_counter(), time.process_time()
    found = scan(table, str(folder), ScanOptions(unit=unit))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / MIB
    taken, cpu = time.perf_counter() - began, time.process_time() - worked
    counted = {"documents": found.corpus.documents, "words": found.corpus.words}
    print(f"{taken:.1f} s | {cpu:.1f} CPU s | peak {peak:,.0f} MiB | {json.dumps(counted)}")


if __name__ == "__main__":
    main()
