"""datatrove's n-gram decontamination: it keeps the first n-gram hit of a document, from which its items follow."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path
from typing import Any

import numpy as np
from datatrove.data import Document
from datatrove.pipeline.decont.n_grams import NGramsDecontConfig, NGramsDecontFilter, NGramsDecontIndexer
from protocol import Adapter

SETTINGS = {
    "default": NGramsDecontConfig(),
    "12-grams of the question too": NGramsDecontConfig(find_query_ngrams=True),
    "8-grams of the question too": NGramsDecontConfig(n_grams=8, find_query_ngrams=True),
}


class Remembering:
    """A tokenizer that splits a text once, for the settings after the one that is timed."""

    def __init__(self, tokenizer: Any) -> None:
        self.tokenizer = tokenizer
        self.known: dict[str, list[str]] = {}

    def word_tokenize(self, text: str) -> list[str]:
        if text not in self.known:
            self.known[text] = self.tokenizer.word_tokenize(text)
        return self.known[text]


# lighteval, which brings torch, is for its own tasks only.
NGramsDecontIndexer._requires_dependencies = []


def index(adapter: Adapter, folder: Path, config: NGramsDecontConfig) -> dict[int, set[int]]:
    """Writes the hashes as `NGramsDecontIndexer.run` does; returns whose each one is."""
    indexer = NGramsDecontIndexer(str(folder), config=config)
    items_of = defaultdict(set)
    for number, item in enumerate(adapter.items):
        for value in indexer.compute_hashes(item["target"], item["question"]):
            items_of[value].add(number)
    hashes = np.array(list(items_of), dtype=config.hash_config.np_descr)
    with indexer.output_folder.open("items.index.hashes", mode="wb") as file:
        hashes.tofile(file)
    return items_of


def search(
    adapter: Adapter, folder: Path, config: NGramsDecontConfig, items_of: dict[int, set[int]], tokenizer: Any
) -> list[float]:
    """For each item 1 / the items that share the n-gram by which a document was found to hold it."""
    finder = NGramsDecontFilter(str(folder), config=config)
    finder.tokenizer = tokenizer or finder.tokenizer
    scores = [0.0] * len(adapter.items)
    for number, text in enumerate(adapter.documents()):
        document = Document(text=text, id=str(number))
        if finder.filter(document) is not True:
            owners = items_of[finder.hash_func(document.metadata["contaminated_ngram"])]
            for owner in owners:
                scores[owner] = max(scores[owner], 1 / len(owners))
    return scores


def main() -> None:
    adapter = Adapter()
    tokenizer = None  # the setting that is timed splits for itself
    for name, config in SETTINGS.items():
        folder = adapter.folder.absolute() / "datatrove" / name.replace(" ", "-")
        folder.mkdir(parents=True, exist_ok=True)
        with adapter.phase(f"{name}: build"):
            items_of = index(adapter, folder, config)
        with adapter.phase(f"{name}: scan"):
            adapter.settings[name] = search(adapter, folder, config, items_of, tokenizer)
        tokenizer = tokenizer or Remembering(NGramsDecontFilter(str(folder), config=config).tokenizer)
    adapter.rename("default: build", "build")
    adapter.rename("default: scan", "scan")
    adapter.finish()


if __name__ == "__main__":
    main()
