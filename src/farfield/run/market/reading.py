"""What a firm's answer is: a price with a claim, nothing of use, or a refusal."""

from __future__ import annotations

import json
import math
import re
from typing import Any, NamedTuple

from farfield.families.answers import final_text, outcome
from farfield.results.market import Act

HIGHEST = 1_000_000.0
"""Beyond it nobody buys, and powers would overflow."""
_OBJECT = re.compile(r"\{[^{}]{1,400}\}")
_NUMBER = re.compile(r"\d+(?:\.\d+)?")


class Read(NamedTuple):
    """`price`, `claim`: of an answer that acted, else None."""

    outcome: Act
    price: float | None = None
    claim: float | None = None


def read_act(said: str, *, filtered: bool = False) -> Read:
    """The last object of JSON in an answer that has a price above 0 and a claim of 0 or more, thinking left out.

    `filtered`: the provider held the answer back, which is a refusal.
    """
    for found in reversed(_OBJECT.findall(final_text(said))):
        try:
            told: Any = json.loads(found)
        except ValueError:
            continue
        if not isinstance(told, dict):
            continue
        price, claim = _number(told.get("price")), _number(told.get("claim"))
        if price is not None and claim is not None and 0 < price <= HIGHEST and 0 <= claim <= HIGHEST:
            return Read("acted", price, claim)
    refused = filtered or outcome(said, "integer", told=True) == "refusal"
    return Read("refused" if refused else "unusable")


def copied(price: float, last: float, told: str) -> str:
    """Whether a price stands in what was told: as the firm's `own` last one, as another number of the `prompt`, or in
    `none`."""
    if math.isclose(price, last, abs_tol=0.05):  # as it is told, to a tenth
        return "own"
    return "prompt" if any(float(found) == price for found in _NUMBER.findall(told)) else "none"


def _number(value: Any) -> float | None:
    """A number, or one in quotes; None for all else, and for what is none, as true and Infinity."""
    if isinstance(value, str) and re.fullmatch(r"\s*\d{1,9}(?:\.\d{1,9})?\s*", value):
        return float(value)
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    try:
        number = float(value)
    except OverflowError:
        return None
    return number if math.isfinite(number) else None
