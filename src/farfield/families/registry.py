"""Families by name."""

from __future__ import annotations

from farfield.families.family import REASONING_GYM, Family
from farfield.registry import Registry

FAMILIES: Registry[Family] = Registry(
    "family",
    {
        "addition": "farfield.families.digits:Addition",
        "calendar": "farfield.families.calendar:Calendar",
        "clock": "farfield.families.clock:Clock",
        "code_completion": "farfield.families.code_completion:CodeCompletion",
        "commands": "farfield.families.commands:Commands",
        "counting": "farfield.families.counting:Counting",
        "dated_facts": "farfield.families.dated_facts:DatedFacts",
        "indexing": "farfield.families.indexing:Indexing",
        "keeping": "farfield.families.keeping:Keeping",
        "linear": "farfield.families.linear:LinearFunctions",
        "market_turn": "farfield.families.market_turn:MarketTurn",
        "multiplication": "farfield.families.digits:Multiplication",
        "odds": "farfield.families.odds:Odds",
        "ownership": "farfield.families.ownership:Ownership",
        "pressure": "farfield.families.pressure:Pressure",
        "reversing": "farfield.families.reversing:Reversing",
        "shift_cipher": "farfield.families.ciphers:ShiftCipher",
        "sorting": "farfield.families.sorting:Sorting",
        "string_functions": "farfield.families.compositions:StringFunctions",
    },
    group="farfield.families",
)


def family_names() -> list[str]:
    """Those of Farfield and of installed packages; `reasoning_gym:DATASET` comes beside them."""
    return sorted(FAMILIES)


def get_family(name: str) -> Family:
    """Raises FarfieldError with the near names where there is none of this name."""
    if name.startswith(REASONING_GYM):
        from farfield.families.reasoning_gym import reasoning_gym_family

        return reasoning_gym_family(name.removeprefix(REASONING_GYM))
    if name.startswith("dated_facts:"):
        from farfield.families.dated_facts import brought_facts

        return brought_facts(name)
    return FAMILIES.get(name)
