"""Names that differ in case, blanks or hyphens only, and so may be one name: told, never joined."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping

import polars as pl

from farfield.logs.identity import FACET_PREFIX, FACETS, SETS
from farfield.logs.intake import Intake

MOST_LEVELS = 1000
SHOWN = 3
_GAPS = re.compile(r"[\s_]+|(?<=[^\W\d_])-(?=[^\W\d_])")  # a hyphen before a number may be its sign


def folded(name: str) -> str:
    """The name without what people write now one way, now another: `New  Garden` and `new_garden` are alike.

    A single letter stays as it is: `a` and `A` may well be two.
    """
    plain = unicodedata.normalize("NFKC", name).strip()
    return plain if len(plain) < 2 else _GAPS.sub(" ", plain).casefold()


def alike(names: Iterable[str]) -> list[list[str]]:
    """Names that are one name once they are folded, together; only those that are several."""
    groups: dict[str, dict[str, None]] = defaultdict(dict)
    for name in names:
        groups[folded(name)].setdefault(name)
    return [list(group) for group in groups.values() if len(group) > 1]


def tell_spellings(table: pl.DataFrame, intake: Intake) -> None:
    """Warn of subjects, tasks, families and levels of axes or categories that are written in several ways."""
    for name in table.columns:
        plain = name.casefold()
        known = plain in ("subject", "task", "family", *FACETS, *SETS) or plain.startswith(FACET_PREFIX)
        if not known or table[name].dtype != pl.String:
            continue
        counts = Counter(dict(table[name].drop_nulls().value_counts().iter_rows()))
        if len(counts) > MOST_LEVELS:
            continue
        for group in alike(counts)[:SHOWN]:
            intake.warn(
                name,
                "spellings_differ",
                f"{told(group, counts)} differ in case, blanks or hyphens only, and count as different: write them "
                "alike if they are one",
            )


def told(names: Iterable[str], counts: Mapping[str, int]) -> str:
    """The names as they are written, each with its rows."""
    return " and ".join(f"{name!r} ({counts[name]:,})" for name in sorted(names))
