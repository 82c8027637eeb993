"""What the next run takes: how many items, and which."""

from farfield.comparison.planning.plan import plan
from farfield.options.planning import PlanOptions

__all__ = ["PlanOptions", "plan"]
