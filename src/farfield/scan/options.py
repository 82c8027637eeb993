"""The options of a scan."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass

from farfield.read.documents import CorpusOptions
from farfield.records import Field, Unit


@dataclass(frozen=True, slots=True)
class ScanOptions:
    """`unit`: what is counted as a word. `field`: the text whose passages come first. `workers`: processes;
    a script that asks for several keeps its own work under `if __name__ == "__main__"`.
    `passages`: how many are kept for each question; a target or an output keeps a third of that."""

    unit: Unit = "word"
    field: Field = "question"
    workers: int = 1
    passages: int = 12
    corpus: CorpusOptions = dataclasses.field(default_factory=CorpusOptions)
