"""Pool adjacent violators: the never-rising fit of one row of means, in the order of sums that scipy has."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from farfield.arrays import Floats


def pool(means: Sequence[float], weights: Sequence[float]) -> Floats:
    """The least-squares never-rising fit of weighted means: neighbours that rise share their mean.

    The same to the bit as scipy's `isotonic_regression(means, weights=weights, increasing=False).x`, which takes longer
    to load than a small profile to fit. Up-and-down-blocks (Kruskal 1964), from the last mean to the first.
    """
    values, held = [float(one) for one in reversed(means)], [float(one) for one in reversed(weights)]
    blocks: list[tuple[float, float, int]] = []
    """Each block's mean, its weight and how many means it holds."""
    at, size = 0, len(values)
    while at < size:
        mean, weight, count = values[at], held[at], 1
        at += 1
        if blocks and blocks[-1][0] >= mean:
            before, its_weight, its_count = blocks.pop()
            total, weight = its_weight * before + weight * mean, weight + its_weight
            mean, count = total / weight, count + its_count
            while at < size and mean >= values[at]:
                total, weight, count = total + held[at] * values[at], weight + held[at], count + 1
                mean = total / weight
                at += 1
            while blocks and blocks[-1][0] >= mean:
                before, its_weight, its_count = blocks.pop()
                total, weight, count = (
                    total + its_weight * before,
                    weight + its_weight,
                    count + its_count,
                )
                mean = total / weight
        blocks.append((mean, weight, count))
    return np.repeat([mean for mean, _, _ in blocks], [count for _, _, count in blocks])[::-1].astype(float)
