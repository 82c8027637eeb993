"""How a corpus is scanned."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import Annotated

from farfield.options.corpus import CorpusOptions
from farfield.options.infinigram import InfinigramOptions
from farfield.options.typed import CORPUS, DISTANCE, SPEED, Typed
from farfield.records import FarfieldError, Field, Unit


@dataclass(frozen=True, slots=True)
class ScanOptions:
    """What is counted in a corpus, how much of it is read, and by how many.

    `sample`, `corpus_fraction` and `near` lie in (0, 1]. A script that asks for several `workers` keeps its own work
    under `if __name__ == "__main__"`.
    """

    corpus: CorpusOptions = dataclasses.field(default_factory=CorpusOptions)
    """How its records are read."""
    corpus_fraction: Annotated[
        float,
        Typed(
            CORPUS,
            "F",
            "The share of the training data that the corpus is, where it is a sample.",
        ),
    ] = 1.0
    field: Annotated[
        Field, Typed(DISTANCE, "NAME", "Which text is measured: question, target or output.")
    ] = "question"
    unit: Annotated[
        Unit, Typed(DISTANCE, "NAME", "word (in scripts without spaces each character is one), or byte.")
    ] = "word"
    sample: Annotated[
        float,
        Typed(
            SPEED,
            "F",
            "Scan a random share of the corpus's documents, as 0.01.",
            '(docs/scan.md, "A sample")',
            default="all of them",
        ),
    ] = 1.0
    workers: Annotated[
        int | None,
        Typed(
            SPEED,
            "N",
            "Processes that scan the corpus's files.",
            "The result is the same with any number",
            default="as many as pay (one for each 256 MB of text), at most one a core",
            untyped=None,
            least=1,
        ),
    ] = 1
    ray: Annotated[
        str | None,
        Typed(
            SPEED,
            "ADDRESS",
            "Scan on a Ray cluster: host:port, or auto for the one that runs here.",
            "([Beyond one machine](cluster.md)); the result is the same",
        ),
    ] = None
    passages: int = 12
    """How many are kept for each question; a target or an output keeps a third of that."""
    near: float = 0.5
    """The weighted share of a question or target that a passage must hold to be its near duplicate."""
    semantic: bool = False
    """Re-rank the passages found by a local embedding model."""
    infinigram: InfinigramOptions = dataclasses.field(default_factory=InfinigramOptions)
    """How an index of infini-gram is asked."""

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
