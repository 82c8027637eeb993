"""lm-eval's Janitor: its normalisation and its n-grams, as lm_eval.decontamination.decontaminate puts them together."""

from __future__ import annotations

import importlib.util
import sys
from collections import defaultdict
from pathlib import Path
from types import ModuleType

from protocol import Adapter


def load_janitor() -> ModuleType:
    """The module alone: importing the package loads torch."""
    folder = next(path for path in map(Path, sys.path) if (path / "lm_eval").is_dir())
    spec = importlib.util.spec_from_file_location(
        "janitor", folder / "lm_eval" / "decontamination" / "janitor.py"
    )
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def main() -> None:
    adapter = Adapter()
    module = load_janitor()
    janitor = module.Janitor()
    for size in (13, 8):
        texts = [(number, text) for number, item in enumerate(adapter.items) for text in adapter.texts(item)]
        with adapter.phase(f"{size}: build"):
            grams = [set(module.word_ngrams(janitor.normalize_string(text), size)) for _, text in texts]
            texts_of = defaultdict(list)
            for at, held in enumerate(grams):
                for gram in held:
                    texts_of[gram].append(at)
        met: set[str] = set()
        with adapter.phase(f"{size}: scan"):
            for document in adapter.documents():
                for gram in module.word_ngrams(janitor.normalize_string(document), size):
                    if gram in texts_of:
                        met.add(gram)
        shares = [0.0] * len(adapter.items)
        for (number, _), held in zip(texts, grams, strict=True):
            shares[number] = max(shares[number], len(held & met) / max(1, len(held)))
        adapter.settings[f"{size}-grams, share"] = shares
        adapter.settings[f"{size}-grams, any"] = [float(share > 0) for share in shares]
    adapter.rename("13: build", "build")
    adapter.rename("13: scan", "scan")
    adapter.finish()


if __name__ == "__main__":
    main()
