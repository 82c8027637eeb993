"""Makes the files of `src/farfield/shipped` from what the commands in each `MADE.md` leave.

python benchmarks/make_shipped.py demo FOLDER       # of `farfield demo --train --out FOLDER`
"""

from __future__ import annotations

import math
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import msgspec
import polars as pl
import zstandard

from farfield.logs import read_items

SHIPPED = Path(__file__).parents[1] / "src" / "farfield" / "shipped"
DEMO = ("corpus.jsonl", "answers.jsonl", "references.jsonl")


def pack(data: bytes, place: Path) -> None:
    """Lines, compressed as far as zstd goes; the same lines give the same bytes."""
    place.with_name(f"{place.name}.zst").write_bytes(
        zstandard.ZstdCompressor(level=22, write_checksum=True).compress(data)
    )


def pack_rows(rows: Iterable[Mapping[str, Any]], place: Path) -> None:
    pack(b"".join(msgspec.json.encode(row) + b"\n" for row in rows), place)


def make_demo(folder: Path) -> None:
    for name in DEMO:
        pack((folder / name).read_bytes(), SHIPPED / "demo" / name)
    (SHIPPED / "demo" / "training.json").write_bytes((folder / "training.json").read_bytes())


def make_gsm8k(folder: Path) -> None:
    """Outcomes and distances as numbers: no question, answer or training text."""
    items = pl.read_parquet(folder / "items.parquet")
    rows = [
        {
            "item_id": row["item_id"], "subject": row["subject"], "task": "gsm8k", "score": int(row["score"]),
            "steps": row["steps"], "words": row["question_words"],
            "log_words": round(math.log(row["question_words"]), 4),
            "pieces": round(row["ruler_pieces"], 4), "bits": round(row["ruler_bits"], 4),
            "longest_match": row["question_match"],
        }
        for row in items.iter_rows(named=True)
    ]  # fmt: skip
    pack_rows(rows, SHIPPED / "gsm8k" / "answers.jsonl")


def make_smollm2(folder: Path) -> None:
    """The log's samples as lines: of Farfield's own questions, with what the model said."""
    items = read_items(str(folder)).table
    kept = [name for name in items.columns if items[name].null_count() < items.height and name != "axes_hash"]
    pack_rows(items.select(kept).iter_rows(named=True), SHIPPED / "smollm2" / "answers.jsonl")
    (shown,) = folder.glob("*.support")
    (SHIPPED / "smollm2" / "shown.json").write_bytes(shown.read_bytes())


def main(kind: str, *folders: str) -> None:
    {"demo": make_demo, "gsm8k": make_gsm8k, "smollm2": make_smollm2}[kind](*map(Path, folders))


if __name__ == "__main__":
    main(*sys.argv[1:])
