"""Drift of several subjects beside each other, paired fact by fact: base and tuned, sizes, dates."""

from farfield.comparison.drift.pairs import compare_drift
from farfield.comparison.drift.runs import are_of_drift

__all__ = ["are_of_drift", "compare_drift"]
