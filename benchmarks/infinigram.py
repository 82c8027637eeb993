"""How many questions an infini-gram index is asked: GSM8K's test questions against its training set, indexed by bytes.

python benchmarks/infinigram.py [QUESTIONS]
"""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path
from typing import ClassVar

import polars as pl

from farfield.corpus.documents import read_documents
from farfield.logs import ReadOptions, read_items
from farfield.scan import scan
from farfield.scan.infinigram.engine import LocalIndex
from farfield.scan.infinigram.index import Count

ROOT = Path(__file__).parents[1]
GSM8K = ROOT.parent / "shared" / "data" / "gsm8k"
sys.path.insert(0, str(ROOT / "tests"))
from infinigram_server import build_index  # noqa: E402


class Asked(LocalIndex):
    """Notes every span it is asked for."""

    spans: ClassVar[list[bytes]] = []

    def count(self, span: bytes) -> Count | None:
        self.spans.append(span)
        return super().count(span)


def main(questions: int = 300) -> None:
    import farfield.scan.infinigram.evidence as backend

    backend.LocalIndex = Asked
    table = read_items(str(GSM8K / "outcomes.jsonl.zst"), ReadOptions(map={"score": "correct"})).table
    table = table.unique("question", maintain_order=True).head(questions)
    table = table.with_columns(output=pl.lit(None, pl.String))
    corpus = str(GSM8K / "train.jsonl.zst")
    documents = [{"id": one.document_id, "text": one.text} for one in read_documents(corpus)]
    with tempfile.TemporaryDirectory() as folder:
        index = build_index(Path(folder), documents)
        start = time.process_time()
        found = scan(table, f"infinigram:{index}")
        cpu = time.process_time() - start
    texts = int(found.texts["lengths"].list.len().sum())
    own = scan(table, corpus)
    ratio = [one.items["question_pieces"] / one.items["question_words"] for one in (found, own)]
    together = pl.DataFrame({"index": ratio[0], "scan": ratio[1]}).select(
        pl.corr("index", "scan", method="spearman")
    )
    print(
        f"{table.height} items, {texts:,} words; {len(Asked.spans):,} questions, {len(set(Asked.spans)):,} distinct"
    )
    asked = [len(spans) / texts for spans in (Asked.spans, set(Asked.spans))]
    print(f"a word: {asked[0]:.2f} questions, {asked[1]:.2f} distinct; {cpu:.1f} CPU s")
    print(f"mean pieces per 100 words: index {100 * ratio[0].mean():.1f}, scan {100 * ratio[1].mean():.1f}")
    print(f"Spearman of the two: {together.item():.3f}")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
