"""Items with evidence → distances, regimes, and the capability profile."""

from farfield.measure.checks import check_options
from farfield.measure.options import MeasureOptions
from farfield.measure.profile import fit_profile
from farfield.measure.regimes import assign_regimes
from farfield.measure.rulers import RULERS, Ruler, add_rulers
from farfield.measure.sentences import describe, describe_subject

__all__ = [
    "RULERS",
    "MeasureOptions",
    "Ruler",
    "add_rulers",
    "assign_regimes",
    "check_options",
    "describe",
    "describe_subject",
    "fit_profile",
]
