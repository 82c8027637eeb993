"""run.json of an audit: how it was made."""

from __future__ import annotations

from farfield.records import InputFile
from farfield.results.job_record import JobRecord
from farfield.results.reuse import ReuseSettings


class ReuseRecord(JobRecord, kw_only=True):
    """How an audit was made: command, versions, options, inputs."""

    options: ReuseSettings
    """What the audit was given."""
    inputs: list[InputFile]
    """Files that were read."""
    rejected: int
    """Files and records that could not be used: unreadable, without an event, or read before."""
    warnings: list[str]
    """What was noticed on the way."""
