"""Transcripts of agents → events in order, and what was handed in: one file a format, and what all formats share."""

from farfield.transcripts.reading import iterate_runs, read_runs

__all__ = ["iterate_runs", "read_runs"]
