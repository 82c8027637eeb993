"""The user's own dated facts, or another day, as a family of this process."""

from __future__ import annotations

from pathlib import Path

from farfield.families.dated_facts import DatedFacts, bring_facts
from farfield.logs.dated_facts import read_dated_facts
from farfield.measure.drift.dates import read_when
from farfield.options.asking import FactsGiven
from farfield.records import FarfieldError


def given_facts(family: str, given: FactsGiven) -> str:
    """The name of the family to ask: `family` where nothing was given.

    Raises FarfieldError where something was given to a family that takes none of it, for a file without facts, and for
    a day that is none or lies before the last change.
    """
    if given.facts is None and given.now is None:
        if given.turns is not None and family != DatedFacts.name:
            raise FarfieldError(f"{family} has no exchanges to choose", where="--turns", remedy="Use --axis.")
        return family
    if family != DatedFacts.name:
        raise FarfieldError(
            f"{family} takes no facts and no day", remedy="They are of the family dated_facts."
        )
    now = read_when(given.now) if given.now is not None else None
    if given.now is not None and (now is None or not now.exact):
        raise FarfieldError(f"{given.now!r} is no day", where="--now", remedy="Write it like 2024-06-01.")
    facts, refused = read_dated_facts(given.facts) if given.facts is not None else (None, [])
    key = Path(given.facts).name.partition(".")[0] if given.facts is not None else "ours"
    return bring_facts(key, facts, now.first.isoformat() if now is not None else None, len(refused))
