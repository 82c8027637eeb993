"""Where items stand, relative to a corpus and to declared axes.

`declared`: what the log says and a search for the item itself finds. `rule`: what the axes of a family and the counts
of their levels decide.
"""

from farfield.measure.regimes.assign import assign_regimes
from farfield.measure.regimes.family_items import families_of
from farfield.measure.regimes.support_file import read_support

__all__ = ["assign_regimes", "families_of", "read_support"]
