"""What a profile says of items of families: support, regimes by threshold, comprehension, recitation, outcomes."""

from farfield.measure.families.defaults import with_families

__all__ = ["with_families"]
