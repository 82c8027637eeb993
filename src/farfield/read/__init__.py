"""Evaluation logs → items, corpora → documents."""

from farfield.read.items import read_items
from farfield.read.log_formats import FORMATS
from farfield.read.options import ReadOptions

__all__ = ["FORMATS", "ReadOptions", "read_items"]
