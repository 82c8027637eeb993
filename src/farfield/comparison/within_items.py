"""How scores fall with distance where each item is its own control: two subjects, each against its own corpus.

What an item is (its difficulty, length, wording) is the same for both, and cancels. What stays in it is what both
corpora have in common: that moves with neither.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from msgspec import structs

from farfield.arrays import Codes, Floats, Rows
from farfield.comparison.answers import Pair
from farfield.comparison.contrasts import contrast, unknown
from farfield.comparison.differences import difference_of
from farfield.comparison.progress import band_edges
from farfield.measure.fits.logistic import NotIdentified, effect, fit_logistic
from farfield.measure.near_far.scale import choose_scale
from farfield.measure.near_far.slopes import FEWEST_ITEMS
from farfield.results import reasons as why
from farfield.results.comparison import LogOdds, MovedItems, WithinItems
from farfield.results.differences import Difference

FOLDS = 3
"""Each item's fall is foretold twice, by items of either of the two other thirds: the noise of one is not that of the
other, so that their product measures the fall alone."""
BANDS = 10
"""Of fewer a step within one is lost, of more each is noise in small runs."""


def fit_within_items(pair: Pair, confidence: float, seed: int) -> WithinItems | None:
    """The slope with distance between items and within them, and the share of the fall that is left within.

    None where both subjects stand at one distance from every item, as with one corpus. `crude`: logistic regression of
    all answers on distance, each subject with a level of its own. `within`: the conditional logit of the items
    (Chamberlain 1980), which for two subjects is the logistic regression of who was right, among items that only one
    was, on the difference of distances; an item answered in part counts by the chance that only one is right. Both per
    standard deviation of all distances, errors by cluster. `share`: see `_share`.
    """
    scale = choose_scale(pair.distances.ravel()) if len(pair) else None
    if scale is None or np.array_equal(pair.distances[:, 0], pair.distances[:, 1]):
        return None
    at = scale.into(pair.distances)
    at = at / at.std()
    alone = _only_one_right(pair.scores)
    return WithinItems(
        items=len(pair),
        moved=int(np.count_nonzero(pair.distances[:, 0] != pair.distances[:, 1])),
        telling=float(alone.sum()),
        scale=scale.name,
        crude=_crude(at, pair, confidence),
        within=_within(at, alone, pair.clusters, confidence),
        nearer=_moved(pair, pair.distances[:, 1] < pair.distances[:, 0], confidence),
        as_near=_moved(pair, pair.distances[:, 1] == pair.distances[:, 0], confidence),
        farther=_moved(pair, pair.distances[:, 1] > pair.distances[:, 0], confidence),
        share=_share(at, pair, confidence, seed),
    )


def _moved(pair: Pair, rows: Rows, confidence: float) -> MovedItems:
    """How the two differ on these items."""
    part = pair.part(rows)
    means = part.scores.mean(axis=0).tolist() if len(part) else (None, None)
    found = structs.asdict(difference_of(part, confidence))
    return MovedItems(**found, items=len(part), first=means[0], second=means[1])


def _only_one_right(scores: Floats) -> Floats:
    """(n, 2): the chance that the first alone is right, and that the second is."""
    return np.stack([scores[:, 0] * (1 - scores[:, 1]), scores[:, 1] * (1 - scores[:, 0])], axis=1)


def _crude(at: Floats, pair: Pair, confidence: float) -> LogOdds:
    """All answers of both on their distances."""
    n = len(pair)
    second = np.repeat([0.0, 1.0], n)
    design = np.column_stack([np.ones(2 * n), second - 0.5, at.T.ravel() - at.mean()])
    return _log_odds(design, pair.scores.T.ravel(), np.tile(pair.clusters, 2), None, confidence)


def _within(at: Floats, alone: Floats, clusters: Codes, confidence: float) -> LogOdds:
    """Who was right, where one alone was, on how much nearer or farther the item is to the second's corpus."""
    n = len(at)
    weights = alone.T.ravel()
    held = weights > 0
    farther = np.tile(at[:, 1] - at[:, 0], 2)
    design = np.column_stack([np.ones(2 * n), farther])[held]
    second = np.repeat([0.0, 1.0], n)[held]
    return _log_odds(design, second, np.tile(clusters, 2)[held], weights[held], confidence)


def _log_odds(
    design: Floats, scores: Floats, clusters: Codes, weights: Floats | None, confidence: float
) -> LogOdds:
    """The last coefficient with its interval."""
    try:
        if len(scores) < FEWEST_ITEMS:
            raise NotIdentified(why.FewItems(FEWEST_ITEMS))
        codes = np.unique(clusters, return_inverse=True)[1]
        fit = fit_logistic(design, scores, np.asarray(codes, np.int64), weights)
        slope = effect(fit.coefficients[-1], fit.covariance[-1, -1], fit.freedom, confidence)
    except NotIdentified as problem:
        return LogOdds(per_sd=None, low=None, high=None, note=None, why=problem.why)
    return LogOdds(per_sd=slope.value, low=slope.low, high=slope.high, note=None)


class _Foretold(NamedTuple):
    """How much better the second is to be than the first, by their distances alone, twice (n,)."""

    once: Floats
    again: Floats


def _share(at: Floats, pair: Pair, confidence: float, seed: int) -> Difference:
    """How much of the fall from near to far comes back within items: 1 for a lookup of its own corpus, 0 where distance
    only goes with what makes items hard.

    The fall between items is what both subjects score in bands of distance, each less its mean. What it foretells of an
    item, the band of the second's distance less that of the first's, is set against how the scores do differ:
    share = cov(foretold, found) / var(foretold). Bands are scored on other clusters than the item's, twice, each the
    other's instrument (Angrist & Krueger 1995), so that their noise cancels.
    """
    if len(pair) < FOLDS * FEWEST_ITEMS:
        return unknown(why.FewItems(FOLDS * FEWEST_ITEMS))
    foretold = _foretell(at, pair.scores - pair.scores.mean(axis=0), pair.clusters, seed)
    once, again = (one - one.mean() for one in foretold)
    found = pair.scores[:, 1] - pair.scores[:, 0]
    found = found - found.mean()
    fall = once * again
    error = contrast(float(fall.mean()), (fall - fall.mean()) / len(fall), pair.clusters, confidence)
    if error.low is None or error.low <= 0:
        return unknown(why.NoFall())
    size = float(fall.sum())
    share = float((once + again) @ found / 2 / size)
    influence = ((once + again) * found / 2 - share * fall) / size
    return contrast(share, influence, pair.clusters, confidence)


def _foretell(at: Floats, scores: Floats, clusters: Codes, seed: int) -> _Foretold:
    """By the scores of the two thirds of the clusters that the item is not in."""
    edges = band_edges(at[:, 0], at[:, 1], BANDS)
    places = np.searchsorted(edges, at, side="right")
    groups = int(clusters.max()) + 1
    fold = np.random.default_rng(seed).permutation(groups)[clusters] % FOLDS
    heights = np.stack(
        [_height(places[fold == one], scores[fold == one], len(edges) + 1) for one in range(FOLDS)]
    )
    moves = heights[:, places[:, 1]] - heights[:, places[:, 0]]
    rows = np.arange(len(at))
    return _Foretold(moves[(fold + 1) % FOLDS, rows], moves[(fold + 2) % FOLDS, rows])


def _height(places: Codes, scores: Floats, bands: int) -> Floats:
    """The mean score in each band; 0, the mean of all, where nothing of this third stands."""
    held = np.bincount(places.ravel(), minlength=bands)
    return np.asarray(np.bincount(places.ravel(), scores.ravel(), minlength=bands) / np.maximum(held, 1))
