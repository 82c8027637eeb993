"""The options of a scan."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass

from farfield.corpus.documents import CorpusOptions
from farfield.records import FarfieldError, Field, Unit
from farfield.scan.infinigram.options import InfinigramOptions


@dataclass(frozen=True, slots=True)
class ScanOptions:
    """`unit`: what is counted as a word. `field`: the text whose passages come first. `workers`: processes,
    None for as many as pay, at most one a core;
    a script that asks for several keeps its own work under `if __name__ == "__main__"`. `ray`: the address of a Ray
    cluster to scan on instead, or "auto" for the one that runs here.
    `passages`: how many are kept for each question; a target or an output keeps a third of that.
    `sample`: the share of the documents to draw and scan. `corpus_fraction`: the share of what the model learned
    from that the corpus is, where it is itself a sample. Both lie in (0, 1]. `near`: the weighted share of a
    question or target that a passage must hold to be its near duplicate, in (0, 1]. `semantic`: re-rank the
    passages found by a local embedding model.
    """

    unit: Unit = "word"
    field: Field = "question"
    workers: int | None = 1
    ray: str | None = None
    passages: int = 12
    sample: float = 1.0
    corpus_fraction: float = 1.0
    near: float = 0.5
    semantic: bool = False
    corpus: CorpusOptions = dataclasses.field(default_factory=CorpusOptions)
    infinigram: InfinigramOptions = dataclasses.field(default_factory=InfinigramOptions)

    def __post_init__(self) -> None:
        for name in ("sample", "corpus_fraction", "near"):
            if not 0 < getattr(self, name) <= 1:
                raise FarfieldError(
                    f"{name} must lie above 0 and not above 1, not {getattr(self, name):g}",
                    remedy="One per cent is 0.01.",
                )

    @property
    def searched_fraction(self) -> float:
        return self.sample * self.corpus_fraction
