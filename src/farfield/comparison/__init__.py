"""Several profiles beside each other: models, sizes, corpora."""

from farfield.comparison.comparison import compare
from farfield.options.comparing import CompareOptions

__all__ = ["CompareOptions", "compare"]
