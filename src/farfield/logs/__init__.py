"""Evaluation logs → items: one file a format, and what all formats share."""

from farfield.logs.items import read_items
from farfield.options.format_names import FORMATS
from farfield.options.reading import ReadOptions

__all__ = ["FORMATS", "ReadOptions", "read_items"]
