"""Items with evidence → distances and the capability profile.

What checks options is here at once; `fit_profile` is loaded when it is first used: a scan asks for no statistics.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from farfield.measure.checks import check_options
from farfield.measure.families import with_families
from farfield.measure.rulers import RULERS, Ruler, add_rulers
from farfield.options.measuring import MeasureOptions

if TYPE_CHECKING:
    from farfield.measure.profile import fit_profile

__all__ = [
    "RULERS",
    "MeasureOptions",
    "Ruler",
    "add_rulers",
    "check_options",
    "fit_profile",
    "with_families",
]


def __getattr__(name: str) -> object:
    if name != "fit_profile":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from farfield.measure.profile import fit_profile

    return fit_profile
