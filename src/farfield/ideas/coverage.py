"""Whether the prior work covers an idea's topic up to its date: else what looks new may only be missing.

Of the documents nearest to an idea, those of the three years before it are set beside the richest three years. A venue
that the corpus lacks from some year on shows as a topic that dries up there. The richest of many windows is rich by
chance too, so one standard error is taken off it.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import sqrt

import numpy as np

from farfield.ideas.nearest import Near
from farfield.ideas.prior_work import PriorWork
from farfield.results.novelty import Coverage

NEAREST = 200
WINDOW = 3  # years
FEWEST = 30
LEAST_SHARE = 0.5
"""Of the richest years' documents that the last years must have."""


def cover(nearest: Sequence[Near], year: int, prior: PriorWork) -> Coverage:
    """How many of an idea's nearest documents are of the last years before its year, and of the richest ones."""
    ages = year - prior.first[[near.document for near in nearest]] // 10000
    windows = [
        int(((ages >= begin) & (ages < begin + WINDOW)).sum())
        for begin in range(1, max(2, int(np.max(ages, initial=1)) + 1))
    ]
    richest = max(windows)
    least = LEAST_SHARE * max(richest - sqrt(richest), 0.0)
    return Coverage(len(nearest), windows[0], richest, len(nearest) >= FEWEST and windows[0] >= least)
