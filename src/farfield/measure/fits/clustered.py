"""By how much a likelihood overstates its certainty, where what it is of comes in clusters.

A profile likelihood interval takes its cells for independent. Where they share clusters, the deviance is divided by
the variance of the parameter by clusters over that by curvature (the vertical adjustment of Chandler & Bate 2007).
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from farfield.arrays import Codes, Floats
from farfield.special_functions import expit, logit

MOST = 5.0
"""The greatest ratio that is believed: beyond, few clusters have spoken by chance."""
LEAST_BEND = 1e-6
ROOM = 1e-3
"""A share this near to 0 or 1 stands at its bound and is held."""


def overstated(
    logs: Callable[[Floats], Floats],
    at: Floats,
    steps: Floats,
    weights: Floats,
    clusters: Codes,
    of: int = 0,
    least: float = 1.0,
) -> float:
    """The ratio for the parameter number `of`; 1 where the likelihood does not bend in all directions.

    `logs`: parameters (k,) → the log-likelihood of each cell (n,); `at` (k,): its maximum; `steps` (k,): how far it is
    looked at around it, in units of the parameters, 0 for one that is held. `weights` (n,), `clusters` (n,): of the
    cells. `least`: the least ratio: cells of a weight of 1 each tell no more than they are. Items of their own need no
    ratio.
    """
    if of not in np.flatnonzero(steps) or (least >= 1 and len(np.unique(clusters)) == len(clusters)):
        return 1.0
    bent = _bent(logs, at, steps, weights, clusters)
    if bent is None:
        return 1.0
    inverse, sums = bent
    groups, free = int(np.count_nonzero(np.bincount(clusters))), len(inverse)
    few = groups / max(groups - free, 1)
    place = int(np.flatnonzero(np.flatnonzero(steps) == of)[0])
    squares = sums.T @ sums
    found = (inverse @ squares @ inverse)[place, place] / inverse[place, place]
    found = max(found, float(np.trace(inverse @ squares)) / free) if least >= 1 else found
    return float(np.clip(few * found, least, MOST))


def moved_by_cluster(
    logs: Callable[[Floats], Floats], at: Floats, steps: Floats, weights: Floats, clusters: Codes, of: int = 0
) -> Floats:
    """How far each cluster (g,) moves the parameter number `of`, as one step of Newton's has it; nothing where the
    likelihood does not bend in all directions. Arguments as of `overstated`."""
    bent = _bent(logs, at, steps, weights, clusters) if steps[of] else None
    if bent is None:
        return np.zeros(int(clusters.max()) + 1)
    inverse, sums = bent
    return np.asarray(sums @ inverse[int(np.flatnonzero(np.flatnonzero(steps) == of)[0])])


def _bent(
    logs: Callable[[Floats], Floats], at: Floats, steps: Floats, weights: Floats, clusters: Codes
) -> tuple[Floats, Floats] | None:
    """The inverse of the bends (f, f) of what is free, and the slopes (g, f) summed by cluster; None where the
    likelihood does not bend in all directions."""
    ways = [step * np.eye(len(at))[axis] for axis, step in enumerate(steps) if step]
    slopes = np.stack([(logs(at + way) - logs(at - way)) / (2 * way.sum()) for way in ways], axis=1)
    sums = np.stack([np.bincount(clusters, weights * one) for one in slopes.T], axis=1)
    bends = _bends(lambda point: float(logs(point) @ weights), at, ways)
    if not np.isfinite(bends).all() or np.linalg.eigvalsh(bends)[0] < LEAST_BEND:
        return None
    return np.asarray(np.linalg.inv(bends)), np.asarray(sums, np.float64)


def _bends(total: Callable[[Floats], float], at: Floats, ways: list[Floats]) -> Floats:
    """Minus the second derivatives of the log-likelihood, by differences."""
    middle, found = total(at), np.empty((len(ways), len(ways)))
    for i, one in enumerate(ways):
        found[i, i] = -(total(at + one) + total(at - one) - 2 * middle) / one.sum() ** 2
        for j, two in enumerate(ways[:i]):
            around = sum(a * b * total(at + a * one + b * two) for a in (1, -1) for b in (1, -1))
            found[i, j] = found[j, i] = -around / (4 * one.sum() * two.sum())
    return found


def profile_interval(places: Floats, profile: Floats, drop: float) -> tuple[float, float]:
    """Where the deviance (t,) rises by `drop` above its least; the ends of what was searched where it does not.

    `places` (t,) in order; `profile` (t,): the greatest log-likelihood at each.
    """
    deviance = 2 * (profile.max() - profile)
    inside = np.flatnonzero(deviance <= drop)
    first, last = int(inside[0]), int(inside[-1])
    low, high = places[first], places[last]
    if first > 0:
        low = np.interp(drop, deviance[[first, first - 1]], places[[first, first - 1]])
    if last < len(deviance) - 1:
        high = np.interp(drop, deviance[[last, last + 1]], places[[last, last + 1]])
    return float(low), float(high)


def as_share(value: float) -> float:
    """A number without bounds as a share."""
    return float(expit(value))


def as_logit(share: float) -> float:
    """A share as a number without bounds."""
    return float(logit(np.clip(share, ROOM, 1 - ROOM)))
