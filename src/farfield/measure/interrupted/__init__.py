"""Time as an interrupted series: the trend before the cutoff, the break at it, controls beside it."""

from farfield.measure.interrupted.controls import check_controls
from farfield.measure.interrupted.profile import fit_interrupted

__all__ = ["check_controls", "fit_interrupted"]
