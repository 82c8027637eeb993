"""Which of a fact's answers an output names: by their names and aliases, as whole words."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache

_APART = re.compile(r"[^\w]+")
_NOT = re.compile(
    r"(?:\bnot|\bno longer|\bnever|n t|\bformer(?:ly)?|\bprevious(?:ly)?|\bpredecessor|\bsucceed(?:ed|ing)"
    r"|\breplac(?:ed|ing)|\btook over from|\bafter|\bex)(?: \w+){0,2}$"
)
"""What makes a name that stands behind it somebody else than the answer."""
SHORTEST = 4
"""Letters of a family name that stands for the whole."""
BEFORE = 60


@lru_cache(maxsize=65536)
def folded(text: str) -> str:
    """Lower case, without accents and marks, words apart by one blank and a blank at both ends."""
    plain = unicodedata.normalize("NFKD", text)
    plain = "".join(sign for sign in plain if not unicodedata.combining(sign)).casefold()
    return f" {_APART.sub(' ', plain).strip()} "


def spellings(names: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """For each spelling, folded, the name that it stands for: the names of a fact, their aliases, and last words that
    only one of them has. A spelling of two names stands for none."""
    found: dict[str, str | None] = {}
    for name, aliases in names.items():
        for spelling in (name, *aliases):
            _take(found, folded(spelling), name)
    whole = set(found)
    lasts: dict[str, str | None] = {}
    for name in names:
        words = folded(re.sub(r"\(.*?\)", " ", name)).split()
        if len(words) > 1 and len(words[-1]) >= SHORTEST and not words[-1].isdigit():
            _take(lasts, f" {words[-1]} ", name)
    found |= {spelling: name for spelling, name in lasts.items() if spelling not in whole}
    return {spelling: name for spelling, name in found.items() if name is not None and spelling.strip()}


def _take(found: dict[str, str | None], spelling: str, name: str) -> None:
    found[spelling] = name if found.get(spelling, name) == name else None


def named_in(output: str, known: Mapping[str, str]) -> str | None:
    """The first name in an output, the longest where several begin there; None without one.

    A name behind "not", "former", "succeeded" and their like counts only where no other is there.
    """
    text = folded(output)
    places = sorted(
        (at, -len(spelling), name)
        for spelling, name in known.items()
        for at in [text.find(spelling)]
        if at >= 0
    )
    if not places:
        return None
    plain = [name for at, _, name in places if not _NOT.search(text[max(0, at - BEFORE) : at])]
    return plain[0] if plain else places[0][2]


def first_of(output: str, names: Iterable[str]) -> str | None:
    """The first of these whole names that an output holds."""
    text = folded(output)
    return next((name for name in names if folded(name).strip() and folded(name) in text), None)
