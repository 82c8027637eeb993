"""What came of an answer: current, stale, misplaced, defers, denies, other or empty."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from farfield.measure.drift.sayings import DEFERS, DENIES
from farfield.records import FarfieldError
from farfield.results.drift import OUTCOMES, Outcome

WORDS: dict[str, Outcome] = {
    **{name: name for name in OUTCOMES},
    "correct": "current", "right": "current", "up-to-date": "current", "up_to_date": "current",
    "outdated": "stale", "obsolete": "stale", "old": "stale",
    "irrelevant": "other", "wrong": "other", "incorrect": "other", "hallucination": "other", "invented": "other",
    "abstain": "defers", "abstains": "defers", "abstained": "defers", "deferred": "defers", "defer": "defers",
    "refusal": "defers", "refused": "defers", "refuses": "defers", "not_attempted": "defers", "idk": "defers",
    "denied": "denies", "deny": "denies", "blank": "empty", "no answer": "empty",
}  # fmt: skip
"""What outcomes are called, and which of ours each is."""


def hedges(output: str) -> bool:
    """Whether an output says that it may be out of date, or that it does not know."""
    return DEFERS.stand_in(output)


def unnamed(output: str) -> Outcome:
    """What an output is that names none of the fact's answers."""
    if not output.strip():
        return "empty"
    if DEFERS.stand_in(output):
        return "defers"
    return "denies" if DENIES.stand_in(output) else "other"


def read_outcomes(values: Iterable[str | None], column: str) -> dict[str, Outcome]:
    """Which outcome each word of a column is. Raises FarfieldError for words that are none: a column is understood
    whole or not at all."""
    counts = Counter(value for value in values if value is not None and value.strip())
    strange = [word for word in counts if word.strip().casefold() not in WORDS]
    if strange:
        shown = ", ".join(f"{word!r} ({counts[word]:,})" for word in strange[:6])
        raise FarfieldError(
            f"column {column!r} holds outcomes that are not known: {shown}",
            remedy=f"Call them {', '.join(OUTCOMES)}, or name another column with --map outcome=COL.",
        )
    return {word: WORDS[word.strip().casefold()] for word in counts}
