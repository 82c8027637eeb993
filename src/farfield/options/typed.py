"""How an option is typed at the command line, and what its help and its page say of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

READ, ASK, MODEL, COMPUTE = "What to read", "What to ask", "The model", "What to compute"
CORPUS, DISTANCE, EQUAL, VALUES = "Corpus", "Distance", "Held equal", "Values"
COMPARISON, NEXT, SPEED, OUTPUT = "Comparison", "The next run", "Speed", "Output"
MARKET = "A market of firms"
PANELS = (READ, ASK, MARKET, MODEL, COMPUTE, CORPUS, DISTANCE, EQUAL, VALUES, COMPARISON, NEXT, SPEED, OUTPUT)
"""The panels of the help, in the order in which it shows them, whichever of them a command has."""


class AsDeclared:
    """Stands where what holds when nothing is typed is the field's own default."""


@dataclass(frozen=True, slots=True)
class Typed:
    """Stands in the annotation of a field, or of a command's parameter, that can be typed.

    A field of the type `tuple[str, ...]` is repeatable; so is one with `parse`.
    """

    panel: str
    """One of PANELS."""
    value: str | None
    """What stands for the value in the help, as COL; None for a switch."""
    help: str
    """A sentence or two."""
    more: str = ""
    """What the page adds to them, in Markdown."""
    default: str | None = None
    """How the page tells the default; None writes it as it is, or nothing."""
    name: str | None = None
    """What is typed, where it is not the field's name with hyphens, as `--group` or `--quiet -q`; of a switch it is the
    only form, else `--no-NAME` is another."""
    untyped: Any = AsDeclared
    """What holds where nothing is typed, where that is not what holds in Python."""
    parse: Callable[[Sequence[str]], Any] | None = None
    """Makes the field's value of all that was typed."""
    least: float | None = None
    """The least value; below it the command line refuses in its own words."""
    offers: str | None = None
    """The names that a shell completes: `rulers` or `formats` (cli/completing.py)."""
