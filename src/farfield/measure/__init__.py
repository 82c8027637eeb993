"""Items with evidence → distances and the capability profile."""

from farfield.measure.checks import check_options
from farfield.measure.families import with_families
from farfield.measure.profile import fit_profile
from farfield.measure.rulers import RULERS, Ruler, add_rulers
from farfield.options.measuring import MeasureOptions

__all__ = [
    "RULERS",
    "MeasureOptions",
    "Ruler",
    "add_rulers",
    "check_options",
    "fit_profile",
    "with_families",
]
