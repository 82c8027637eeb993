"""What a profile says of items of families: support, regimes by threshold, comprehension, recitation, outcomes."""

from farfield.measure.families.defaults import with_families
from farfield.measure.families.profile import fit_families

__all__ = ["fit_families", "with_families"]
