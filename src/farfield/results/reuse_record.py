"""run.json of an audit: how it was made."""

from __future__ import annotations

from farfield.records import SCHEMA_RUN, InputFile
from farfield.results.reuse import ReuseSettings
from farfield.results.structs import Result


class ReuseRecord(Result, kw_only=True):
    """How an audit was made: command, versions, options, inputs."""

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
    options: ReuseSettings
    """What the audit was given."""
    inputs: list[InputFile]
    """Files that were read."""
    rejected: int
    """Files and records that could not be used: unreadable, without an event, or read before."""
    warnings: list[str]
    """What was noticed on the way."""
