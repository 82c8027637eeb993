"""Numbers that are names, as a version or a price is: written one way, and no part of another number.

"$1,299.00", "1299" and "USD 1,299" are one number; 12 is no part of 3.12, while 3.12.1 is a 3.12 and 16.2 a 16; 29 is
no part of $29.99; and the 19 of "19 October 2022" is a day.
"""

from __future__ import annotations

import re

_CURRENCY = "[$€£¥₹₽₩]|\\b(?:usd|eur|gbp|jpy|cny|inr|chf|dollars?|euros?|pounds?|yen|yuan)\\b"
_THOUSANDS = re.compile(r"(?<![\d.,])(\d{1,3})((?:,\d{3})+)(?![\d,])")
_AMOUNT = re.compile(
    rf"(?i)((?:{_CURRENCY})\s?)(\d+)[.,](\d\d)(?![\d.,]*\d)|\b(\d+)[.,](\d\d)(?=\s?(?:{_CURRENCY}))"
)
_DOTTED = re.compile(r"(?<![\w.,])\d+(?:\.\d+)+|(?<![\w.,])\d+,\d{1,2}(?![\d,])")
_DATE = re.compile(r"\d{1,2}\.\d{1,2}\.\d{4}|\d{4}\.\d{1,2}\.\d{1,2}")
_GLUED = re.compile(r"(?<=[^\W\d_])(?=\d)")
CURRENCY = "$"
"""Put before a name that is a number, it is that amount."""
_NUMBER = re.compile(r" \d{1,2} ")
LAST_DAY = 31
_MONTHS = frozenset((
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
    "december", "jan", "feb", "mar", "apr", "jun", "jul", "aug", "sep", "sept", "oct", "nov", "dec", "januar",
    "februar", "marz", "mai", "juni", "juli", "oktober", "dezember", "janvier", "fevrier", "mars", "avril", "juin",
    "juillet", "aout", "septembre", "octobre", "novembre", "decembre", "enero", "febrero", "marzo", "abril", "mayo",
    "junio", "julio", "agosto", "septiembre", "octubre", "noviembre", "diciembre",
))  # fmt: skip
_BESIDE = 24
"""Characters on either side in which the month of a day stands."""


def with_plain_numbers(text: str) -> str:
    """The text with its numbers as words: thousands without commas, "v3.12" as "v 3 _12", "$29.99" as "29__99"."""
    text = _GLUED.sub(" ", text)
    text = _THOUSANDS.sub(lambda found: found[1] + found[2].replace(",", ""), text)
    text = _AMOUNT.sub(_amount, text)
    return _DOTTED.sub(_dotted, text)


def _amount(found: re.Match[str]) -> str:
    whole, cents = (found[2], found[3]) if found[2] else (found[4], found[5])
    return f"{found[1] or ''}{whole}" + ("" if cents == "00" else f"__{cents}")


def _dotted(found: re.Match[str]) -> str:
    return found[0] if _DATE.fullmatch(found[0]) else re.sub("[.,]", " _", found[0])


def is_number(spelling: str) -> bool:
    """Whether a folded name is a number and nothing else."""
    return re.fullmatch(r" \d+(?: _\d+)* ", spelling) is not None


def is_day(text: str, at: int, end: int) -> bool:
    """Whether what stands at [at, end) of a folded text is the day of a date, with its month beside it."""
    if not _NUMBER.fullmatch(text[at:end]) or not 1 <= int(text[at:end]) <= LAST_DAY:
        return False
    before, behind = text[max(0, at - _BESIDE) : at].split(), text[end : end + _BESIDE].split()
    behind = behind[1:] if behind and behind[0] == "of" else behind
    return bool(before and before[-1] in _MONTHS) or bool(behind and behind[0] in _MONTHS)
