"""run.json: how a run was made."""

from __future__ import annotations

from typing import cast

import msgspec

from farfield.corpus_notices import AnyScanNotice
from farfield.corpus_records import CorpusSummary
from farfield.records import SCHEMA_RUN, ColumnsTaken, InputFile, ItemsChosen, ReadNotice, Unit
from farfield.results.structs import Result


class RunInputs(Result):
    """What was read."""

    evals: list[InputFile]
    """Files of the logs."""
    corpus: list[InputFile]
    """Files of the corpus."""


class RunRejected(Result):
    """How many records could not be used; they stand in rejected.jsonl."""

    evals: int
    """Of the logs."""
    corpus: int
    """Of the corpus."""


class RunOptions(Result):
    """The options of each stage, as its room declares them."""

    read: dict[str, object]
    """Of reading the logs."""
    scan: dict[str, object] | None
    """Of the scan; null without a corpus."""
    measure: dict[str, object]
    """Of measuring."""
    support: str | None
    """`--support`."""

    @property
    def confidence(self) -> float:
        """Level of every interval of the profile."""
        return float(cast(float, self.measure.get("confidence", 0.95)))

    @property
    def unit(self) -> Unit:
        """What the scan counted: words or bytes."""
        return "byte" if (self.scan or {}).get("unit") == "byte" else "word"

    @property
    def cluster(self) -> str | None:
        """The column of `--cluster`."""
        return cast("str | None", self.measure.get("cluster"))

    @property
    def weight(self) -> str | None:
        """The column of `--weight`."""
        return cast("str | None", self.measure.get("weight"))

    @property
    def chance(self) -> float | None:
        """The score of a guess, where `--chance` gives one."""
        return cast("float | None", self.measure.get("chance"))


class RunRecord(Result, kw_only=True):
    """How a run was made: command, versions, options, inputs."""

    schema: str = SCHEMA_RUN
    """`farfield.run/1`."""
    tables: dict[str, str]
    """Schemas of its tables."""
    command: str
    """What to type to run it again."""
    created: str
    """When it was finished, UTC (ISO 8601)."""
    seconds: float
    """How long it took, by the clock."""
    seed: int
    """Seed of all randomness."""
    versions: dict[str, str]
    """Versions of Farfield, Python and the libraries that make numbers."""
    options: RunOptions
    """The options of each stage."""
    inputs: RunInputs
    """Files that were read."""
    where: ItemsChosen | None
    """Which part of the logs was kept; null where all was."""
    columns: list[ColumnsTaken]
    """Which columns were taken for the fields of items, and in which files."""
    corpus: CorpusSummary | None
    """What was searched; null without a corpus."""
    resumed: dict[str, object] | None
    """What was taken over from a scan that had been stopped; null where nothing was."""
    rejected: RunRejected
    """Records that could not be used."""
    warnings: list[str]
    """What was noticed on the way."""
    notices: list[AnyScanNotice] = msgspec.field(default_factory=list)
    """What those of `warnings` that are on the scan say, as codes with figures (ScanNotice)."""
    read_notices: list[ReadNotice] = msgspec.field(default_factory=list)
    """What those of `warnings` that are on reading the logs say, as codes; see [codes.md](codes.md#reading)."""
