"""Whether stated probabilities tell what came true from what did not."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np

from farfield.arrays import Codes, Floats
from farfield.measure.coherence.tuples import Tuples
from farfield.measure.fits.rank_correlation import mean_ranks
from farfield.measure.intervals import mean_interval
from farfield.results.coherence import CoherenceMean, Discrimination
from farfield.special_functions import expit, logit, ndtri

DECIMALS = 9
"""Of the mean of several probabilities: equal ones stay equal, however often they were said."""


def discriminate(tuples: Iterable[Tuples], facts: Mapping[int, float], confidence: float) -> Discrimination:
    """Of the base questions of these tuples that are resolved; `facts`: what came true, by a question's code.

    A question that was asked in several tuples counts once, with the mean of its probabilities.
    """
    codes, values = _resolved(tuples, facts)
    if not len(codes):
        return Discrimination(0, None, 0, None, None, None, "no_resolutions")
    asked, first, place = np.unique(codes, return_index=True, return_inverse=True)
    place, order = place.reshape(-1), np.argsort(first)  # as they first appear
    stated = (np.bincount(place, values) / np.bincount(place))[order].round(DECIMALS)
    true = np.array([facts[code] for code in asked[order].tolist()])
    said = np.lexsort((values, place))
    several = len(np.unique(place[said][1:][(np.diff(place[said]) == 0) & (np.diff(values[said]) > 0)]))
    rate, each = float(true.mean()), np.arange(len(true))
    brier = CoherenceMean(*mean_interval((stated - true) ** 2, each, confidence))
    one = rate in (0.0, 1.0)
    auc = None if one else area(stated, true, confidence)
    return Discrimination(
        len(true), rate, several, auc, brier, rate * (1 - rate), "one_outcome" if one else None
    )


def _resolved(tuples: Iterable[Tuples], facts: Mapping[int, float]) -> tuple[Codes, Floats]:
    """The code of each resolved base question, as often as it was asked, and the probability stated then."""
    codes, values = [np.zeros(0, np.int64)], [np.zeros(0)]
    for whole in tuples:
        for at, role in enumerate(whole.relation.roles):
            if role in whole.relation.base:
                codes.append(whole.questions[:, at])
                values.append(whole.stated[:, at])
    every = np.concatenate(codes)
    known = np.isin(every, np.fromiter(facts, np.int64, len(facts)))
    return every[known], np.concatenate(values)[known]


def area(stated: Floats, true: Floats, confidence: float) -> CoherenceMean:
    """The area under the ROC curve with its interval on the log-odds scale, by placements (DeLong et al. 1988).

    Without an interval at 0 and 1, where no placement differs, and where all probabilities are alike.
    """
    high, low = stated[true == 1], stated[true == 0]
    ranks = mean_ranks(np.concatenate([high, low]))
    above = (ranks[: len(high)] - mean_ranks(high)) / len(low)
    below = 1 - (ranks[len(high) :] - mean_ranks(low)) / len(high)
    found = float(above.mean())
    variance = sum(float(part.var(ddof=1)) / len(part) for part in (above, below) if len(part) > 1)
    if not 0 < found < 1 or variance <= 0:
        return CoherenceMean(found, None, None)
    half = float(ndtri(0.5 + confidence / 2)) * np.sqrt(variance) / (found * (1 - found))
    return CoherenceMean(found, float(expit(logit(found) - half)), float(expit(logit(found) + half)))
