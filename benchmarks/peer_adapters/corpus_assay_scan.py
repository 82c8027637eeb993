"""corpus-assay: word 13-grams with hits per item, 8-grams, and its spaced seeds."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

from protocol import Adapter, is_part

CONFIG = """
benchmarks:
  - name: items
    dataset: json
    data_files: {{test: {items}}}
    splits: [test]
    fields: [question, target]
ngram: {ngram}
min_hits: {hits}
min_coverage: {coverage}
"""


class Assay:
    def __init__(self, adapter: Adapter) -> None:
        self.adapter = adapter
        self.folder = adapter.folder.absolute() / "assay"
        shutil.rmtree(self.folder, ignore_errors=True)
        self.folder.mkdir()

    def call(self, *arguments: str) -> None:
        tool = Path(sys.executable).parent / "corpus-assay"
        room = {"HF_HOME": str(self.folder / "cache"), "HF_HUB_OFFLINE": "1"}
        subprocess.run([str(tool), *arguments], env=os.environ | room, check=True, capture_output=True)

    def configure(self, ngram: int, hits: int, coverage: float) -> str:
        config = self.folder / f"{ngram}-{hits}.yaml"
        items = self.adapter.items_path.absolute()
        config.write_text(CONFIG.format(items=items, ngram=ngram, hits=hits, coverage=coverage))
        return str(config)

    def build(self, config: str, name: str) -> str:
        index = str(self.folder / f"{name}.native")
        self.call("build-index", "--config", config, "--out-index", index, "--allow-unpinned")
        return index

    def build_spaced(self, config: str) -> str:
        index = str(self.folder / "items.spaced")
        self.call("build-spaced-index", "--config", config, "--out", index, "--allow-unpinned")
        return index

    def scan(self, config: str, index: str, name: str, *more: str) -> list[dict]:
        out = self.folder / name
        options = ["--workers", "1", "--id-key", "id", "--max-return-records", "1000000000"]
        corpus = str(self.adapter.corpus.absolute())
        where = ["--index", index, "--input", corpus, "--out-dir", str(out)]
        self.call("scan", "--config", config, *where, *options, *more)
        lines = [
            line
            for file in (out / "contaminated_docs").glob("*.ndjson")
            for line in file.read_text().splitlines()
        ]
        return [json.loads(line) for line in lines]

    def hits(self, records: list[dict]) -> list[float]:
        hits = [0.0] * len(self.adapter.items)
        for record in records:
            for hit in record.get("item_hits", ()):  # none where only a spaced seed was met
                hits[hit["item_id"]] = max(hits[hit["item_id"]], hit["hits"])
        return hits

    def grams(self, index: str) -> list[int]:
        """How many n-grams each item has."""
        meta = json.loads(Path(f"{index}.items.meta.json").read_text())
        return [max(1, item["n_protected_hashes"]) for item in meta["items"]]


def main() -> None:
    adapter = Adapter()
    assay = Assay(adapter)
    default = assay.configure(13, 3, 0.001)
    with adapter.phase("build"):
        index = assay.build(default, "default")
    with adapter.phase("scan"):
        records = assay.scan(default, index, "default")
    adapter.settings["default"] = assay.hits(records)
    if is_part(adapter):
        for ngram in (13, 8):
            loose = assay.configure(ngram, 1, 0.0)
            built = assay.build(loose, f"loose-{ngram}")
            hits = assay.hits(assay.scan(loose, built, f"loose-{ngram}", "--gate-mode", "item"))
            adapter.settings[f"{ngram}-grams, hits"] = hits
            shares = [hit / all_ for hit, all_ in zip(hits, assay.grams(built), strict=True)]
            adapter.settings[f"{ngram}-grams, share"] = shares
        spaced = assay.build_spaced(default)
        with adapter.phase("scan with spaced seeds"):
            records = assay.scan(default, index, "spaced", "--spaced-seeds", spaced)
        hits = assay.hits(records)
        for record in records:
            if record.get("spaced_item") is not None:
                hits[record["spaced_item"]] = max(hits[record["spaced_item"]], 3)
        adapter.settings["default and spaced seeds"] = hits
    adapter.finish()


if __name__ == "__main__":
    main()
