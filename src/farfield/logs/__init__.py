"""Evaluation logs → items: one file a format, and what all formats share."""

from farfield.logs.items import read_items
from farfield.logs.log_formats import FORMATS
from farfield.logs.options import ReadOptions

__all__ = ["FORMATS", "ReadOptions", "read_items"]
