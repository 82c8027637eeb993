"""Evaluation logs → items, corpora → documents."""

from farfield.logs.items import read_items
from farfield.logs.log_formats import FORMATS
from farfield.logs.options import ReadOptions

__all__ = ["FORMATS", "ReadOptions", "read_items"]
