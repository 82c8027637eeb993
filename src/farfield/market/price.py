"""The Price equation (Price 1970, Nature 227): what selection changed in a trait, apart from what transmission did."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike


class PriceSplit(NamedTuple):
    """The two terms, and the change that they add up to."""

    selection: float
    transmission: float
    change: float


def split_by_price(fitness: ArrayLike, trait: ArrayLike, offspring: ArrayLike) -> PriceSplit | None:
    """Δz = Cov(w, z)/w̄ + E[w Δz]/w̄, of a population [members] of which each has descendants.

    `fitness`: how many descendants w each has, none below 0. `trait`: its z. `offspring`: its descendants' mean z,
    read only where it has any. The covariance is the population's. `change` is worked out by itself: the
    descendants' mean less the population's. None where nobody has descendants.
    """
    w, z, after = (np.asarray(values, float) for values in (fitness, trait, offspring))
    mean = float(w.mean()) if len(w) else 0.0
    if mean == 0:
        return None
    left = w > 0
    moved = np.zeros_like(z)
    moved[left] = after[left] - z[left]
    selection = float(((w - mean) * (z - z.mean())).mean()) / mean
    transmission = float((w * moved).mean()) / mean
    change = float(np.average(after[left], weights=w[left]) - z.mean())
    return PriceSplit(selection, transmission, change)
