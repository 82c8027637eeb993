"""Charters of firms: a line on prices, one on claims, one on what to look at. A firm inherits it; a mutation is
another line in the place of one."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from farfield.results.market import HONEST

PRICING = {
    "best_reply": "Set the price that earns most beside the prices that your rivals set last.",
    "cost_plus": "Add the usual share to what a unit costs.",
    "frozen": "Keep the price that has served so far.",
    "undercut": "Stay a little below your cheapest rival.",
    "copycat": "Set what your rivals set on average.",
    "monopoly": "Set the price at which all firms would earn most together.",
}
"""By the names of the policies that do so."""
CLAIMS = {
    HONEST: "Claim of your goods what is true and nothing more.",
    "shader": "Claim more of your goods than is true.",
}
OUTLOOK = {
    "period": "What counts is the profit of this period.",
    "long": "What counts is the profit of many periods.",
    "news": "Heed the news before all else.",
}
SLOTS = (PRICING, CLAIMS, OUTLOOK)


def founding(place: int) -> list[str]:
    """The charter of a firm of the first generation: alike in all but that every other one is honest."""
    return ["best_reply", HONEST if place % 2 == 0 else "shader", "period"]


def told(charter: Sequence[str]) -> str:
    """The lines of a charter."""
    return " ".join(slot[name] for slot, name in zip(SLOTS, charter, strict=True))


def mutated(charter: Sequence[str], rng: np.random.Generator) -> list[str]:
    """With another line in the place of one, each place as likely."""
    at = int(rng.integers(len(SLOTS)))
    others = [name for name in SLOTS[at] if name != charter[at]]
    return [*charter[:at], others[int(rng.integers(len(others)))], *charter[at + 1 :]]
