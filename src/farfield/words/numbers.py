"""How numbers and columns are said: counts, percentages, distances, intervals, covariates."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence

THIN = "\u202f"
MINUS = "\u2212"

COVARIATES = {
    "log_words": "length",
    "words": "length",
    "unigram": "word frequency",
    "subjects": "scores of the other subjects",
}


def covariates(names: Sequence[str]) -> str:
    """Column names as words: ["log_words", "nuisance_answer_length"] -> "length and declared answer length"."""
    shown = [covariate(name) for name in names]
    return " and ".join(filter(None, [", ".join(shown[:-1]), *shown[-1:]]))


def covariate(name: str) -> str:
    """One column name as words. What a family declares beside its axes is told from a column of the same name."""
    return COVARIATES.get(name, re.sub("^nuisance_", "declared ", name).replace("_", " "))


def count(how_many: int, noun: str) -> str:
    """1 -> "1 item", 1319 -> "1,319 items"."""
    return f"{how_many:,} {noun}{'' if how_many == 1 else 's'}"


def percent(share: float, digits: int = 0) -> str:
    """A share of 1 in percent: "43 %", with so many digits behind the point."""
    return f"{number(100 * share, digits)}{THIN}%"


def significant(value: float, digits: int = 3) -> str:
    """A distance at its significant digits, without trailing zeros."""
    if value == 0:
        return "0"
    places = max(0, digits - 1 - math.floor(math.log10(abs(value))))
    text = f"{value:,.{places}f}"
    return (text.rstrip("0").rstrip(".") if "." in text else text).replace("-", MINUS)


def interval(low: float | None, high: float | None, digits: int = 0) -> str:
    """Shares as percentages in brackets; where there is no interval, that is said."""
    if low is None or high is None:
        return "(no interval)"
    return f"[{number(100 * low, digits)}, {number(100 * high, digits)}]"


def number(value: float, digits: int) -> str:
    """At so many decimals, with a true minus sign; a zero has none."""
    text = f"{value:.{digits}f}"
    return (text.removeprefix("-") if float(text) == 0 else text).replace("-", MINUS)


def conditions(where: Sequence[str]) -> str:
    """What was chosen: ["domain=law", "domain=art", "level!=2"] -> "domain=law or domain=art and level!=2"."""
    parts: dict[str, list[str]] = {}
    for one in where:
        column, _, _ = one.partition("=")
        parts.setdefault(one if column.endswith("!") else column, []).append(one)
    return " and ".join(" or ".join(alike) for alike in parts.values())


SPELLED = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


def spelled(how_many: int) -> str:
    """A small count as a word: 4 -> "four", 0 -> "no"; from 11 on in digits."""
    return SPELLED[how_many] if how_many < len(SPELLED) else f"{how_many:,}"
