"""Stated probabilities: how far from those of any one mind, what that costs, and whether they tell true from false."""

from farfield.families.relations import RELATIONS
from farfield.measure.coherence.options import CoherenceOptions
from farfield.measure.coherence.sought import coherence_sought

__all__ = ["RELATIONS", "CoherenceOptions", "coherence_sought"]
