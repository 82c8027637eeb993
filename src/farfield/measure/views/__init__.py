"""Profiles beside those of the logs' own tasks: tasks pooled as one benchmark, and strata of a task."""

from farfield.measure.views.rows import rows_of
from farfield.measure.views.views import View, check_views, find_views

__all__ = ["View", "check_views", "find_views", "rows_of"]
