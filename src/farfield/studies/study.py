"""What a study is: parameters, cells that are computed one by one, a summary of their rows, and charts of it."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, ClassVar, Generic, TypeVar

import polars as pl

from farfield.records import FarfieldError, Scalar
from farfield.report.charts.standalone import Chart

Parameters = TypeVar("Parameters")
Summary = TypeVar("Summary")

Cell = Mapping[str, Scalar]
"""One place in the design, such as a size and a seed: flat, and enough to compute its rows again."""

Row = Mapping[str, Scalar]


class Study(ABC, Generic[Parameters, Summary]):
    """An experiment. Subclasses declare the class variables and say what a cell does.

    `question`: what is asked, in a sentence. `usual`: the parameters that the kept result was made with, a frozen
    dataclass of plain values. `refuted_by`: which outcome would speak against the thesis. The summary is a frozen
    struct, whose fields are the keys of `result.json`.
    """

    name: ClassVar[str]
    question: ClassVar[str]
    refuted_by: ClassVar[str]
    usual: Any
    quick: Any = None
    """Parameters of a smaller run of the same, where the study has one."""
    clusters: ClassVar[str] = "seed"
    """The column of the rows over whose values intervals are: what a kept result must have several of."""

    def settle(self, folder: Path) -> None:
        """Where the study goes, told before its first cell: for one that keeps more than rows, as checkpoints."""

    def of_text(self, parameters: Parameters, wheels: Path | None, corpus: Sequence[str]) -> Parameters:
        """The parameters with the text that is to be learned from: a folder of wheels, or one's own corpus.

        Raises FarfieldError where the study learns from no text.
        """
        if wheels is not None or corpus:
            raise FarfieldError(
                f"the study {self.name} learns from no text", remedy="Leave --wheels and --corpus out."
            )
        return parameters

    @abstractmethod
    def cells(self, parameters: Parameters) -> list[Cell]:
        """The design. All cells have the same keys."""

    @abstractmethod
    def run(self, cell: Cell, parameters: Parameters) -> list[Row]:
        """What came out in a cell: one or more rows of the same keys, none of them the cell's.

        Depends on its arguments alone, so that a cell can be computed anywhere, in any order, and again.
        """

    @abstractmethod
    def summarise(self, rows: pl.DataFrame, parameters: Parameters) -> Summary:
        """The result, from all rows: what is written up."""

    @abstractmethod
    def tell(self, summary: Summary) -> list[str]:
        """The result in sentences, with its figures."""

    @abstractmethod
    def draw(self, summary: Summary) -> Sequence[Chart]:
        """The panels of its plot."""
