"""What the next run takes: how many items, and which."""

from farfield.comparison.planning.options import PlanOptions
from farfield.comparison.planning.plan import plan

__all__ = ["PlanOptions", "plan"]
