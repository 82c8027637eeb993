"""How numbers and columns are said, everywhere: counts, percentages, distances, intervals, p values, covariates."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence

from farfield.results.structs import Estimate
from farfield.text.nouns import number_of

THIN = "\u202f"
FIXED = "\u00a0"  # a space no line breaks at
MINUS = "\u2212"
NOTHING = "–"

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


def whole(number: int) -> str:
    """A whole number, thousands apart: 1319 -> "1,319"."""
    return f"{number:,}"


def count(how_many: int, noun: str, plural: str | None = None) -> str:
    """1 -> "1 item", 1319 -> "1,319 items"."""
    return number_of(how_many, noun, plural)


def verb(how_many: int, one: str, many: str) -> str:
    """What agrees with a count: (1, "is", "are") -> "is"."""
    return one if how_many == 1 else many


def large(how_many: int, noun: str) -> str:
    """A count that may be in the millions: "0.34 M words", "7,473 documents"."""
    if how_many < 100_000:
        return count(how_many, noun)
    scale, sign = next((s, m) for s, m in ((1e12, "T"), (1e9, "G"), (1e5, "M")) if how_many >= s)
    value = how_many / (1e6 if sign == "M" else scale)
    return f"{value:,.2f}{THIN}{sign} {noun}s" if value < 10 else f"{value:,.0f}{THIN}{sign} {noun}s"


def number(value: float, digits: int) -> str:
    """At so many decimals, with a true minus sign; a zero has none."""
    text = f"{value:.{digits}f}"
    return (text.removeprefix("-") if float(text) == 0 else text).replace("-", MINUS)


def plain(value: float) -> str:
    """A number as somebody wrote it: 0.5, 3, 1e-05."""
    return f"{value:g}"


def with_sign(value: float, digits: int) -> str:
    """At so many decimals, with its sign: "+0.30", "−0.30"."""
    return f"{value:+.{digits}f}".replace("-", MINUS)


def short(value: float, digits: int = 3) -> str:
    """So many significant digits, however large: 25.1, 1e+09."""
    return f"{value:.{digits}g}"


def in_points(share: float, digits: int = 0) -> str:
    """A share of 1 in points: 0.217 -> "22"."""
    return number(100 * share, digits)


def percent(share: float | None, digits: int = 0) -> str:
    """A share of 1 in percent: "43 %", with so many digits behind the point; "–" where there is none."""
    return NOTHING if share is None else f"{in_points(share, digits)}{THIN}%"


def small_percent(share: float) -> str:
    """A share of 1 in percent to a tenth, "less than 0.1 %" where it is smaller."""
    return percent(share, 1) if share >= 0.001 else f"less than 0.1{THIN}%"


def rough_percent(share: float) -> str:
    """A share of 1 in percent at three significant digits: "25.1 %", "less than 0.1 %"."""
    return "less than 0.1 %" if share < 0.001 else f"{short(100 * share)} %"


def significant(value: float, digits: int = 3) -> str:
    """A distance at its significant digits, thousands apart, without trailing zeros: 31.2, 1,250, 0.0312."""
    if value == 0:
        return "0"
    places = max(0, digits - 1 - math.floor(math.log10(abs(value))))
    text = f"{value:,.{places}f}"
    return (text.rstrip("0").rstrip(".") if "." in text else text).replace("-", MINUS)


def distance(value: float | None) -> str:
    """Three significant digits; "–" where there is no distance."""
    return NOTHING if value is None or not math.isfinite(value) else significant(value)


def interval(low: float | None, high: float | None, digits: int = 0) -> str:
    """Shares as percentages in brackets; where there is no interval, that is said."""
    if low is None or high is None:
        return "(no interval)"
    return f"[{in_points(low, digits)}, {in_points(high, digits)}]"


def percent_interval(low: float | None, high: float | None, digits: int = 1) -> str:
    """As `interval`, without a break between its ends: (0.194, 0.241) -> "[19.4, 24.1]"; empty where there is none."""
    if low is None or high is None:
        return ""
    return f"[{in_points(low, digits)},{FIXED}{in_points(high, digits)}]"


def short_ends(low: float | None, high: float | None) -> str:
    """An interval in whole percentages, in tenths near 0 and 100 and where it is narrow: "[54, 59]", "[0.1, 2.3]"."""
    if low is None or high is None:
        return "(no interval)"
    fine = high - low < 0.03 or low < 0.005 < high < 0.05 or high > 0.995 > low > 0.95
    return percent_interval(low, high, 1 if fine else 0)


def points(difference: Estimate) -> str:
    """A difference of scores with its interval, in percentage points: "−10 [−15, −5]"."""
    if difference.value is None:
        return NOTHING
    value = in_points(difference.value)
    return f"{value}{FIXED}{percent_interval(difference.low, difference.high, 0)}".strip()


def moved(found: Estimate, *, logarithmic: bool) -> str:
    """A difference of reaches with its interval; on a logarithmic ruler the factor: "12 [8, 16]", "1.4 [1.1, 1.8]"."""
    if found.value is None or found.low is None or found.high is None:
        return NOTHING
    value, low, high = (
        distance(math.exp(one) if logarithmic else one) for one in (found.value, found.low, found.high)
    )
    return f"{value}{FIXED}[{low},{FIXED}{high}]"


def p_value(p: float | None) -> str:
    """ ".013", "< .001"."""
    return NOTHING if p is None else "< .001" if p < 0.001 else f"{p:.3f}".lstrip("0")


def p_equals(p: float) -> str:
    """ "p = .013", "p < .001"."""
    return f"p {p_value(p)}" if p < 0.001 else f"p = {p_value(p)}"


def held(items: int) -> str:
    """The n of a number."""
    return f"n{FIXED}={FIXED}{whole(items)}"


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
