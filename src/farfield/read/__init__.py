"""Evaluation logs → items, corpora → documents."""

from farfield.read.items import read_items
from farfield.read.options import FORMATS, ReadOptions

__all__ = ["FORMATS", "ReadOptions", "read_items"]
