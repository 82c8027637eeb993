"""Task families with declared axes: an item is a point on them, and a corpus says which points it shows."""

from farfield.families.axes import Axis, Level, Point
from farfield.families.family import Exercise, Family, FamilyItem, Witness
from farfield.families.registry import family_names, get_family

__all__ = [
    "Axis",
    "Exercise",
    "Family",
    "FamilyItem",
    "Level",
    "Point",
    "Witness",
    "family_names",
    "get_family",
]
