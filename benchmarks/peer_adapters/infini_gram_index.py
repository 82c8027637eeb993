"""infini-gram: an index of the corpus's bytes, then counts and maximal matching spans of every item."""

from __future__ import annotations

import shutil
import subprocess
import sys
from typing import Any

from protocol import Adapter

# Tokenizers come from transformers, which bytes don't need.
INDEXING = """
import sys, types
transformers = sys.modules["transformers"] = types.ModuleType("transformers")
transformers.utils = types.SimpleNamespace(logging=types.SimpleNamespace(set_verbosity=lambda level: None))
transformers.AutoTokenizer = None
from infini_gram import indexing
indexing.main()
"""
SHORTEST_SPAN = 32  # bytes


def build(adapter: Adapter) -> str:
    source, index = adapter.folder.absolute() / "infini-source", adapter.folder.absolute() / "infini-index"
    for folder in (source, index):
        shutil.rmtree(folder, ignore_errors=True)
    source.mkdir()
    (source / "corpus.jsonl").symlink_to(adapter.folder.absolute() / "corpus.jsonl")
    machine = "--shards 1 --token_dtype u8 --add_metadata --cpus 1 --mem 4 --ulimit 512"
    command = [sys.executable, "-c", INDEXING, "--data_dir", str(source), "--save_dir", str(index)]
    subprocess.run([*command, *machine.split()], check=True, capture_output=True)
    adapter.notes["index bytes"] = sum(file.stat().st_size for file in index.rglob("*"))
    return str(index)


def spans(engine: Any, text: str) -> list[tuple[int, int]]:
    found = engine.attribute(
        input_ids=list(text.encode()), delim_ids=[], min_len=SHORTEST_SPAN, max_cnt=10**9, enforce_bow=False
    )
    return [(span["l"], span["r"]) for span in found["spans"]]


def covered(found: list[tuple[int, int]]) -> int:
    count = reached = 0
    for begin, end in sorted(found):
        count += max(0, end - max(begin, reached))
        reached = max(reached, end)
    return count


def main() -> None:
    adapter = Adapter()
    with adapter.phase("build"):
        index = build(adapter)
    from infini_gram.engine import InfiniGramEngine

    engine = InfiniGramEngine(index_dir=index, eos_token_id=0, vocab_size=255, token_dtype="u8")
    with adapter.phase("counts"):
        whole = [engine.count(input_ids=list(item["question"].encode()))["count"] for item in adapter.items]
    longest, cover = [], []
    with adapter.phase("longest matches"):
        for item in adapter.items:
            texts = [(len(text.encode()), spans(engine, text)) for text in adapter.texts(item)]
            longest.append(
                max(max((end - begin for begin, end in found), default=0) / size for size, found in texts)
            )
            cover.append(max(covered(found) / size for size, found in texts))
    adapter.settings = {"count of the question": whole, "longest match": longest, "coverage": cover}
    adapter.finish()


if __name__ == "__main__":
    main()
