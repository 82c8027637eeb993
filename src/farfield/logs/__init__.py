"""Evaluation logs → items: one file a format, and what all formats share."""

from farfield.logs.format_names import FORMATS
from farfield.logs.items import read_items
from farfield.logs.options import ReadOptions

__all__ = ["FORMATS", "ReadOptions", "read_items"]
