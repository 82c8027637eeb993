"""Several profiles beside each other: models, sizes, corpora."""

from farfield.measure.compare.comparison import compare
from farfield.measure.compare.options import CompareOptions

__all__ = ["CompareOptions", "compare"]
