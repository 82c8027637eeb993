"""Values against capabilities along one axis of distance, with the controls that keep one from reading as the other."""

from farfield.measure.values.exact import name_exact
from farfield.measure.values.roles import other_kinds
from farfield.measure.values.rows import check_values, kinds_mixed, lacks_levels, values_sought, with_levels

__all__ = [
    "check_values", "kinds_mixed", "lacks_levels", "name_exact", "other_kinds", "values_sought",
    "with_levels",
]  # fmt: skip
