"""Several profiles beside each other: models, sizes, corpora."""

from farfield.comparison.comparison import compare
from farfield.comparison.options import CompareOptions

__all__ = ["CompareOptions", "compare"]
