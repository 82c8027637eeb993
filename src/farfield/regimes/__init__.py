"""Where items stand, relative to a corpus and to declared axes.

`declared`: what the log says and a search for the item itself finds. `rule`: what the axes of a family and the counts
of their levels decide.
"""

from farfield.regimes.assign import assign_regimes
from farfield.regimes.family_items import add_sides, families_of
from farfield.regimes.support_file import read_support

__all__ = ["add_sides", "assign_regimes", "families_of", "read_support"]
