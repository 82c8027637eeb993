"""What a study is: parameters, cells that are computed one by one, a summary of their rows, and charts of it."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar, Generic, TypeVar

import polars as pl

from farfield.records import Scalar
from farfield.report.charts.standalone import Chart

Parameters = TypeVar("Parameters")

Cell = Mapping[str, Scalar]
"""One place in the design, such as a size and a seed: flat, and enough to compute its rows again."""

Row = Mapping[str, Scalar]


class Study(ABC, Generic[Parameters]):
    """An experiment. Subclasses declare the class variables and say what a cell does.

    `question`: what is asked, in a sentence. `usual`: the parameters that the kept result was made with, a frozen
    dataclass of plain values. `refuted_by`: which outcome would speak against the thesis.
    """

    name: ClassVar[str]
    question: ClassVar[str]
    refuted_by: ClassVar[str]
    usual: Any

    @abstractmethod
    def cells(self, parameters: Parameters) -> list[Cell]:
        """The design. All cells have the same keys."""

    @abstractmethod
    def run(self, cell: Cell, parameters: Parameters) -> list[Row]:
        """What came out in a cell: one or more rows of the same keys, none of them the cell's.

        Depends on its arguments alone, so that a cell can be computed anywhere, in any order, and again.
        """

    @abstractmethod
    def summarise(self, rows: pl.DataFrame, parameters: Parameters) -> dict[str, Any]:
        """The result in plain values, from all rows: what is written up."""

    @abstractmethod
    def tell(self, summary: Mapping[str, Any]) -> list[str]:
        """The result in sentences, with its figures."""

    @abstractmethod
    def draw(self, summary: Mapping[str, Any]) -> Sequence[Chart]:
        """The panels of its plot."""
