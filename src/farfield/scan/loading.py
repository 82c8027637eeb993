"""What a process that scans needs, loaded before there is a corpus or an item for it."""

from __future__ import annotations

import io

import numpy as np

from farfield.corpus.account import Account
from farfield.corpus.contents import Contents, Source
from farfield.kernel.machine.kept import code_is_there
from farfield.kernel.recall import build_recall
from farfield.kernel.spans.index import build_index
from farfield.options.scanning import ScanOptions
from farfield.scan.shard import ShardScan

NAME = "loading.jsonl"
TEXT = "one two three four five six seven eight"


def load() -> None:
    """Scan a document of one line. Code that nobody has compiled yet is left to the work itself."""
    if not code_is_there():
        return
    options = ScanOptions()
    index = build_index([TEXT])
    recall = build_recall(index, [(0, 0)], np.ones(1, np.int8), options.unit, options.near)
    scan = ShardScan(index, recall, options)
    lines = io.BytesIO(f'{{"text": "{TEXT}"}}\n'.encode())
    for documents in Contents(None, Account()).documents(lines, Source(NAME)):
        scan.add_batch(documents, NAME, 1)
    scan.finish()
