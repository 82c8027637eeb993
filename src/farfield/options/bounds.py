"""What no run takes, whatever it asks: seeds of which nothing is drawn, and more answers than anybody waits for."""

from __future__ import annotations

from farfield.records import FarfieldError

MOST_ANSWERS = 1_000_000
"""Of a round or generation, some days of the fastest provider: beyond it what was typed is a slip."""


def require_seed(seed: int) -> None:
    """Raise FarfieldError for a seed below 0, of which nothing is drawn."""
    if seed < 0:
        raise FarfieldError(f"{seed} is no seed", where="--seed", remedy="It is a whole number of 0 or more.")


def require_answers(answers: int, each: str) -> None:
    """Raise FarfieldError for more answers than MOST_ANSWERS. `each`: what they are asked in."""
    if answers > MOST_ANSWERS:
        raise FarfieldError(
            f"{answers:,} answers a {each} are more than {MOST_ANSWERS:,}",
            remedy="Ask for fewer of one kind.",
        )
