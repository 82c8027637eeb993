"""Stated probabilities: how far from those of any one mind, what that costs, and whether they tell true from false."""

from farfield.families.relations import RELATIONS
from farfield.measure.coherence.from_items import coherence_sought
from farfield.measure.coherence.options import CoherenceOptions
from farfield.measure.coherence.profile import fit_coherence, fit_items_coherence

__all__ = ["RELATIONS", "CoherenceOptions", "coherence_sought", "fit_coherence", "fit_items_coherence"]
