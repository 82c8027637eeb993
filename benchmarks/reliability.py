"""The large odd cases, each in a process of its own: how long, how much memory, how it ended.

python benchmarks/reliability.py [CASE...]
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
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


CASES: dict[str, Callable[[Path], None]] = {
    case.__name__: case
    for case in (
        a_small_corpus, one_word, one_word_100_mb, one_letter_words_100_mb, counted_in_bytes_100_mb,
        ten_million_empty_documents, two_million_broken_records, line_of_200_mb, document_of_1_gb,
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

    row = dict.fromkeys(ITEM_SCHEMA) | {
        "item_id": "1", "subject": "s", "task": "t", "epoch": 1, "score": 1.0,
        "question": "what does the quick brown fox jump over", "target": "a lazy dog", "output": "",
    }  # fmt: skip
    began, worked = time.perf_counter(), time.process_time()
    found = scan(pl.DataFrame([row], schema=ITEM_SCHEMA), str(folder), ScanOptions(unit=unit))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / MIB
    taken, cpu = time.perf_counter() - began, time.process_time() - worked
    counted = {"documents": found.corpus.documents, "words": found.corpus.words}
    print(f"{taken:.1f} s | {cpu:.1f} CPU s | peak {peak:,.0f} MiB | {json.dumps(counted)}")


if __name__ == "__main__":
    main()
