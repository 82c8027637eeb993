"""Items with evidence → distances, regimes, and the capability profile."""

from farfield.measure.checks import check_options
from farfield.measure.families import with_families
from farfield.measure.options import MeasureOptions
from farfield.measure.profile import fit_profile
from farfield.measure.regimes import assign_regimes, families_of, read_support
from farfield.measure.regimes.family_items import add_sides
from farfield.measure.rulers import RULERS, Ruler, add_rulers
from farfield.words.answer import describe, describe_subject

__all__ = [
    "RULERS",
    "MeasureOptions",
    "Ruler",
    "add_rulers",
    "add_sides",
    "assign_regimes",
    "check_options",
    "describe",
    "describe_subject",
    "families_of",
    "fit_profile",
    "read_support",
    "with_families",
]
