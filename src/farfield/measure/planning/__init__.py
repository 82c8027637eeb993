"""What the next run takes: how many items, and which."""

from farfield.measure.planning.options import PlanOptions
from farfield.measure.planning.plan import plan

__all__ = ["PlanOptions", "plan"]
