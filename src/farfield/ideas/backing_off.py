"""Extracted concepts that few documents hold → their best known part, so that counts say something."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from farfield.ideas.english import FUNCTION_WORDS
from farfield.ideas.postings import Concept

ENOUGH = 20
"""Documents before the idea that a concept must stand in, to be set beside others."""


def back_off(core: Mapping[str, Concept], held: Callable[[Concept], int]) -> dict[str, Concept]:
    """The core with each concept as it is, or as its longest part in enough documents; without those that have none.
    `held`: documents before the idea that hold a concept, 0 for one that was not counted."""
    found: dict[str, Concept] = {}
    for name, concept in core.items():
        part = _part(concept, held)
        if part is not None and part not in found.values():
            found[name if part == concept else " ".join(part)] = part
    return found


def _part(concept: Concept, held: Callable[[Concept], int]) -> Concept | None:
    """The longest part, and of equals that in the fewest documents; None where none is in enough."""
    for size in range(len(concept), 0, -1):
        parts = [concept[at : at + size] for at in range(len(concept) - size + 1)]
        known = [one for one in parts if not {one[0], one[-1]} & FUNCTION_WORDS and held(one) >= ENOUGH]
        if known:
            return min(known, key=lambda one: (held(one), one))
    return None
