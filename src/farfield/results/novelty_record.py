"""run.json of judged ideas: how it was made."""

from __future__ import annotations

from farfield.records import SCHEMA_RUN
from farfield.results.novelty import NoveltySettings
from farfield.results.structs import Result


class NoveltyRecord(Result, kw_only=True):
    """How ideas were judged: command, versions, options, inputs."""

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
    versions: dict[str, str]
    """Versions of Farfield, Python and the libraries that make numbers."""
    options: NoveltySettings
    """What it was given."""
    ideas: list[str]
    """Files of ideas that were read."""
    corpus: list[str]
    """Files of the prior work that were read."""
    rejected: int
    """Rows of ideas and records of the corpus that could not be used."""
