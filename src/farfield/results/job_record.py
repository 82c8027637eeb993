"""run.json of jobs that are no profile: how a run was made, whatever it read."""

from __future__ import annotations

from farfield.records import SCHEMA_RUN
from farfield.results.structs import Result


class JobRecord(Result, kw_only=True):
    """How a run was made: command, versions, tables."""

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
