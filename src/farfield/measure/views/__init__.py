"""Profiles beside those of the logs' own tasks: tasks pooled as one benchmark, and strata of a task."""

from farfield.measure.views.rows import own_entries, rows_of, top_entries
from farfield.measure.views.views import View, check_views, find_views

__all__ = ["View", "check_views", "find_views", "own_entries", "rows_of", "top_entries"]
