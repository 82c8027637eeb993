"""Which of the profiles of a run: those of the logs' own tasks, and those that are part of no other."""

from __future__ import annotations

from collections.abc import Sequence

from farfield.results.profile import SubjectProfile


def own_entries(entries: Sequence[SubjectProfile]) -> list[SubjectProfile]:
    """Those of the logs' own tasks, so that every item is there once."""
    return [entry for entry in entries if not entry.is_view]


def top_entries(entries: Sequence[SubjectProfile]) -> list[SubjectProfile]:
    """Those that are part of no other: pools, and tasks that are in none."""
    return [entry for entry in entries if not entry.part_of]
