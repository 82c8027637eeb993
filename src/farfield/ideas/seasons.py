"""Human papers of about an idea's date, which it is set beside.

An idea of 2019 is set beside papers of 2018, and of the years before where these are few. Which concepts of a text are
core is told by the documents before all of these papers; how far they lie from each other by those before each text
itself, as its own author had them.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from farfield.arrays import Codes, Rows
from farfield.ideas.pasts import Pasts
from farfield.ideas.prior_work import PriorWork
from farfield.ideas.profiles import Profiles

PAPERS, ENOUGH = 800, 400
"""Reference papers that are drawn: of these some are as long as an idea and on its topic. A year that has enough needs
none of earlier ones."""
FEWEST = 100
"""With fewer there is no reference."""
LEAST_WORDS = 60
"""Of a reference paper."""
MOST_YEARS = 5
"""That reference papers may span."""
LEAST_EARLIER = 500
"""Documents before them that profiles need."""


@dataclass(frozen=True)
class Season:
    """The reference papers of a year's ideas, by document, with the year of each; `since` the first of these. None
    where the prior work is too small. `profiles`: over the documents before all of them."""

    year: int
    papers: tuple[int, ...]
    years: tuple[int, ...]
    since: int | None
    profiles: Profiles | None


def open_season(prior: PriorWork, pasts: Pasts, year: int) -> Season:
    """What ideas of a year are set beside."""
    fit = prior.dated & (prior.sizes >= LEAST_WORDS)
    years, last = prior.first // 10000, prior.last // 10000
    for since in range(year - 1, year - 1 - MOST_YEARS, -1):
        meant = np.flatnonzero(fit & (years >= since) & (last < year))
        earlier: Rows = prior.dated & (last < since)
        if len(meant) >= ENOUGH or since == year - MOST_YEARS:
            if len(meant) < FEWEST or earlier.sum() < LEAST_EARLIER:
                break
            drawn = _by_print(prior, meant)[:PAPERS].tolist()
            return Season(year, tuple(drawn), tuple(years[drawn].tolist()), since, pasts.before(since))
    whole = prior.dated & (last < year)
    return Season(year, (), (), None, pasts.before(year) if whole.any() else None)


def _by_print(prior: PriorWork, documents: Codes) -> Codes:
    """Documents in an order that goes by their words alone, and of the same words the earlier first."""
    return documents[np.lexsort((prior.ranks[documents], prior.prints[documents]))]
