"""run.json of judged ideas: how it was made."""

from __future__ import annotations

from farfield.results.job_record import JobRecord
from farfield.results.novelty import NoveltySettings


class NoveltyRecord(JobRecord, kw_only=True):
    """How ideas were judged: command, versions, options, inputs."""

    options: NoveltySettings
    """What it was given."""
    ideas: list[str]
    """Files of ideas that were read."""
    corpus: list[str]
    """Files of the prior work that were read."""
    rejected: int
    """Rows of ideas and records of the corpus that could not be used."""
