"""What is said to a user who wrote a name that is not there."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

NAMES_SHOWN = 20


def near_names(name: str, names: Iterable[str]) -> str:
    """A remedy: the names that look like `name`, or else all of them (at most NAMES_SHOWN)."""
    known = list(names)
    plain = {one.casefold(): one for one in reversed(known)}
    close = [plain[one] for one in get_close_matches(name.casefold(), plain, n=3, cutoff=0.6)]
    if close:
        return f"Did you mean {' or '.join(close)}?"
    more = f" and {len(known) - NAMES_SHOWN} more" if len(known) > NAMES_SHOWN else ""
    return f"There are: {', '.join(known[:NAMES_SHOWN])}{more}."
